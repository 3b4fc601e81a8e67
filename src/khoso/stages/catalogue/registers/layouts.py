"""The columns of each register, and what stands in them. Words of a register are Vietnamese whoever reads.

The headings are those by which an import knows its columns again: what goes out comes in as it was.
# Luật: NĐ 30/2020/NĐ-CP Phụ lục V; TT 05/2025 Đ.4.1.b–đ, Phụ lục I.II.2
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from khoso.kernel import codes
from khoso.stages.catalogue.compute import fields
from khoso.stages.catalogue.compute.fields import Field, Shape
from khoso.stages.catalogue.models import Dossier, Item
from khoso.stages.catalogue.registers.cells import (
    day_cell,
    day_text,
    label_of,
    span_text,
    term_text,
    value_of,
)

# The forms a register has, as they stand in addresses.
DOSSIERS, ITEMS, CIRCULAR, DELIVERY, COVERS, LABELS = "ho-so", "van-ban", "tt05", "giao-nop", "bia", "nhan"


class Line(NamedTuple):
    """One row: its number, its dossier, and its item where a row is one."""

    number: int
    dossier: Dossier
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Col:
    """A column: what it is called, how many letters wide, what stands in it. `element`: its name in the XML."""

    heading: str
    width: int
    of: Callable[[Line], object]
    element: str = ""


# What names the place of a dossier; not on the form of the law, to the right of it, so that an import finds it again.
PLACE = (
    Col("Mã phông", 12, lambda line: line.dossier.fonds.code),
    Col("Tên phông", 28, lambda line: line.dossier.fonds.title),
    Col("Mục lục số", 10, lambda line: line.dossier.register_number),
    Col("Hộp số", 8, lambda line: line.dossier.box),
)
_STT = Col("STT", 6, lambda line: line.number)
_DOSSIER_NUMBER = Col("Số và ký hiệu hồ sơ", 16, lambda line: line.dossier.number)

# Luật: NĐ 30/2020 Phụ lục V (mục lục hồ sơ, tài liệu nộp lưu); sheets and pages apart, so that both stay numbers
DOSSIER_COLUMNS = (
    _STT,
    Col("Số, ký hiệu hồ sơ", 16, lambda line: line.dossier.number),
    Col("Tiêu đề hồ sơ", 60, lambda line: line.dossier.title),
    Col("Thời gian", 24, lambda line: span_text(line.dossier.start, line.dossier.end)),
    Col("Thời hạn lưu trữ", 14, lambda line: codes.MAINTENANCE.get(line.dossier.retention_code, "")),
    Col("Số tờ", 8, lambda line: line.dossier.declared_sheet_count),
    Col("Số trang", 8, lambda line: line.dossier.declared_page_count),
    Col("Ghi chú", 24, lambda line: line.dossier.note),
    *PLACE,
)


def _item(line: Line) -> Item:
    assert line.item is not None
    return line.item


def kind_and_subject(item: Item) -> str:
    """`Quyết định về việc …`: the kind before the subject, not twice."""
    kind = codes.KIND.get(item.kind_code, "")
    if not kind or item.subject.lower().startswith(kind.lower()):
        return item.subject
    return f"{kind} {item.subject[:1].lower()}{item.subject[1:]}".strip()


def sheets_or_pages(dossier: Dossier) -> str:
    """`120/240`, or the part that is known."""
    known = [str(one) for one in (dossier.declared_sheet_count, dossier.declared_page_count) if one]
    return "/".join(known)


# Luật: NĐ 30/2020 Phụ lục V (mục lục văn bản, tài liệu có trong hồ sơ)
ITEM_COLUMNS = (
    _STT,
    Col("Số, ký hiệu văn bản", 20, lambda line: _item(line).number_notation),
    Col("Ngày tháng năm văn bản", 14, lambda line: day_cell(_item(line).issued_date)),
    Col("Tên loại và trích yếu", 60, lambda line: kind_and_subject(_item(line))),
    Col("Tác giả", 28, lambda line: _item(line).issuer),
    Col("Tờ, trang số", 10, lambda line: _item(line).sheet),
    Col("Số lượng trang của văn bản", 9, lambda line: _item(line).page_count or None),
    Col("Ghi chú", 24, lambda line: _item(line).note),
    *PLACE,
    _DOSSIER_NUMBER,
    Col("Tiêu đề hồ sơ", 40, lambda line: line.dossier.title),
)


def _width(field: Field) -> int:
    if field.name in ("title", "subject"):
        return 60
    if field.shape is Shape.TEXT:
        return 30 if field.most > 100 else 18
    return 14


def of_dossier(*, as_elements: bool = False) -> tuple[Col, ...]:
    """The eighteen fields, in the Circular's order."""
    return tuple(
        Col(
            one.element if as_elements else one.label,
            _width(one),
            lambda line, one=one: value_of(line.dossier, one, as_codes=as_elements),  # type: ignore[misc]
            one.element,
        )
        for one in fields.DOSSIER
    )


