"""Descriptions as a page shows them: every field under its heading, codes in words, what the law still wants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from khoso.foundation.web.words import told
from khoso.kernel import dates
from khoso.kernel.findings import Severity
from khoso.kernel.words import noop
from khoso.stages.catalogue.compute.fields import Field, Shape
from khoso.stages.catalogue.describing import shapes
from khoso.stages.catalogue.describing.actions import faults
from khoso.stages.catalogue.describing.shapes import Level
from khoso.stages.catalogue.models import Arrangement, Item, Origin

# What revisions also speak of, besides the fields of forms.
MORE_LABELS = {
    "arrangement": noop("Tình trạng chỉnh lý"),
    "origin": noop("Nguồn gốc tài liệu"),
    "series_id": noop("Mục lục, nhóm"),
    "secrecy_held_for": noop("Từ ngữ khiến hồ sơ bị giữ"),
    "secrecy_cleared_by": noop("Người kết luận không phải bí mật nhà nước"),
    "secrecy_cleared_at": noop("Lúc kết luận"),
    "described_by": noop("Mô tả do"),
}
_MORE_TABLES: Mapping[str, Mapping[str, Any]] = {
    "arrangement": dict(Arrangement.choices),
    "origin": dict(Origin.choices),
    "described_by": dict(Item.DescribedBy.choices),
}


def sections(level: Level, values: Mapping[str, Any], *, without: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """Headings with rows: label, value in words, code, whether the law misses it.

    `without`: fields the page shows elsewhere.
    """
    wanted = missing_names(level, values)
    return [
        {
            "heading": told(heading),
            "rows": [_row(field, values, wanted) for field in group if field.name not in without],
        }
        for heading, group in level.groups
    ]


def _row(field: Field, values: Mapping[str, Any], wanted: set[str]) -> dict[str, Any]:
    value = values.get(field.name)
    return {
        "name": field.name,
        "label": told(field.label),
        "value": in_words(field, value),
        "code": str(value) if field.table and field.shape is Shape.CODE and str(value) in _coded(field) else "",
        "is_missing": field.name in wanted,
        "is_long": field.name in shapes.LONG or field.most >= 500,
        "is_said": field.table is None and field.shape is Shape.TEXT,
    }


def _coded(field: Field) -> set[str]:
    """The codes of the Circular; words of our own (origin, kind) bear no number."""
    return {code for code in field.table or {} if code.isdigit()}


def in_words(field: Field, value: Any) -> str:
    """A value as a person reads it; "" when there is none."""
    if field.shape is Shape.FLAG:
        return "" if value in (None, "") else (_("Có") if value in (True, "1", 1) else _("Không"))
    if value in (None, "", []):
        return ""
    table = field.table or {}
    if field.shape is Shape.CODES:
        return ", ".join(told(table.get(str(code), str(code))) for code in value)
    if field.shape is Shape.CODE:
        return told(table.get(str(value), str(value)))
    if field.shape is Shape.DATE:
        read = dates.parse(value)
        return read.vietnamese + (" (?)" if read.is_uncertain else "") if read else str(value)
    return str(value)


def missing_names(level: Level, values: Mapping[str, Any]) -> set[str]:
    """The fields the law wants and nobody has written."""
    return {one.where for one in faults(level, values) if one.code == "field.missing"}


def missing(level: Level, values: Mapping[str, Any]) -> list[str]:
    """Their labels, in the order of the page."""
    names = missing_names(level, values)
    return [told(field.label) for field in level.fields if field.name in names]


def wrong(level: Level, values: Mapping[str, Any]) -> list[dict[str, str]]:
    """What stands in a description and cannot be, or says two things at once."""
    labels = {field.name: told(field.label) for field in level.fields}
    return [
        {"where": labels.get(one.where, one.where), "message": told(one.message), "severity": str(one.severity)}
        for one in faults(level, values)
        if one.code != "field.missing" and one.severity is not Severity.INFO
    ]


def label_of(level: Level, name: str) -> str:
    """The label of a field of a revision, whatever it is."""
    field = level.field(name)
    return told(field.label if field else MORE_LABELS.get(name, name))


def said(level: Level, name: str, value: Any) -> str:
    """A value of a revision as a person reads it."""
    field = level.field(name)
    if field is not None:
        return in_words(field, value)
    if value in (None, ""):
        return ""
    return str(_MORE_TABLES.get(name, {}).get(value, value))
