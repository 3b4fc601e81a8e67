"""Every cell of the master tables against the rows as the published standard prints them.

A row is told as it stands on paper: the column of its zero plan, the column of its first Ac 1, what follows from there
cell by cell, and where the arrows between and beside them point. ISO 2859-1:1999, tables 1, 2-A, 2-B, 2-C.
"""

from __future__ import annotations

import pytest

from khoso.instruments.quality.compute.sampling import code_letter, single
from khoso.instruments.quality.compute.tables import AQLS, LEVELS, NORMAL, REDUCED, TIGHTENED

pytestmark = pytest.mark.mission("D7")

# letter, sample size, column of Ac 0, the arrows after it, column of Ac 1, acceptance numbers from there on.
Row = tuple[str, int, str, str, str, str]
NORMAL_ROWS: list[Row] = [
    ("A", 2, "6.5", "vv", "25", "1 2 3 5 7 10 14 21 30"),
    ("B", 3, "4.0", "^v", "15", "1 2 3 5 7 10 14 21 30 44"),
    ("C", 5, "2.5", "^v", "10", "1 2 3 5 7 10 14 21 30 44"),
    ("D", 8, "1.5", "^v", "6.5", "1 2 3 5 7 10 14 21 30 44"),
    ("E", 13, "1.0", "^v", "4.0", "1 2 3 5 7 10 14 21 30 44"),
    ("F", 20, "0.65", "^v", "2.5", "1 2 3 5 7 10 14 21"),
    ("G", 32, "0.40", "^v", "1.5", "1 2 3 5 7 10 14 21"),
    ("H", 50, "0.25", "^v", "1.0", "1 2 3 5 7 10 14 21"),
    ("J", 80, "0.15", "^v", "0.65", "1 2 3 5 7 10 14 21"),
    ("K", 125, "0.10", "^v", "0.40", "1 2 3 5 7 10 14 21"),
    ("L", 200, "0.065", "^v", "0.25", "1 2 3 5 7 10 14 21"),
    ("M", 315, "0.040", "^v", "0.15", "1 2 3 5 7 10 14 21"),
    ("N", 500, "0.025", "^v", "0.10", "1 2 3 5 7 10 14 21"),
    ("P", 800, "0.015", "^v", "0.065", "1 2 3 5 7 10 14 21"),
    ("Q", 1250, "0.010", "^v", "0.040", "1 2 3 5 7 10 14 21"),
    ("R", 2000, "", "^^", "0.025", "1 2 3 5 7 10 14 21"),
]
TIGHTENED_ROWS: list[Row] = [
    ("A", 2, "10", "vv", "40", "1 2 3 5 8 12 18 27"),
    ("B", 3, "6.5", "vv", "25", "1 2 3 5 8 12 18 27 41"),
    ("C", 5, "4.0", "vv", "15", "1 2 3 5 8 12 18 27 41"),
    ("D", 8, "2.5", "vv", "10", "1 2 3 5 8 12 18 27 41"),
    ("E", 13, "1.5", "vv", "6.5", "1 2 3 5 8 12 18 27 41"),
    ("F", 20, "1.0", "vv", "4.0", "1 2 3 5 8 12 18"),
    ("G", 32, "0.65", "vv", "2.5", "1 2 3 5 8 12 18"),
    ("H", 50, "0.40", "vv", "1.5", "1 2 3 5 8 12 18"),
    ("J", 80, "0.25", "vv", "1.0", "1 2 3 5 8 12 18"),
    ("K", 125, "0.15", "vv", "0.65", "1 2 3 5 8 12 18"),
    ("L", 200, "0.10", "vv", "0.40", "1 2 3 5 8 12 18"),
    ("M", 315, "0.065", "vv", "0.25", "1 2 3 5 8 12 18"),
    ("N", 500, "0.040", "vv", "0.15", "1 2 3 5 8 12 18"),
    ("P", 800, "0.025", "vv", "0.10", "1 2 3 5 8 12 18"),
    ("Q", 1250, "0.015", "vv", "0.065", "1 2 3 5 8 12 18"),
    ("R", 2000, "0.010", "^v", "0.040", "1 2 3 5 8 12 18"),
]
REDUCED_ROWS: list[Row] = [
    ("A", 2, "6.5", "vv", "25", "1 2 3 5 7 10 14 21 30"),
    ("B", 2, "4.0", "^vv", "25", "1 2 3 5 7 10 14 21 30"),
    ("C", 2, "2.5", "^vv", "15", "1 2 3 5 6 8 10 14 21"),
    ("D", 3, "1.5", "^vv", "10", "1 2 3 5 6 8 10 14 21"),
    ("E", 5, "1.0", "^vv", "6.5", "1 2 3 5 6 8 10 14 21"),
    ("F", 8, "0.65", "^vv", "4.0", "1 2 3 5 6 8 10"),
    ("G", 13, "0.40", "^vv", "2.5", "1 2 3 5 6 8 10"),
    ("H", 20, "0.25", "^vv", "1.5", "1 2 3 5 6 8 10"),
    ("J", 32, "0.15", "^vv", "1.0", "1 2 3 5 6 8 10"),
    ("K", 50, "0.10", "^vv", "0.65", "1 2 3 5 6 8 10"),
    ("L", 80, "0.065", "^vv", "0.40", "1 2 3 5 6 8 10"),
    ("M", 125, "0.040", "^vv", "0.25", "1 2 3 5 6 8 10"),
    ("N", 200, "0.025", "^vv", "0.15", "1 2 3 5 6 8 10"),
    ("P", 315, "0.015", "^vv", "0.10", "1 2 3 5 6 8 10"),
    ("Q", 500, "0.010", "^^v", "0.065", "1 2 3 5 6 8 10"),
    ("R", 800, "", "^^^", "0.040", "1 2 3 5 6 8 10"),
]
PRINTED = {NORMAL: NORMAL_ROWS, TIGHTENED: TIGHTENED_ROWS, REDUCED: REDUCED_ROWS}
# The row below R that tightened inspection has for one plan: 3150 units, Ac 1 at AQL 0.025.
ROW_S: Row = ("S", 3150, "", "^^", "0.025", "1")


