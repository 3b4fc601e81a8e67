"""Read a plan of any city and year from a spreadsheet: every row that cannot be is told in one line, none is half read.

Runs in a limited child process (`files`): the file may be anything.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from khoso.kernel.dates import parse as parse_date
from khoso.kernel.text_vi import one_space
from khoso.kernel.words import Sentence, noop
from khoso.stages.programme.plan import deadlines, headings
from khoso.stages.programme.plan.errors import PlanUnreadable
from khoso.stages.programme.plan.headings import known_word
from khoso.stages.programme.plan.rows import Link, PlanDocument, PlanRow
from khoso.stages.programme.plan.text import decode, next_monday

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 80 * 1024 * 1024
MAX_ROWS = 3000
MAX_COLUMNS = 60
_HEAD_ROWS = 40
_GROUP = re.compile(r"^[IVXLC]{1,6}$")
_WAIT = re.compile(
    r"^(?P<group>[IVXLC]{1,6})\.(?P<number>\d{1,3})\s*(?P<printed>\*?)\s*(?:\+\s*(?P<lag>\d{1,3}))?\s*(?:\((?P<reason>.*)\))?$"
)
_PROOF = re.compile(r"^[a-z][a-z_.]{0,39}$")
_STAGES = {known_word(label): code for code, label in headings.STAGES.items()} | {
    code: code for code in headings.STAGES
}
_KINDS = {known_word(label): code for code, label in headings.KINDS.items()} | {code: code for code in headings.KINDS}
_PRODUCTS = {known_word(label): code for code, label in headings.PRODUCTS.items()} | {
    code: code for code in headings.PRODUCTS
}
_HEADS = {known_word(label): name for name, label in headings.HEAD.items()}
_COLUMNS = {known_word(label): name for name, label in headings.COLUMNS.items()}

Cells = Sequence[Any]


@dataclass
class SheetReading:
    """Either a whole plan, or the lines that say why there is none."""

    document: PlanDocument | None = None
    lines: list[str] = field(default_factory=list)


@dataclass
class _Head:
    facts: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


def read_sheet(content: bytes, name: str, *, only: str = "") -> SheetReading:
    """The plan in an .xlsx or .csv file; `only` names one sheet. Raises PlanUnreadable when there is no such table."""
    if len(content) > MAX_BYTES:
        raise PlanUnreadable(Sentence("Tệp «{name}» lớn hơn 5 MB nên không đọc. Không nạp gì.", name=name))
    sheets = _csv(content, name) if name.lower().endswith(".csv") else _workbook(content, name, only)
    for rows in sheets:
        at = next((number for number, row in enumerate(rows[:_HEAD_ROWS]) if _is_heading(row)), None)
        if at is not None:
            return _read(rows, at, name)
    raise PlanUnreadable(
        Sentence(
            "Không thấy hàng tiêu đề (Nhóm, Số, Nhiệm vụ, Cơ quan chủ trì, Thời gian, Sản phẩm) trong «{name}». "
            "Không nạp gì. Lấy mẫu: khoso programme template MAU.xlsx.",
            name=name,
        )
    )


def _workbook(content: bytes, name: str, only: str) -> Iterator[list[Cells]]:
    import openpyxl

    broken = Sentence(
        "«{name}» không phải tệp .xlsx đọc được (hỏng, có mật khẩu, hoặc là .xls cũ). Không nạp gì.", name=name
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise PlanUnreadable(Sentence("«{name}» giải nén ra quá lớn; không mở. Không nạp gì.", name=name))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except PlanUnreadable:
        raise
    except Exception as error:
        raise PlanUnreadable(broken) from error
    for sheet in book.worksheets:
        if (only and sheet.title != only) or getattr(sheet, "sheet_state", "visible") != "visible":
            continue
        # A sheet's own statement of its size may be wrong.
        sheet.reset_dimensions()
        try:
            yield _bounded(sheet.iter_rows(values_only=True), name)
        except PlanUnreadable:
            raise
        except Exception as error:
            raise PlanUnreadable(broken) from error


def _csv(content: bytes, name: str) -> Iterator[list[Cells]]:
    text = decode(content, name)
    first = "\n".join(text.splitlines()[:_HEAD_ROWS])
    separator = max(";,\t", key=first.count)
    yield _bounded(csv.reader(io.StringIO(text), delimiter=separator), name)


def _bounded(rows: Iterator[Any], name: str) -> list[Cells]:
    kept: list[Cells] = [tuple(row[:MAX_COLUMNS]) for row in islice(rows, MAX_ROWS + 1)]
    if len(kept) > MAX_ROWS:
        raise PlanUnreadable(
            Sentence("Bảng trong «{name}» có hơn {most} dòng; không đọc. Không nạp gì.", name=name, most=MAX_ROWS)
        )
    return kept


def _is_heading(row: Cells) -> bool:
    words = {known_word(str(cell)) for cell in row if cell is not None}
    return sum(known_word(headings.COLUMNS[name]) in words for name in headings.COLUMNS_NEEDED) >= 4


def _read(rows: list[Cells], at: int, name: str) -> SheetReading:
    columns: dict[str, int] = {}
    for position, cell in enumerate(rows[at]):
        known = _COLUMNS.get(known_word(str(cell))) if cell is not None else None
        if known:
            columns.setdefault(known, position)
    missing = [headings.COLUMNS[one] for one in headings.COLUMNS_NEEDED if one not in columns]
    if missing:
        return SheetReading(lines=[Sentence("Thiếu cột: {columns}.", columns=", ".join(missing))])
    head = _head(rows[:at])
    read: list[PlanRow] = []
    lines = list(head.lines)
    titles: dict[str, str] = {}
    first_at: dict[str, int] = {}
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        cells = {one: _shown(row[place]) if place < len(row) else "" for one, place in columns.items()}
        if not any(cells.values()):
            continue
        try:
            one = _row(cells, titles)
        except ValueError as wrong:
            lines.append(Sentence("Dòng {number}: {why}", number=number, why=wrong.args[0]))
            continue
        if one.key in first_at:
            lines.append(
                Sentence(
                    "Dòng {number}: {key} đã có ở dòng {first}.", number=number, key=one.key, first=first_at[one.key]
                )
            )
            continue
        first_at[one.key] = number
        read.append(one)
    lines += _unknown_waits(read, first_at)
    if not read and not lines:
        lines.append(Sentence("Dưới hàng tiêu đề chưa có nhiệm vụ nào."))
    if lines:
        return SheetReading(lines=lines)
    return SheetReading(_document(head.facts, read, name))


def _unknown_waits(read: list[PlanRow], first_at: dict[str, int]) -> list[str]:
    return [
        Sentence(
            "Dòng {number}: {key} chờ {before}, mà bảng không có nhiệm vụ đó.",
            number=first_at[row.key],
            key=row.key,
            before=link.before,
        )
        for row in read
        for link in row.waits_for
        if link.before not in first_at
    ]


def _head(rows: list[Cells]) -> _Head:
    head = _Head()
    for number, row in enumerate(rows, start=1):
        name = _HEADS.get(known_word(str(row[0]))) if row and row[0] is not None else None
        value = next((cell for cell in row[1:] if cell not in (None, "")), None) if name else None
        if name is None or value is None:
            continue
        label = headings.HEAD[name]
        if name in headings.HEAD_DAYS:
            day = _day(value)
            if day is None:
                head.lines.append(
                    Sentence("Dòng {number}: «{label}» phải là một ngày như 15/6/2027.", number=number, label=label)
                )
            head.facts[name] = day
        elif name == "period_days":
            days = _shown(value)
            if not days.isdigit() or not 1 <= int(days) <= 366:
                head.lines.append(
                    Sentence("Dòng {number}: «{label}» phải là số từ 1 đến 366.", number=number, label=label)
                )
            else:
                head.facts[name] = int(days)
        else:
            head.facts[name] = _shown(value)
    told = {name for name in headings.HEAD_NEEDED if name in head.facts}
    head.lines += [
        Sentence("Phần đầu bảng thiếu «{label}».", label=headings.HEAD[name])
        for name in headings.HEAD_NEEDED
        if name not in told
    ]
    return head


def _row(cells: dict[str, str], titles: dict[str, str]) -> PlanRow:
    """One task. Raises ValueError with what is wrong, in words."""
    group, number = cells["group"].upper(), cells["number"].rstrip(".")
    if not _GROUP.match(group):
        raise ValueError(Sentence("nhóm «{text}» không phải chữ số La Mã (I, II, III…).", text=cells["group"][:40]))
    if not number.isdigit() or not 1 <= int(number) <= 999:
        raise ValueError(Sentence("số «{text}» không phải số thứ tự.", text=cells["number"][:40]))
    if not cells["title"]:
        raise ValueError(Sentence("thiếu tên nhiệm vụ."))
    if cells.get("group_title"):
        titles[group] = cells["group_title"]
    deadline = deadlines.read(cells["deadline"])
    if cells["deadline"] and deadline.kind == deadlines.NONE:
        raise ValueError(
            Sentence(
                "không đọc ra thời hạn từ «{text}»; xem các cách ghi ở trang Giải thích.", text=cells["deadline"][:80]
            )
        )
    days = cells.get("duration_days", "") or "0"
    if not days.isdigit() or int(days) > 1000:
        raise ValueError(Sentence("số ngày làm việc «{text}» không phải số từ 0 đến 1000.", text=days[:40]))
    proof = cells.get("proof", "")
    if proof and not _PROOF.match(proof):
        raise ValueError(Sentence("«{text}» không phải tên một cách hệ thống chứng minh.", text=proof[:40]))
    stage = cells.get("stage", "")
    return PlanRow(
        group=group,
        group_title=titles.get(group, ""),
        number=int(number),
        title=cells["title"],
        lead=cells["lead"],
        support=cells.get("support", ""),
        deadline=deadline,
        product=cells["product"],
        notes=tuple(line for line in cells.get("notes", "").split("\n") if line),
        stage=_one(stage, _STAGES, noop("giai đoạn")) if stage else "organise",
        agency_kinds=_kinds(cells.get("agency_kinds", "")),
        lead_code=cells.get("lead_code", "").upper()[:35],
        duration_days=int(days),
        proof=proof,
        products_wanted=tuple(
            dict.fromkeys(
                _one(word, _PRODUCTS, noop("loại sản phẩm")) for word in _words(cells.get("products_wanted", ""))
            )
        ),
        waits_for=tuple(_wait(word) for word in _words(cells.get("waits_for", ""))),
    )


def _kinds(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in _words(text):
        everybody = known_word(word) == known_word(headings.EVERYBODY)
        found += headings.EVERYBODY_KINDS if everybody else [_one(word, _KINDS, noop("loại cơ quan"))]
    return tuple(dict.fromkeys(found))


def _wait(word: str) -> Link:
    match = _WAIT.match(word)
    if match is None:
        raise ValueError(Sentence("«{text}» không phải nhiệm vụ để chờ; ghi như II.1; II.2.", text=word[:60]))
    return Link(
        f"{match['group']}.{int(match['number'])}",
        int(match["lag"] or 0),
        bool(match["printed"]),
        (match["reason"] or "").strip()[:300],
    )


def _one(word: str, known: dict[str, str], what: str) -> str:
    found = known.get(known_word(word))
    if found is None:
        raise ValueError(Sentence("không có {what} «{text}».", what=what, text=word[:60]))
    return found


def _words(text: str) -> list[str]:
    """What stands between semicolons; one inside brackets belongs to its reason."""
    return [part for part in (one_space(part) for part in re.split(r"[;\n](?![^(]*\))", text)) if part]


def _shown(value: Any) -> str:
    """A cell as a person reads it; lines inside a cell stay lines."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"Ngày {value.day}/{value.month}/{value.year}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "\n".join(line for line in (one_space(part) for part in str(value).split("\n")) if line)


def _day(value: Any) -> date | None:
    found = parse_date(value)
    return date(found.year, found.month, found.day) if found and found.month and found.day else None


def _document(facts: dict[str, Any], read: list[PlanRow], name: str) -> PlanDocument:
    return PlanDocument(
        code=facts["code"][:40],
        title=one_space(facts["title"])[:500],
        number=facts.get("number", "")[:60],
        issued_on=facts.get("issued_on"),
        starts_on=facts["starts_on"],
        ends_on=facts["ends_on"],
        first_period_starts_on=facts.get("first_period_starts_on") or next_monday(facts["starts_on"]),
        rows=tuple(read),
        agency_final_due=facts.get("agency_final_due"),
        city_final_due=facts.get("city_final_due"),
        period_days=facts.get("period_days", 14),
        city_code=facts.get("city_code", "").upper(),
        notes=tuple(line for line in facts.get("notes", "").split("\n") if line),
        source_name=name,
    )
