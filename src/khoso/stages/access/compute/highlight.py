"""Where the words a person sought stand: boxes on the page image, marks in a line of text.

Words meet by the same rules as in the index, so what was found is what is marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple

from khoso.engines.index import words as index_words
from khoso.engines.index.query import Clause, ParsedQuery, parse
from khoso.kernel.text_vi import one_space

# x0, y0, x1, y1 in pixels of the page image from its top left, the word's text, the reader's confidence.
PageWord = Sequence[object]

# Two words stand on one line when they share this part of the lower one's height, and are neighbours when the gap
# is at most this many heights.
SAME_LINE = 0.5
WIDEST_GAP = 1.5


class Box(NamedTuple):
    """A rectangle in pixels of the page image, origin top left."""

    x0: int
    y0: int
    x1: int
    y1: int


class Fractions(NamedTuple):
    """A rectangle as parts of the page's width and height, 0 to 1: holds at every size the page is shown in."""

    x: float
    y: float
    width: float
    height: float


class _Token(NamedTuple):
    exact: str
    folded: str
    source: int  # which page word, or which character of the text
    end: int


def hit_boxes(words: Sequence[PageWord], query: str) -> list[Box]:
    """Boxes of what `query` sought among the words of a page, in reading order; neighbours on a line are one box."""
    tokens = [
        _Token(exact, index_words.folded(exact), place, place + 1)
        for place, word in enumerate(words)
        for exact in index_words.tokens(index_words.exact(index_words.canonical(str(word[4]))))
    ]
    hit = sorted({tokens[place].source for place in _hits(tokens, parse(query))})
    boxes: list[Box] = []
    last = -2
    for place in hit:
        box = Box(*(round(float(str(edge))) for edge in words[place][:4]))
        if last == place - 1 and _neighbours(boxes[-1], box):
            before = boxes.pop()
            box = Box(min(before.x0, box.x0), min(before.y0, box.y0), max(before.x1, box.x1), max(before.y1, box.y1))
        boxes.append(box)
        last = place
    return boxes


def fractions(box: Box, width: int, height: int) -> Fractions:
    """`box` as parts of a page of `width` by `height` pixels, cut at the page's edges."""
    x0, x1 = (min(max(edge, 0), width) for edge in (box.x0, box.x1))
    y0, y1 = (min(max(edge, 0), height) for edge in (box.y0, box.y1))
    return Fractions(x0 / width, y0 / height, (x1 - x0) / width, (y1 - y0) / height)


def snippet(text: str, query: str, length: int = 240) -> str:
    """The passage of `text` that answers best, about `length` characters, hits in `<mark>`; safe to put in a page.

    Without a hit it is the beginning of the text.
    """
    text = index_words.canonical(one_space(text))
    exact = index_words.exact(text)
    folded = index_words.folded(exact)
    tokens = [_Token(exact[start:end], folded[start:end], start, end) for start, end in index_words.spans(exact)]
    hits = sorted(_hits(tokens, parse(query)))
    start, end = _passage(tokens, hits, len(text), length)
    return _marked(text, start, end, [tokens[place] for place in hits])


def _hits(tokens: list[_Token], parsed: ParsedQuery) -> set[int]:
    """Places of the tokens that answer. Exact spellings where there are any, else without accents."""
    places: dict[str, list[int]] = {}
    for place, token in enumerate(tokens):
        places.setdefault(token.folded, []).append(place)
    hits: set[int] = set()
    for clause in parsed.wanted:
        if not clause.optional or clause in parsed.required:
            hits |= _clause_hits(tokens, places, clause, parsed.accented)
    return _standing_together(tokens, hits | _joining(tokens, hits, parsed), parsed)


def _standing_together(tokens: list[_Token], hits: set[int], parsed: ParsedQuery) -> set[int]:
    """Of a word that stands somewhere as in the query, beside the word before or after it, only those places.

    Syllables without accents are everywhere: of `mua xe`, found once, the `mùa` of another line says nothing.
    """
    flat = [word for clause in parsed.wanted for word in clause.folded]
    pairs = set(pairwise(flat))
    together = {
        place
        for first in hits
        if first + 1 in hits and (tokens[first].folded, tokens[first + 1].folded) in pairs
        for place in (first, first + 1)
    }
    placed = {tokens[place].folded for place in together}
    return {place for place in hits if place in together or tokens[place].folded not in placed}


