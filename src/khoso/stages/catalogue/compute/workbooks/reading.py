"""The cells of one row by the field they hold; whatever is odd in one is told at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from khoso.kernel.dates import ArchivalDate
from khoso.kernel.findings import Severity
from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.compute import cells
from khoso.stages.catalogue.compute.workbooks import legacy, targets, when
from khoso.stages.catalogue.compute.workbooks.faults import Ledger
from khoso.stages.catalogue.compute.workbooks.grid import APOSTROPHE, FORMULA, Row, index_of, letter_of
from khoso.stages.catalogue.compute.workbooks.mend import mend

_TABLE_OF = {
    "retention_code": "retention",
    "access_code": "access",
    "language_code": "language",
    "physical_condition_code": "condition",
    "trust_code": "trust",
}
_YEARS = re.compile(r"^(\d{1,3})\s*(?:nam)?$")
_YES = {"1", "co", "x", "true", "yes", "v", "✓"}
_NO = {"0", "khong", "false", "no", "-"}
_OLD_TERMS = {"lau dai", "tam thoi", "trung han", "dai han"}
_OTHER_TERM = "07"
_SPANNED = {"dossier.start", "dossier.end"}


@dataclass(slots=True)
class Plan:
    """What each column is: place, letter, field; the encoding of each, and how to read."""

    columns: list[tuple[int, str, str]]
    encodings: list[str]
    today: date
    is_fixed: bool = False
    at: dict[str, int] = field(init=False)
    letters: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.at = {name: index for index, _, name in self.columns}
        self.letters = {name: letter for _, letter, name in self.columns}

    @classmethod
    def of(cls, mapping: Mapping[str, str], encodings: Sequence[str], today: date, is_fixed: bool) -> Plan:
        """From column letters to fields; a field given twice belongs to the first column."""
        taken: set[str] = set()
        planned = []
        for letter, name in sorted(mapping.items(), key=lambda pair: index_of(pair[0])):
            if name in targets.FIELDS and name not in {targets.IGNORE, *taken}:
                taken.add(name)
                planned.append((index_of(letter), letter, name))
        return cls(planned, list(encodings), today, is_fixed)

    def letter(self, name: str) -> str:
        """The column of a field; of a date in several columns, that of its year."""
        stem = name.removesuffix("_date")
        for one in (name, f"{stem}_year", f"{stem}_day", "dossier.span" if name in _SPANNED else name):
            if one in self.letters:
                return self.letters[one]
        return ""

    def encoding(self, index: int) -> str:
        """The encoding of a column's text."""
        return self.encodings[index] if index < len(self.encodings) else legacy.UNICODE


