"""The long numbers of a page, put together from the groups they are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from khoso.stages.recognition import rules_personal as rules
from khoso.stages.recognition.compute.stream import Stream, Token

_EDGES = " .,:;()[]{}'\"“”*…_-–—"
_MONEY = re.compile(r"^\d{1,3}(?:[.,]\d{3}){1,4}(?:[.,]\d{1,2})?$")
_DATE = re.compile(r"^\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}$|^\d{1,2}/\d{2,4}$")
_SHORTEST = 6
_LONGEST = 19


@dataclass(frozen=True, slots=True)
class Number:
    """A number of six digits or more. `letters` stand before it (of a passport or a card); places are of the text."""

    digits: str
    letters: str
    is_money: bool
    tokens: tuple[Token, ...]
    start: int
    end: int


def numbers_of(stream: Stream) -> Iterator[Number]:
    """Every long number, groups written apart joined when they stand close and in one row."""
    run: list[int] = []
    for index in range(len(stream.tokens) + 1):
        group = digits_of(stream.tokens[index]) if index < len(stream.tokens) else ""
        if group and (not run or _goes_on(stream, run[-1], index)):
            run.append(index)
            continue
        if run:
            yield from _number(stream, run)
        run = [index] if group else []


def digits_of(token: Token) -> str:
    """Letters and digits of a token when it is a group of a number, look-alikes as digits; else empty."""
    bare = token.text.strip(_EDGES).lstrip("+")
    if not bare or _DATE.match(bare) or "%" in bare or "/" in bare:
        return ""
    plain = re.sub(r"[.\-,' ]", "", bare)
    prefix = re.match(r"[A-ZĐ]{1,2}(?=\d{6})", plain)
    letters = prefix.group() if prefix else ""
    rest = plain[len(letters) :]
    true = sum(letter.isdigit() for letter in rest)
    as_digits = rest.translate(rules.LOOK_ALIKES)
    if not as_digits.isdigit() or not as_digits.isascii() or true < 0.6 * len(rest):
        return ""
    return letters + as_digits


def _goes_on(stream: Stream, before: int, index: int) -> bool:
    """Whether two groups are of one number: side by side, and the first does not end a clause."""
    left, right = stream.tokens[before], stream.tokens[index]
    close = 0 <= right.box[0] - left.box[2] + 2 < 1.6 * stream.height
    return left.row == right.row and close and left.text[-1] not in ",;:)" and not right.text[:1].isalpha()


def _number(stream: Stream, run: list[int]) -> Iterator[Number]:
    """The number of a run of groups; of a run too long its long groups are numbers by themselves."""
    groups = [digits_of(stream.tokens[index]) for index in run]
    whole = "".join(groups)
    digits = whole.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZĐ")
    if len(digits) > _LONGEST or (len(run) > 1 and any(len(group) >= 9 for group in groups)):
        for index in run:
            if len(run) > 1:
                yield from _number(stream, [index])
        return
    if len(digits) < _SHORTEST or not digits.isdigit():
        return
    tokens = tuple(stream.tokens[index] for index in run)
    bare = tokens[0].text.strip(_EDGES)
    is_money = len(run) == 1 and bool(_MONEY.match(bare))
    end = stream.start(run[-1]) + len(tokens[-1].folded)
    yield Number(digits, whole[: len(whole) - len(digits)], is_money, tokens, stream.start(run[0]), end)