def cells(row: Row) -> list[str]:
    """The 26 cells of a printed row: acceptance numbers and arrows."""
    _letter, _size, zero, between, one, numbers = row
    first, accepts = AQLS.index(one), numbers.split()
    told = ["v"] * len(AQLS)
    start = first - len(between)
    if zero:
        start = AQLS.index(zero)
        told[start] = "0"
        # Letter B of the reduced table has a wider gap: the arrows down fill it.
        gap = first - start - 1
        told[start + 1 : first] = list(between + "v" * (gap - len(between)))
    else:
        told[max(start, 0) : first] = list(between)[-first:]
    told[first : first + len(accepts)] = accepts
    told[first + len(accepts) :] = ["^"] * (len(AQLS) - first - len(accepts))
    return told


def followed(rows: list[Row], at: int, column: int) -> tuple[int, int]:
    """(sample size, Ac) at the end of the arrows."""
    while (found := cells(rows[at])[column]) in "^v":
        at += 1 if found == "v" else -1
    return rows[at][1], int(found)


@pytest.mark.parametrize("kind", [NORMAL, TIGHTENED, REDUCED])
def test_every_cell_leads_where_the_printed_table_leads(kind: str) -> None:
    rows = PRINTED[kind] + ([ROW_S] if kind == TIGHTENED else [])
    printed = {
        (row[0], aql): followed(rows, at, column) for at, row in enumerate(rows[:16]) for column, aql in enumerate(AQLS)
    }
    ours = {(letter, aql): (plan.size, plan.accept) for letter, aql in printed if (plan := single(letter, aql, kind))}
    assert ours == printed


# Table 1, up to how many units: letters under S-1, S-2, S-3, S-4, I, II, III.
CODE_LETTERS = """
8 A A A A A A B
15 A A A A A B C
25 A A B B B C D
50 A B B C C D E
90 B B C C C E F
150 B B C D D F G
280 B C D E E G H
500 B C D E F H J
1200 C C E F G J K
3200 C D E G H K L
10000 C D F G J L M
35000 C D F H K M N
150000 D E G J L N P
500000 D E G J M P Q
9999999 D E H K N Q R
"""


def test_every_cell_of_the_code_letters() -> None:
    least = 2
    for line in CODE_LETTERS.split("\n")[1:-1]:
        upto, *letters = line.split()
        for lot in (least, int(upto)):
            assert [code_letter(lot, level) for level in LEVELS] == letters
        least = int(upto) + 1
