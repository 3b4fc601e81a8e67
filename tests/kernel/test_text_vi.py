"""Vietnamese text: one form, folding, tone placement, look-alikes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoso.kernel import text_vi


def test_folding_takes_accents_and_case_away():
    assert text_vi.fold("Tờ trình về việc xin mua XE MÔ TÔ, Đường Đê") == "to trinh ve viec xin mua xe mo to, duong de"


@pytest.mark.parametrize(
    ("old", "new"), [("hòa bình", "hoà bình"), ("thủy lợi", "thuỷ lợi"), ("khỏe", "khoẻ"), ("HÓA", "HOÁ")]
)
def test_both_placements_of_a_tone_meet(old: str, new: str):
    assert text_vi.tone_placement(new) == old
    assert text_vi.tone_placement(old) == old


@pytest.mark.parametrize("word", ["quý", "hoàn", "quả", "toán", "tuyết", "khuyến"])
def test_tones_that_have_only_one_place_stay(word: str):
    assert text_vi.tone_placement(word) == word


@pytest.mark.mission("S1")
def test_cyrillic_look_alikes_are_repaired_and_told():
    assert text_vi.has_look_alikes("NĐ-СР")
    assert text_vi.repair_look_alikes("NĐ-СР") == "NĐ-CP"
    assert not text_vi.has_look_alikes("NĐ-CP")


@given(st.text())
def test_one_space_is_nfc_and_settled(text: str):
    once = text_vi.one_space(text)
    assert once == unicodedata.normalize("NFC", once)
    assert text_vi.one_space(once) == once


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxy àáảãạ", max_size=40))
def test_folding_is_the_same_for_composed_and_decomposed_text(text: str):
    assert text_vi.fold(unicodedata.normalize("NFD", text)) == text_vi.fold(text)
