"""What only shows when the rows of a dossier, or the dossiers of a register, are seen together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from khoso.kernel.dates import ArchivalDate
from khoso.kernel.findings import Severity
from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.compute.checks import gaps
from khoso.stages.catalogue.compute.notes import ranges
from khoso.stages.catalogue.compute.workbooks.dossiers import Dossier, Entry
from khoso.stages.catalogue.compute.workbooks.faults import Ledger
from khoso.stages.catalogue.compute.workbooks.reading import Plan

_RANGE_SAID = re.compile(r"từ\s+số\s*:?\s*(\d{1,6})\s*(?:-|–|đến(?:\s+số)?)\s*(\d{1,6})", re.IGNORECASE)
_GAPS_SAID = re.compile(r"khuyết(?:\s+các)?\s+số\s*:?\s*((?:\d{1,6}(?:\s*[-–]\s*\d{1,6})?[\s,;và]*)+)", re.IGNORECASE)
_RUN = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?")
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_WIDEST = 5_000


class Declared(NamedTuple):
    """What a title declares: first and last number, and the numbers said to be missing."""

    first: int | None
    last: int | None
    missing: frozenset[int]


def declared_gaps(title: str) -> Declared | None:
    """`Từ số: 01 - 35. Khuyết số: 03-11, 13…` understood; None when the title declares no missing numbers."""
    said = _GAPS_SAID.search(title)
    if said is None:
        return None
    missing: set[int] = set()
    for match in _RUN.finditer(said[1]):
        first, last = int(match[1]), int(match[2] or match[1])
        if first <= last <= first + _WIDEST:
            missing.update(range(first, last + 1))
    bounds = _RANGE_SAID.search(title)
    return Declared(int(bounds[1]) if bounds else None, int(bounds[2]) if bounds else None, frozenset(missing))


class Across:
    """Tells what is odd between rows; all of it is about rows that have passed."""

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self._plan, self._ledger = plan, ledger
        self._has = {name for _, _, name in plan.columns}

    def all(self, dossiers: Sequence[Dossier], level: str) -> None:
        """Check every dossier alone, then the dossiers beside each other."""
        for dossier in dossiers:
            if not dossier.is_secret:
                if level != "dossiers":
                    self._ordinals(dossier)
                    self._numbers(dossier)
                    self._totals(dossier)
                    self._sheets(dossier)
                    self._dates(dossier)
                self._title(dossier)
        self._register(dossiers)

    def _letter(self, *names: str) -> str:
        return next((self._plan.letters[name] for name in names if name in self._plan.letters), "")

    def _tell(self, code: str, row: int, message: str, *names: str, severity: Severity | None = None) -> None:
        self._ledger.tell(code, row, message, column=self._letter(*names), severity=severity)

    # inside a dossier ----------------------------------------------------------------------------

    def _ordinals(self, dossier: Dossier) -> None:
        by_ordinal: dict[int, list[Entry]] = defaultdict(list)
        for entry in dossier.entries:
            if entry.ordinal:
                by_ordinal[entry.ordinal].append(entry)
        for ordinal, same in by_ordinal.items():
            for entry in same if len(same) > 1 else ():
                self._tell(
                    "duplicate_number", entry.row,
                    f"{dossier.name}: số thứ tự {ordinal} dùng ở các dòng {ranges([e.row for e in same])}. "
                    "Hãy đánh lại số thứ tự.",
                    "item.ordinal",
                )  # fmt: skip
        missing = gaps(list(by_ordinal), first=1)
        if missing:
            self._tell(
                "number_gap", dossier.first_row, f"{dossier.name}: thiếu số thứ tự văn bản {ranges(missing)}. "
                "Hãy bổ sung dòng còn thiếu hoặc đánh lại số.",
                "item.ordinal",
            )  # fmt: skip

    def _numbers(self, dossier: Dossier) -> None:
        same_number: dict[tuple[str, str, int | None], list[Entry]] = defaultdict(list)
        digits: dict[int, list[Entry]] = defaultdict(list)
        for entry in dossier.entries:
            if entry.number:
                year = entry.issued.year if entry.issued else None
                same_number[entry.number.lstrip("0"), entry.notation.lower(), year].append(entry)
                if entry.number.isascii() and entry.number.isdigit():
                    digits[int(entry.number)].append(entry)
        for same in same_number.values():
            for entry in same if len(same) > 1 else ():
                said = "/".join(filter(None, [entry.number, entry.notation]))
                self._tell(
                    "repeated_number", entry.row,
                    f"{dossier.name}: số {said} dùng ở các dòng {ranges([e.row for e in same])}. Hãy xem lại bản giấy.",
                    "item.number", "item.number_notation",
                )  # fmt: skip
        self._gaps(dossier, digits)

    def _gaps(self, dossier: Dossier, digits: dict[int, list[Entry]]) -> None:
        title = str(dossier.values.get("title", ""))
        declared = declared_gaps(f"{title}. {dossier.values.get('note', '')}")
        row = dossier.first_row
        if declared is None:
            # Only a dossier of outgoing documents is numbered through, so only there a missing number means something.
            missing = gaps(list(digits)) if "van ban di" in fold(title) else []
            if missing:
                self._tell(
                    "number_gap", row, f"{dossier.name}: khuyết số văn bản {ranges(missing)}.",
                    "item.number", "item.number_notation", severity=Severity.INFO,
                )  # fmt: skip
            return
        for number in sorted(declared.missing & digits.keys()):
            for entry in digits[number]:
                self._tell(
                    "declared_gap", entry.row,
                    f"{dossier.name}: tiêu đề khai khuyết số {number} nhưng dòng này lại có số đó.",
                    "item.number", "item.number_notation",
                )  # fmt: skip
        self._declared_range(dossier, declared, digits)

    def _declared_range(self, dossier: Dossier, declared: Declared, digits: dict[int, list[Entry]]) -> None:
        row = dossier.first_row
        first, last = declared.first, declared.last
        if first is None or last is None:
            return
        outside = sorted(n for n in declared.missing | digits.keys() if not first <= n <= last)
        if outside:
            self._tell(
                "declared_gap", row,
                f"{dossier.name}: tiêu đề khai từ số {first} đến {last} nhưng lại nhắc hoặc có số {ranges(outside)}. "
                "Hãy xem lại số cuối.",
                "dossier.title",
            )  # fmt: skip
        last = max([last, *outside])
        if last - first > _WIDEST:
            return
        expected = [n for n in range(first, last + 1) if n not in declared.missing]
        absent = [n for n in expected if n not in digits]
        if absent:
            self._tell(
                "number_gap", row,
                f"{dossier.name}: theo tiêu đề phải có {len(expected)} số, bảng thiếu {len(absent)} số không khai "
                f"khuyết: {ranges(absent)}.",
                "item.number", "item.number_notation",
            )  # fmt: skip
        count = dossier.values.get("declared_item_count")
        if count and count < len(expected):
            self._tell(
                "total_disagrees", row,
                f"{dossier.name}: khai {count} văn bản nhưng dãy số trong tiêu đề (trừ khuyết số) có "
                f"{len(expected)} số.",
                "dossier.declared_item_count",
            )  # fmt: skip

    def _totals(self, dossier: Dossier) -> None:
        values, entries = dossier.values, dossier.entries
        row = dossier.first_row
        declared = values.get("declared_item_count")
        if declared and entries and declared != len(entries):
            self._tell(
                "total_disagrees", row,
                f"{dossier.name} khai {declared} văn bản nhưng bảng có {len(entries)} dòng.",
                "dossier.declared_item_count",
            )  # fmt: skip
        sheets = values.get("declared_sheet_count")
        highest = max((entry.sheets[1] for entry in entries if entry.sheets), default=0)
        counted = [entry.sheet_count for entry in entries]
        if sheets and counted and all(counted) and sum(filter(None, counted)) != sheets:
            self._tell(
                "total_disagrees", row,
                f"{dossier.name} khai {sheets} tờ nhưng cộng các dòng được {sum(filter(None, counted))} tờ.",
                "dossier.declared_sheet_count",
            )  # fmt: skip
        elif sheets and highest and self._sheets_disagree(entries, highest, sheets, declared):
            self._tell(
                "total_disagrees", row,
                f"{dossier.name} khai {sheets} tờ nhưng tờ số lớn nhất trong bảng là {highest}.",
                "dossier.declared_sheet_count",
            )  # fmt: skip
        pages, told = values.get("declared_page_count"), [entry.pages for entry in entries]
        if pages and told and all(told) and sum(filter(None, told)) != pages:
            self._tell(
                "total_disagrees", row,
                f"{dossier.name} khai {pages} trang nhưng cộng các dòng được {sum(filter(None, told))} trang.",
                "dossier.declared_page_count",
            )  # fmt: skip

    @staticmethod
    def _sheets_disagree(entries: Sequence[Entry], highest: int, sheets: int, declared: int | None) -> bool:
        """A sheet beyond the total is wrong; a total beyond the last sheet only where the last sheet is known."""
        last = entries[-1]
        return highest > sheets or bool(
            highest < sheets and ((last.is_range and len(entries) > 1) or (declared and declared > len(entries)))
        )

    def _sheets(self, dossier: Dossier) -> None:
        before: Entry | None = None
        for entry in dossier.entries:
            if entry.sheets is None:
                continue
            if before is not None and before.sheets is not None:
                self._two_sheets(dossier, before, before.sheets, entry, entry.sheets)
            if before is None or before.sheets is None or entry.sheets[1] >= before.sheets[1]:
                before = entry

    def _two_sheets(
        self, dossier: Dossier, before: Entry, one: tuple[int, int], entry: Entry, two: tuple[int, int]
    ) -> None:
        told = ("item.sheet",)
        if two[0] < one[0]:
            self._tell(
                "sheet_order", entry.row,
                f"{dossier.name}: tờ {two[0]} đứng sau tờ {one[0]} (dòng {before.row}). Hãy xem lại số tờ hoặc thứ tự.",
                *told,
            )  # fmt: skip
        elif two[0] <= one[1] and (before.is_range or entry.is_range):
            self._tell(
                "sheet_order", entry.row,
                f"{dossier.name}: tờ {two[0]} đã thuộc văn bản ở dòng {before.row} (tờ {one[0]}–{one[1]}).", *told,
            )  # fmt: skip
        elif two[0] > one[1] + 1 and before.is_range:
            self._tell(
                "sheet_gap", entry.row,
                f"{dossier.name}: thiếu tờ {ranges(list(range(one[1] + 1, two[0])))} giữa dòng {before.row} và "
                "dòng này.",
                *told,
            )  # fmt: skip

    def _dates(self, dossier: Dossier) -> None:
        start, end = dossier.start, dossier.end
        if start and end and _before(end, start):
            return
        for entry in dossier.entries:
            when = entry.issued
            if when and ((start and _before(when, start)) or (end and _before(end, when))):
                self._tell(
                    "date_outside_dossier", entry.row,
                    f"Văn bản ngày {when.vietnamese} nằm ngoài thời gian của {_inside(dossier.name)} "
                    f"({start.vietnamese if start else '…'} – {end.vietnamese if end else '…'}).",
                    "item.issued_date", "item.issued_day", "item.issued_year",
                )  # fmt: skip

    def _title(self, dossier: Dossier) -> None:
        """A title that says one year, of a dossier whose dates lie in another."""
        title = str(dossier.values.get("title", ""))
        years = {int(year) for year in _YEAR.findall(title)}
        if not years or "giai doan" in fold(title):
            return
        for end, name in ((dossier.start, "start"), (dossier.end, "end")):
            if end and not min(years) <= end.year <= max(years) and "năm" in title.lower():
                said = ", ".join(map(str, sorted(years)))
                self._tell(
                    "title_disagrees", dossier.first_row,
                    f"{dossier.name}: tiêu đề nói năm {said} nhưng thời gian "
                    f"{'bắt đầu' if name == 'start' else 'kết thúc'} là {end.vietnamese}. Hãy xem lại.",
                    f"dossier.{name}", f"dossier.{name}_year", "dossier.span",
                )  # fmt: skip

    # beside each other ---------------------------------------------------------------------------

    def _register(self, dossiers: Sequence[Dossier]) -> None:
        """Numbers missing between the dossiers of one register and box."""
        series: dict[tuple[str, ...], dict[int, int]] = defaultdict(dict)
        for dossier in dossiers:
            values = dossier.values
            if match := re.fullmatch(r"0*(\d{1,6})((?:[./-]?[A-ZĐa-zđ]+)?)", str(values.get("number", ""))):
                place = tuple(str(values.get(name, "")) for name in ("fonds_code", "fonds_title", "register_number"))
                series[(*place, match[2])].setdefault(int(match[1]), dossier.first_row)
        for (*_, register, _sign), numbers in series.items():
            missing = gaps(list(numbers))
            if missing and len(missing) <= 10 * len(numbers):
                where = f"Mục lục {register}: khuyết" if register else "Khuyết"
                self._tell(
                    "number_gap", numbers[max(numbers)],
                    f"{where} hồ sơ số {ranges(missing)}. Nếu hồ sơ còn, hãy bổ sung; nếu không, hãy ghi lý do.",
                    "dossier.number", severity=Severity.WARNING if len(missing) < len(numbers) else Severity.INFO,
                )  # fmt: skip


def _inside(name: str) -> str:
    return name[:1].lower() + name[1:]


def _before(one: ArchivalDate, other: ArchivalDate) -> bool:
    """Whether `one` is surely earlier, seen at the coarser precision of the two."""
    first, second = one.iso.rstrip("?"), other.iso.rstrip("?")
    length = min(len(first), len(second))
    return first[:length] < second[:length]
