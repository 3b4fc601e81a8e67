"""One cell at a time: text made clean; dates, numbers, codes and paths understood. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from openpyxl.utils.datetime import from_excel

from khoso.kernel import dates
from khoso.kernel.codes import CONFIDENCE_LEVEL as TRUST
from khoso.kernel.codes import FORMAT, KIND, LANGUAGE, MAINTENANCE, MODE, code_of
from khoso.kernel.dates import ArchivalDate
from khoso.kernel.text_vi import fold, has_look_alikes, one_space, repair_look_alikes

_FOREIGN_LETTERS = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b-\u200f\u202a-\u202e]")
_DATE_IN_WORDS = re.compile(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_SPAN = re.compile(r"\s*(?:[–—]|-(?=\s)|(?<=\d{4})\s*-\s*(?=\d)|đến|tới)\s*", re.IGNORECASE)
_EXCEL_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}
# Days a number in a date cell may stand for when Excel lost its date format: 1910 to 2100.
_SERIAL_DAYS = range(3654, 73_416)

# Other ways to write the circular's values; keys are folded.
_ALSO: dict[str, dict[str, str | None]] = {
    "retention": {"vv": "01", "lau dai": None, "70": "02", "50": "03", "30": "04", "20": "05", "10": "06"},
    "access": {"co dieu kien": "02", "tiep can co dieu kien": "02", "rong rai": "01", "su dung rong rai": "01"},
    "language": {"viet": "01", "anh": "02", "phap": "03", "nga": "04", "trung": "05", "tieng trung quoc": "05"},
    "condition": {"binh thuong, tot": "02"},
    "trust": {"ban so hoa": "02", "so hoa tu ban giay": "02", "dien tu": "01"},
}
_TABLES = {"retention": MAINTENANCE, "access": MODE, "language": LANGUAGE, "condition": FORMAT, "trust": TRUST}


class Text(NamedTuple):
    """A cell's text made clean, and what had to be repaired."""

    text: str
    look_alikes: bool = False
    nfd: bool = False
    controls: bool = False


@lru_cache(maxsize=20_000)
def clean(typed: str) -> Text:
    """NFC, single spaces, Latin letters for look-alikes, except in text that truly is Russian or Greek."""
    if typed.isascii() and not _CONTROL.search(typed):
        return Text(" ".join(typed.split()))
    nfd = not unicodedata.is_normalized("NFC", typed)
    bare = _CONTROL.sub("", typed)
    text = one_space(bare)
    repaired = repair_look_alikes(text) if _FOREIGN_LETTERS.search(text) and has_look_alikes(text) else text
    if repaired != text and _FOREIGN_LETTERS.search(repaired):
        repaired = text
    return Text(repaired, repaired != text, nfd, bare != typed)


def as_text(value: object) -> str:
    """What a person sees in the cell: `12` for 12.0, `05/07/2010` for a date."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    return value.isoformat() if isinstance(value, time) else str(value)


def is_excel_error(value: object) -> bool:
    """Whether the cell shows an error of Excel such as #REF!."""
    return isinstance(value, str) and value in _EXCEL_ERRORS


def whole_number(value: object) -> int | None:
    """A count as typed (`83`, `83.0`, `083`, `1.394`); None when it is no whole number above zero."""
    text = as_text(value).strip()
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", text) and not isinstance(value, float):
        text = text.replace(".", "")
    return int(text) if re.fullmatch(r"[0-9]{1,10}", text) and int(text) > 0 else None


