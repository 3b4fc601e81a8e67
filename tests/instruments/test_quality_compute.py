"""Sampling as the standard fixes it: code letters, plans, what they tell apart, the draw, and the switching rules."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from khoso.instruments.quality.compute import drawing, sampling, switching, tables
from khoso.instruments.quality.compute.sampling import Plan, Single, code_letter, freeze, single
from khoso.instruments.quality.compute.switching import Standing
from khoso.instruments.quality.compute.tables import AQLS, LETTERS, LEVELS, NORMAL, REDUCED, TIGHTENED

pytestmark = pytest.mark.mission("D7")


@pytest.mark.parametrize(
    ("lot", "level", "letter"),
    [
        (2, "I", "A"),
        (8, "III", "B"),
        (9, "II", "B"),
        (90, "II", "E"),
        (91, "II", "F"),
        (150, "I", "D"),
        (500, "II", "H"),
        (501, "II", "J"),
        (1_200, "III", "K"),
        (3_200, "II", "K"),
        (10_000, "II", "L"),
        (10_000, "S-4", "G"),
        (35_000, "S-1", "C"),
        (150_000, "II", "N"),
        (500_000, "I", "M"),
        (500_001, "II", "Q"),
        (900_000, "III", "R"),
        (900_000, "S-3", "H"),
        (1, "II", "A"),
    ],
)
def test_code_letters(lot: int, level: str, letter: str) -> None:
    assert code_letter(lot, level) == letter


def test_a_larger_lot_or_a_higher_level_never_means_a_smaller_letter() -> None:
    ends = [1, *(upto for upto, _letters in tables.CODE_LETTERS if upto), 600_000]
    letters = {level: [LETTERS.index(code_letter(lot, level)) for lot in ends] for level in LEVELS}
    assert all(row == sorted(row) for row in letters.values())
    for lower, higher in pairwise(LEVELS):
        assert all(one <= other for one, other in zip(letters[lower], letters[higher], strict=True))


@pytest.mark.parametrize(
    ("letter", "aql", "kind", "size", "accept"),
    [
        # Table 2-A: cells anybody knows who has ever held the standard.
        ("J", "1.0", NORMAL, 80, 2),
        ("J", "2.5", NORMAL, 80, 5),
        ("K", "2.5", NORMAL, 125, 7),
        ("L", "1.0", NORMAL, 200, 5),
        ("L", "4.0", NORMAL, 200, 14),
        ("H", "0.25", NORMAL, 50, 0),
        ("A", "6.5", NORMAL, 2, 0),
        ("Q", "0.010", NORMAL, 1250, 0),
        ("R", "0.025", NORMAL, 2000, 1),
        ("R", "0.65", NORMAL, 2000, 21),
        ("A", "1000", NORMAL, 2, 30),
        ("C", "650", NORMAL, 5, 44),
        # Arrows up, down, and at the two ends of the table.
        ("J", "0.25", NORMAL, 50, 0),
        ("G", "1.0", NORMAL, 50, 1),
        ("A", "0.65", NORMAL, 20, 0),
        ("A", "10", NORMAL, 5, 1),
        ("R", "10", NORMAL, 125, 21),
        ("R", "0.010", NORMAL, 1250, 0),
        ("R", "0.015", NORMAL, 800, 0),
        # Table 2-B.
        ("J", "1.0", TIGHTENED, 80, 1),
        ("J", "2.5", TIGHTENED, 80, 3),
        ("J", "6.5", TIGHTENED, 80, 8),
        ("L", "1.0", TIGHTENED, 200, 3),
        ("F", "1.0", TIGHTENED, 20, 0),
        ("G", "1.0", TIGHTENED, 80, 1),
        ("H", "10", TIGHTENED, 50, 8),
        ("R", "0.010", TIGHTENED, 2000, 0),
        ("R", "0.025", TIGHTENED, 3150, 1),
        # Table 2-C.
        ("J", "1.0", REDUCED, 32, 1),
        ("J", "2.5", REDUCED, 32, 3),
        ("L", "1.0", REDUCED, 80, 3),
        ("L", "4.0", REDUCED, 80, 8),
        ("F", "0.65", REDUCED, 8, 0),
        ("R", "0.65", REDUCED, 800, 10),
    ],
)
def test_cells_of_the_master_tables(letter: str, aql: str, kind: str, size: int, accept: int) -> None:
    found = single(letter, aql, kind)
    assert (found.size, found.accept, found.reject) == (size, accept, accept + 1)


def test_every_cell_of_every_table_leads_to_a_plan() -> None:
    plans = [single(letter, aql, kind) for kind in tables.SIZES for letter in LETTERS for aql in AQLS]
    assert len(plans) == 3 * 16 * 26
    assert {one.size for one in plans} <= {*tables.SIZES[TIGHTENED], *tables.SIZES[REDUCED]}


def _pa(one: Single, share: float) -> float:
    return sampling.acceptance_probability(one.size, one.accept, share)


@pytest.mark.parametrize("aql", tables.PERCENT_AQLS)
def test_good_lots_pass_and_the_kinds_keep_their_order(aql: str) -> None:
    """At the AQL normal inspection accepts 86 % and more; tightened accepts less, reduced more, at any quality."""
    share = float(aql) / 100
    for letter in LETTERS:
        normal, tightened, reduced = (single(letter, aql, kind) for kind in (NORMAL, TIGHTENED, REDUCED))
        assert _pa(normal, share) > 0.86
        for times in (1, 2, 3, 5):
            if (worse := share * times) < 0.5:
                assert _pa(tightened, worse) <= _pa(normal, worse) + 1e-9
                # At the AQL itself a smaller sample may err a little more against the maker.
                assert _pa(reduced, worse) >= _pa(normal, worse) - (0.02 if times == 1 else 1e-9)


@pytest.mark.parametrize("kind", [NORMAL, TIGHTENED, REDUCED])
def test_a_stricter_aql_never_accepts_more(kind: str) -> None:
    for letter in LETTERS:
        chances = [_pa(single(letter, aql, kind), 0.02) for aql in tables.PERCENT_AQLS]
        direct = [
            chance
            for chance, aql in zip(chances, tables.PERCENT_AQLS, strict=True)
            if single(letter, aql, kind).letter == letter
        ]
        assert direct == sorted(direct)


def test_published_points_of_operating_characteristics() -> None:
    """Table 10-J: n = 80, Ac = 2 accepts 95 % at 1.03 % nonconforming, 50 % at 3.33 %, 10 % at 6.52 %."""
    chances = [round(sampling.acceptance_probability(80, 2, share), 2) for share in (0.0103, 0.0333, 0.0652)]
    assert chances == [0.95, 0.5, 0.1]
    assert sampling.acceptance_probability(5, 5, 1.0) == 1.0
    assert sampling.acceptance_probability(5, 4, 1.0) == 0.0


def test_a_plan_is_frozen_with_every_class() -> None:
    frozen = freeze(Plan(stream="x"), 5_000)
    assert frozen == {
        "scheme": "TCVN 7790-1 (ISO 2859-1)",
        "level": "II",
        "kind": "normal",
        "letter": "L",
        "classes": {
            "critical": {"aql": "0.10", "letter": "K", "size": 125, "ac": 0, "re": 1},
            "major": {"aql": "1.0", "letter": "L", "size": 200, "ac": 5, "re": 6},
            "minor": {"aql": "4.0", "letter": "L", "size": 200, "ac": 14, "re": 15},
        },
        "sample_size": 200,
        "is_whole": False,
        "stream": "x",
    }


def test_where_the_sample_is_as_large_as_the_lot_all_of_it_is_looked_at() -> None:
    frozen = freeze(Plan(), 40)
    assert (frozen["sample_size"], frozen["is_whole"]) == (40, True)
    assert freeze(Plan(critical="", minor=""), 40)["sample_size"] == 13


@pytest.mark.parametrize("aql", tables.PERCENT_AQLS)
@pytest.mark.parametrize("kind", [NORMAL, TIGHTENED, REDUCED])
def test_of_critical_defects_one_is_too_many(aql: str, kind: str) -> None:
    assert sampling.zero(aql, kind).accept == 0
    assert not sampling.accepts(freeze(Plan(critical=aql, kind=kind), 9_000), {"critical": 1})


KEYS = [f"f{number:04d}:{page}" for number in range(50) for page in range(1, 11)]


def test_the_same_seed_draws_the_same_sample_whatever_order_the_units_came_in() -> None:
    drawn = drawing.draw("seed", KEYS, 80)
    assert drawn == drawing.draw("seed", reversed(KEYS), 80)
    assert len(set(drawn)) == 80
    assert drawn != drawing.draw("seed2", KEYS, 80)
    assert drawn[:20] == drawing.draw("seed", KEYS, 20)
    assert drawing.units_digest(KEYS) == drawing.units_digest(list(reversed(KEYS)))
    assert drawing.units_digest(KEYS) != drawing.units_digest(KEYS[1:])


def test_the_draw_is_the_same_on_any_machine() -> None:
    """Worked out with sha256sum."""
    assert drawing.order("kho-so", ["a:1", "a:2", "b:1", "ắ:1"]) == ["a:2", "b:1", "a:1", "ắ:1"]


def test_every_unit_is_as_likely_to_be_drawn_as_any_other() -> None:
    counts = dict.fromkeys(KEYS, 0)
    for seed in range(400):
        for key in drawing.draw(str(seed), KEYS, 50):
            counts[key] += 1
    # 400 draws of one in ten: mean 40, spread 6; nothing out of six spreads.
    assert min(counts.values()) > 4
    assert max(counts.values()) < 76


def _run(standing: Standing, told: str, *, gain: int = 2) -> Standing:
    for one in told:
        standing = switching.after(standing, accepted=one == "+", gain=gain)
    return standing


@pytest.mark.parametrize(
    ("start", "verdicts", "kind", "score"),
    [
        (NORMAL, "", NORMAL, 0),
        (NORMAL, "-", NORMAL, 0),
        (NORMAL, "--", TIGHTENED, 0),
        (NORMAL, "-+++-", TIGHTENED, 0),
        (NORMAL, "-++++-", NORMAL, 0),
        (NORMAL, "+" * 14, NORMAL, 28),
        (NORMAL, "+" * 15, REDUCED, 0),
        (NORMAL, "+" * 14 + "-" + "+" * 3, NORMAL, 6),
        (TIGHTENED, "++++", TIGHTENED, 0),
        (TIGHTENED, "+++++", NORMAL, 0),
        (TIGHTENED, "++++-++++", TIGHTENED, 0),
        (TIGHTENED, "-+-+-+-+", TIGHTENED, 0),
        (TIGHTENED, "-+-+-+-+-", switching.DISCONTINUED, 0),
        (REDUCED, "++++++++", REDUCED, 0),
        (REDUCED, "++-", NORMAL, 0),
        (switching.DISCONTINUED, "+++++", switching.DISCONTINUED, 0),
    ],
)
def test_switching_rules(start: str, verdicts: str, kind: str, score: int) -> None:
    after = _run(Standing(start), verdicts)
    assert (after.kind, after.score) == (kind, score)


def test_an_accepted_lot_that_only_just_passed_sets_the_score_back() -> None:
    assert switching.after(Standing(NORMAL, 27), accepted=True, gain=0) == Standing(NORMAL, 0, (True,))
    assert switching.after(Standing(NORMAL, 27), accepted=True, gain=3) == Standing(REDUCED)


@pytest.mark.parametrize(
    ("bad", "gain"),
    [({}, 3), ({"major": 3}, 3), ({"major": 4}, 0), ({"minor": 10}, 3), ({"minor": 11}, 0)],
)
def test_score_by_the_plan_one_step_tighter(bad: dict[str, int], gain: int) -> None:
    assert switching.gain(freeze(Plan(), 5_000), bad) == gain


def test_score_of_plans_that_accept_one_or_none() -> None:
    frozen: dict[str, Any] = freeze(Plan(major="0.25", minor=""), 5_000)
    assert (frozen["classes"]["major"]["ac"], switching.gain(frozen, {"major": 1})) == (1, 2)
