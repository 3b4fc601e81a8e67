"""What a plan says of time, from its words: kind of deadline, first day, last day, whether «trước» shuts that day out.

Pure: no database, no clock. The kinds are those of `DeadlineKind`. The days are the printed ones: «Trước 15/6/2026»
keeps 15/6. Words that name no time give the kind `none`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from khoso.kernel.text_vi import fold, one_space

DAY = "day"
BEFORE = "before"
MONTH = "month"
MONTHS = "months"
REGULARLY_BEFORE = "regularly_before"
REGULARLY = "regularly"
EVERY_TWO_WEEKS = "every_two_weeks"
AFTER = "after"
YEAR = "year"
WHEN_ARISING = "when_arising"
NONE = "none"

# Goes on for as long as the plan does: nothing is finished on one day.
ONGOING = frozenset({REGULARLY, EVERY_TWO_WEEKS, WHEN_ARISING})

_DATE = re.compile(r"(?<![\d/])(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})(?!\d)")
_MONTH = re.compile(r"(?<![\d/.\-])(\d{1,2})\s*[/.\-]\s*(\d{4})(?!\d)")
_QUARTER = re.compile(r"\bquy\s+(iv|iii|ii|i|[1-4])\s*(?:[/.\-]|nam)\s*(\d{4})\b")
_YEAR = re.compile(r"\bnam\s+(\d{4})\b")
_TWO_WEEKS = re.compile(
    r"\b(?:0?2|hai)\s*tuan\s*(?:/|mot|1|01)\s*lan|\b(?:0?2|hai)\s*tuan/lan|\bmoi\s+(?:0?2|hai)\s+tuan"
)
_REGULARLY = re.compile(r"\b(?:thuong xuyen|dinh ky|hang (?:ngay|tuan|thang|quy|nam))\b")
_ARISING = re.compile(r"\b(?:khi (?:co )?phat sinh|dot xuat|khi co yeu cau|theo yeu cau|khi xay ra)\b")
# «sau» at the start of a clause; «tài liệu sau số hóa» is no time.
_AFTER = re.compile(r"(?:^|[-;,.:(]\s*)(?:thuc hien )?(?:ngay )?sau\b")
_BEFORE_EVENT = re.compile(r"^-?\s*(?:hoan thanh )?truoc\b")
_BEFORE = re.compile(r"\btruoc\s+(?:ngay\s+|thang\s+)?$")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a task is due, as printed. `text` is what it was read from."""

    kind: str
    from_day: date | None = None
    to_day: date | None = None
    is_before: bool = False
    text: str = ""

    @property
    def is_ongoing(self) -> bool:
        return self.kind in ONGOING


@dataclass(frozen=True, slots=True)
class _Span:
    """A day, month, quarter or year named in the words, and where."""

    at: int
    first: date
    last: date
    is_before: bool

    @property
    def is_day(self) -> bool:
        return self.first == self.last


def read(text: str) -> Deadline:
    """The deadline that `text` names. A text in two parts is read by its first; what follows stays in `text`."""
    kept = text.strip()
    words = one_space(fold(kept))
    if not words:
        return Deadline(NONE)
    try:
        spans = _spans(words)
    except ValueError:
        # 31/6 or tháng 13: no such day, so no day is known; the words are kept.
        spans = []
    kind, first, last, is_before = _kind(words, spans)
    return Deadline(kind, first, last, is_before, kept)


def _kind(words: str, spans: list[_Span]) -> tuple[str, date | None, date | None, bool]:
    if _TWO_WEEKS.search(words):
        return EVERY_TWO_WEEKS, None, None, False
    start = min((span.at for span in spans), default=len(words))
    before = next((span for span in spans if span.is_before), None)
    regular = _REGULARLY.search(words)
    if regular and regular.start() < start:
        return _regular(words, spans, before)
    if (after := _AFTER.search(words)) and after.start() < start:
        last = before or next(iter(spans), None)
        return AFTER, None, _until(last), bool(before)
    if not spans:
        return (
            _without_days(words, regular is not None),
            None,
            None,
            _without_days(words, regular is not None) == BEFORE,
        )
    if before:
        others = [span for span in spans if span is not before and span.at < before.at]
        begins = others[0].first if others and others[0].first <= before.first else None
        return BEFORE, begins, _until(before), True
    return _span_kind(words, spans)


def _regular(words: str, spans: list[_Span], before: _Span | None) -> tuple[str, date | None, date | None, bool]:
    if before:
        return REGULARLY_BEFORE, None, _until(before), True
    if spans and re.search(r"\b(?:hoan thanh|xong|den)\b", words):
        return REGULARLY_BEFORE, None, spans[-1].last, False
    if spans:
        return REGULARLY, spans[0].first, spans[-1].last, False
    return REGULARLY, None, None, False


def _without_days(words: str, is_regular: bool) -> str:
    if _BEFORE_EVENT.match(words):
        return BEFORE
    if is_regular:
        return REGULARLY
    return WHEN_ARISING if _ARISING.search(words) else NONE


def _span_kind(words: str, spans: list[_Span]) -> tuple[str, date | None, date | None, bool]:
    first = spans[0]
    if len(spans) > 1 and not first.is_day and not spans[1].is_day and _is_span(words, spans):
        return MONTHS, first.first, max(first.last, spans[1].last), False
    if first.is_day:
        if len(spans) > 1 and spans[1].is_day and _is_span(words, spans) and spans[1].last > first.first:
            return MONTHS, first.first, spans[1].last, False
        return DAY, first.first, first.last, False
    if (first.first.month, first.last.month) == (1, 12):
        return YEAR, first.first, first.last, False
    if first.first.month != first.last.month:
        return MONTHS, first.first, first.last, False
    return MONTH, first.first, first.last, False


def _is_span(words: str, spans: list[_Span]) -> bool:
    """Whether the words between the first two say «to»: tháng 6/2026 - tháng 11/2026."""
    between = words[spans[0].at : spans[1].at]
    return bool(re.search(r"(?:[-–—]|\bden\b)\s*(?:het\s+)?(?:ngay\s+|thang\s+)?$", between))


def _until(span: _Span | None) -> date | None:
    if span is None:
        return None
    # «Trước tháng 9» is over when September begins, «trước 15/9» when the 15th does.
    return span.first if span.is_before else span.last


def _spans(words: str) -> list[_Span]:
    found: list[_Span] = []
    taken: list[tuple[int, int]] = []

    def add(match: re.Match[str], first: date, last: date) -> None:
        if any(start < match.end() and match.start() < end for start, end in taken):
            return
        taken.append((match.start(), match.end()))
        found.append(_Span(match.start(), first, last, bool(_BEFORE.search(words[: match.start()]))))

    for match in _DATE.finditer(words):
        day, month, year = map(int, match.groups())
        add(match, date(year, month, day), date(year, month, day))
    for match in _QUARTER.finditer(words):
        quarter = _ROMAN.get(match[1]) or int(match[1])
        add(match, date(int(match[2]), 3 * quarter - 2, 1), _last_of(int(match[2]), 3 * quarter))
    for match in _MONTH.finditer(words):
        month, year = map(int, match.groups())
        add(match, date(year, month, 1), _last_of(year, month))
    for match in _YEAR.finditer(words):
        add(match, date(int(match[1]), 1, 1), date(int(match[1]), 12, 31))
    return sorted(found, key=lambda span: span.at)


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
