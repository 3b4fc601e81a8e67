"""From what a person typed to what a column keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khoso.kernel import dates
from khoso.kernel.text_vi import nfc, one_space
from khoso.stages.catalogue.compute.fields import Field, Shape
from khoso.stages.catalogue.describing import shapes
from khoso.stages.catalogue.describing.shapes import Level


def tidy(level: Level, said: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, in one Unicode form and without stray spaces; several lines stay several lines."""
    return {name: _tidy(field, said[name]) for name in said if (field := level.field(name)) is not None}


def _tidy(field: Field, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if field.name in shapes.LONG:
        return "\n".join(line.rstrip() for line in nfc(value).strip().splitlines())
    return one_space(value)


def as_kept(field: Field, value: Any) -> Any:
    """`value`, found right by the checks, as its column keeps it."""
    match field.shape:
        case Shape.NUMBER:
            return _number(field, value)
        case Shape.FLAG:
            if field.name == "has_process" and value in (None, ""):
                return None
            return value in (True, 1, "1")
        case Shape.DATE:
            read = dates.parse(value)
            return read.iso if read else ""
        case Shape.CODES:
            return list(value or [])
        case _:
            return "" if value is None else str(value)


def _number(field: Field, value: Any) -> int | None:
    if value in (None, ""):
        # The machine's count is a number, never nothing.
        return 0 if field.name == "page_count" else None
    return int(value)


def as_typed(field: Field, value: Any) -> Any:
    """`value` of a column as a person would type it into a form."""
    match field.shape:
        case Shape.DATE:
            read = dates.parse(value)
            return (read.vietnamese + ("?" if read.is_uncertain else "")) if read else ""
        case Shape.FLAG if field.name == "has_process":
            return "" if value is None else str(int(bool(value)))
        case Shape.NUMBER:
            return "" if value is None else value
        case _:
            return value
