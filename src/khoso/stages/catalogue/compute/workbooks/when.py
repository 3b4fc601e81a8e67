"""Dates as people type them: what is meant, and what is wrong with how it is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from khoso.kernel import dates
from khoso.kernel.dates import ArchivalDate
from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.compute import cells

_PARTS = re.compile(r"^(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,4})$")
_EIGHT = re.compile(r"^(\d{2})(\d{2})((?:18|19|20)\d{2})$")
_IN_WORDS = re.compile(r"^(?:(?:ngay)?\s*(\d{1,2})\s*)?thang\s*(\d{1,2})\s*(?:nam|/)?\s*(\d{4})$")
_YEAR_IN_WORDS = re.compile(r"^nam\s*(\d{4})$")
_NONE_SAID = {
    "khong ngay",
    "khong de ngay",
    "khong ro",
    "khong co",
    "k/n",
    "kn",
    "s.d",
    "s.d.",
    "-",
    "--",
    "?",
    "…",
    "...",
}
_OLDEST_YEAR = 1000


class When(NamedTuple):
    """`found` is the date; `fault` a code of `faults`, "" when all is well; `message` says what to do."""

    found: ArchivalDate | None
    fault: str = ""
    message: str = ""


NOTHING = When(None)


def read(value: Any, today: date) -> When:
    """The date in one cell."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, datetime | date):
        return _in_time(When(dates.parse(value)), today, cells.as_text(value))
    text = cells.as_text(value).strip()
    if not text or fold(text) in _NONE_SAID:
        return NOTHING
    if text.isdigit() and len(text) in {4, 5} and not (len(text) == 4 and 1000 <= int(text) <= today.year):
        return _serial(int(text), today, text)
    simple = dates.parse(text)
    if simple is not None:
        return _in_time(When(simple), today, text)
    return _in_time(_strange(text, today), today, text)


def _serial(days: int, today: date, text: str) -> When:
    found = cells.one_date(days)
    if found is None or found.iso > today.isoformat():
        return When(None, "wrong_date", f"«{text}» không phải ngày tháng. Hãy gõ lại dạng ngày/tháng/năm (05/07/2010).")
    return When(
        found, "serial_date",
        f"Excel đã làm mất định dạng ngày: {text} được hiểu là {found.vietnamese}. Hãy xem lại.",
    )  # fmt: skip


def _strange(text: str, today: date) -> When:
    folded = " ".join(fold(text).replace(",", " ").split())
    if match := _IN_WORDS.match(folded):
        return _build(match[1], match[2], match[3], text)
    if match := _YEAR_IN_WORDS.match(folded):
        return _build(None, None, match[1], text)
    if match := _PARTS.match(text):
        day, month, year = match.groups()
        if len(year) <= 2:
            return _short(int(day), int(month), int(year), today, text)
        if len(year) == 4 and (int(day) == 0 or int(month) == 0):
            return _build(day if int(month) else None, month, year, text)
        return _build(day, month, year, text)
    if match := _EIGHT.match(text):
        built = _build(match[1], match[2], match[3], text)
        return built._replace(
            fault=built.fault or "date_rewritten",
            message=built.message or f"«{text}» viết liền; hiểu là {built.found.vietnamese if built.found else ''}.",
        )
    return _wrong(text)


def _wrong(text: str, why: str = "") -> When:
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    hint = why or "Hãy gõ dạng ngày/tháng/năm (05/07/2010), tháng/năm (07/2010) hoặc năm (2010)."
    return When(None, "wrong_date", f"«{shown}» không phải ngày có thật. {hint}")


def _build(day: str | None, month: str | None, year: str, text: str) -> When:
    try:
        return When(ArchivalDate(int(year), int(month or 0) or None, int(day or 0) or None))
    except ValueError:
        if day and month and int(month) > 12 and int(day) <= 12:
            return _wrong(text, "Có vẻ tháng đứng trước ngày: hãy gõ ngày trước, tháng sau.")
        return _wrong(text)


