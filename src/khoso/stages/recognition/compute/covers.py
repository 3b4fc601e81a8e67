"""What a dossier says about itself: its cover and its list of documents (mục lục văn bản).

# Luật: NĐ 30/2020 Phụ lục V
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from khoso.engines.ocr.port import PageText, Word
from khoso.kernel.codes import MAINTENANCE
from khoso.kernel.text_vi import fold, one_space
from khoso.stages.recognition import rules_text
from khoso.stages.recognition.compute.layout import Row, letter_height, rows_of
from khoso.stages.recognition.compute.reading import SURE, FieldReading, FileReading, PageReading
from khoso.stages.recognition.rules_syllables import syllable_share

_DIGITS = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1"})


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """What the cover and the closing note say. A value the machine cannot read for sure is None, its place is kept.

    Counts are decimal digits, dates ISO, `retention` a code of TT05's table of retention.
    """

    title: FieldReading = field(default_factory=FieldReading)
    dossier_number: FieldReading = field(default_factory=FieldReading)
    sheet_count: FieldReading = field(default_factory=FieldReading)
    item_count: FieldReading = field(default_factory=FieldReading)
    first_date: FieldReading = field(default_factory=FieldReading)
    last_date: FieldReading = field(default_factory=FieldReading)
    retention: FieldReading = field(default_factory=FieldReading)


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """One row of the list of documents; a cell that cannot be read for sure is None. `page` counts from 1."""

    ordinal: int | None
    number_notation: str | None
    date: str | None
    subject: str | None
    sheet: str | None
    page: int
    confidence: float


def read_cover(reading: FileReading) -> CoverFacts:
    """The facts on a dossier's cover and closing note; every field empty when the file is no cover."""
    facts = CoverFacts()
    for page in reading.pages:
        rows = rows_of(page.words, letter_height(page))
        found = {
            "title": _title(page, rows),
            "dossier_number": _after(page, rows, r"^\W*ho so s[o0]\W*", r"(\d{1,5})"),
            "sheet_count": _after(page, rows, r"\bgom\s*(?:co)?\s*:?", r"(\d{1,4})\W*(?:to|t0)\b", unless="van ban"),
            "item_count": _after(page, rows, r"(?:muc luc van ban|so van ban|van ban) gom\s*:?", r"(\d{1,4})"),
            "first_date": _dates(page, rows)[0],
            "last_date": _dates(page, rows)[1],
            "retention": _retention(page, rows),
        }
        kept = {name: getattr(facts, name) for name in found}
        facts = CoverFacts(**{name: kept[name] if kept[name].page else value for name, value in found.items()})
    return facts


def _made(page: PageReading, row: Row, value: str | None) -> FieldReading:
    trust = row.confidence if value else 0.2
    # On a form of print what the engine is unsure of was filled in by hand.
    told = value if trust >= SURE else None
    return FieldReading(told, round(trust, 3), page.number, row.box, told is None)


def _after(page: PageReading, rows: Sequence[Row], label: str, wanted: str, unless: str = "\0") -> FieldReading:
    """What follows a printed label on its row. Dots are the form's; what is no plain number was written by hand."""
    for row in rows:
        match = re.search(label, row.folded)
        if match and unless not in row.folded:
            rest = re.sub(r"[.…_]+", " ", row.folded[match.end() :])
            value = re.search(r"^\W*" + wanted, rest)
            if not value and not re.search(r"[^\W_]", rest.replace("to", "")):
                return FieldReading()
            return _made(page, row, value.group(1) if value else None)
    return FieldReading()


def _dates(page: PageReading, rows: Sequence[Row]) -> tuple[FieldReading, FieldReading]:
    for row in rows:
        match = re.search(r"tu ngay(.*?)den ngay(.*)", row.folded)
        if match:
            first, last = (rules_text.find_short_date(re.sub(r"[.…_]{2,}", " ", part)) for part in match.groups())
            return _made(page, row, first.iso if first else None), _made(page, row, last.iso if last else None)
    return FieldReading(), FieldReading()


def _retention(page: PageReading, rows: Sequence[Row]) -> FieldReading:
    for row in rows:
        match = re.search(r"thoi han (?:bao quan|luu tru)\W*(.*)", row.folded)
        if match:
            said = re.sub(r"[^a-z0-9 ]", " ", match.group(1))
            said = one_space(said)
            best = max(MAINTENANCE.items(), key=lambda pair: rules_text.likeness(said, fold(pair[1])))
            sure = rules_text.likeness(said, fold(best[1])) >= 0.85
            return _made(page, row, best[0] if sure else None)
    return FieldReading()


def _title(page: PageReading, rows: Sequence[Row]) -> FieldReading:
    """The lines between the word HỒ SƠ and the dates, as far as they are Vietnamese."""
    end = next((i for i, row in enumerate(rows) if re.search(r"tu ngay.*den ngay|^\W*gom\W", row.folded)), None)
    if end is None:
        return FieldReading()
    start = next((i for i, row in enumerate(rows[:end]) if re.fullmatch(r"\W*ho so\W*", row.folded)), None)
    start = next((i for i, r in enumerate(rows[:end]) if "ma ho so" in r.folded), -1) if start is None else start
    taken: list[Row] = []
    for row in rows[start + 1 : end]:
        words = tuple(w for w in row.words if w.confidence >= 0.5 and re.search(r"[^\W_]", w.text))
        clean = Row(words)
        if words and (syllable_share(w.text for w in words) >= 0.8 or re.search(r"\d", clean.text)) and len(words) > 1:
            taken.append(clean)
    if not taken:
        return FieldReading()
    together = Row(tuple(word for row in taken for word in row.words))
    return _made(page, together, one_space(re.sub(r"[.…]{3,}", " ", " ".join(row.text for row in taken))))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Left edges of the columns, as shares of the page's width."""

    number: float
    date: float
    subject: float
    author: float
    sheet: float
    note: float


