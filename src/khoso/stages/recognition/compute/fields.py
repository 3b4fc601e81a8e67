"""Documents inside a file, and the index fields of each, by the rules of layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from khoso.engines.ocr.port import Box, Word
from khoso.kernel.text_vi import fold
from khoso.stages.recognition import rules, rules_text
from khoso.stages.recognition.compute.issuer import find_issuer
from khoso.stages.recognition.compute.layout import (
    Letterhead,
    Row,
    centred,
    find_letterhead,
    letter_height,
    pieces,
    proposed,
    rows_of,
)
from khoso.stages.recognition.compute.reading import FIELD_NAMES, SURE, DocumentReading, FieldReading, PageReading
from khoso.stages.recognition.compute.signer import find_signer
from khoso.stages.recognition.compute.subject import Title, find_subject

Look = Callable[[int, Box, Box], float]
"""How much a region (page number, box) looks like handwriting beside printed letters of the same line (box), 0 to 1."""

HANDWRITTEN = 0.5
# Signs that a title page inside a file is a form in an annex, not a new document.
ANNEX_SIGNS = ("mau so", "phu luc", "bieu mau", "mau:")


def documents_of(pages: Sequence[PageReading], look: Look | None = None) -> list[DocumentReading]:
    """The documents of a file, first to last page each, with their fields. A file without pages has none."""
    if not pages:
        return []
    starts = [0]
    signed = False
    for index, page in enumerate(pages):
        if index and signed and _begins_document(page):
            starts.append(index)
            signed = False
        signed = signed or find_signer([page]).value is not None
    ends = [*starts[1:], len(pages)]
    return [_document(pages[start:end], look) for start, end in zip(starts, ends, strict=True)]


def _begins_document(page: PageReading) -> bool:
    """Whether a later page carries a letterhead with a number line of its own."""
    head = find_letterhead(page)
    if head is None:
        return False
    height = letter_height(page)
    top = [row.folded for row in rows_of([w for w in page.words if w.y1 < head.top], height)]
    if any(sign in row for row in top for sign in ANNEX_SIGNS):
        return False
    return _number_row(page, head) is not None


def _document(pages: Sequence[PageReading], look: Look | None) -> DocumentReading:
    fields = dict.fromkeys(FIELD_NAMES, FieldReading())
    first = pages[0]
    head = find_letterhead(first)
    body = "\n".join(page.text for page in pages)
    fields["signer"] = find_signer(pages)
    fields["urgency"] = _stamp(first, rules.URGENCY)
    fields["secrecy"] = _stamp(first, rules.SECRECY)
    number_row = _number_row(first, head)
    date_row = _date_row(first, head)
    if number_row:
        fields["number"], fields["notation"] = _number_fields(first, number_row, look)
    if date_row:
        fields["issued_date"] = _date_field(first, date_row, look)
    kind_row = _kind_row(first, head)
    fields["kind"] = _kind_field(first, kind_row, fields["notation"], number_row is not None and head is not None)
    fields["subject"] = find_subject(first, head, kind_row, number_row)
    if head:
        fields["issuer"] = find_issuer(first, head, number_row, date_row, body)
    return DocumentReading(first.number, pages[-1].number, fields)


def _number_row(page: PageReading, head: Letterhead | None) -> Row | None:
    """The row of số and ký hiệu: left column below the title, or anywhere in the head of a page without one."""
    height = letter_height(page)
    bottom = (head.bottom + 6 * height) if head else 0.35 * page.height
    top = head.top if head else 0
    right = head.edge + 1.5 * height if head else page.width
    words = [w for w in page.words if w.y1 > top and w.y0 < bottom and (w.x0 + w.x1) / 2 < right]
    for row in rows_of(words, height):
        for start in range(min(3, len(row.words))):
            part = Row(row.words[start:])
            if rules_text.starts_number_line(part.text):
                return _until_gap(part, height)
    return None


def _until_gap(row: Row, height: float) -> Row:
    """The row's words up to the place of the date: a number may be written far from its notation, never past it."""
    words: list[Word] = []
    for word in row.words:
        if words and ("/" in "".join(w.text for w in words)) and word.x0 - words[-1].x1 > 2.5 * height:
            break
        words.append(word)
    return Row(tuple(words))


def _number_fields(page: PageReading, row: Row, look: Look | None) -> tuple[FieldReading, FieldReading]:
    number, notation = rules_text.split_number(row.text)
    cut = next((i for i, w in enumerate(row.words) if "/" in w.text), len(row.words) - 1)
    before, after = _split_confidence(row, cut)
    digits, tail = Row(tuple(row.words[: cut + 1])), Row(tuple(row.words[cut:]))
    area, printed = _around_slash(digits, tail)
    hand = number is None or bool(look and look(page.number, area, printed) >= HANDWRITTEN)
    trust = (before if number else 0.2) * (0.5 if hand else 1.0)
    left = FieldReading(number if trust >= SURE else None, round(trust, 3), page.number, digits.box, hand)
    parts = re.split(r"[-/]", notation or "")
    known = parts[0].upper() in rules.KIND_ABBREVIATIONS or len(parts) > 1
    right = proposed(page, notation, after * (1.0 if known else 0.75), tail)
    return left, right