def _clause_hits(tokens: list[_Token], places: dict[str, list[int]], clause: Clause, accented: bool) -> set[int]:
    width = len(clause.folded)
    runs = [
        start
        for start in places.get(clause.folded[0], [])
        if tuple(token.folded for token in tokens[start : start + width]) == clause.folded
    ]
    if accented:
        same = [s for s in runs if tuple(token.exact for token in tokens[s : s + width]) == clause.exact]
        runs = same or runs
    return {place for start in runs for place in range(start, start + width)}


def _joining(tokens: list[_Token], hits: set[int], parsed: ParsedQuery) -> set[int]:
    """Stop words between or beside hits, where they stand as in the query: `của` alone says nothing."""
    joined: set[int] = set()
    flat = [(word, clause in parsed.required) for clause in parsed.wanted for word in clause.folded]
    for place, (word, needed) in enumerate(flat):
        if needed:
            continue
        for step in (1, -1):
            if not (0 <= place + step < len(flat) and flat[place + step][1]):
                continue
            neighbour = flat[place + step][0]
            joined |= {
                hit - step
                for hit in hits
                if tokens[hit].folded == neighbour
                and 0 <= hit - step < len(tokens)
                and tokens[hit - step].folded == word
            }
    return joined


def _neighbours(left: Box, right: Box) -> bool:
    low = min(left.y1 - left.y0, right.y1 - right.y0)
    shared = min(left.y1, right.y1) - max(left.y0, right.y0)
    return shared >= SAME_LINE * low and right.x1 >= left.x0 and right.x0 - left.x1 <= WIDEST_GAP * max(low, 1)


def _passage(tokens: list[_Token], hits: list[int], size: int, length: int) -> tuple[int, int]:
    """Start and end of the window that holds the most different hits, neighbours counting more."""
    if size <= length:
        return 0, size
    if not hits:
        return 0, _word_end(tokens, 0, length, size)
    best, window = -1.0, (0, length)
    last = 0
    for first, opening in enumerate(hits):
        while last < len(hits) and tokens[hits[last]].end - tokens[opening].source <= length:
            last += 1
        inside = hits[first:last]
        kinds = len({tokens[place].folded for place in inside})
        pairs = sum(after - before == 1 for before, after in pairwise(inside))
        worth = kinds + 0.5 * pairs + 0.05 * len(inside)
        if worth > best:
            best, window = worth, (tokens[opening].source, tokens[hits[max(last - 1, first)]].end)
    # The room that is left goes on both sides, more of it after the hits.
    spare = max(0, length - (window[1] - window[0]))
    start = max(0, min(window[0] - spare // 3, size - length))
    start = next((token.source for token in tokens if token.source >= start), 0) if start else 0
    return start, _word_end(tokens, start, length, size)


def _word_end(tokens: list[_Token], start: int, length: int, size: int) -> int:
    """The last end of a word within `length` characters from `start`."""
    limit = start + length
    if limit >= size:
        return size
    return max((token.end for token in tokens if start < token.end <= limit), default=limit)


def _marked(text: str, start: int, end: int, hits: list[_Token]) -> str:
    parts = ["…" if start else ""]
    at = start
    inside = [hit for hit in hits if hit.source >= start and hit.end <= end]
    for place, hit in enumerate(inside):
        opened = place > 0 and text[inside[place - 1].end : hit.source].strip(" ") == ""
        if opened:
            # Words that touch share one mark.
            parts[-1] = parts[-1].removesuffix("</mark>") + escape(text[at : hit.end]) + "</mark>"
        else:
            parts += [escape(text[at : hit.source]), f"<mark>{escape(text[hit.source : hit.end])}</mark>"]
        at = hit.end
    parts += [escape(text[at:end]), "…" if end < len(text) else ""]
    return "".join(parts)
