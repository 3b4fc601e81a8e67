"""The tables of single sampling by attributes: code letters, and plans for normal, tightened and reduced inspection.

# TCVN 7790-1 (ISO 2859-1:1999), tables 1, 2-A, 2-B, 2-C

The master tables are regular: going one letter down or one AQL to the right makes the same plan, so each is written
here as one diagonal, and the tests hold it against published cells. Acceptance numbers above AQL 10 count
nonconformities per hundred units; below, per cent nonconforming.
"""

from __future__ import annotations

from typing import Final

LETTERS: Final = "ABCDEFGHJKLMNPQR"
LEVELS: Final = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
NORMAL, TIGHTENED, REDUCED = "normal", "tightened", "reduced"

# Up to how many units a lot has, and the letter by level, in the order of LEVELS.
CODE_LETTERS: Final = (
    (8, "AAAAAAB"),
    (15, "AAAAABC"),
    (25, "AABBBCD"),
    (50, "ABBCCDE"),
    (90, "BBCCCEF"),
    (150, "BBCDDFG"),
    (280, "BCDEEGH"),
    (500, "BCDEFHJ"),
    (1_200, "CCEFGJK"),
    (3_200, "CDEGHKL"),
    (10_000, "CDFGJLM"),
    (35_000, "CDFHKMN"),
    (150_000, "DEGJLNP"),
    (500_000, "DEGJMPQ"),
    (None, "DEHKNQR"),
)

# Kept as text: they are names of columns, and a binary fraction is not what the contract says.
AQLS: Final = (
    *("0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5"),
    *("4.0", "6.5", "10", "15", "25", "40", "65", "100", "150", "250", "400", "650", "1000"),
)
# The columns that mean per cent nonconforming.
PERCENT_AQLS: Final = AQLS[:16]

UP, DOWN = "up", "down"
Cell = int | str

# Tightened inspection has one size more, for the one plan that needs it.
_SIZES: Final = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
_REDUCED_SIZES: Final = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)
SIZES: Final = {NORMAL: _SIZES[:16], TIGHTENED: _SIZES, REDUCED: _REDUCED_SIZES}

# The diagonal from its zero plan on: a cell of row r and column c lies at place r + c - _FIRST.
_DIAGONALS: Final[dict[str, tuple[Cell, ...]]] = {
    NORMAL: (0, UP, DOWN, 1, 2, 3, 5, 7, 10, 14, 21, 30, 44),
    TIGHTENED: (0, DOWN, DOWN, 1, 2, 3, 5, 8, 12, 18, 27, 41),
    REDUCED: (0, UP, DOWN, DOWN, 1, 2, 3, 5, 6, 8, 10, 14, 21),
}
# Column of the zero plan in row A.
_FIRST: Final = {NORMAL: 14, TIGHTENED: 15, REDUCED: 14}
# From row F on the tables end where a plan of the same quality exists in a smaller sample.
_LAST_BIG: Final = {NORMAL: 21, TIGHTENED: 18, REDUCED: 10}
_ROW_F: Final = 5
# Letters A and B have the same two units under reduced inspection as A has under normal: so have their plans.
_REDUCED_PAIRS: Final[tuple[Cell, ...]] = (1, 2, 3, 5, 7, 10, 14, 21, 30)
_COLUMN_25: Final = 17


def cell(kind: str, row: int, column: int) -> Cell:
    """What stands in a master table: an acceptance number, or the arrow that leads to the plan to use."""
    if kind == REDUCED and row <= 1 and column >= _COLUMN_25:
        return _REDUCED_PAIRS[column - _COLUMN_25]
    diagonal = _DIAGONALS[kind]
    place = row + column - _FIRST[kind]
    if place < 0:
        return DOWN
    if row == len(LETTERS):
        # The row S of tightened inspection holds one plan.
        return diagonal[place] if diagonal[place : place + 1] == (1,) else UP
    if place >= len(diagonal):
        return UP
    found = diagonal[place]
    if isinstance(found, int) and row >= _ROW_F and found > _LAST_BIG[kind]:
        return UP
    if found in (UP, DOWN) and not _is_reachable(kind, row, column, str(found)):
        return UP if found == DOWN else DOWN
    return found


def _is_reachable(kind: str, row: int, column: int, arrow: str) -> bool:
    """Whether an arrow leads to a plan before the table ends."""
    rows = range(row - 1, -1, -1) if arrow == UP else range(row + 1, len(SIZES[kind]))
    diagonal = _DIAGONALS[kind]
    return any(
        0 <= (place := other + column - _FIRST[kind]) < len(diagonal) and isinstance(diagonal[place], int)
        for other in rows
    )
