"""Rules of counting paper, without a database: which side a person stands on, what came back otherwise."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

GIVER, RECEIVER = "giver", "receiver"
SIDES = (GIVER, RECEIVER)
OUT, BACK = "out", "back"
HERE, LEFT, MISSING = "here", "left", "missing"
# Luật: TT 05/2025 Phụ lục I, tình trạng vật lý; Đ.6.4 (hỏng: xử lý nghiệp vụ trước khi số hóa)
UNTREATED = "03"
# What a side is offered to say where nobody has said anything.
USUAL = "02"
# No one counts a dossier of more sheets by hand in one go.
MOST_SHEETS = 20_000
# A contractor explains within a working week.
DAYS_TO_EXPLAIN = 7

# Crockford's letters: none is taken for another when a code is typed from a label.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_HOUSE = uuid.UUID("6d0f5f2e-6a0e-5a54-9a5e-2f9b1d5c0a11")
CODE_LENGTH = 10


def other(side: str) -> str:
    return RECEIVER if side == GIVER else GIVER


def label_code(*thing: object) -> str:
    """The code of a box or dossier: always the same for the same thing, so that labels outlive any rebuilding."""
    number = uuid.uuid5(_HOUSE, "/".join(map(str, thing))).int
    letters = []
    for _place in range(CODE_LENGTH):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(letters)


def typed_code(text: str) -> str:
    """A code as a person typed it or a camera read it: the end of an address, any case, spaces and dashes anywhere."""
    last = text.strip().rstrip("/").rsplit("/", 1)[-1]
    code = "".join(one for one in last.upper() if one.isalnum()).translate(_LOOKS_LIKE)
    return code if len(code) == CODE_LENGTH and all(one in _LETTERS for one in code) else ""


@dataclass(frozen=True, slots=True)
class Went:
    """A dossier as it went out and as it came back; `came_sheets` None when it did not come."""

    dossier: object
    sheets: int | None
    condition: str
    presence: str
    came_sheets: int | None
    came_condition: str


@dataclass(frozen=True, slots=True)
class Otherwise:
    """One way in which a dossier came back otherwise than it went."""

    kind: str
    went: str
    came: str


def differences(line: Went) -> list[Otherwise]:
    """Everything in which one dossier came back otherwise than it went out.

    # Luật: TT 05/2025 Đ.9.1.c (đối chiếu khi bàn giao lại)
    """
    if line.presence == MISSING:
        return [Otherwise("dossier_missing", _text(line.sheets), "")]
    if line.presence != HERE:
        return []
    found = []
    if line.sheets is not None and line.came_sheets is not None and line.sheets != line.came_sheets:
        kind = "sheets_fewer" if line.came_sheets < line.sheets else "sheets_more"
        found.append(Otherwise(kind, str(line.sheets), str(line.came_sheets)))
    if line.condition and line.came_condition > line.condition:
        found.append(Otherwise("condition_worse", line.condition, line.came_condition))
    return found


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def digest(rows: Iterable[tuple[object, ...]]) -> str:
    """SHA-256 of counted rows in their order."""
    told = hashlib.sha256()
    for row in rows:
        told.update(repr(row).encode())
    return told.hexdigest()
