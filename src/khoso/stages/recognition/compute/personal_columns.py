"""Tables of people: the head of a column tells what stands below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from khoso.stages.recognition import rules_personal as rules
from khoso.stages.recognition.compute.personal_numbers import digits_of
from khoso.stages.recognition.compute.reading import PersonalPlace
from khoso.stages.recognition.compute.stream import Stream, Token, boxes_of

# Rows of a head, and rows by which the columns are found.
_HEAD_ROWS = 5
_SAMPLE = 14
_FEWEST_DIGITS = {rules.IDENTITY: 6, rules.BANK: 6, rules.PHONE: 7}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a table stand, left to right, and what each holds ('' for what is nobody's)."""

    edges: tuple[float, ...]
    kinds: tuple[str, ...]

    def of(self, token: Token) -> int:
        """The column of a token, by its middle."""
        middle = (token.box[0] + token.box[2]) / 2
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
    return any(head.search(text) for _, head in rules.HEADERS) and not any(
        token.text.endswith(":") for token in rows[at]
    )


def _columns_at(stream: Stream, rows: list[list[Token]], at: int) -> tuple[Columns | None, int]:
    """The columns of a table whose head begins in a row, and the row in which its data begins."""
    first = next(
        (i for i in range(at + 1, min(at + _HEAD_ROWS + 1, len(rows))) if _is_data(rows[i], stream.height)), None
    )
    if first is None:
        return None, at
    sample = rows[at : first + _SAMPLE]
    edges = _gutters(sample, first - at, stream.height)
    if len(edges) < 2:
        return None, at
    bare = Columns(edges, ("",) * (len(edges) + 1))
    heads: list[list[str]] = [[] for _ in bare.kinds]
    for row in rows[at:first]:
        for token in row:
            heads[bare.of(token)].append(token.folded)
    texts = [" ".join(words) for words in heads]
    kinds = tuple(next((kind for kind, head in rules.HEADERS if head.search(text)), "") for text in texts)
    if not any(kinds) or sum(bool(text) for text in texts) < 3:
        return None, at
    if not (rules.OF_PEOPLE.search(" ; ".join(texts)) or {rules.BIRTH, rules.IDENTITY} & set(kinds)):
        return None, at
    return Columns(edges, kinds), first


def _is_data(row: Sequence[Token], height: float) -> bool:
    """Whether a row is of the table's body: an ordinal at its left, or a long number or a date in it."""
    if re.fullmatch(r"\(?\d{1,3}[.)]?", row[0].text) and len(row) > 1:
        return True
    return any(len(digits_of(token)) >= 6 or rules.LONE_DATE.fullmatch(token.folded.strip(".,;")) for token in row)


def _gutters(rows: Sequence[Sequence[Token]], head_rows: int, height: float) -> tuple[float, ...]:
    """The middles of the white lines that run down between columns through head and body."""
    body = [row for row in rows[head_rows:] if len(row) > 1]
    spans = sorted(
        (token.box[0], token.box[2]) for row in [*rows[:head_rows], *_of_table(body, height)] for token in row
    )
    if not spans:
        return ()
    least = (0.35 if len(body) >= 4 else 0.75) * height
    edges, reach = [], float(spans[0][1])
    for x0, x1 in spans[1:]:
        if x0 - reach >= least:
            edges.append((x0 + reach) / 2)
        reach = max(reach, float(x1))
    return tuple(edges)


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
    for at in range(first, len(rows)):
        row = rows[at]
        if at > first and row[0].box[1] - max(token.box[3] for token in rows[at - 1]) > 4.5 * stream.height:
            return at, None
        if _crosses(row, columns) or any(token.text.endswith(":") for token in row[:3]):
            return max(at, first + 1), None
        for index, kind in enumerate(columns.kinds):
            cell = [token for token in row if columns.of(token) == index]
            if kind and (told := _of_kind(kind, cell)):
                trust = sum(token.confidence for token in told) / len(told)
                sure = round(0.93 * (0.8 + 0.2 * trust), 3)
                found += [PersonalPlace(kind, box, sure) for box in boxes_of(told)]
    reaches_foot = bool(rows) and rows[-1][0].box[3] > 0.8 * stream.page.height
    return len(rows), columns if reaches_foot else None


def _crosses(row: Sequence[Token], columns: Columns) -> bool:
    """Whether a row runs over the white lines: it is a sentence, not of the table."""
    over = sum(any(token.box[0] + 2 < edge < token.box[2] - 2 for token in row) for edge in columns.edges)
    return over >= 2 or (over >= 1 and len(columns.edges) <= 3)


def _of_kind(kind: str, cell: list[Token]) -> list[Token]:
    """The tokens of a cell that are what the head says."""
    text = " ".join(token.folded for token in cell)
    if kind == rules.BIRTH:
        return cell if rules.LONE_DATE.search(text) else []
    if kind in _FEWEST_DIGITS:
        many = sum(len(digits_of(token)) for token in cell)
        return [token for token in cell if digits_of(token)] if many >= _FEWEST_DIGITS[kind] else []
    if kind == rules.HEALTH:
        return cell if re.search(r"[a-z]{3}|\d", text) and not re.fullmatch(r"\(?\d\)?", text) else []
    return cell if re.search(r"[a-z]{2}", text) else []
