"""What the formulas of a workbook come to, so that a viewer that does not reckon shows numbers too.

A small part of Excel's language: references and ranges (of other sheets too), arithmetic, comparison, joining, and the
functions below. What it cannot reckon it refuses; a wrong number is never written.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from khoso.engines.office.errors import DrawingFailed
from khoso.kernel.words import Sentence

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?)|
    (?P<text>"(?:[^"]|"")*")|
    (?P<ref>(?:(?:'(?:[^']|'')+'|\w+)!)?\$?[A-Z]{1,3}\$?\d+(?![\w(]))|
    (?P<name>[A-Z][A-Z0-9.]*)|
    (?P<sign><=|>=|<>|[-+*/^&=<>(),:;%])
    )""",
    re.VERBOSE,
)
_REF = re.compile(r"(?:(?P<sheet>.+)!)?\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)")
Place = tuple[str, int, int]


class _Wrong(Exception):
    """An error that is a value: #DIV/0! and its like."""


@dataclass(frozen=True, slots=True)
class _Range:
    values: list[Any]


class Reckoner:
    """The cells of a workbook by place (sheet, row from 1, column from 1); formulas are texts that begin with «=»."""

    def __init__(self, cells: Mapping[Place, Any], formulas: Mapping[Place, str]) -> None:
        self._cells = cells
        self._formulas = formulas
        self._known: dict[Place, Any] = {}
        self._busy: set[Place] = set()

    def value(self, place: Place) -> Any:
        """A number, a text, a truth, None for an empty cell, or an error as Excel writes it («#DIV/0!»).

        Raises DrawingFailed for a formula that goes in circles or says what is not known here.
        """
        if place not in self._formulas:
            return self._cells.get(place)
        if place not in self._known:
            if place in self._busy:
                raise _refused(self._formulas[place])
            self._busy.add(place)
            self._known[place] = self._reckon(place)
            self._busy.discard(place)
        return self._known[place]

    def _reckon(self, place: Place) -> Any:
        told = self._formulas[place]
        try:
            return _Reading(told, place[0], self.value).result()
        except _Wrong as error:
            return str(error)
        except (ValueError, TypeError, IndexError, OverflowError, RecursionError) as error:
            raise _refused(told) from error


def _refused(formula: str) -> DrawingFailed:
    return DrawingFailed(Sentence("Bảng tính không tính được công thức «{formula}».", formula=formula))


class _Reading:
    """One formula, read from left to right."""

    def __init__(self, formula: str, sheet: str, value: Callable[[Place], Any]) -> None:
        self._tokens = _tokens(formula.removeprefix("="))
        self._at = 0
        self._sheet = sheet
        self._value = value

    def result(self) -> Any:
        found = _plain(self._comparison())
        if self._at < len(self._tokens):
            raise ValueError(self._tokens[self._at][1])
        return found

    def _next(self, *signs: str) -> str:
        if self._at < len(self._tokens):
            kind, told = self._tokens[self._at]
            if kind == "sign" and told in signs:
                self._at += 1
                return told
        return ""

    def _comparison(self) -> Any:
        left = self._joined()
        while sign := self._next("=", "<>", "<", ">", "<=", ">="):
            left = _compare(sign, _plain(left), _plain(self._joined()))
        return left

    def _joined(self) -> Any:
        left = self._sum()
        while self._next("&"):
            left = _text(_plain(left)) + _text(_plain(self._sum()))
        return left

    def _sum(self) -> Any:
        left = self._product()
        while sign := self._next("+", "-"):
            right = _number(self._product())
            left = _number(left) + (right if sign == "+" else -right)
        return left

    def _product(self) -> Any:
        left = self._power()
        while sign := self._next("*", "/"):
            right = _number(self._power())
            left = _number(left) * right if sign == "*" else _divided(_number(left), right)
        return left

    def _power(self) -> Any:
        left = self._signed()
        while self._next("^"):
            left = _number(left) ** _number(self._signed())
        return left

    def _signed(self) -> Any:
        if sign := self._next("-", "+"):
            found = _number(self._signed())
            return -found if sign == "-" else found
        found = self._atom()
        while self._next("%"):
            found = _number(found) / 100
        return found

    def _atom(self) -> Any:
        if self._next("("):
            found = self._comparison()
            self._expect(")")
            return found
        kind, told = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            return float(told) if "." in told else int(told)
        if kind == "text":
            return told[1:-1].replace('""', '"')
        if kind == "ref":
            return self._reference(told)
        if kind == "name":
            return self._named(told)
        raise ValueError(told)

    def _expect(self, sign: str) -> None:
        if not self._next(sign):
            raise ValueError(sign)

    def _reference(self, told: str) -> Any:
        sheet, row, column = _place(told, self._sheet)
        if not self._next(":"):
            return self._checked((sheet, row, column))
        _, other = self._tokens[self._at]
        self._at += 1
        _, last_row, last_column = _place(other, sheet)
        rows, columns = sorted((row, last_row)), sorted((column, last_column))
        return _Range(
            [self._value((sheet, r, c)) for r in range(rows[0], rows[1] + 1) for c in range(columns[0], columns[1] + 1)]
        )

    def _checked(self, place: Place) -> Any:
        found = self._value(place)
        if isinstance(found, str) and found.startswith("#") and found.endswith(("!", "?", "A")):
            raise _Wrong(found)
        return found

    def _named(self, name: str) -> Any:
        if name in ("TRUE", "FALSE"):
            return name == "TRUE"
        self._expect("(")
        arguments: list[Any] = []
        while not self._next(")"):
            if arguments:
                # Vietnamese Excel shows «;», the file itself keeps «,».
                self._expect(",")
            arguments.append(self._argument())
        if name == "IFERROR":
            found, otherwise = arguments
            return otherwise if isinstance(found, _Wrong) else found
        if name == "IF":
            return _chosen(*arguments)
        for argument in arguments:
            if isinstance(argument, _Wrong):
                raise argument
        if name not in _FUNCTIONS:
            raise ValueError(name)
        return _FUNCTIONS[name](*arguments)

    def _argument(self) -> Any:
        """What an argument comes to; an error is handed on, for IF and IFERROR to see."""
        begun = self._at
        try:
            return self._comparison()
        except _Wrong as error:
            self._at = begun
            self._skip()
            return error

    def _skip(self) -> None:
        depth = 0
        while depth or self._tokens[self._at][1] not in (",", ")"):
            depth += {"(": 1, ")": -1}.get(self._tokens[self._at][1], 0)
            self._at += 1


