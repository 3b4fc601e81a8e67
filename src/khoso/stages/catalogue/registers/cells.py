"""How a field of a dossier or an item stands in a cell: numbers as numbers, whole days as days, the rest as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from khoso.kernel import codes, dates
from khoso.stages.catalogue.compute.fields import IN_DETAILS, Field, Shape

YES, NO = "Có", "Không"


def day_cell(iso: str) -> object:
    """A day as a day; a month, a year or what is not sure as the text it is."""
    found = dates.parse(iso)
    if found is None:
        return iso
    if found.day and found.month and not found.is_uncertain:
        return date(found.year, found.month, found.day)
    return found.shown


def day_text(iso: str) -> str:
    """The same on paper: `05/07/2010`, `07/2010`, `khoảng 1987`."""
    found = dates.parse(iso)
    return found.shown if found else iso


def span_text(start: str, end: str) -> str:
    """Both ends of a dossier's time; one day alone when they are the same."""
    first, last = day_text(start), day_text(end)
    return first if first == last else f"{first} - {last}"


def years_text(start: str, end: str) -> str:
    """`1990 - 2010`, for labels."""
    ends = [one[:4] for one in (start, end) if one]
    return " - ".join(dict.fromkeys(ends))


def term_text(code: str, years: int | None = None) -> str:
    """`Vĩnh viễn`, `30 năm`; `15 năm` where the table has no such term but its years are known."""
    if code == "07" and years:
        return f"{years} năm"
    return codes.MAINTENANCE.get(code, code)


def label_of(table: Mapping[str, str] | None, code: str) -> str:
    return (table or {}).get(code, code)


def value_of(thing: Any, field: Field, *, as_codes: bool = False) -> object:
    """The value of a field of the Circular as a cell. `as_codes`: codes as the XML has them, else their words."""
    value = (thing.details or {}).get(field.name) if field.name in IN_DETAILS else getattr(thing, field.name)
    if value is None or value == "":
        return None
    match field.shape:
        case Shape.DATE:
            return day_cell(str(value))
        case Shape.NUMBER:
            return int(value)
        case Shape.FLAG:
            return int(bool(value)) if as_codes else YES if value else NO
        case Shape.CODE:
            return str(value) if as_codes else label_of(field.table, str(value))
    return str(value)
