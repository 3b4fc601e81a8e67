"""How text becomes words and a typed line becomes a query."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoso.engines.index import words
from khoso.engines.index.query import parse
from khoso.kernel.text_vi import fold, tone_placement

SYLLABLES = [
    "hoà", "hòa", "thuỷ", "thủy", "khoẻ", "khỏe", "quý", "quả", "quyết", "hoặc", "thuế", "huệ", "khuỷu", "toàn", "tòa",
    "Uỷ", "ỦY", "oà", "loé", "hoạ", "đoạt", "Đỗ", "nghĩa", "giờ", "xuề", "uýnh", "tuỳ", "tùy", "luỵ", "ngoẹo",
]  # fmt: skip


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("syllable", SYLLABLES)
def test_words_are_normalised_as_the_kernel_does(syllable: str, form: str) -> None:
    text = unicodedata.normalize(form, syllable)
    exact = words.exact(words.canonical(text))
    assert exact == tone_placement(text).lower()
    assert words.folded(exact) == fold(text)


@given(st.text())
def test_normalising_keeps_the_number_of_characters(text: str) -> None:
    canonical = words.canonical(text)
    exact = words.exact(canonical)
    assert (len(exact), len(words.folded(exact))) == (len(canonical), len(canonical))
    assert words.canonical(canonical) == canonical


def test_a_tone_typed_before_the_circumflex_is_one_letter() -> None:
    assert words.canonical("a\u0301\u0302p") == "ấp"


def test_one_key_for_a_number_however_it_is_written() -> None:
    written = [("139", "TTr-CC"), ("0139", "ttr-cc"), (" 139 ", "TTr - CC"), ("139", "ТТr-СС")]  # the last: Cyrillic
    assert {words.number_key(*each) for each in written} == {"139/ttr-cc"}
    assert words.number_key("05") == "5"


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("tờ trình", ["word", "word"]),
        ('"tờ trình" kinh', ["phrase", "word"]),
        ("139/TTr-CC", ["number"]),
        ("139/", ["number"]),
        ("155/2020/NĐ-CP", ["number"]),
        ("05/07/2010", ["phrase"]),
        ("1.500.000", ["phrase"]),
        ("12a/QĐ", ["number"]),
        ("'' - / ?", []),
    ],
)
def test_what_is_typed_is_told_apart(typed: str, kinds: list[str]) -> None:
    assert [clause.kind for clause in parse(typed).wanted] == kinds


def test_a_word_after_a_minus_is_excluded_and_a_hyphen_inside_is_not() -> None:
    parsed = parse('an-toàn -dự –"hội nghị"')
    assert [clause.exact for clause in parsed.wanted] == [("an", "toàn")]
    assert [clause.exact for clause in parsed.excluded] == [("dự",), ("hội", "nghị")]


def test_joining_words_are_optional_unless_nothing_else_was_typed() -> None:
    assert [clause.exact[0] for clause in parse("báo cáo của tỉnh").required] == ["báo", "cáo", "tỉnh"]
    assert [clause.exact[0] for clause in parse("của").required] == ["của"]
    assert [clause.exact[0] for clause in parse("cửa hàng").required] == ["cửa", "hàng"]


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("Chi cục được thành lập vào năm nào", True),
        ("chi cuc thanh lap vao nam nao", True),
        ("ai ký quyết định thành lập tổ công tác", True),
        ("quyết định thành lập tổ công tác", False),
        ("quyet dinh dau tu may moc thiet bi", False),
        ("kinh phí?", False),
    ],
)
def test_a_question_is_told_from_key_words(typed: str, question: bool) -> None:
    assert parse(typed).question == question


def test_a_very_long_text_is_cut() -> None:
    assert len(parse("bò " * 100_000).wanted) == 40
