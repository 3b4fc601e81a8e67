"""Who signed: the last name below a post, on the right of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from khoso.kernel.text_vi import fold
from khoso.stages.recognition import rules, rules_text
from khoso.stages.recognition.compute.layout import Row, letter_height, rows_of
from khoso.stages.recognition.compute.reading import SURE, FieldReading, PageReading

# How far below the post a name may stand: room for signature and seal, in heights of a word.
FARTHEST = 14


def find_signer(pages: Sequence[PageReading]) -> FieldReading:
    """The signer's name, from the last page that has a post with a name below; empty when there is none."""
    for page in reversed(pages):
        found = _on_page(page)
        if found is not None:
            return found
    return FieldReading()


def _on_page(page: PageReading) -> FieldReading | None:
    height = letter_height(page)
    right = [w for w in page.words if (w.x0 + w.x1) / 2 > 0.45 * page.width and w.x0 > 0.36 * page.width]
    rows = rows_of(right, height)
    posts = [index for index, row in enumerate(rows) if is_post(row.text)]
    if not posts:
        return _without_post(page, rows, height)
    last = posts[-1]
    best: tuple[Row, str, float] | None = None
    for row in rows[last + 1 :]:
        if row.box[1] - rows[last].box[3] > FARTHEST * height:
            break
        words = Row(tuple(w for w in row.words if re.search(r"[^\W\d_]", w.text)))
        if not words.words or row.box[1] - rows[last].box[3] < 1.2 * height:
            continue
        named = rules_text.person_name(words.text) or _tail_name(words)
        if named and (best is None or named[1] >= best[2]):
            best = (words, *named)
    if best is None:
        return None
    row, name, looks = best
    trust = row.confidence * (0.3 + 0.7 * looks)
    return FieldReading(name if trust >= SURE else None, round(trust, 3), page.number, row.box)


def _without_post(page: PageReading, rows: list[Row], height: float) -> FieldReading | None:
    """A seal may hide the post: a name alone on the right, below `Nơi nhận`, still is the signer's."""
    left = rows_of([w for w in page.words if w.x1 < 0.5 * page.width], height)
    recipients = next((row for row in left if re.search(r"n[oơ]i\s*nh", row.folded)), None)
    if recipients is None:
        return None
    for row in reversed([r for r in rows if 0 < r.box[1] - recipients.box[3] < (FARTHEST + 4) * height]):
        named = rules_text.person_name(row.text)
        if named and named[1] == 1.0:
            trust = 0.85 * row.confidence
            return FieldReading(named[0] if trust >= SURE else None, round(trust, 3), page.number, row.box)
    return None


def _tail_name(row: Row) -> tuple[str, float] | None:
    """A name at the end of a row that begins with strokes of the signature."""
    for start in range(1, min(4, len(row.words) - 1)):
        named = rules_text.person_name(" ".join(w.text for w in row.words[start:]))
        if named and named[1] == 1.0:
            return named[0], 0.8
    return None


def is_post(text: str) -> bool:
    """Whether a row is the post of a signer: capitals such as `KT. GIÁM ĐỐC` or `PHÓ CHỦ TỊCH`."""
    letters = re.sub(r"[^\w\s./]", " ", text)
    if not rules_text.mostly_capitals(letters):
        return False
    words = [word for word in re.split(r"[\s./]+", fold(letters)) if word]
    while words and (words[0] in rules.AUTHORITY_MARKS or len(words[0]) == 1):
        words.pop(0)
    for post in rules.POSTS:
        size = len(post.split())
        for start in range(min(2, max(1, len(words) - size + 1))):
            if rules_text.likeness(" ".join(words[start : start + size]), post) >= 0.88:
                return True
    return False
