"""Numbers in words, digits, money, days and Roman numerals: known-right examples, and properties of all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoso.kernel import numbers_vi

WORDS = {
    0: "không", 1: "một", 4: "bốn", 5: "năm", 10: "mười", 11: "mười một", 14: "mười bốn", 15: "mười lăm",
    20: "hai mươi", 21: "hai mươi mốt", 24: "hai mươi tư", 25: "hai mươi lăm", 44: "bốn mươi tư",
    55: "năm mươi lăm", 100: "một trăm", 101: "một trăm linh một", 104: "một trăm linh bốn",
    105: "một trăm linh năm", 110: "một trăm mười", 111: "một trăm mười một", 115: "một trăm mười lăm",
    121: "một trăm hai mươi mốt", 554: "năm trăm năm mươi tư", 1_000: "một nghìn",
    1_001: "một nghìn không trăm linh một", 1_021: "một nghìn không trăm hai mươi mốt",
    2_026: "hai nghìn không trăm hai mươi sáu", 1_105: "một nghìn một trăm linh năm", 10_000: "mười nghìn",
    21_000: "hai mươi mốt nghìn", 105_000: "một trăm linh năm nghìn", 1_000_000: "một triệu",
    1_000_005: "một triệu không trăm linh năm", 1_050_000: "một triệu không trăm năm mươi nghìn",
    10**9: "một tỷ", 12 * 10**8: "một tỷ hai trăm triệu", 10**9 + 5: "một tỷ không trăm linh năm",
    10**9 + 10**6: "một tỷ không trăm linh một triệu", 10**12: "một nghìn tỷ",
    1_005 * 10**9: "một nghìn không trăm linh năm tỷ", 10**15: "một triệu tỷ", -15: "âm mười lăm",
}  # fmt: skip
VALUES = {
    word: number for number, word in enumerate(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"])
}
VALUES |= {"mốt": 1, "tư": 4, "lăm": 5}


def heard(said: str) -> int:
    """The number a listener hears: an ear of its own, which knows nothing of how the words were made."""
    sign, words = (-1, said.split()[1:]) if said.startswith("âm ") else (1, said.split())
    total = group = last = 0
    for word in words:
        match word:
            case "tỷ":
                total, group, last = (total + group + last) * 10**9, 0, 0
            case "nghìn" | "triệu":
                total += (group + last) * {"nghìn": 1_000, "triệu": 10**6}[word]
                group = last = 0
            case "trăm":
                group, last = last * 100, 0
            case "mươi":
                group, last = group + last * 10, 0
            case "mười":
                group += 10
            case "linh" | "lẻ":
                pass
            case _:
                last = VALUES[word]
    return sign * (total + group + last)


@pytest.mark.mission("P11")
@pytest.mark.parametrize(("number", "said"), WORDS.items())
def test_numbers_are_said_as_a_schoolbook_says_them(number: int, said: str) -> None:
    assert numbers_vi.words(number) == said


@given(st.integers(-(10**15), 10**15))
def test_every_number_is_heard_as_it_was_meant(number: int) -> None:
    assert heard(numbers_vi.words(number)) == number
    assert heard(numbers_vi.words(number, zero_ten="lẻ")) == number


@given(st.integers(0, 10**15))
def test_no_word_breaks_the_rules_of_the_units(number: int) -> None:
    said = f" {numbers_vi.words(number)} "
    for wrong in (
        " mươi năm ",
        " mươi một ",
        " mười năm ",
        " mười mốt ",
        " mười tư ",
        " linh lăm ",
        " linh mốt ",
        " linh tư ",
    ):
        assert wrong not in said
    assert "  " not in said


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="10¹⁵"):
        numbers_vi.words(10**15 + 1)


def test_money_is_written_as_on_a_contract() -> None:
    assert numbers_vi.money(1_200_000_000) == "Một tỷ hai trăm triệu đồng"
    assert numbers_vi.money(1_200_000_000, is_even=True) == "Một tỷ hai trăm triệu đồng chẵn"
    assert numbers_vi.money(5) == "Năm đồng"
    assert numbers_vi.money(105, zero_ten="lẻ") == "Một trăm lẻ năm đồng"


@pytest.mark.parametrize(
    ("number", "places", "told"),
    [
        (0, None, "0"), (999, None, "999"), (1000, None, "1.000"), (-1234567, None, "-1.234.567"),
        (1234567.5, None, "1.234.567,5"), (Decimal("0.10"), None, "0,1"), (0.1 + 0.2, 1, "0,3"),
        (Decimal("2.345"), 2, "2,35"), (1500, 2, "1.500,00"), (-0.001, 2, "0,00"), (12.0, None, "12"),
    ],
)  # fmt: skip
def test_digits_stand_in_threes_with_points_and_a_comma(number: float, places: int | None, told: str) -> None:
    assert numbers_vi.grouped(number, places) == told


@given(st.integers(-(10**18), 10**18))
def test_digits_are_only_parted_never_changed(number: int) -> None:
    told = numbers_vi.grouped(number)
    assert int(told.replace(".", "")) == number
    assert all(len(part) == 3 for part in told.lstrip("-").split(".")[1:])


@pytest.mark.parametrize("what", [float("nan"), float("inf")])
def test_what_is_no_number_has_no_digits(what: float) -> None:
    with pytest.raises(ValueError, match="Không phải là số"):
        numbers_vi.grouped(what)


@pytest.mark.luat("NĐ30 Phụ lục I, phần I, II.4")
@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 15), "ngày 15 tháng 12 năm 2026"),
    ],
)
def test_a_nought_stands_before_small_days_and_the_first_two_months(day: date, told: str) -> None:
    assert numbers_vi.day_in_words(day) == told


def test_roman_numerals() -> None:
    known = {1: "I", 4: "IV", 9: "IX", 14: "XIV", 40: "XL", 90: "XC", 400: "CD", 1944: "MCMXLIV", 3999: "MMMCMXCIX"}
    assert {number: numbers_vi.roman(number) for number in known} == known
    for number in (0, -1, 4000):
        with pytest.raises(ValueError, match="La Mã"):
            numbers_vi.roman(number)


@given(st.integers(1, 3999))
def test_roman_numerals_read_back(number: int) -> None:
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    told = [values[letter] for letter in numbers_vi.roman(number)]
    read = sum(-one if one < after else one for one, after in zip(told, [*told[1:], 0], strict=True))
    assert read == number
