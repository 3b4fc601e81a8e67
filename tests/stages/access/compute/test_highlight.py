"""What was found is shown: boxes on the page image, marks in a passage of text."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoso.stages.access.compute.highlight import Box, Fractions, fractions, hit_boxes, snippet

LINE_HEIGHT = 40


def line(text: str, top: int = 100, left: int = 100, gap: int = 10) -> list[list[object]]:
    """Page words of one line: each letter is 20 pixels wide."""
    words: list[list[object]] = []
    for word in text.split(" "):
        right = left + 20 * len(word)
        words.append([left, top, right, top + LINE_HEIGHT, word, 0.9])
        left = right + gap
    return words


@pytest.mark.mission("A1")
def test_neighbouring_hits_on_a_line_are_one_box() -> None:
    # Tờ 100–140, trình 150–250, kinh 260–340, phí 350–410
    assert hit_boxes(line("Tờ trình kinh phí"), "kinh phí") == [Box(260, 100, 410, 140)]


def test_hits_apart_are_boxes_apart() -> None:
    assert hit_boxes(line("Tờ trình kinh phí"), "tờ phí") == [Box(100, 100, 140, 140), Box(350, 100, 410, 140)]


def test_a_phrase_broken_over_two_lines_has_a_box_on_each() -> None:
    words = line("về kinh") + line("phí hội nghị", top=160)
    assert hit_boxes(words, "kinh phí") == [Box(150, 100, 230, 140), Box(100, 160, 160, 200)]


def test_neighbours_in_two_columns_are_not_joined() -> None:
    words = line("kinh") + line("phí", left=900)
    assert hit_boxes(words, "kinh phí") == [Box(100, 100, 180, 140), Box(900, 100, 960, 140)]


@pytest.mark.parametrize("typed", ["hoà", "HÒA", "hoa", unicodedata.normalize("NFD", "hòa")])
def test_words_meet_as_they_do_in_the_index(typed: str) -> None:
    assert hit_boxes(line("Biên Hòa,"), typed) == [Box(190, 100, 270, 140)]


def test_with_accents_only_the_exact_spelling_is_marked_when_the_page_has_it() -> None:
    assert hit_boxes(line("bán bàn"), "bán") == [Box(100, 100, 160, 140)]
    assert hit_boxes(line("bạn bàn"), "bán") == [Box(100, 100, 230, 140)]
    assert hit_boxes(line("bán bàn"), "ban") == [Box(100, 100, 230, 140)]


def test_quoted_words_are_marked_only_together() -> None:
    assert hit_boxes(line("phí kinh tế kinh phí"), '"kinh phí"') == [Box(310, 100, 460, 140)]


def test_a_document_number_inside_one_printed_word() -> None:
    assert hit_boxes(line("Số: 139/TTr-CC ngày"), "139/ttr-cc") == [Box(170, 100, 370, 140)]


def test_stop_words_are_marked_only_beside_their_neighbour() -> None:
    assert hit_boxes(line("của ai của tỉnh"), "của tỉnh") == [Box(220, 100, 370, 140)]
    assert hit_boxes(line("của ai"), "của tỉnh") == []
    assert hit_boxes(line("của ai"), "của") == [Box(100, 100, 160, 140)]


def test_what_was_left_out_is_not_marked_and_an_empty_query_marks_nothing() -> None:
    assert hit_boxes(line("dự toán"), "dự -toán") == [Box(100, 100, 140, 140)]
    assert hit_boxes(line("dự toán"), "") == []
    assert hit_boxes([], "dự") == []


def test_fractions_hold_at_every_size_and_stay_on_the_page() -> None:
    assert fractions(Box(100, 50, 300, 150), 1000, 500) == Fractions(0.1, 0.1, 0.2, 0.2)
    assert fractions(Box(-10, 400, 1200, 600), 1000, 500) == Fractions(0.0, 0.8, 1.0, 0.2)


def test_a_short_text_is_shown_whole_with_its_hits_marked() -> None:
    assert snippet("Tờ trình về\n kinh  phí.", "kinh phi") == "Tờ trình về <mark>kinh phí</mark>."


def test_text_cannot_bring_markup_into_the_page() -> None:
    assert snippet('<b>kinh</b> & "phí"', "kinh b") == (
        "&lt;b&gt;<mark>kinh</mark>&lt;/<mark>b</mark>&gt; &amp; &quot;phí&quot;"
    )


def test_the_passage_with_most_of_the_words_is_chosen() -> None:
    text = "kinh tế. " + "chữ " * 200 + "Về việc cấp kinh phí tủ thuốc năm nay. " + "chữ " * 200
    shown = snippet(text, "kinh phí tủ thuốc", length=80)
    assert "cấp <mark>kinh phí tủ thuốc</mark> năm nay" in shown
    assert (shown[0], shown[-1]) == ("…", "…")


def test_without_a_hit_the_text_begins_at_its_beginning() -> None:
    assert snippet("một hai ba bốn", "năm", length=10) == "một hai ba…"
    assert snippet("", "năm") == ""


@given(
    text=st.text(alphabet="abđáàạ -<>&\"'\n\u0301\u0302\u0323İ🙂", max_size=400),
    query=st.text(alphabet='abđá -"/1', max_size=12),
    length=st.integers(20, 120),
)
def test_a_snippet_is_always_balanced_bounded_and_a_part_of_the_text(text: str, query: str, length: int) -> None:
    shown = snippet(text, query, length)
    plain = re.sub(r"</?mark>", "", shown)
    assert shown.count("<mark>") == shown.count("</mark>")
    assert set(re.findall(r"<[^>]*>", shown)) <= {"<mark>", "</mark>"}
    unescaped = (
        plain.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
    )
    assert len(unescaped.strip("…")) <= length
    assert hit_boxes([[0, 0, 1, 1, word, 1] for word in text.split()], query) is not None


def test_where_words_stand_as_asked_their_single_syllables_elsewhere_are_left_alone() -> None:
    text = "TỜ TRÌNH về việc xin mua xe mô tô. Mùa mưa đi lại khó, có hai xe cũ. Người trình: Văn phòng"
    assert snippet(text, "to trinh mua xe") == (
        "<mark>TỜ TRÌNH</mark> về việc xin <mark>mua xe</mark> mô tô. "
        "Mùa mưa đi lại khó, có hai xe cũ. Người trình: Văn phòng"
    )
    assert snippet("Hai xe cũ. Người trình: Văn phòng", "to trinh mua xe") == (
        "Hai <mark>xe</mark> cũ. Người <mark>trình</mark>: Văn phòng"
    )
