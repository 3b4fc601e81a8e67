"""Tables of people: the head of a column tells what stands below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from khoso.stages.recognition import rules_personal as rules
from khoso.stages.recognition.compute.personal_numbers import digits_of
from khoso.stages.recognition.compute.reading import PersonalPlace
from khoso.stages.recognition.compute.stream import Stream, Token, boxes_of

# Rows of a head, and rows by which the columns are found.
_HEAD_ROWS = 5
_SAMPLE = 14
# A value that was not read stands where the others of its column stand.
_UNREAD = 0.5


Gutter = tuple[float, float]
"""From where to where white runs down between two columns."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a table stand, left to right, and what each holds ('' for what is nobody's)."""

    edges: tuple[float, ...]
    kinds: tuple[str, ...]

    def of(self, token: Token) -> int:
        """The column of a token, by its middle."""
        middle = (token.left + token.right) / 2
        return sum(middle >= edge for edge in self.edges)


def places_in_columns(stream: Stream, carried: Columns | None) -> tuple[list[PersonalPlace], Columns | None]:
    """The places below telling heads, and the columns of a table that reaches the foot of the page."""
    rows = stream.rows
    found: list[PersonalPlace] = []
    open_table: Columns | None = None
    at = 0
    if carried is not None:
        at, open_table = _read_below(stream, rows, 0, carried, found)
    while at < len(rows):
        if not _may_be_head(rows, at, stream.height):
            at += 1
            continue
        columns, first = _columns_at(stream, rows, at)
        if columns is None:
            at += 1
            continue
        at, open_table = _read_below(stream, rows, first, columns, found)
    return found, open_table


def _cells(row: Sequence[Token], height: float) -> list[list[Token]]:
    """A row cut at its wider gaps."""
    cells: list[list[Token]] = []
    for token in row:
        if cells and token.box[0] - cells[-1][-1].box[2] < 0.7 * height:
            cells[-1].append(token)
        else:
            cells.append([token])
    return cells


def _may_be_head(rows: list[list[Token]], at: int, height: float) -> bool:
    """Whether a head may begin in this row: several short cells, one of which is a known head and no sentence."""
    cells = _cells(rows[at], height)
    if len(cells) < 2 or len(rows[at]) > 40:
        return False
    near = [token for row in rows[at : at + _HEAD_ROWS] for token in row]
    text = " ".join(token.folded for token in near)
    return bool(_kind_of_head(text)) and not any(token.text.endswith(":") for token in rows[at])


def _kind_of_head(text: str) -> str:
    """What a head says stands below it; empty when it is nobody's."""
    squeezed = text.replace(" ", "")
    told = next((kind for kind, head in rules.HEADERS if head.search(text)), "")
    return told or next((kind for kind, head in rules.SQUEEZED_HEADERS if head.search(squeezed)), "")


def _columns_at(stream: Stream, rows: list[list[Token]], at: int) -> tuple[Columns | None, int]:
    """The columns of a table whose head begins in a row, and the row in which its data begins."""
    first = next(
        (i for i in range(at + 1, min(at + _HEAD_ROWS + 1, len(rows))) if _is_data(rows[i], stream.height)), None
    )
    if first is None:
        return None, at
    sample = rows[at : first + _SAMPLE]
    gutters = _gutters(sample, first - at, stream.height)
    edges, texts = _with_heads(rows[at:first], gutters)
    if len(edges) < 2:
        return None, at
    kinds = tuple(_kind_of_head(text) for text in texts)
    if not any(kinds) or sum(bool(text) for text in texts) < 3:
        return None, at
    if not (rules.OF_PEOPLE.search(" ; ".join(texts)) or {rules.BIRTH, rules.IDENTITY} & set(kinds)):
        return None, at
    columns = Columns(edges, kinds)
    body = [_by_column(row, columns) for row in rows[first : _end_of(stream, rows, first, columns)]]
    looks = (_by_look(kind, texts[i], [cells[i] for cells in body]) for i, kind in enumerate(kinds))
    return Columns(edges, tuple(looks)), first


