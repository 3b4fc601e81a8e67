"""Documents inside a file, and the index fields of each, by the rules of layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from khoso.kernel.words import Sentence, noop
from khoso.stages.recognition import rules, rules_text
from khoso.stages.recognition.compute.dating import (
    ABSENT,
    STAMPED,
    DateLine,
    date_field,
    date_in_body,
    date_line,
    has_stamped_date,
    place_field,
    place_named,
)
from khoso.stages.recognition.compute.issuer import find_issuer
from khoso.stages.recognition.compute.language import find_language
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
from khoso.stages.recognition.compute.marks import find_marks
from khoso.stages.recognition.compute.numbering import Look, number_fields, number_row
from khoso.stages.recognition.compute.reading import FIELD_NAMES, DocumentReading, FieldReading, PageReading
from khoso.stages.recognition.compute.recipients import find_recipients
from khoso.stages.recognition.compute.seen import Seen
from khoso.stages.recognition.compute.signer import find_signer
from khoso.stages.recognition.compute.subject import Title, find_subject
from khoso.stages.recognition.compute.trust import trusted

# Signs that a title page inside a file is a form in an annex, not a new document.
ANNEX_SIGNS = ("mau so", "phu luc", "bieu mau", "mau:")
# Minutes and contracts tell their day in the first sentence.
DATED_IN_BODY = ("20", "21", "24", "25")
TITLE = noop("dòng tên loại in hoa giữa trang")


def documents_of(
    pages: Sequence[PageReading], look: Look | None = None, seen: Seen | None = None, *, calibrate: bool = True
) -> list[DocumentReading]:
    """The documents of a file, first to last page each, with their fields. A file without pages has none.

    `look` and `seen` tell what the pixels show; without them nothing is said of handwriting, seals and tables.
    `calibrate` false gives the scores of the rules and every value, for measuring.
    """
    if not pages:
        return []
    starts = [0]
    signed = False
    for index, page in enumerate(pages):
        if index and _begins_document(page, signed):
            starts.append(index)
            signed = False
        signed = signed or find_signer([page])[0].box is not None
    ends = [*starts[1:], len(pages)]
    read = [_document(pages[start:end], look, seen) for start, end in zip(starts, ends, strict=True)]
    return [replace(one, fields=trusted(one.fields)) for one in read] if calibrate else read


def _begins_document(page: PageReading, signed: bool) -> bool:
    """Whether a later page carries a letterhead with a number line or a date of its own.

    Before a signature was seen both must be there: a form filled in halfway through a paper is no new one.
    """
    head = find_letterhead(page)
    if head is None:
        return False
    height = letter_height(page)
    top = [row.folded for row in rows_of([w for w in page.words if w.y1 < head.top], height)]
    if any(sign in row for row in top for sign in ANNEX_SIGNS):
        return False
    row, line = number_row(page, head), date_line(page, head)
    if row is None or _is_blank_form(row, line):
        return False
    return signed or (line is not None and head.top < 0.2 * page.height)


def _is_blank_form(row: Row, line: DateLine | None) -> bool:
    """Whether number and day are dots to be filled in: a form that goes with the paper before it."""
    undated = line is None or rules_text.find_date(line.row.text)[0] is None
    return undated and not re.search(r"\d", row.text.split("/")[0]) and bool(re.search(r"[.…_]{2,}", row.text))


def _document(pages: Sequence[PageReading], look: Look | None, seen: Seen | None) -> DocumentReading:
    fields = dict.fromkeys(FIELD_NAMES, FieldReading())
    first = pages[0]
    head = find_letterhead(first)
    body = "\n".join(page.text for page in pages)
    fields["signer"], fields["post"] = find_signer(pages)
    fields["recipients"] = find_recipients(pages)
    fields["language"] = find_language(pages)
    fields["page_count"] = _page_count(pages)
    fields["urgency"] = _stamp(first, rules.URGENCY)
    fields["secrecy"] = _stamp(first, rules.SECRECY)
    row = number_row(first, head)
    nothing = FieldReading(reason=noop("không thấy dòng «Số:» dưới tên cơ quan"))
    fields["number"], fields["notation"] = number_fields(first, row, look) if row else (nothing, nothing)
    line = date_line(first, head)
    missing = FieldReading(reason=STAMPED if has_stamped_date(first) else ABSENT)
    fields["issued_date"] = date_field(first, line, look) if line else missing
    fields["place"] = place_field(first, line) if line else FieldReading(reason=ABSENT)
    title = _kind_row(first, head)
    fields["kind"] = _kind_field(first, title, fields["notation"], row is not None and head is not None)
    fields["subject"] = find_subject(first, head, title, row)
    if line is None and title and title[1] in DATED_IN_BODY:
        fields["issued_date"] = date_in_body(first) or missing
    unseen = FieldReading(reason=noop("không thấy quốc hiệu nên không biết tên cơ quan ở đâu"))
    below = float(line.row.box[1]) if line else None
    told = find_issuer(first, head, row, place_named(first, line), body, below) if head else (unseen, unseen)
    fields["issuer"], fields["superior"] = told
    if seen:
        written = [fields[name] for name in ("number", "notation", "issued_date", "urgency", "secrecy")]
        fields |= find_marks(pages, seen, fields["signer"], fields["post"], written)
    return DocumentReading(first.number, pages[-1].number, fields)


def _page_count(pages: Sequence[PageReading]) -> FieldReading:
    blank = sum(not page.words for page in pages)
    first, last = pages[0].number, pages[-1].number
    told = Sentence("đếm từ trang {first} đến trang {last} của tệp", first=first, last=last)
    if blank:
        told = Sentence("{told}; {blank} trang không có chữ", told=told, blank=blank)
    return FieldReading(str(len(pages)), 0.99 if not blank else 0.85, first, None, False, told)


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
                    found = proposed(page, names[letters], trust, words)
                    return replace(found, reason=noop("dấu chữ in hoa đứng riêng ở nửa trên trang đầu"))
    return FieldReading(reason=noop("không thấy dấu ở nửa trên trang đầu"))


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
        found = proposed(page, code, score * (0.3 + 0.7 * words.confidence) * (1.0 if agrees else 0.85), words)
        reason = noop("dòng tên loại in hoa giữa trang, hợp với ký hiệu") if by_notation == code else TITLE
        return replace(found, reason=reason if agrees else noop("dòng tên loại in hoa giữa trang, khác với ký hiệu"))
    place = (notation.page, notation.box, False)
    if by_notation:
        told = noop("không thấy tên loại; suy từ ký hiệu")
        return FieldReading(by_notation, round(0.85 * notation.confidence, 3), *place, told)
    if has_number:
        # Luật: NĐ 30/2020: a công văn is the one kind without a title line.
        return FieldReading("22", 0.8, *place, noop("có số, ký hiệu mà không có tên loại: công văn"))
    return FieldReading(reason=noop("không thấy dòng tên loại"))
