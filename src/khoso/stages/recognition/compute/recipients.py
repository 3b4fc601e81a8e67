"""Who gets the paper: the list below `Nơi nhận`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from khoso.kernel.text_vi import one_space
from khoso.kernel.words import noop
from khoso.stages.recognition.compute.layout import Row, letter_height, rows_of
from khoso.stages.recognition.compute.reading import FieldReading, PageReading

# A list longer than this runs into something else.
MOST_ROWS = 24


def find_recipients(pages: Sequence[PageReading]) -> FieldReading:
    """One recipient a line, from the last page that has the list."""
    for page in reversed(pages):
        if found := _on_page(page):
            return found
    return FieldReading(reason=noop("không thấy «Nơi nhận»"))


def _on_page(page: PageReading) -> FieldReading | None:
    height = letter_height(page)
    left = rows_of([w for w in page.words if w.x0 < 0.5 * page.width], 0.8 * height)
    start = next((i for i, row in enumerate(left) if re.match(r"\W*n[oơ]i\s*nh[aâ]n\b", row.folded)), None)
    if start is None:
        return None
    label = left[start]
    edge = min(label.box[2] + 14 * height, 0.52 * page.width)
    items: list[list[Row]] = []
    last = label
    for row in left[start + 1 : start + 1 + MOST_ROWS]:
        words = tuple(w for w in row.words if w.x1 < edge + 6 * height and w.x0 < edge)
        clean = _until_gap(Row(words), height) if words else None
        if clean is None or not re.search(r"[^\W\d_]", clean.text):
            continue
        if clean.box[1] - last.box[3] > 1.8 * height:
            break
        begins = bool(re.match(r"\s*[-–—+•*]\s*\S", clean.text))
        if begins or not items:
            items.append([clean])
        else:
            items[-1].append(clean)
        last = clean
        if re.match(r"\W*luu\b", clean.folded):
            break
    texts = [_clean(" ".join(row.text for row in item)) for item in items]
    texts = [text for text in texts if text]
    if not texts:
        return None
    together = Row(tuple(word for item in items for row in item for word in row.words))
    return FieldReading(
        "\n".join(texts), round(together.confidence, 3), page.number, together.box, False, noop("dưới chữ «Nơi nhận»")
    )


def _until_gap(row: Row, height: float) -> Row | None:
    """The words before a wide gap: what stands beyond it belongs to the signer."""
    words = [row.words[0]]
    for word in row.words[1:]:
        if word.x0 - words[-1].x1 > 2.2 * height:
            break
        words.append(word)
    return Row(tuple(words))


def _clean(text: str) -> str:
    return one_space(re.sub(r"^[\s\-–—+•*]+|[\s;,.]+$", "", text))