def _by_look(kind: str, head: str, cells: list[list[Token]]) -> str:
    """What a column of people holds whose head was not read: numbers of nine or twelve digits, dates, shares."""
    filled = [cell for cell in cells if cell]
    if kind or rules.OTHER_HEADERS.search(head) or len(filled) < 3:
        return kind

    def most(fits: int) -> bool:
        return fits >= 3 and fits >= 0.5 * len(filled)

    texts = [" ".join(token.folded for token in cell) for cell in filled]
    numbers = ["".join(digits_of(token) for token in cell) for cell in filled]
    plain = not any("." in token.text.strip(".") for cell in filled for token in cell)
    if plain and most(sum(len(number) in (9, 12) for number in numbers)):
        return rules.IDENTITY
    if most(sum(bool(rules.LONE_DATE.search(text)) and len(text) < 14 for text in texts)):
        return rules.BIRTH
    return rules.HEALTH if most(sum(bool(re.search(r"\d ?%", text)) for text in texts)) else ""


def _with_heads(head: Sequence[Sequence[Token]], gutters: Sequence[Gutter]) -> tuple[tuple[float, ...], list[str]]:
    """The edges between columns that have a head, and the heads; what has none is a part of the column beside it."""
    kept = list(gutters)
    while True:
        bare = Columns(tuple((left + right) / 2 for left, right in kept), ("",) * (len(kept) + 1))
        cells = [_by_column(row, bare) for row in head]
        texts = [" ".join(token.folded for cell in cells for token in cell[i]) for i in range(len(kept) + 1)]
        lone = next((i for i, text in enumerate(texts) if not re.search(r"[a-z]", text)), None)
        if lone is None or not kept:
            return bare.edges, texts
        sides = [i for i in (lone - 1, lone) if 0 <= i < len(kept)]
        kept.pop(min(sides, key=lambda i: kept[i][1] - kept[i][0]))


def _is_data(row: Sequence[Token], height: float) -> bool:
    """Whether a row is of the table's body: an ordinal at its left, or a long number or a date in it."""
    if re.fullmatch(r"\(?\d{1,3}[.)]?", row[0].text) and len(row) > 1:
        return True
    return any(len(digits_of(token)) >= 6 or rules.LONE_DATE.fullmatch(token.folded.strip(".,;'|")) for token in row)


def _gutters(rows: Sequence[Sequence[Token]], head_rows: int, height: float) -> list[Gutter]:
    """The white strips that run down between columns through head and body; specks do not stop them."""
    body = _of_table([row for row in rows[head_rows:] if len(row) > 1], height)
    kept = [[token for token in row if _is_word(token)] for row in [*rows[:head_rows], *body]]
    spans = sorted((token.left, token.right) for row in kept for token in row)
    if not spans:
        return []
    start, end = int(spans[0][0]), int(max(right for _, right in spans)) + 1
    filled = np.zeros(end - start + 1, np.int32)
    for row in kept:
        mask = np.zeros_like(filled, dtype=bool)
        for token in row:
            mask[int(token.left) - start : int(token.right) + 1 - start] = True
        filled += mask
    white = filled <= len(kept) // 8
    least = (0.55 if len(body) >= 4 else 0.75) * height
    steps = np.flatnonzero(np.diff(np.concatenate(([0], white.view(np.int8), [0]))))
    runs = zip(steps[::2].tolist(), steps[1::2].tolist(), strict=True)
    return [(start + a, start + b) for a, b in runs if b - a >= least and a > 0 and b < len(white)]


def _is_word(token: Token) -> bool:
    return len(token.folded) > 1 and any(letter.isalnum() for letter in token.folded)


def _of_table(body: Sequence[Sequence[Token]], height: float) -> list[Sequence[Token]]:
    """The rows from the first on that have cells; the sentence behind a table has none."""
    taken: list[Sequence[Token]] = []
    for row in body:
        if taken and row[0].box[1] - max(token.box[3] for token in taken[-1]) > 4 * height:
            break
        if len(_cells(row, height)) < 2 and len(row) > 6:
            break
        taken.append(row)
    return taken


