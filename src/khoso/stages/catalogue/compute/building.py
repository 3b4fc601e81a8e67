"""Turns the cells of one row after another into dossiers and items, noting each oddity at its cell."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from openpyxl.utils import column_index_from_string, get_column_letter

from khoso.kernel.dates import ArchivalDate
from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.compute import cells, columns
from khoso.stages.catalogue.compute.notes import Notes
from khoso.stages.catalogue.compute.row_reader import RowReader
from khoso.stages.catalogue.compute.rows import ColumnMatch, DossierRow, ItemRow

_IDENTITY = ("dossier.dossier_number", "dossier.dossier_code", "dossier.title")


class Builder:
    """Feed it rows with `add`, then `finish`. `letters` maps each understood field to its column letter."""

    def __init__(self, matches: list[ColumnMatch], notes: Notes) -> None:
        self._notes = notes
        self._cells = RowReader(matches, notes)
        self._at = self._cells.at
        self.letters = self._cells.letters
        self._all = [(column_index_from_string(m.letter) - 1, m.letter) for m in matches]
        self._headed = {index for index, _ in self._all}
        self._strange = [(column_index_from_string(m.letter) - 1, m.heading) for m in matches if m.field is None]
        self._dossier_at = sorted(at for name, at in self._at.items() if name.startswith("dossier."))
        self._has_items = any(name.startswith("item.") for name in self._at)
        self._by_cells: dict[tuple[Any, ...], DossierRow] = {}
        self._dossiers: dict[str, DossierRow] = {}
        self._items: list[ItemRow] = []
        self._present: DossierRow | None = None

    def add(self, number: int, row: tuple[Any, ...]) -> None:
        """Take in Excel row `number`."""
        width = len(row)
        for at in range(width):
            if row[at] is not None and at not in self._headed:
                self._without_heading(at, number)
        if self._is_total(row):
            self._notes.info("catalogue.total_row", "Dòng tổng cộng, không phải văn bản; bỏ qua.", row=number)
            return
        dossier = self._dossier(number, row)
        if dossier is None:
            self._notes.error(
                "catalogue.no_dossier", "Dòng không cho biết thuộc hồ sơ nào; chưa nhận dòng này.", row=number
            )
            return
        if self._has_items:
            self._items.append(self._item(number, row, dossier))

    def finish(self) -> tuple[list[DossierRow], list[ItemRow]]:
        """All dossiers in order of first mention, all items in order of rows."""
        if self._has_items and "item.ordinal" not in self._at:
            counts: dict[str, int] = {}
            for item in self._items:
                counts[item.dossier] = item.ordinal = counts.get(item.dossier, 0) + 1
            self._notes.info(
                "catalogue.ordinal_from_order", "Không có cột số thứ tự văn bản trong hồ sơ: đánh số theo thứ tự dòng."
            )
        return list(self._dossiers.values()), self._items

    def _is_total(self, row: tuple[Any, ...]) -> bool:
        """Whether the row only sums up: its first words are "Tổng cộng" and it names neither a dossier nor a file."""
        first = next((value for value in row if value is not None), None)
        named = any(self._cells.raw(row, field) not in (None, "", first) for field in (*_IDENTITY, "item.file"))
        return (
            isinstance(first, str) and fold(first).strip().startswith(("tong cong", "tong so", "cong:")) and not named
        )

    # cells ---------------------------------------------------------------------------------------

    def _without_heading(self, at: int, number: int) -> None:
        self._headed.add(at)
        self._all.append((at, get_column_letter(at + 1)))
        self._strange.append((at, f"cột {get_column_letter(at + 1)}"))
        self._notes.warning(
            "catalogue.unknown_column",
            "Cột không có tiêu đề mà có giá trị; giữ nguyên như đã gõ. Hãy đặt tiêu đề cho cột.",
            column=get_column_letter(at + 1),
            row=number,
        )

    # rows ----------------------------------------------------------------------------------------

    def _dossier(self, number: int, row: tuple[Any, ...]) -> DossierRow | None:
        raw = tuple(row[at] if at < len(row) else None for at in self._dossier_at)
        known = self._by_cells.get(raw)
        if known is None and not any(self._cells.raw(row, field) not in (None, "") for field in _IDENTITY):
            known = self._inherit(number)
            if known is None:
                return None
        if known is None:
            known = self._new_dossier(number, row)
            self._by_cells[raw] = known
        known.rows = (known.rows[0], number)
        self._present = known
        return known

    def _inherit(self, number: int) -> DossierRow | None:
        if self._present is not None:
            self._notes.info(
                "catalogue.dossier_inherited",
                f"Dòng không ghi hồ sơ; hiểu là cùng hồ sơ với dòng trên («{self._present.dossier_number}»).",
                row=number,
            )
        return self._present

    def _new_dossier(self, number: int, row: tuple[Any, ...]) -> DossierRow:
        text = {
            name: self._cells.text(number, row, f"dossier.{name}")
            for name in (
                "fonds_name", "fonds_code", "register_number", "dossier_number", "dossier_code", "title", "note",
                "annotation", "information_mark", "keywords", "paper_reference_code",
            )
        }  # fmt: skip
        box = cells.box(self._cells.text(number, row, "dossier.box"))
        name = text["dossier_number"] or text["dossier_code"] or text["title"]
        key = "/".join([text["fonds_code"] or text["fonds_name"], text["register_number"], box, name])
        start, end = self._dossier_dates(number, row)
        built = DossierRow(
            key=key,
            rows=(number, number),
            box=box,
            retention_code=self._cells.code(number, row, "dossier.retention_code", "retention"),
            access_code=self._cells.code(number, row, "dossier.access_code", "access"),
            language_code=self._cells.code(number, row, "dossier.language_code", "language"),
            start=start,
            end=end,
            declared_item_count=self._cells.count(number, row, "dossier.declared_item_count"),
            declared_sheet_count=self._cells.count(number, row, "dossier.declared_sheet_count"),
            declared_page_count=self._cells.count(number, row, "dossier.declared_page_count"),
            physical_condition_code=self._cells.code(number, row, "dossier.physical_condition_code", "condition"),
            trust_code=self._cells.code(number, row, "dossier.trust_code", "trust"),
            typed=self._typed(row),
            **text,
        )
        first = self._dossiers.setdefault(key, built)
        if first is built:
            self._tell_missing(
                number,
                row,
                {
                    "dossier.title": built.title,
                    "dossier.retention_code": self._cells.raw(row, "dossier.retention_code"),
                },
            )
        else:
            self._tell_disagreement(number, first, built)
        return first

    def _dossier_dates(self, number: int, row: tuple[Any, ...]) -> tuple[ArchivalDate | None, ArchivalDate | None]:
        start, end = self._cells.date(number, row, "dossier.start"), self._cells.date(number, row, "dossier.end")
        if not start and not end and (text := self._cells.text(number, row, "dossier.span")):
            start, end = cells.span(self._cells.raw(row, "dossier.span"))
            if not (start and end):
                letter = self.letters["dossier.span"]
                self._notes.error(
                    "catalogue.wrong_date", f"«{text[:40]}» không rõ là thời gian nào.", column=letter, row=number
                )
        if start and end and end.iso < start.iso[: len(end.iso)]:
            self._notes.error(
                "catalogue.wrong_date",
                f"Hồ sơ kết thúc ({end.vietnamese}) trước khi bắt đầu ({start.vietnamese}).",
                row=number,
            )
        return start, end

    def _tell_disagreement(self, number: int, first: DossierRow, other: DossierRow) -> None:
        names = [
            columns.label(f"dossier.{name}")
            for name in DossierRow.__dataclass_fields__
            if f"dossier.{name}" in columns.NAMES and getattr(first, name) != getattr(other, name)
        ]
        if names:
            self._notes.warning(
                "catalogue.dossier_disagrees",
                f"Hồ sơ «{first.dossier_number or first.title[:60]}» khai khác với dòng {first.rows[0]}: "
                f"{', '.join(names)}. Dùng giá trị của dòng {first.rows[0]}; hãy sửa cho giống nhau.",
                row=number,
            )

    def _typed(self, row: tuple[Any, ...]) -> dict[str, object]:
        return {letter: row[at] for at, letter in self._all if at < len(row) and row[at] is not None}

    def _tell_missing(self, number: int, row: tuple[Any, ...], values: dict[str, object]) -> None:
        empty = [columns.label(name) for name, value in values.items() if not value]
        if empty:
            self._notes.warning("catalogue.missing_value", f"Chưa điền: {', '.join(empty)}.", row=number)

    def _item(self, number: int, row: tuple[Any, ...], dossier: DossierRow) -> ItemRow:
        text = {
            name: self._cells.text(number, row, f"item.{name}")
            for name in (
                "issuer", "subject", "sheet", "note", "information_mark", "keywords", "autograph", "process",
                "material", "item_code", "identifier",
            )
        }  # fmt: skip
        document_number, notation = self._number(number, row)
        relative, typed_path = self._file(number, row)
        kind_code, kind_text = self._kind(number, row)
        item = ItemRow(
            row=number,
            dossier=dossier.key,
            ordinal=self._cells.count(number, row, "item.ordinal"),
            kind_code=kind_code,
            kind_text=kind_text,
            number=document_number,
            notation=notation,
            issued_date=self._cells.date(number, row, "item.issued"),
            language_code=self._cells.code(number, row, "item.language_code", "language"),
            page_count=self._cells.count(number, row, "item.page_count"),
            sheet_count=self._cells.count(number, row, "item.sheet_count"),
            file_path=relative,
            file_path_typed=typed_path,
            retention_code=self._cells.code(number, row, "item.retention_code", "retention"),
            access_code=self._cells.code(number, row, "item.access_code", "access"),
            trust_code=self._cells.code(number, row, "item.trust_code", "trust"),
            physical_condition_code=self._cells.code(number, row, "item.physical_condition_code", "condition"),
            typed=self._typed(row),
            other={name: cells.as_text(row[at]) for at, name in self._strange if at < len(row) and row[at] is not None},
            **text,
        )
        wanted = {
            "item.kind": kind_text,
            "item.issuer": item.issuer,
            "item.subject": item.subject,
            "item.file": typed_path,
        }
        values: dict[str, object] = {name: value for name, value in wanted.items() if name in self._at}
        values["item.issued"] = any(
            self._cells.raw(row, f"item.issued{end}") for end in ("", "_day", "_month", "_year")
        )
        self._tell_missing(number, row, values)
        return item

    def _number(self, number: int, row: tuple[Any, ...]) -> tuple[str, str]:
        for field in ("item.number", "item.notation", "item.number_notation"):
            if isinstance(self._cells.raw(row, field), datetime | date):
                self._notes.error(
                    "catalogue.impossible_number",
                    "Excel đã đổi số, ký hiệu thành ngày. Hãy định dạng cột là văn bản (Text) rồi gõ lại.",
                    column=self.letters[field],
                    row=number,
                )
                return "", ""
        if "item.number" not in self._at and "item.notation" not in self._at:
            return cells.number_and_notation(self._cells.text(number, row, "item.number_notation"))
        found = self._cells.text(number, row, "item.number")
        notation = cells.notation(self._cells.text(number, row, "item.notation"))
        if "/" in found and not notation:
            found, notation = cells.number_and_notation(found)
        if found and not any(c.isdigit() for c in found):
            self._notes.warning(
                "catalogue.impossible_number",
                f"«{found[:40]}» không thể là số của văn bản.",
                column=self.letters["item.number"],
                row=number,
            )
        return found, notation

    def _kind(self, number: int, row: tuple[Any, ...]) -> tuple[str | None, str]:
        text = self._cells.text(number, row, "item.kind")
        if not text:
            return None, ""
        code, exact = cells.kind_code(text)
        if not exact:
            meant = "; tạm hiểu theo mã " + code if code else ""
            self._notes.warning(
                "catalogue.unknown_code",
                f"«{text[:60]}» không có trong bảng tên loại của TT 05/2025{meant}.",
                column=self.letters["item.kind"],
                row=number,
            )
        return code, text

    def _file(self, number: int, row: tuple[Any, ...]) -> tuple[str | None, str]:
        typed = cells.as_text(self._cells.raw(row, "item.file"))
        if not typed.strip():
            return None, ""
        relative, reason = cells.path(typed)
        if relative is None:
            self._notes.error(
                "catalogue.unsafe_path",
                f"Đường dẫn «{cells.clean(typed).text[:120]}» {reason}.",
                column=self.letters["item.file"],
                row=number,
            )
        return relative, typed
