"""Tone marks come back where the neighbours leave no doubt, and nothing else changes."""

from __future__ import annotations

import pytest

from khoso.engines.ocr.port import Word
from khoso.stages.recognition.compute.rescoring import misreading, pairs_of, rescored

pytestmark = pytest.mark.mission("D4")

TABLE = pairs_of(
    {"số": 900, "sô": 6, "liệu": 500, "thống": 400, "thông": 800, "kê": 300, "tin": 600, "trọng": 90, "trong": 900,
     "yếu": 90, "một": 700, "hà": 40, "hạ": 30},
    {("số", "liệu"): 300, ("một", "số"): 200, ("thống", "kê"): 250, ("thông", "tin"): 500, ("trọng", "yếu"): 3,
     ("trong", "một"): 40},
)  # fmt: skip


def words(text: str, sure: float = 0.9) -> list[Word]:
    return [Word(0, 0, 9, 9, part, sure, 0, 0, (sure,) * len(part)) for part in text.split()]


def after(text: str, sure: float = 0.9) -> str:
    return " ".join(word.text for word in rescored(words(text, sure), TABLE))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("một sô liệu", "một số liệu"),
        ("(một sô liệu)", "(một số liệu)"),
        ("MỘT SÔ LIỆU", "MỘT SỐ LIỆU"),
        ("Thông kê", "Thống kê"),
        ("thông tin", "thông tin"),
        ("sô, liệu", "sô, liệu"),
        ("một sô", "một số"),
        ("sô 12", "sô 12"),
        ("trọng yếu", "trọng yếu"),
    ],
)
def test_only_the_usual_mistake_between_known_neighbours_is_mended(read, meant):
    assert after(read) == meant


def test_a_name_stays_as_it_is_read():
    assert after("Sô Liệu") == "Sô Liệu"


def test_place_confidence_and_number_of_words_stay():
    before = words("một sô liệu")
    changed = rescored(before, TABLE)
    assert [(w.box, w.confidence, w.letters) for w in changed] == [(w.box, w.confidence, w.letters) for w in before]


def test_words_of_another_block_are_no_neighbours():
    apart = [Word(0, 0, 9, 9, "sô", 0.9, 0, 0), Word(0, 0, 9, 9, "liệu", 0.9, 1, 1)]
    assert [word.text for word in rescored(apart, TABLE)] == ["sô", "liệu"]


def test_an_unusual_misreading_asks_for_more_than_a_usual_one():
    costs = [misreading("số", "sô"), misreading("sổ", "số"), misreading("sộ", "sô"), misreading("số", "só")]
    assert costs == sorted(costs)
    assert misreading("trong", "trọng") > costs[-1]


def test_the_table_that_ships_knows_official_words():
    assert " ".join(w.text for w in rescored(words("Tông cục Thông kê hướng dân một sô điêu"))) == (
        "Tổng cục Thống kê hướng dẫn một số điều"
    )