def _read_below(
    stream: Stream, rows: list[list[Token]], first: int, columns: Columns, found: list[PersonalPlace]
) -> tuple[int, Columns | None]:
    """Mark what stands in the columns from a row down; the row behind the table, the columns when it was the last."""
    end = _end_of(stream, rows, first, columns)
    body = [_by_column(row, columns) for row in rows[first:end]]
    for index, kind in enumerate(columns.kinds):
        if not kind:
            continue
        told = [_of_kind(kind, cells[index]) for cells in body]
        where = [token for tokens in told for token in tokens]
        seen = [box for tokens in told for box in boxes_of(tokens)]
        for cells, tokens in zip(body, told, strict=True):
            if tokens:
                trust = sum(token.confidence for token in tokens) / len(tokens)
                sure = round(0.93 * (0.8 + 0.2 * trust), 3)
                found += [PersonalPlace(kind, box, sure) for box in boxes_of(tokens)]
            elif where and (box := _unread(cells, index, where, stream.height)) and not _stands_in(box, seen):
                found.append(PersonalPlace(kind, box, _UNREAD))
    is_last = end == len(rows) and bool(rows) and rows[-1][0].box[3] > 0.8 * stream.page.height
    return max(end, first + 1), columns if is_last else None


def _stands_in(box: tuple[int, int, int, int], seen: Sequence[tuple[int, int, int, int]]) -> bool:
    """Whether something of the column was read where a value is missing: the lines of one cell beside one line."""
    return any(min(box[3], one[3]) - max(box[1], one[1]) > 0.2 * (box[3] - box[1]) for one in seen)


def _by_column(row: Sequence[Token], columns: Columns) -> list[list[Token]]:
    cells: list[list[Token]] = [[] for _ in columns.kinds]
    for token in row:
        cells[columns.of(token)].append(token)
    return cells


def _end_of(stream: Stream, rows: list[list[Token]], first: int, columns: Columns) -> int:
    """The row behind the last one of a table."""
    for at in range(first, len(rows)):
        row = rows[at]
        if at > first and row[0].box[1] - max(token.box[3] for token in rows[at - 1]) > 4.5 * stream.height:
            return at
        is_sentence = len(_cells(row, stream.height)) == 1 and len(row) >= 6
        if is_sentence or _crosses(row, columns) or (at > first and _is_form_line(row)):
            return at
    return len(rows)


def _is_form_line(row: Sequence[Token]) -> bool:
    """Whether a row begins with a label and a colon, as lines behind a table do."""
    return any(re.search(r"[^\W\d]{3}:$", token.text) for token in row[:4])


def _unread(
    cells: list[list[Token]], index: int, column: list[Token], height: float
) -> tuple[int, int, int, int] | None:
    """Where a value must stand that was not read: beside what was, as wide as the others; None for a row of rests."""
    beside = [token for at, cell in enumerate(cells) if at != index for token in cell if _is_word(token)]
    if sum(any(_is_word(token) for token in cell) for cell in cells) < 2 or not beside:
        return None
    shift = round(beside[0].box[0] - beside[0].left)
    left, right = min(token.left for token in column), max(token.right for token in column)
    low, high = min(token.box[1] for token in beside), max(token.box[3] for token in beside)
    # A cell of two lines stands over and under the one line beside it.
    spare = round(0.8 * height)
    return max(0, round(left) + shift), max(0, low - spare), max(1, round(right) + shift), high + spare


def _crosses(row: Sequence[Token], columns: Columns) -> bool:
    """Whether a row runs over the white lines: it is a sentence, not of the table."""
    words = [token for token in row if _is_word(token)]
    over = sum(any(token.left + 2 < edge < token.right - 2 for token in words) for edge in columns.edges)
    return over >= 2 or (over >= 1 and len(columns.edges) <= 3)


def _of_kind(kind: str, cell: list[Token]) -> list[Token]:
    """The tokens of a cell that are what the head says; in a column of numbers whatever letters were read for them."""
    letters = [letter for token in cell for letter in token.folded if letter.isalnum()]
    digits = sum(letter.isdigit() for letter in letters)
    text = " ".join(token.folded for token in cell)
    if re.fullmatch(r"\W*\(?\d{1,2}\)?\W*", text) and kind != rules.HEALTH:
        return []
    if kind in (rules.BIRTH, rules.IDENTITY, rules.BANK, rules.PHONE):
        is_told = len(letters) >= 4 and digits >= 0.5 * len(letters)
        return [token for token in cell if any(letter.isalnum() for letter in token.text)] if is_told else []
    if kind == rules.HEALTH:
        return cell if re.search(r"[a-z]{3}|\d\d|\d ?%", text) else []
    return cell if re.search(r"[a-z]{2}", text) else []