def _tokens(formula: str) -> list[tuple[str, str]]:
    found, at = [], 0
    formula = formula.rstrip()
    while at < len(formula):
        match = _TOKEN.match(formula, at)
        if match is None or match.lastgroup is None:
            raise ValueError(formula[at:])
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


def _place(told: str, sheet: str) -> Place:
    match = _REF.fullmatch(told)
    if match is None:
        raise ValueError(told)
    column = 0
    for letter in match["column"]:
        column = column * 26 + ord(letter) - 64
    named = match["sheet"]
    return (named.strip("'").replace("''", "'") if named else sheet), int(match["row"]), column


def _plain(value: Any) -> Any:
    if isinstance(value, _Range):
        if len(value.values) != 1:
            raise _Wrong("#VALUE!")
        return value.values[0]
    return value


def _number(value: Any) -> float:
    value = _plain(value)
    if value is None:
        return 0
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    raise _Wrong("#VALUE!")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value)


def _divided(above: float, below: float) -> float:
    if not below:
        raise _Wrong("#DIV/0!")
    return above / below


_COMPARE = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip


def _compare(sign: str, left: Any, right: Any) -> bool:
    """As Excel does: an empty cell is 0 or «», letters are alike in both cases, numbers come before texts."""
    if left is None:
        left = "" if isinstance(right, str) else 0
    if right is None:
        right = "" if isinstance(left, str) else 0
    if isinstance(left, str) and isinstance(right, str):
        return bool(_COMPARE[sign](left.lower(), right.lower()))
    if isinstance(left, str) or isinstance(right, str):
        return bool(_COMPARE[sign](isinstance(left, str), isinstance(right, str)))
    return bool(_COMPARE[sign](left, right))


def _chosen(condition: Any, yes: Any, no: Any = False) -> Any:
    if isinstance(condition, _Wrong):
        raise condition
    found = yes if _plain(condition) else no
    if isinstance(found, _Wrong):
        raise found
    return found


def _flat(arguments: Iterable[Any]) -> Iterable[Any]:
    for argument in arguments:
        if isinstance(argument, _Range):
            yield from argument.values
        else:
            yield argument


def _numbers(*arguments: Any) -> list[float]:
    found = []
    for value in _flat(arguments):
        if isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "A")):
            raise _Wrong(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            found.append(value)
    return found


def _average(*arguments: Any) -> float:
    found = _numbers(*arguments)
    return _divided(math.fsum(found), len(found))


def _matches(told: Any) -> Callable[[Any], bool]:
    """The condition of COUNTIF: a value, or «>=5»."""
    told = _plain(told)
    sign, rest = "=", told
    if isinstance(told, str):
        match = re.match(r"(<=|>=|<>|[<>=])?(.*)", told, re.DOTALL)
        assert match is not None
        sign, rest = match[1] or "=", match[2]
        if re.fullmatch(r"-?\d+(\.\d+)?", rest):
            rest = float(rest)
    return lambda value: (
        (isinstance(value, str) == isinstance(rest, str) or sign == "<>")
        and value is not None
        and _compare(sign, value, rest)
    )


def _sum_if(where: _Range, condition: Any, what: _Range | None = None) -> float:
    holds = _matches(condition)
    values = (what or where).values
    return sum(_numbers(_Range([v for w, v in zip(where.values, values, strict=True) if holds(w)])))


def _round(value: Any, places: Any = 0, how: Callable[[float], int] | None = None) -> float:
    number, scale = _number(value), 10 ** int(_number(places))
    steps = round(abs(number) * scale, 9)
    whole = how(steps) if how else math.floor(steps + 0.5)
    found = math.copysign(whole / scale, number)
    return int(found) if found == int(found) else found


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "SUM": lambda *a: sum(_numbers(*a)),
    "AVERAGE": _average,
    "MIN": lambda *a: min(_numbers(*a), default=0),
    "MAX": lambda *a: max(_numbers(*a), default=0),
    "COUNT": lambda *a: len(_numbers(*a)),
    "COUNTA": lambda *a: sum(value is not None for value in _flat(a)),
    "COUNTBLANK": lambda a: sum(value in (None, "") for value in a.values),
    "COUNTIF": lambda where, condition: sum(map(_matches(condition), where.values)),
    "SUMIF": _sum_if,
    "ROUND": _round,
    "ROUNDUP": lambda value, places=0: _round(value, places, math.ceil),
    "ROUNDDOWN": lambda value, places=0: _round(value, places, math.floor),
    "ABS": lambda value: abs(_number(value)),
    "INT": lambda value: math.floor(_number(value)),
    "AND": lambda *a: all(bool(value) for value in _flat(a) if value is not None),
    "OR": lambda *a: any(bool(value) for value in _flat(a) if value is not None),
    "NOT": lambda value: not _plain(value),
    "ISBLANK": lambda value: _plain(value) is None,
    "LEN": lambda value: len(_text(_plain(value))),
    "CONCATENATE": lambda *a: "".join(_text(_plain(value)) for value in a),
}