def _split_confidence(row: Row, cut: int) -> tuple[float, float]:
    """How sure the letters before and after the first slash are: the worst digit, the mean of the notation."""
    word = row.words[cut]
    slash = word.text.find("/")
    if not word.letters or slash < 0:
        return min(
            (w.confidence for w in row.words[: cut + 1] if re.search(r"\d", w.text)), default=0.5
        ), word.confidence
    numbered = [c for w in row.words[:cut] if re.search(r"\d", w.text) for c in w.letters or (w.confidence,)]
    numbered += word.letters[:slash]
    rest = [*word.letters[slash + 1 :]] + [c for w in row.words[cut + 1 :] for c in w.letters or (w.confidence,)]
    return min(numbered, default=0.5), sum(rest) / len(rest) if rest else 0.0


def _around_slash(before: Row, after: Row) -> tuple[Box, Box]:
    """Where the number itself and where the printed notation stand, by the share of letters of a joined word."""
    joined, first = before.words[-1], before.words[0]
    letter = (joined.x1 - joined.x0) / max(1, len(joined.text))
    slash = joined.x0 + letter * max(0, joined.text.find("/"))
    label = re.match(r"\W*[^\W\d]{0,2}\W*", first.text)
    share = (label.end() if label else 0) / max(1, len(first.text))
    start = first.x0 + round((first.x1 - first.x0) * share)
    area = (start, before.box[1], max(round(slash - 0.2 * letter), start + 1), before.box[3])
    return area, (min(round(slash + 1.2 * letter), after.box[2] - 1), after.box[1], after.box[2], after.box[3])


def _date_row(page: PageReading, head: Letterhead | None) -> Row | None:
    height = letter_height(page)
    bottom = (head.bottom + 6 * height) if head else 0.4 * page.height
    top = head.bottom - 0.5 * height if head else 0
    words = [w for w in page.words if w.y1 > top and w.y0 < bottom]
    for row in rows_of(words, height):
        part = Row(tuple(w for w in row.words if head is None or w.x1 > head.edge - 3 * height))
        if part.words and rules_text.find_date(part.text)[1]:
            return part
    return None


def _date_field(page: PageReading, row: Row, look: Look | None) -> FieldReading:
    found, parts = rules_text.find_date(row.text)
    start = next((i for i, w in enumerate(row.words) if re.search(r"nga[yp]|gay", fold(w.text))), 0)
    told = Row(row.words[start:])
    if found is None:
        return FieldReading(None, 0.2, page.number, told.box, True)
    digits = [w for w in told.words if re.search(r"\d", w.text)]
    hand = False
    if look and parts and len(digits) >= 3:
        hand = any(look(page.number, w.box, digits[-1].box) >= HANDWRITTEN for w in digits[:-1])
    lowest = min((_digit_trust(w) for w in digits), default=told.confidence)
    trust = lowest * (0.5 if hand else 1.0)
    return FieldReading(found.iso if trust >= SURE else None, round(trust, 3), page.number, told.box, hand)


def _digit_trust(word: Word) -> float:
    """Confidence of a number: the engine's for the word may be low for the space around it, not for its digits."""
    return (word.confidence + min(word.letters)) / 2 if word.letters else word.confidence


def _stamp(page: PageReading, names: dict[str, str]) -> FieldReading:
    """A stamp of urgency or secrecy: a few capitals standing alone in the upper part of the first page."""
    height = letter_height(page)
    head = [w for w in page.words if w.y1 < 0.5 * page.height]
    for row in rows_of(head, height):
        for piece in pieces(row, height):
            letters = re.sub(r"[^a-z ]", "", piece.folded).strip()
            words = Row(tuple(w for w in piece.words if w.text.isalpha()))
            if letters in names and words.words and rules_text.mostly_capitals(words.text):
                single = " " not in letters
                # Two words of a closed list hardly come about by chance; one short word may.
                trust = words.confidence * 0.85 if single else 0.5 + 0.5 * words.confidence
                if not single or words.box[3] - words.box[1] >= 0.8 * height:
                    return proposed(page, names[letters], trust, words)
    return FieldReading()


def _kind_row(page: PageReading, head: Letterhead | None) -> Title | None:
    """The title line: capitals, centred, below the head. Row, code, folded title, likeness."""
    height = letter_height(page)
    top = head.bottom if head else 0
    words = [w for w in page.words if w.y0 > top - 0.3 * height and w.y1 < 0.62 * page.height]
    for row in rows_of(words, height):
        if row.folded.startswith("kinh gui"):
            return None
        letters = tuple(w for w in row.words if re.search(r"[^\W\d_]{2}", w.text))
        # A stamp or a speck may stand before the title on its row.
        for start in range(min(3, len(letters))):
            part = Row(letters[start:])
            found = rules_text.kind_of_title(part.text)
            if found and (centred(page, part, 0.14) or centred(page, Row(part.words[: len(found[1].split())]), 0.14)):
                return part, *found
    return None


def _kind_field(page: PageReading, row: Title | None, notation: FieldReading, has_number: bool) -> FieldReading:
    parts = [part.upper().replace(".", "") for part in re.split(r"[-/]", notation.value or "")]
    by_notation = next((rules.KIND_ABBREVIATIONS[part] for part in parts[:2] if part in rules.KIND_ABBREVIATIONS), None)
    if row:
        words, code, _, score = row
        agrees = by_notation is None or by_notation == code
        return proposed(page, code, score * (0.3 + 0.7 * words.confidence) * (1.0 if agrees else 0.85), words)
    if by_notation:
        return FieldReading(by_notation, round(0.85 * notation.confidence, 3), notation.page, notation.box)
    if has_number:
        # Luật: NĐ 30/2020: a công văn is the one kind without a title line.
        return FieldReading("22", 0.8, notation.page, notation.box)
    return FieldReading()
