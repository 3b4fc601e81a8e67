"""The dry run: every row read, judged and written down; rows that are no record told as what they are."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO, Any

from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.compute import cells, columns
from khoso.stages.catalogue.compute.workbooks import around, guess, header, legacy, targets
from khoso.stages.catalogue.compute.workbooks.across import Across
from khoso.stages.catalogue.compute.workbooks.dossiers import Dossier, Dossiers, secret_message
from khoso.stages.catalogue.compute.workbooks.faults import Ledger
from khoso.stages.catalogue.compute.workbooks.grid import Book, Row, Surroundings, letter_of, open_book
from khoso.stages.catalogue.compute.workbooks.habits import Habits
from khoso.stages.catalogue.compute.workbooks.items import Items
from khoso.stages.catalogue.compute.workbooks.reading import Cells, Plan

ROWS, FINDINGS, PROGRESS = "rows.jsonl", "findings.jsonl", "progress"
_TELL_PROGRESS_EVERY = 500
_NO_DOSSIER = -1
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_TOTAL = re.compile(r"^(?:tong cong|tong so|cong\s*:|cong$|muc luc nay gom|ho so nay gom|bang ke nay gom|tong:)")
_SIGNED = re.compile(
    r"^(?:nguoi lap|nguoi ky|thu truong|giam doc|chanh van phong|truong phong|ky ten|\(ky|xac nhan cua"
    r"|ngay \d{1,2} thang"
    r"|.{0,40}, ngay (?:\d{1,2}|\.+|…+) thang)"
)
_GROUP = re.compile(r"^\s*(?:([IVXLC]{1,6}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.)\-:/]\s*)?(.+)$")


@dataclass(frozen=True, slots=True)
class Options:
    """What the sheet does not say. `encoding`: auto, unicode, tcvn3 or vni."""

    agency_code: str
    today: date
    fonds_code: str = ""
    fonds_title: str = ""
    encoding: str = "auto"
    origin: str = "created"


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a dry run; `summary` is {code: {"severity", "count"}}."""

    rows_total: int
    rows_good: int
    rows_bad: int
    dossiers: int
    items: int
    summary: dict[str, dict[str, Any]]