def one_date(value: object) -> ArchivalDate | None:
    """A date from one cell: a real date, text, a bare year, or the day number Excel shows when a format was lost."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float) and int(value) in _SERIAL_DAYS:
        moment = from_excel(int(value))
        return dates.parse(moment) if isinstance(moment, datetime | date) else None
    text = as_text(value).strip()
    if match := _DATE_IN_WORDS.search(text):
        return dates.parse("/".join(match.groups()))
    return dates.parse(value if isinstance(value, datetime | date) else text)


def three_dates(day: object, month: object, year: object) -> tuple[ArchivalDate | None, bool]:
    """A date from three cells, and whether what is typed there is all of it (False: something typed is no date)."""
    typed = [as_text(part).strip() for part in (day, month, year)]
    if not any(typed):
        return None, True
    numbers = [part if re.fullmatch(r"[0-9]{1,4}", part) else None for part in typed]
    found = dates.from_parts(*typed)
    whole = (
        found is not None
        and all(number is not None for number, part in zip(numbers, typed, strict=True) if part)
        and not (found.month is None and typed[0].strip("0"))
    )
    return found, whole


def span(value: object) -> tuple[ArchivalDate | None, ArchivalDate | None]:
    """`01/2010 - 06/2010` as its two ends; one date alone is both."""
    alone = one_date(value)
    if alone:
        return alone, alone
    parts = [part for part in _SPAN.split(as_text(value).strip()) if part]
    return (one_date(parts[0]), one_date(parts[1])) if len(parts) == 2 else (None, None)


@lru_cache(maxsize=4_000)
def code(table: str, text: str) -> str | None:
    """The circular's code of a value as people write it; None when it is not one of the circular's values.

    `table` is retention, access, language, condition or trust. A bare `5` is no retention code: it may mean 5 years.
    """
    folded = fold(one_space(text)).strip(" .")
    also = _ALSO[table]
    if folded in also:
        return also[folded]
    if table == "retention" and re.fullmatch(r"\d", folded):
        return None
    if table == "language" and re.search(r"[;,/&]| va ", folded):
        parts = [part.strip() for part in re.split(r"[;,/&]| va ", folded)]
        full = [part if part.startswith("tieng") else f"tieng {part}" for part in parts]
        return code_of(LANGUAGE, ", ".join(full)) or code_of(LANGUAGE, text)
    return code_of(_TABLES[table], text)


@lru_cache(maxsize=4_000)
def kind_code(text: str) -> tuple[str | None, bool]:
    """The code of a kind of document, and whether the text is exactly that kind.

    `biên bản thanh lý` gives (`20`, False): it begins with a kind the circular knows.
    """
    exact = code_of(KIND, text)
    if exact:
        return exact, True
    folded = fold(one_space(text))
    begins = [(len(name), number) for number, name in KIND.items() if folded.startswith(fold(name) + " ")]
    return (max(begins)[1], False) if begins else (None, False)


def notation(text: str) -> str:
    """`/ QĐ-CCATVSTP` → `QĐ-CCATVSTP`; `/BC - CC` → `BC-CC`: no leading slash, no spaces around / and -."""
    # Luật: NĐ 30/2020 Phụ lục I mục II.3 (giữa số và ký hiệu là "/", giữa các nhóm chữ là "-", không cách chữ)
    return re.sub(r"\s*([/\-–])\s*", r"\1", text.replace("–", "-")).strip(" /-.")


def number_and_notation(text: str) -> tuple[str, str]:
    """`01/QĐ-CCATVSTP` → (`01`, `QĐ-CCATVSTP`); without a leading number all is notation."""
    match = re.match(r"^\s*(?:số\s*:?\s*)?(\d+[a-zA-Z]?)\s*(?:[/\-]\s*(.*))?$", text, re.IGNORECASE)
    return (match[1], notation(match[2] or "")) if match else ("", notation(text))


def box(text: str) -> str:
    """`hopso01` and `Hộp 01` → `01`; other names stay."""
    match = re.fullmatch(r"(?:hop|cap)?\s*(?:so)?[\s:._-]*(\d+[a-z]?)", fold(text))
    return match[1].upper() if match and not match[1].isdigit() else match[1] if match else text


class Path(NamedTuple):
    """A path cell: relative with forward slashes, or None with the reason why it is not used."""

    relative: str | None
    reason: str = ""


def path(typed: str) -> Path:
    r"""A path as typed made relative. A single leading `\` is the root of the delivery, as contractors write it."""
    text = unicodedata.normalize("NFC", typed.strip())
    if re.search(r"[\x00-\x1f\x7f\u202a-\u202e]", text):
        return Path(None, "có ký tự điều khiển")
    if re.match(r"^[A-Za-z]:", text):
        return Path(None, "có tên ổ đĩa; hãy ghi đường dẫn tính từ thư mục giao nộp")
    if re.match(r"^(\\\\|//)|^[a-z]+://", text, re.IGNORECASE):
        return Path(None, "trỏ tới máy khác; hãy ghi đường dẫn tính từ thư mục giao nộp")
    if text.startswith(("/", "~")):
        return Path(None, "là đường dẫn tuyệt đối; hãy ghi đường dẫn tính từ thư mục giao nộp")
    parts = [part.strip() if part.strip() in {"", ".", ".."} else part for part in re.split(r"[\\/]+", text)]
    parts = [part for part in parts if part not in {"", "."}]
    if ".." in parts:
        return Path(None, "đi ra ngoài thư mục giao nộp (..)")
    return Path("/".join(parts)) if parts else Path(None, "không có tên tệp")
