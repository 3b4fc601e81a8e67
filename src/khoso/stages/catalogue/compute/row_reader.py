"""The cells of a row by the field they hold, with every oddity noted at its cell."""

from __future__ import annotations

from typing import Any

from openpyxl.utils import column_index_from_string

from khoso.kernel import clock
from khoso.kernel.dates import ArchivalDate
from khoso.stages.catalogue.compute import cells, columns
from khoso.stages.catalogue.compute.notes import Notes
from khoso.stages.catalogue.compute.rows import ColumnMatch

# Luật: TT 05/2025 Phụ lục I, III mục II.2.a, II.2.b (độ dài trường)
_LONGEST = {
    "dossier.dossier_number": 100,
    "dossier.dossier_code": 100,
    "dossier.title": 1000,
    "dossier.keywords": 100,
    "dossier.information_mark": 30,
    "dossier.paper_reference_code": 100,
    "dossier.note": 2000,
    "dossier.annotation": 2000,
    "item.number": 11,
    "item.notation": 30,
    "item.issuer": 200,
    "item.subject": 500,
    "item.keywords": 100,
    "item.information_mark": 30,
    "item.autograph": 2000,
    "item.note": 500,
    "item.identifier": 25,
    "item.item_code": 100,
}
_MOST = {"item.page_count": 9_999}
_COUNT_MOST = 9_999_999_999
_OLDEST_YEAR = 1000


class RowReader:
    """Reads cells by field. `at` maps each understood field to its index in a row, `letters` to its column letter."""

    def __init__(self, matches: list[ColumnMatch], notes: Notes) -> None:
        self._notes = notes
        self.at = {m.field: column_index_from_string(m.letter) - 1 for m in matches if m.field}
        self.letters = {m.field: m.letter for m in matches if m.field}

    def raw(self, row: tuple[Any, ...], field: str) -> Any:
        """The value as openpyxl gives it; None when the row is shorter or the sheet has no such column."""
        at = self.at.get(field)
        return row[at] if at is not None and at < len(row) else None

    def text(self, number: int, row: tuple[Any, ...], field: str) -> str:
        """The cell's text made clean, told when repaired or longer than the circular allows."""
        value = self.raw(row, field)
        if value is None:
            return ""
        letter = self.letters[field]
        if cells.is_excel_error(value):
            self._notes.error(
                "catalogue.excel_error", f"Ô đang báo lỗi {value}. Hãy sửa công thức.", column=letter, row=number
            )
            return ""
        text, look_alikes, nfd, controls = cells.clean(cells.as_text(value))
        if look_alikes:
            self._notes.warning(
                "catalogue.look_alike_repaired",
                f"Có chữ cái lạ trông giống chữ Latin; đã sửa thành «{text[:80]}».",
                column=letter,
                row=number,
            )
        if nfd:
            self._notes.info(
                "catalogue.nfd_repaired", "Dấu tiếng Việt viết tách rời; đã ghép lại.", column=letter, row=number
            )
        if controls:
            self._notes.info("catalogue.control_removed", "Đã bỏ ký tự không nhìn thấy.", column=letter, row=number)
        if len(text) > _LONGEST.get(field, 32_767):
            self._notes.error(
                "catalogue.too_long",
                f"«{columns.label(field)}» dài {len(text)} ký tự, quá {_LONGEST[field]}. Hãy rút gọn.",
                column=letter,
                row=number,
            )
        return text

    def count(self, number: int, row: tuple[Any, ...], field: str) -> int | None:
        """The cell as a whole number above zero; anything else typed there is noted."""
        text = self.text(number, row, field)
        if not text:
            return None
        found = cells.whole_number(self.raw(row, field))
        if found is None or found > _MOST.get(field, _COUNT_MOST):
            self._notes.error(
                "catalogue.impossible_number",
                f"«{text[:40]}» không thể là «{columns.label(field)}».",
                column=self.letters[field],
                row=number,
            )
            return None
        return found

    def code(self, number: int, row: tuple[Any, ...], field: str, table: str) -> str | None:
        """The cell as a code of one of the circular's tables (`cells.code`); an unknown value is noted."""
        text = self.text(number, row, field)
        if not text:
            return None
        found = cells.code(table, text)
        if found is None:
            # What decides how long and by whom a record may be read or kept is not left to a guess.
            note = self._notes.error if table in {"retention", "access"} else self._notes.warning
            note(
                "catalogue.unknown_code",
                f"«{text[:60]}» không có trong bảng mã của TT 05/2025 ({columns.label(field)}).",
                column=self.letters[field],
                row=number,
            )
        return found

    def date(self, number: int, row: tuple[Any, ...], field: str) -> ArchivalDate | None:
        """The date of `field` from one column, or from its columns of day, month and year."""
        if field in self.at and self.raw(row, field) not in (None, ""):
            text, letter = self.text(number, row, field), self.letters[field]
            found = cells.one_date(self.raw(row, field))
            whole = not text or found is not None
        else:
            parts = [f"{field}_{part}" for part in ("day", "month", "year")]
            raw = [self.raw(row, part) for part in parts]
            found, whole = cells.three_dates(*raw)
            text = "/".join(cells.as_text(part) for part in raw)
            letter = next((self.letters[part] for part in parts if part in self.letters), "")
        if found and (found.year < _OLDEST_YEAR or found.iso > clock.vietnam_iso(clock.now())[:10]):
            found, whole = None, False
        if not whole:
            self._notes.error(
                "catalogue.wrong_date", f"«{text[:40]}» không phải ngày có thật.", column=letter, row=number
            )
        return found