class Check:
    """One dry run over one sheet."""

    def __init__(
        self, book: Book, sheet: str, header_row: int, mapping: Mapping[str, str], options: Options, out: Path
    ) -> None:
        self._book, self._sheet, self._header_row, self._options, self._out = book, sheet, header_row, options, out
        first = list(islice(book.rows(sheet), header_row + guess.SAMPLE + header.LOOK_IN))
        self._names = header.headings(first, header_row)
        self._heads = {columns.heading_key(name) for name in self._names if name}
        self._above = [row for row in first if row.number <= header_row]
        below = [row.values for row in first if row.number > header_row]
        self._encodings = encodings_of(below, options.encoding)
        self._mapping = dict(mapping)
        self._plan = Plan.of(mapping, self._encodings, options.today, options.encoding != "auto")
        self._level = guess.level_of([name for _, _, name in self._plan.columns])
        self._rows_total = 0
        self._blank_from = 0
        self._filled: Counter[int] = Counter()
        self._declared_total: list[tuple[int, str, int]] = []
        self._recent: deque[str] = deque(maxlen=3)

    def run(self) -> Checked:
        """Read, judge, write."""
        self._out.mkdir(parents=True, exist_ok=True)
        parts = self._out / "rows.part", self._out / "findings.part"
        with parts[0].open("w", encoding="utf-8") as rows, parts[1].open("w", encoding="utf-8") as findings:
            self._prepare(findings, rows)
            around_it = Surroundings()
            self._ledger.end_row()
            self._read_all(around_it)
            self._ledger.end_row()
            self._ledger.is_late = True
            self._settle(around_it)
        checked = self._finish(*parts)
        for part in parts:
            part.unlink()
        return checked

    def _prepare(self, findings: IO[str], rows: IO[str]) -> None:
        options = self._options
        self._rows = rows
        self._ledger = Ledger(findings)
        self._habits = Habits(self._plan, self._ledger)
        self._cells = Cells(self._plan, self._ledger, self._habits.note_date)
        defaults = {"fonds_code": options.fonds_code, "fonds_title": options.fonds_title}
        self._dossiers = Dossiers(self._cells, self._ledger, defaults, self._level)
        planned = {index for index, _, _ in self._plan.columns}
        width = max([len(self._names), *(len(row.values) for row in self._above), 0])
        added = {at for at, name in enumerate(self._names) if name == targets.ORIGINAL_ROW}
        others = [(at, letter_of(at)) for at in range(width) if at not in planned | added]
        self._items = Items(self._cells, others, self._habits)
        around.tell_other_sheets(self._book, self._sheet, self._ledger)
        around.tell_columns(self._plan, self._names, self._header_row, self._level, self._ledger)
        for row in self._above:
            said = {}
            for values in [row.values]:
                said = header.context(values, self._encodings[0] if self._encodings else legacy.UNICODE)
            if said and row.number < self._header_row:
                self._dossiers.start_below(said, row.number)
                self._tell("dossier_above", row.number, f"Dòng nêu {_said(said)}; dùng cho các dòng bên dưới.")
        self._from_sheet_name()

    def _from_sheet_name(self) -> None:
        """One sheet for each dossier, named after it, is how many keep their lists."""
        named = re.match(r"^\s*(?:hồ\s*sơ|hs|đvbq)\s*(?:số)?\s*[:._-]?\s*(\d[\w.\-]*)\s*$", self._sheet, re.IGNORECASE)
        if self._level == "items" and named and not self._dossiers.above:
            self._dossiers.start_below({"dossier.number": named[1]}, self._header_row)
            self._tell("dossier_above", self._header_row, f"Hồ sơ {named[1]} lấy theo tên trang tính «{self._sheet}».")

    def _tell(self, code: str, row: int, message: str, **more: Any) -> None:
        self._ledger.tell(code, row, message, **more)

    # rows ----------------------------------------------------------------------------------------

    def _read_all(self, around_it: Surroundings) -> None:
        progress = self._out / PROGRESS
        last, hidden = self._header_row, []
        for row in self._book.rows(self._sheet, around_it):
            if row.number <= self._header_row:
                continue
            if row.is_blank:
                continue
            if row.number > last + 1:
                self._tell("empty_row", last + 1, f"Dòng trống, bỏ qua: {around.span(last + 1, row.number - 1)}.")
            last = row.number
            self._ledger.end_row()
            if row.is_hidden:
                hidden.append(row.number)
            if self._is_record(row):
                self._record(row)
            if row.number % _TELL_PROGRESS_EVERY == 0:
                progress.write_text(str(row.number - self._header_row), encoding="ascii")
        progress.write_text(str(last - self._header_row), encoding="ascii")
        around.tell_hidden(hidden, self._ledger)

    def _is_record(self, row: Row) -> bool:
        """Whether the row describes something; if not, it is told what it is."""
        filled = [(at, value) for at, value in enumerate(row.values) if value not in (None, "")]
        if len(filled) > 6 and not self._may_be_aside(filled[0][1]):
            return True
        texts = [header.shown(value, self._plan.encoding(at)) for at, value in filled]
        if columns.is_column_numbering(row.values):
            self._tell("numbering_row", row.number, "Dòng đánh số cột, bỏ qua.")
            return False
        if header.is_repeated(row.values, self._names):
            self._tell("heading_row", row.number, "Dòng tiêu đề lặp lại, bỏ qua.")
            return False
        opening = fold(texts[0]).strip()
        if _TOTAL.match(opening) and not self._names_record(row):
            self._total(row, texts)
            return False
        return not (len(filled) <= 4 and self._is_aside(row, filled, texts, opening))

    def _may_be_aside(self, first: Any) -> bool:
        """Whether a row of many cells may be a heading again, numbers of columns or a total, by its first cell."""
        if type(first) is not str:
            return first == 1
        text = first.strip(" ()")
        return text == "1" or columns.heading_key(text) in self._heads or bool(_TOTAL.match(fold(text)))

    def _names_record(self, row: Row) -> bool:
        named = ("dossier.number", "dossier.reference_code", "item.file", "item.number", "item.number_notation")
        first = next((value for value in row.values if value not in (None, "")), None)
        at = (self._plan.at.get(name) for name in named)
        return any(i is not None and i < len(row.values) and row.values[i] not in (None, "", first) for i in at)

    def _is_aside(self, row: Row, filled: list[tuple[int, Any]], texts: list[str], opening: str) -> bool:
        """Lines between the records: who signed, which dossier follows, which group begins."""
        if _SIGNED.match(opening):
            self._tell("total_row", row.number, "Dòng ký tên, ghi ngày ở cuối bảng; bỏ qua.")
            return True
        said = header.context(row.values, self._plan.encoding(filled[0][0]))
        if said and (":" in " ".join(texts) or len(filled) == 1) and self._level != "dossiers":
            self._dossiers.start_below(said, row.number)
            self._tell("dossier_above", row.number, f"Dòng nêu {_said(said)}; dùng cho các dòng bên dưới.")
            return True
        return self._is_group(row, filled, texts)

    def _is_group(self, row: Row, filled: list[tuple[int, Any]], texts: list[str]) -> bool:
        if len(filled) > 2 or not all(type(value) is str or at == filled[0][0] for at, value in filled):
            return False
        code, title = "", texts[-1]
        if len(filled) == 2:
            code = texts[0].strip(" .)")
            if not re.fullmatch(r"[IVXLC]{1,6}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*", code):
                return False
            # A running number beside a text may as well be a record that lacks the rest: better sent back than lost.
            if code.isdigit():
                return False
        else:
            match = _GROUP.match(title)
            code, title = (match[1] or "", match[2]) if match else ("", title)
            if not code and self._plan.at.get("dossier.title", -1) != filled[0][0] and filled[0][0] > 1:
                return False
        if len(title) < 3 or title.isdigit() or cells.one_date(title) or cells.path(title).relative != title.strip("/"):
            return False
        if self._level == "mixed" and not code and filled[0][0] in {self._plan.at.get("item.file")}:
            return False
        self._dossiers.close_group(code or title[:60], title[:1000])
        self._tell("group_row", row.number, "Dòng tên nhóm (đề mục); hiểu là nhóm của các hồ sơ bên dưới.",
                   column=letter_of(filled[-1][0]), now=title[:200])  # fmt: skip
        return True

    def _total(self, row: Row, texts: list[str]) -> None:
        together = " ".join(texts)
        number = next((int(found) for found in re.findall(r"\d{1,7}", together.replace(".", ""))), None)
        self._tell("total_row", row.number, "Dòng tổng cộng, không phải hồ sơ hay tài liệu; bỏ qua.")
        if number is not None:
            self._declared_total.append((row.number, fold(together), number))

    def _record(self, row: Row) -> None:
        self._rows_total += 1
        self._cells.load(row)
        for at, value in enumerate(row.values):
            if value is not None:
                self._filled[at] += 1
        dossier = self._dossiers.of_row()
        item = "null"
        if dossier is None:
            self._tell(
                "no_dossier", row.number,
                "Dòng không cho biết thuộc hồ sơ nào. Hãy điền số hồ sơ, hoặc nêu «Hồ sơ số: …» phía trên bảng.",
            )  # fmt: skip
        if self._level != "dossiers" and dossier is not None and self._items.is_said():
            read, entry = self._items.read(dossier)
            dossier.entries.append(entry)
            if "ordinal" not in read and "item.ordinal" not in self._items.has:
                read["ordinal"] = len(dossier.entries)
            item = _dump(read)
        self._rows.write(f"{row.number}\t{dossier.index if dossier else _NO_DOSSIER}\t{item}\n")
        self._ledger.end_row(is_secret=row.number in self._ledger.secret_rows or bool(dossier and dossier.is_secret))

    # the end -------------------------------------------------------------------------------------

    def _settle(self, around_it: Surroundings) -> None:
        ledger, dossiers = self._ledger, self._dossiers.all
        Across(self._plan, ledger).all(dossiers, self._level)
        self._habits.tell(self._header_row)
        around.tell_old_fonts(self._plan, self._names, self._header_row, ledger)
        around.tell_surroundings(around_it, self._header_row, ledger)
        around.tell_unread(self._filled, self._names, self._mapping, self._header_row, self._plan, ledger)
        if self._level != "dossiers" and "item.ordinal" not in self._items.has and self._rows_total:
            self._tell("number_from_order", self._header_row,
                       "Không có cột số thứ tự văn bản trong hồ sơ: đánh số theo thứ tự dòng.")  # fmt: skip
        for row, said, number in self._declared_total:
            of_dossiers = "ho so" in said or "don vi" in said or self._level == "dossiers"
            counted = len(dossiers) if of_dossiers else self._rows_total
            if number != counted and ("ho so" in said or "van ban" in said or "tai lieu" in said or "don vi" in said):
                what = "hồ sơ" if of_dossiers else "văn bản"
                self._tell("total_disagrees", row, f"Dòng tổng ghi {number} {what} nhưng bảng có {counted} {what}.")
        self._tell_duplicate_files()

    def _tell_duplicate_files(self) -> None:
        """Two rows that point at one file."""
        for path, rows in self._items.files.items():
            for row in rows if len(rows) > 1 else ():
                self._tell(
                    "duplicate_file", row,
                    f"Các dòng {', '.join(map(str, rows[:20]))} cùng trỏ tới tệp {path}. Mỗi tệp chỉ được một dòng.",
                    column=self._plan.letters.get("item.file", ""),
                )  # fmt: skip

    def _finish(self, rows_part: Path, findings_part: Path) -> Checked:
        """Rows with their verdict, findings in the order of rows."""
        ledger, dossiers = self._ledger, self._dossiers.all
        for dossier in dossiers:
            dossier.values["origin"] = self._options.origin
            if dossier.bad_since is None and dossier.first_row in ledger.bad_rows and self._level == "dossiers":
                dossier.bad_since = dossier.first_row
        good = items = 0
        alive: set[int] = set()
        with rows_part.open(encoding="utf-8") as read, (self._out / ROWS).open("w", encoding="utf-8") as write:
            present, said = _NO_DOSSIER, "null"
            for line in read:
                number, index, item = line.rstrip("\n").split("\t", 2)
                row, at = int(number), int(index)
                if at != present:
                    present, said = at, _dump(dossiers[at].values) if at >= 0 else "null"
                if at >= 0:
                    item = self._tell_of_dossier(dossiers[at], row, item)
                is_good = row not in ledger.bad_rows
                good += is_good
                if is_good:
                    alive.add(at)
                    items += item != "null"
                write.write(f'{{"row":{row},"ok":{"true" if is_good else "false"},"dossier":{said},"item":{item}}}\n')
        self._merge_findings(findings_part)
        return Checked(
            self._rows_total, good, self._rows_total - good, len(alive - {_NO_DOSSIER}), items, ledger.summary()
        )

    def _tell_of_dossier(self, dossier: Dossier, row: int, item: str) -> str:
        """What a fault of the dossier means for one of its rows; of a secret dossier no item is written down."""
        ledger = self._ledger
        if dossier.is_secret:
            if row not in ledger.secret_rows:
                self._tell("state_secret", row, secret_message("Dòng thuộc hồ sơ", f"xem dòng {dossier.first_row}"))
            return "null"
        if dossier.bad_since is not None and row not in ledger.bad_rows:
            message = f"{dossier.name} có lỗi ở dòng {dossier.bad_since}; sửa dòng đó rồi gửi lại cả hồ sơ."
            self._tell("dossier_bad", row, message)
        return item

    def _merge_findings(self, part: Path) -> None:
        late = self._ledger.late()
        waiting = next(late, None)
        with part.open(encoding="utf-8") as early, (self._out / FINDINGS).open("w", encoding="utf-8") as write:
            for line in early:
                row = int(line[8 : line.index(",", 8)])
                while waiting is not None and waiting.row < row:
                    write.write(waiting.line)
                    waiting = next(late, None)
                write.write(line)
            while waiting is not None:
                write.write(waiting.line)
                waiting = next(late, None)