class Cells:
    """The present row. `load` mends its texts; the readers below give a field's value and tell its faults."""

    def __init__(
        self, plan: Plan, ledger: Ledger, note_date: Callable[[str, Any, int | None], None] | None = None
    ) -> None:
        self.plan, self._ledger, self._note_date = plan, ledger, note_date
        self.number = 0
        self.values: list[Any] = []

    def load(self, row: Row) -> None:
        """Take a row; texts in columns that are read are made good and repairs told."""
        self.number = row.number
        values = self.values = list(row.values)
        plan, tell = self.plan, self._ledger.tell
        for index, letter, _ in plan.columns:
            if index >= len(values):
                continue
            typed = values[index]
            if type(typed) is str:
                mended = mend(typed, plan.encoding(index), plan.is_fixed)
                values[index] = mended.text or None
                for code, message in mended.repairs:
                    tell(code, row.number, message, column=letter, was=typed, now=mended.text)
                if typed[0:1] == "'" and len(typed) > 1:
                    values[index] = mended.text.lstrip("'").strip() or None
                    tell("apostrophe", row.number, "Ô bắt đầu bằng dấu nháy '; đã bỏ dấu nháy.", column=letter,
                         was=typed, now=values[index] or "")  # fmt: skip
        if row.marks:
            self._tell_marks(row)

    def _tell_marks(self, row: Row) -> None:
        for index, mark in row.marks.items():
            if mark == FORMULA:
                self._ledger.tell(
                    "formula", row.number,
                    "Ô là công thức; đã lấy giá trị Excel tính lần cuối. Hãy dán giá trị thay công thức.",
                    column=letter_of(index),
                )  # fmt: skip
            elif mark == APOSTROPHE and (cells.one_date(self.values[index]) or _looks_number(self.values[index])):
                self._ledger.tell(
                    "apostrophe", row.number, "Ô là chữ vì có dấu nháy ẩn phía trước; đã đọc theo nghĩa của nó.",
                    column=letter_of(index), was=f"'{self.values[index]}", now=cells.as_text(self.values[index]),
                )  # fmt: skip

    # readers -------------------------------------------------------------------------------------

    def raw(self, name: str) -> Any:
        """The mended value; None when the sheet has no such column or the row ends before it."""
        at = self.plan.at.get(name)
        return self.values[at] if at is not None and at < len(self.values) else None

    def tell(self, code: str, name: str, message: str, **more: Any) -> None:
        """Note a fault at the cell of a field."""
        self._ledger.tell(code, self.number, message, column=self.plan.letter(name), **more)

    def text(self, name: str) -> str:
        """The cell as text; an error of Excel and a text too long are told, and read as nothing."""
        value = self.raw(name)
        if value is None:
            return ""
        if type(value) is not str:
            return cells.as_text(value)
        if value[0:1] == "#" and cells.is_excel_error(value):
            self.tell("excel_error", name, f"Ô đang báo lỗi {value}. Hãy sửa công thức hoặc gõ giá trị.", was=value)
            return ""
        most = targets.LONGEST.get(name)
        if most and len(value) > most:
            self.tell(
                "too_long", name,
                f"«{targets.label(name)}» dài {len(value)} ký tự, quá {most}. Hãy rút gọn.", was=value,
            )  # fmt: skip
        return value

    def count(self, name: str) -> int | None:
        """The cell as a whole number above zero."""
        value = self.raw(name)
        if value is None:
            return None
        if type(value) is int and value > 0:
            found: int | None = value
        else:
            text = self.text(name)
            if not text or text in {"-", "0"}:
                return None
            found = cells.whole_number(value)
            if found is None and (
                match := re.fullmatch(r"(\d{1,6})\s*(?:tờ|trang|văn bản|tài liệu|vb)\.?", text.lower())
            ):
                found = int(match[1])
        most = targets.MOST_DIGITS.get(name, 10)
        if found is None or found >= 10**most or found > 2_147_483_647:
            self.tell(
                "impossible_number", name,
                f"«{cells.as_text(value)[:40]}» không thể là «{targets.label(name)}». Hãy gõ một số nguyên dương.",
                was=cells.as_text(value),
            )  # fmt: skip
            return None
        return found

    def flag(self, name: str) -> bool | None:
        """A yes or a no."""
        text = fold(self.text(name))
        if text in _YES or text in _NO:
            return text in _YES
        if text:
            self.tell("unknown_code", name, f"«{text[:40]}» không rõ có hay không. Hãy ghi 1 (có) hoặc 0 (không).")
        return None

    def date(self, name: str) -> ArchivalDate | None:
        """The date of a field, from one column or from its columns of day, month and year."""
        if name in self.plan.at and (value := self.raw(name)) not in (None, ""):
            if type(value) is str and cells.is_excel_error(value):
                self.text(name)
                return None
            return self._taken(name, when.read(value, self.plan.today), value)
        stem = name.removesuffix("_date")
        parts = [f"{stem}_{part}" for part in ("day", "month", "year")]
        present = [part for part in parts if part in self.plan.at]
        if not present:
            return None
        values = [self.raw(part) for part in parts]
        shown = "/".join(cells.as_text(value) for value in values)
        return self._taken(present[0], when.read_parts(values[0], values[1], values[2], self.plan.today), shown)

    def span(self, name: str) -> tuple[ArchivalDate | None, ArchivalDate | None]:
        """Two dates of one cell."""
        value = self.raw(name)
        if value is None:
            return None, None
        start, end = when.read_span(value, self.plan.today)
        if start == end:
            found = self._taken(name, start, value)
            return found, found
        return self._taken(name, start, value), self._taken(name, end, value)

    def _taken(self, name: str, read: when.When, value: Any) -> ArchivalDate | None:
        if read.fault:
            shown = cells.as_text(value)
            self.tell(read.fault, name, read.message, was=shown, now=read.found.vietnamese if read.found else "")
        elif self._note_date is not None and read.found is not None:
            self._note_date(name, value, read.found.day)
        return read.found

    def code(self, name: str) -> str:
        """A code of one of the Circular's tables; a value that is in none is told."""
        text = self.text(name)
        if not text:
            return ""
        table = _TABLE_OF[name.split(".")[1]]
        found = cells.code(table, text)
        if found is None:
            self._tell_code(name, table, text)
        return found or ""

    def _tell_code(self, name: str, table: str, text: str) -> None:
        # What decides how long and by whom a record may be read or kept is not left to a guess.
        weight = Severity.ERROR if table in {"retention", "access"} else Severity.WARNING
        what = f"«{text[:60]}» không có trong bảng «{targets.label(name)}» của TT 05/2025."
        if table == "retention" and fold(text).strip(" .") in _OLD_TERMS:
            what = (
                f"«{text[:60]}» là cách ghi cũ, không còn trong bảng thời hạn. Hãy xác định lại: "
                "Vĩnh viễn, 70, 50, 30, 20 hoặc 10 năm."
            )
        elif table == "retention":
            what += " Hãy ghi Vĩnh viễn, 70 năm, 50 năm, 30 năm, 20 năm hoặc 10 năm."
        elif table == "access":
            what += " Hãy ghi Công khai hoặc Sử dụng có điều kiện."
        self.tell("unknown_code", name, what, was=text, severity=weight)

    def term(self, name: str) -> tuple[str, int | None]:
        """The code of a term and, for a term the table does not have, its years."""
        text = self.text(name)
        if not text:
            return "", None
        found = cells.code("retention", text)
        if found:
            return found, None
        match = _YEARS.match(fold(text).strip(" ."))
        if match and ("nam" in fold(text) or int(match[1]) > 9) and 0 < int(match[1]) < 100:
            years = int(match[1])
            self.tell(
                "unknown_code", name, f"«{text[:40]}» không có mã riêng; ghi là mã 07 (Khác), {years} năm.",
                was=text, now=f"07, {years} năm", severity=Severity.WARNING,
            )  # fmt: skip
            return _OTHER_TERM, years
        self._tell_code(name, "retention", text)
        return "", None


def _looks_number(value: object) -> bool:
    return isinstance(value, str) and value.replace(".", "").isdigit()


def is_real_date(value: object) -> bool:
    """Whether Excel knows the cell as a date."""
    return isinstance(value, datetime)