def of_item(material: str, *, as_elements: bool = False) -> tuple[Col, ...]:
    """The fields of an item of this material, in the Circular's order."""
    return tuple(
        Col(
            one.element if as_elements else one.label,
            _width(one),
            lambda line, one=one: value_of(_item(line), one, as_codes=as_elements),  # type: ignore[misc]
            one.element,
        )
        for one in fields.OF_MATERIAL[material]
    )


def circular_dossiers(*, as_elements: bool = False) -> tuple[Col, ...]:
    """The sheet of dossiers of the full register."""
    return (_STT, *PLACE, _DOSSIER_NUMBER, *of_dossier(as_elements=as_elements))


def circular_items(material: str, *, as_elements: bool = False) -> tuple[Col, ...]:
    """A sheet of items of the full register: to which dossier, then its fields."""
    return (
        _STT,
        Col("arcFileCode" if as_elements else "Mã hồ sơ", 22, lambda line: line.dossier.reference_code),
        Col("Số thứ tự tài liệu trong hồ sơ", 10, lambda line: _item(line).ordinal),
        *of_item(material, as_elements=as_elements),
    )


def _of(name: str) -> Callable[[Line], object]:
    return lambda line: getattr(line.item, name) or None if line.item is not None else None


def _coded(name: str, table: dict[str, str]) -> Callable[[Line], object]:
    return lambda line: label_of(table, getattr(line.item, name)) or None if line.item is not None else None


def delivery() -> tuple[Col, ...]:
    """A row for each item with its dossier before it, as contractors hand catalogues in; a dossier without items has
    a row of its own."""
    return (
        _STT,
        *PLACE,
        _DOSSIER_NUMBER,
        *(one for one in of_dossier() if one.element not in ("riskRecovery", "riskRecoveryStatus")),
        Col("Số thứ tự văn bản trong hồ sơ", 10, _of("ordinal")),
        Col("Mã lưu trữ tài liệu", 24, _of("reference_code")),
        Col("Mã định danh tài liệu", 18, _of("identifier")),
        Col("Tên loại văn bản", 16, _coded("kind_code", codes.KIND)),
        Col("Số của văn bản", 10, _of("number")),
        Col("Ký hiệu của văn bản", 16, _of("notation")),
        Col(
            "Ngày tháng năm văn bản",
            14,
            lambda line: day_cell(line.item.issued_date) if line.item and line.item.issued_date else None,
        ),
        Col("Tên cơ quan, tổ chức ban hành văn bản", 30, _of("issuer")),
        Col("Trích yếu nội dung", 60, _of("subject")),
        Col("Ngôn ngữ văn bản", 14, _coded("language_code", codes.LANGUAGE)),
        Col("Số lượng trang của văn bản", 9, _of("page_count")),
        Col("Tờ số", 9, _of("sheet")),
        Col("Thời hạn bảo quản", 14, _coded("retention_code", codes.MAINTENANCE)),
        Col("Mức độ tiếp cận", 14, _coded("access_code", codes.MODE)),
        Col("Bút tích", 24, _of("autograph")),
        Col("Ghi chú văn bản", 24, _of("note")),
    )


def headings(columns: Sequence[Col]) -> list[str]:
    return [one.heading for one in columns]


def cells(columns: Sequence[Col], line: Line) -> list[object]:
    return [one.of(line) for one in columns]


# On paper the columns are those of the Decree and no other.
PRINTED_DOSSIERS = (
    ("Số TT", 0.6, "center", lambda line: str(line.number)),
    ("Số, ký hiệu hồ sơ", 1.3, "left", lambda line: line.dossier.number),
    ("Tiêu đề hồ sơ", 4.4, "left", lambda line: line.dossier.title),
    ("Thời gian tài liệu", 1.6, "center", lambda line: span_text(line.dossier.start, line.dossier.end)),
    (
        "Thời hạn lưu trữ",
        1.1,
        "center",
        lambda line: term_text(line.dossier.retention_code, line.dossier.retention_years),
    ),
    ("Số tờ/trang", 1.1, "center", lambda line: sheets_or_pages(line.dossier)),
    ("Ghi chú", 1.4, "left", lambda line: line.dossier.note),
)  # fmt: skip
PRINTED_ITEMS = (
    ("Số TT", 0.6, "center", lambda line: str(line.number)),
    ("Số, ký hiệu văn bản", 1.5, "left", lambda line: _item(line).number_notation),
    ("Ngày, tháng, năm văn bản", 1.5, "center", lambda line: day_text(_item(line).issued_date)),
    ("Tên loại và trích yếu nội dung văn bản", 4.2, "left", lambda line: kind_and_subject(_item(line))),
    ("Tác giả văn bản", 1.9, "left", lambda line: _item(line).issuer),
    ("Tờ/trang số", 0.9, "center", lambda line: _item(line).sheet or (str(_item(line).page_count or ""))),
    ("Ghi chú", 1.2, "left", lambda line: _item(line).note),
)
_Printed = Sequence[tuple[str, float, str, Callable[[Any], str]]]