def read_inventory(reading: FileReading) -> list[InventoryRow]:
    """The rows of a list of documents printed as a ruled table; empty when the file holds none."""
    rows: list[InventoryRow] = []
    columns: _Columns | None = None
    for page in reading.pages:
        blocks: dict[int, list[Word]] = {}
        for word in page.words:
            blocks.setdefault(word.block, []).append(word)
        columns = _columns(page, list(blocks.values())) or columns
        if columns is None:
            continue
        for words in blocks.values():
            if row := _inventory_row(page, words, columns):
                rows.append(row)
    return _in_sequence(rows)


def _in_sequence(rows: list[InventoryRow]) -> list[InventoryRow]:
    """Ordinals only rise and sheet numbers never fall: what breaks the sequence was misread and becomes None."""
    ordinals = _rising([row.ordinal for row in rows], strictly=True)
    sheets = _rising([int(row.sheet) if row.sheet else None for row in rows], strictly=False)
    return [
        replace(row, ordinal=row.ordinal if index in ordinals else None, sheet=row.sheet if index in sheets else None)
        for index, row in enumerate(rows)
    ]


def _rising(values: Sequence[int | None], strictly: bool) -> set[int]:
    """Indexes of the longest rising subsequence of the known values."""
    best: list[tuple[int, list[int]]] = []
    for index, value in enumerate(values):
        if value is None:
            continue
        before = [chain for last, chain in best if (last < value if strictly else last <= value)]
        best.append((value, [*(max(before, key=len) if before else []), index]))
    longest: list[int] = []
    for _, chain in best:
        longest = chain if len(chain) > len(longest) else longest
    return set(longest)


def _columns(page: PageReading, blocks: Sequence[list[Word]]) -> _Columns | None:
    """Where the columns stand: the header names them, the dates below fix the second and third edge."""
    header = next((b for b in blocks if _is_header(b)), None)
    dates = [w for b in blocks for w in b if rules_text.find_short_date(w.text)]
    if header is None or len(dates) < 2:
        return None
    height = letter_height(page)

    def left_of(name: str, otherwise: float) -> float:
        lines = PageText(tuple(header)).lines
        found = [line[0].x0 for line in lines if fold(" ".join(w.text for w in line)).startswith(name)]
        return (min(found) - 1.5 * height) if found else otherwise

    date = median(w.x0 for w in dates) - height
    subject = median(w.x1 for w in dates) + 0.1 * height
    author = left_of("tac gia", 0.74 * page.width)
    note = left_of("ghi", page.width - 5 * height)
    sheet = left_of("to s", (author + note) / 2 + 1.5 * height)
    number = left_of("so, ky", left_of("so ky", date / 2))
    return _Columns(*(edge / page.width for edge in (number, date, subject, author, sheet, note)))


def _is_header(words: list[Word]) -> bool:
    folded = fold(" ".join(word.text for word in words))
    return (
        "ky hieu" in folded
        and "ngay" in folded
        and ("trich yeu" in folded or "ten loai" in folded or "tac gia" in folded)
    )


def _inventory_row(page: PageReading, words: list[Word], columns: _Columns) -> InventoryRow | None:
    cells: dict[str, list[Word]] = {}
    edges = [("number", columns.number), ("date", columns.date), ("subject", columns.subject)]
    edges += [("author", columns.author), ("sheet", columns.sheet), ("note", columns.note)]
    for read in PageText(tuple(words)).lines:
        line = [word for word in read if re.search(r"[^\W_]", word.text) and not _is_speck(word)]
        if not line:
            continue
        left = line[0].x0 / page.width
        name = "ordinal"
        for candidate, edge in edges:
            if left >= edge:
                name = candidate
        cells.setdefault(name, []).extend(line)
    told = {name: one_space(" ".join(word.text for word in cell)) for name, cell in cells.items()}
    date = rules_text.find_short_date(told.get("date", ""))
    subject = re.sub(r"[|_]+", "", told.get("subject", "")).strip(" '.:-")
    if (date is None and "number" not in told) or len(subject.split()) < 2 or _is_header(words):
        return None
    letters = [word for word in words if re.search(r"[^\W_]", word.text)]
    trust = sum(word.confidence for word in letters) / len(letters) if letters else 0.0
    ordinal = re.fullmatch(r"\W*(\d{1,3})\W*", told.get("ordinal", "").translate(_DIGITS))
    sheet = re.fullmatch(r"\W*(\d{1,4})\W*", told.get("sheet", "").translate(_DIGITS))
    return InventoryRow(
        int(ordinal.group(1)) if ordinal else None,
        _number_notation(told.get("number", "")),
        date.iso if date else None,
        subject,
        sheet.group(1) if sheet else None,
        page.number,
        round(trust, 3),
    )


def _is_speck(word: Word) -> bool:
    return word.confidence < 0.3 and len(word.text) <= 2


def _number_notation(text: str) -> str | None:
    """Number and notation of a cell, broken lines joined (`01/QĐ-` + `CCATVSTP`); None when it is none."""
    if "/" not in text:
        return None
    left, _, right = re.sub(r"\s+", "", text).partition("/")
    number, notation = rules_text.split_number(f"{left.translate(_DIGITS)}/{right}")
    return f"{number}/{notation}" if number and notation else None