def encodings_of(below: Sequence[Sequence[Any]], wanted: str) -> list[str]:
    """The encoding of each column's text, by what the first rows hold, or as a person said."""
    width = max((len(values) for values in below), default=0)
    if wanted != "auto":
        return [wanted] * width
    texts = [
        [values[at] for values in below if at < len(values) and isinstance(values[at], str)] for at in range(width)
    ]
    own = [legacy.detect(column) for column in texts]
    new = sum(1 for column in texts for text in column if legacy.is_surely_new(text))
    old = [one for one, column in zip(own, texts, strict=True) for _ in column if one != legacy.UNICODE]
    # What most of the sheet is typed in decides where a column has too little text to tell.
    whole = max(sorted(set(old)), key=old.count) if len(old) > new else legacy.UNICODE
    return [
        whole if one == legacy.UNICODE and _is_thin(column) else one for one, column in zip(own, texts, strict=True)
    ]


def _is_thin(column: Sequence[str]) -> bool:
    """Whether a column has too little text with marks to tell its encoding by itself."""
    said = [text for text in column if not text.isascii()]
    return 0 < len(said) < 3 and not any(legacy.is_surely_new(text) for text in said)


def _said(said: Mapping[str, str]) -> str:
    return ", ".join(f"{targets.label(name)} «{value[:60]}»" for name, value in said.items() if "secrecy" not in name)


def check(
    path: Path, out: Path, *, sheet: str, header_row: int, mapping: Mapping[str, str], options: Options
) -> Checked:
    """Read `sheet` below `header_row` by `mapping` (column letter → field) and write down what is in it and wrong.

    Writes into `out`, as rows pass: `rows.jsonl`, `findings.jsonl` (row 0: the whole sheet) and `progress`.
    """
    return Check(open_book(path, path.name), sheet, header_row, mapping, options, out).run()
