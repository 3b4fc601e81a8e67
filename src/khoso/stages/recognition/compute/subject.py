"""What a document is about: the lines below its title, or `V/v` below the number of a công văn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from khoso.kernel.text_vi import one_space
from khoso.kernel.words import noop
from khoso.stages.recognition import rules, rules_text
from khoso.stages.recognition.compute.layout import (
    Letterhead,
    Row,
    centred,
    letter_height,
    pieces,
    proposed,
    rows_of,
    text_bounds,
)
from khoso.stages.recognition.compute.reading import FieldReading, PageReading
from khoso.stages.recognition.rules_syllables import is_syllable

Title = tuple[Row, str, str, float]
"""The title line: its row, the code of TT05, the folded title, the likeness."""


def find_subject(page: PageReading, head: Letterhead | None, kind: Title | None, number: Row | None) -> FieldReading:
    """Trích yếu: below the title, or for a công văn below its number. `kind` is row, code, folded title, likeness."""
    if kind:
        return replace(_subject_below_title(page, kind), reason=noop("các dòng dưới tên loại"))
    if head and number:
        return replace(_subject_below_number(page, head, number), reason=noop("các dòng «V/v» dưới số, ký hiệu"))
    return FieldReading(reason=noop("không thấy tên loại và dòng số nên không biết trích yếu ở đâu"))


def _subject_below_title(page: PageReading, kind: Title) -> FieldReading:
    row, _, title, _ = kind
    height = letter_height(page)
    size = len(title.split())
    rest = _without_noise(Row(row.words[size:])) if len(row.words) > size else None
    taken: list[Row] = [rest] if rest else []
    row = row if rest else Row(row.words[:size])
    below = rows_of([w for w in page.words if (w.y0 + w.y1) / 2 > row.box[3]], height)
    last = row
    usual = 1.25 * height
    edge = text_bounds(page)[1]
    for candidate in below:
        clean = _without_noise(candidate)
        if clean is None:
            continue
        gap = clean.box[1] - last.box[3]
        if gap > (2.6 if not taken else 1.25) * height or len(taken) >= 8:
            break
        if _starts_body(clean, gap, usual, edge - 0.5 * height) or not centred(page, clean, 0.09):
            break
        if taken:
            usual = max(gap, 0.3 * height)
        shouts = rules_text.mostly_capitals(clean.text)
        if title in ("quyet dinh", "nghi quyet") and shouts and taken and not rules_text.mostly_capitals(taken[0].text):
            break
        taken.append(clean)
        last = clean
    return _joined(page, taken)


def _starts_body(row: Row, gap: float, usual_gap: float, right: float) -> bool:
    """Whether a row below the title begins the body. `gap` is the space above it, `usual_gap` that of the subject."""
    folded = row.folded.lstrip(" -–.\"'“(")
    if re.match(r"(?:[ivx]{1,4}|[0-9]{1,2}|[a-d])\s*[.)]\s*\S", folded):
        return True
    if folded.startswith(rules.BODY_STARTS):
        return True
    if folded.startswith(rules.AUTHORITY_LINES) and rules_text.mostly_capitals(row.text):
        return True
    # A paragraph stands off from the subject and runs to the right edge.
    return folded.startswith(rules.PERHAPS_BODY_STARTS) and (gap > 1.6 * usual_gap or row.box[2] > right)


def _without_noise(row: Row) -> Row | None:
    """The row without specks read as letters; None when nothing is left."""
    words = tuple(w for w in row.words if re.search(r"[^\W_]", w.text) or w.text in "-–—&“”")
    ends = (words[0], words[-1]) if words else ()
    specks = [w for w in words if w.confidence < 0.4 and len(w.text) <= 3 and (w in ends or not is_syllable(w.text))]
    words = tuple(w for w in words if w not in specks)
    # A dash at either end is the rule below the head, or a speck.
    while words and words[0].text in "-–—&":
        words = words[1:]
    while words and words[-1].text in "-–—&":
        words = words[:-1]
    return Row(words) if any(re.search(r"[^\W\d_]{2}|(?:19|20)\d\d", w.text) for w in words) else None


def _subject_below_number(page: PageReading, head: Letterhead, number: Row) -> FieldReading:
    height = letter_height(page)
    everything = rows_of([w for w in page.words if (w.y0 + w.y1) / 2 > number.box[3] - 0.3 * height], height)
    stop = next((r.box[1] for r in everything if r.folded.lstrip(" .:-").startswith("kinh gu")), 0.5 * page.height)
    words = [
        w
        for w in page.words
        if number.middle + 0.6 * height < (w.y0 + w.y1) / 2 < stop and w.x0 < head.edge + 2 * height
    ]
    taken: list[Row] = []
    last = number
    for row in rows_of(words, height):
        clean = _without_noise(_left_of(row, head.edge + 0.5 * height, height))
        if clean is None:
            continue
        begins = re.match(r"\W{0,3}(?:v\s*/|v[ew]\s*/|ve viec|v[ie] viec)", clean.folded)
        if not taken and not begins:
            continue
        if taken and clean.box[1] - last.box[3] > 1.4 * height:
            break
        taken.append(clean)
        last = clean
    return _joined(page, taken)


def _left_of(row: Row, edge: float, height: float) -> Row:
    """The pieces of a row that lie mostly left of `edge`."""
    kept = [piece for piece in pieces(row, height) if (piece.box[0] + piece.box[2]) / 2 < edge]
    return Row(tuple(word for piece in kept for word in piece.words))


def _joined(page: PageReading, rows: Sequence[Row]) -> FieldReading:
    if not rows:
        return FieldReading()
    together = Row(tuple(word for row in rows for word in row.words))
    text = one_space(" ".join(row.text for row in rows))
    text = re.sub(r"^[\s_.'`~-]+|[\s_'`~|-]+$", "", text)
    if text.startswith("(") and text.count("(") >= text.count(")"):
        text = text[1:].strip().removesuffix(")").strip() if text.count("(") == text.count(")") else text[1:].strip()
    text = re.sub(r"^V\s*/\s*[vVwW]?\s*[:;.]?\s*", "V/v ", text)
    weakest = min((w.confidence for w in together.words if len(w.text) > 1), default=0.0)
    return proposed(page, text, 0.6 * together.confidence + 0.4 * weakest, together)