def _short(day: int, month: int, year: int, today: date, text: str) -> When:
    """A year of two digits means one year only when the other century lies ahead."""
    meant = []
    for century in (1900, 2000):
        built = _build(str(day), str(month), str(century + year), text).found
        if built is not None and built.iso <= today.isoformat():
            meant.append(built)
    if len(meant) == 1:
        return When(
            meant[0], "short_year", f"«{text}» viết năm hai chữ số; hiểu là {meant[0].vietnamese}. Hãy xem lại."
        )
    if not meant:
        return _wrong(text)
    either = " hay ".join(one.vietnamese for one in meant)
    return When(None, "wrong_date", f"«{text}» viết năm hai chữ số: {either}? Hãy gõ đủ bốn chữ số của năm.")


def _in_time(when: When, today: date, text: str) -> When:
    found = when.found
    if found is None:
        return when
    if found.year < _OLDEST_YEAR:
        return _wrong(text)
    if found.iso[:10].rstrip("?") > today.isoformat()[: len(found.iso.rstrip("?"))]:
        return When(None, "future_date", f"Ngày {found.vietnamese} ở tương lai. Hãy xem lại bản giấy và sửa.")
    return when


def read_parts(day: Any, month: Any, year: Any, today: date) -> When:
    """A date in three cells; a part that is empty or 0 is not known."""
    typed = [cells.as_text(part).strip() for part in (day, month, year)]
    known = [part if part.strip("0") else "" for part in typed]
    if not any(known):
        return NOTHING
    text = "/".join(part or "…" for part in typed)
    if not all(part.isdigit() or not part for part in known):
        return _wrong(text)
    if not known[2]:
        return _wrong(text, "Chưa có năm; hãy điền năm.")
    if known[0] and not known[1]:
        return _wrong(text, "Có ngày mà không có tháng; hãy điền tháng.")
    if len(known[2]) <= 2:
        return _short(int(known[0] or 1), int(known[1] or 1), int(known[2]), today, text)
    return _in_time(_build(known[0] or None, known[1] or None, known[2], text), today, text)


_BETWEEN = re.compile(
    r"\s*(?:[–—]|(?<=\d)\s*-\s*(?=\d{1,2}\s*[/.])|-(?=\s)|(?<=\d{4})\s*-\s*(?=\d)|đến|tới|->|→)\s*", re.I
)


# `01-06/2010`: two months of one year, not a day.
_MONTHS = re.compile(r"^\s*(\d{1,2})\s*[-–]\s*(\d{1,2})\s*/\s*(\d{4})\s*$")


def read_span(value: Any, today: date, read_one: Callable[[Any, date], When] = read) -> tuple[When, When]:
    """`01/2010 - 06/2010`, `từ 5/1/2010 đến 30/6/2010`, `2010`: two ends; one date alone is both."""
    if (months := _MONTHS.match(cells.as_text(value))) and 0 < int(months[1]) <= int(months[2]) <= 12:
        return read_one(f"{months[1]}/{months[3]}", today), read_one(f"{months[2]}/{months[3]}", today)
    alone = read_one(value, today)
    if alone.found is not None or alone == NOTHING:
        return alone, alone
    text = re.sub(r"^\s*từ\s*(?:ngày\s*)?", "", cells.as_text(value).strip(), flags=re.I)
    parts = [part for part in _BETWEEN.split(text) if part and part.strip()]
    if len(parts) != 2:
        return alone, alone
    first, last = (re.sub(r"^\s*ngày\s*", "", part, flags=re.I) for part in parts)
    end = read_one(last, today)
    start = read_one(first, today)
    if start.found is None and end.found is not None and (shorter := _same_year(first, end.found)):
        start = read_one(shorter, today)
    return start, end


def _same_year(text: str, end: ArchivalDate) -> str | None:
    """`01` of `01-06/2010` and `05/01` of `05/01 - 30/6/2010`: the year stands once, at the end."""
    if re.fullmatch(r"\d{1,2}", text) and not end.day:
        return f"{text}/{end.year}"
    return f"{text}/{end.year}" if end.day and re.fullmatch(r"\d{1,2}\s*[/.\-]\s*\d{1,2}", text) else None
