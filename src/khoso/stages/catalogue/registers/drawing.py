"""A register as a file: XLSX written row by row, PDF and DOCX in the form of the Decree.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục I, V
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from khoso.engines import office
from khoso.engines.office import MEDIA_TYPES as MEDIA_TYPES
from khoso.engines.office import Column, DossierCover, LongSheet, Register, Table
from khoso.foundation.identity.agencies.letterhead import letterhead
from khoso.foundation.identity.agencies.papers import register_paper
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.kernel.numbers_vi import grouped
from khoso.stages.catalogue.models import Dossier, Item, Material
from khoso.stages.catalogue.registers import layouts
from khoso.stages.catalogue.registers.boxes import labels_of
from khoso.stages.catalogue.registers.cells import day_text, term_text
from khoso.stages.catalogue.registers.errors import NoSuchForm, TooLongToPrint
from khoso.stages.catalogue.registers.layouts import Col, Line
from khoso.stages.catalogue.registers.lines import dossier_lines, item_lines, with_items

XLSX, DOCX, PDF = "xlsx", "docx", "pdf"
# Which files a form can be had as.
FORMATS = {
    layouts.DOSSIERS: (XLSX, DOCX, PDF),
    layouts.ITEMS: (XLSX, DOCX, PDF),
    layouts.CIRCULAR: (XLSX,),
    layouts.DELIVERY: (XLSX,),
    layouts.COVERS: (PDF,),
    layouts.LABELS: (PDF,),
}
MOST_PRINTED = 10_000
MOST_COVERS = 2_000
Progress = Callable[[int], None]


def draw(
    rows: QuerySet[Dossier], form: str, file_format: str, to: Path, *, as_elements: bool, progress: Progress
) -> int:
    """Write the register of `rows` to `to`; says how many lines it has. Raises NoSuchForm, TooLongToPrint."""
    if file_format not in FORMATS.get(form, ()):
        raise NoSuchForm
    if file_format == XLSX:
        return office.long_xlsx(to, _sheets(rows, form, as_elements=as_elements), at=clock.now(), progress=progress)
    if form in (layouts.COVERS, layouts.LABELS):
        return _draw_labels(rows, form, to)
    printed = list(_registers(rows, form))
    lines = sum(len(one.table.rows) for one in printed)
    made = office.register_docx(printed) if file_format == DOCX else office.register_pdf(printed, at=clock.now())
    to.write_bytes(made)
    return lines


# XLSX ----------------------------------------------------------------------------------------------------------------


def _sheets(rows: QuerySet[Dossier], form: str, *, as_elements: bool) -> list[LongSheet]:
    about = _about(rows)
    match form:
        case layouts.DOSSIERS:
            return [_sheet("Mục lục hồ sơ", "MỤC LỤC HỒ SƠ", about, layouts.DOSSIER_COLUMNS, dossier_lines(rows))]
        case layouts.ITEMS:
            return [_sheet("Mục lục văn bản", "MỤC LỤC VĂN BẢN", about, layouts.ITEM_COLUMNS, item_lines(rows))]
        case layouts.DELIVERY:
            lines = item_lines(rows, with_empty=True)
            return [_sheet("Bảng kê", "BẢNG KÊ HỒ SƠ, TÀI LIỆU", about, layouts.delivery(), lines)]
    return _circular(rows, about, as_elements=as_elements)


def _circular(rows: QuerySet[Dossier], about: Sequence[str], *, as_elements: bool) -> list[LongSheet]:
    columns = layouts.circular_dossiers(as_elements=as_elements)
    sheets = [_sheet("Hồ sơ", "DỮ LIỆU CHỦ CỦA HỒ SƠ", about, columns, dossier_lines(rows))]
    there = set(
        Item.objects.filter(dossier__in=rows.order_by().values("pk"))
        .order_by()
        .values_list("material", flat=True)
        .distinct()
    )
    titles = {
        Material.TEXT: ("Văn bản", "DỮ LIỆU CHỦ CỦA VĂN BẢN, TÀI LIỆU"),
        Material.PHOTO: ("Phim, ảnh", "DỮ LIỆU CHỦ CỦA PHIM ÂM BẢN, ẢNH"),
        Material.AUDIOVISUAL: ("Ghi âm, ghi hình", "DỮ LIỆU CHỦ CỦA TÀI LIỆU GHI ÂM, GHI HÌNH"),
    }
    for material, (name, title) in titles.items():
        if str(material) in there:
            columns = layouts.circular_items(str(material), as_elements=as_elements)
            sheets.append(_sheet(name, title, about, columns, item_lines(rows, material=str(material))))
    return sheets


def _sheet(name: str, title: str, about: Sequence[str], columns: Sequence[Col], lines: Iterable[Line]) -> LongSheet:
    return LongSheet(
        name,
        title,
        about,
        layouts.headings(columns),
        [one.width for one in columns],
        (layouts.cells(columns, line) for line in lines),
    )


def _about(rows: QuerySet[Dossier]) -> list[str]:
    """Whose and what it is, and when it was written."""
    first = rows[:1].get() if rows.exists() else None
    whose = [first.fonds.agency.name] if first is not None and _is_of_one(rows, "fonds__agency_id") else []
    if first is not None and _is_of_one(rows, "fonds_id"):
        whose.append(f"Phông: {first.fonds.title}")
    return [*whose, f"Lập ngày {clock.today():%d/%m/%Y}"]


def _is_of_one(rows: QuerySet[Dossier], column: str) -> bool:
    return len(set(rows.order_by().values_list(column, flat=True).distinct()[:2])) == 1


# paper ---------------------------------------------------------------------------------------------------------------


def _registers(rows: QuerySet[Dossier], form: str) -> Iterator[Register]:
    if form == layouts.DOSSIERS:
        total = rows.order_by().count()
        if total > MOST_PRINTED:
            raise TooLongToPrint(total, MOST_PRINTED)
        yield from _of_dossiers(rows)
        return
    total = Item.objects.filter(dossier__in=rows.order_by().values("pk")).count()
    if total > MOST_PRINTED:
        raise TooLongToPrint(total, MOST_PRINTED)
    for dossier, items in with_items(rows.iterator(chunk_size=2000)):
        yield _of_items(dossier, items)


def _of_dossiers(rows: QuerySet[Dossier]) -> Iterator[Register]:
    """One register for each fonds and each of its numbered registers, as they are bound."""
    together: dict[tuple[Any, str], list[Dossier]] = {}
    for dossier in rows.iterator(chunk_size=2000):
        together.setdefault((dossier.fonds_id, dossier.register_number), []).append(dossier)
    for (_, number), dossiers in together.items():
        fonds = dossiers[0].fonds
        lines = [f"Phông: {fonds.title} ({fonds.code})", *([f"Mục lục số: {number}"] if number else [])]
        sheets = sum(one.declared_sheet_count or 0 for one in dossiers)
        closing = f"Mục lục này gồm {grouped(len(dossiers))} hồ sơ"
        closing += f", {grouped(sheets)} tờ." if sheets else "."
        told = [Line(place, one) for place, one in enumerate(dossiers, start=1)]
        yield _register(fonds.agency, "Mục lục hồ sơ", lines, layouts.PRINTED_DOSSIERS, told, closing)


def _of_items(dossier: Dossier, items: Sequence[Item]) -> Register:
    where = [("Mục lục số", dossier.register_number), ("Hộp số", dossier.box), ("Hồ sơ số", dossier.number)]
    lines = [
        dossier.title,
        f"Phông: {dossier.fonds.title}",
        " · ".join(f"{name}: {value}" for name, value in where if value),
    ]
    told = [Line(place, dossier, one) for place, one in enumerate(items, start=1)]
    closing = f"Hồ sơ này gồm {grouped(len(items))} văn bản, tài liệu"
    if dossier.declared_sheet_count:
        closing += f", {grouped(dossier.declared_sheet_count)} tờ"
    return _register(
        dossier.fonds.agency, "Mục lục văn bản, tài liệu", lines, layouts.PRINTED_ITEMS, told, f"{closing}."
    )


def _register(
    agency: Agency, title: str, lines: Sequence[str], columns: Sequence[Any], told: Sequence[Line], closing: str
) -> Register:
    return register_paper(
        agency,
        title,
        Table(
            [Column(heading, share, align) for heading, share, align, _of in columns],
            [[of(line) for *_shape, of in columns] for line in told],
        ),
        lines=lines,
        closing=[closing],
    )


# covers and labels ---------------------------------------------------------------------------------------------------


def _draw_labels(rows: QuerySet[Dossier], form: str, to: Path) -> int:
    total = rows.order_by().count()
    if form == layouts.COVERS and total > MOST_COVERS:
        raise TooLongToPrint(total, MOST_COVERS)
    covers = [_cover(one) for one in rows.iterator(chunk_size=500)] if form == layouts.COVERS else []
    boxes = labels_of(rows) if form == layouts.LABELS else []
    to.write_bytes(office.labels_pdf(covers, boxes, at=clock.now()))
    return len(covers) + len(boxes)


def _cover(dossier: Dossier) -> DossierCover:
    """Bìa hồ sơ: agency, title, from when to when, how many sheets, and its place."""
    told = letterhead(dossier.fonds.agency)
    start, end = day_text(dossier.start), day_text(dossier.end)
    lines = (
        [f"Từ {start} đến {end}"]
        if start and end and start != end
        else [f"Thời gian: {start or end}"] * bool(start or end)
    )
    counts = [(dossier.declared_sheet_count, "tờ"), (dossier.declared_page_count, "trang")]
    held = ", ".join(f"{grouped(number)} {word}" for number, word in counts if number)
    facts = [
        ("Phông", dossier.fonds.code),
        ("Mục lục số", dossier.register_number),
        ("Hộp số", dossier.box),
        ("Hồ sơ số", dossier.number),
    ]
    return DossierCover(
        told.superior,
        told.issuer,
        dossier.reference_code,
        dossier.title,
        [*lines, *([f"Gồm: {held}"] if held else [])],
        [(name, value) for name, value in facts if value],
        term_text(dossier.retention_code, dossier.retention_years),
    )
