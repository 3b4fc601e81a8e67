"""Marks that the engine took for a line of their own go; small print that is really there stays."""

from __future__ import annotations

import pytest

from khoso.engines.ocr.port import Word
from khoso.stages.recognition.compute.torn import without_torn_marks

LETTERS = [
    Word(674, 495, 717, 522, "Về", 0.80, 7),
    Word(729, 503, 792, 530, "việc", 0.97, 7),
    Word(803, 504, 938, 523, "mua", 0.97, 7),
    Word(950, 498, 1090, 523, "tô", 0.96, 7),
]


def _texts(words):
    return [word.text for word in without_torn_marks(words)]


def test_marks_above_their_letters_are_no_words():
    marks = [Word(703, 488, 717, 503, "Ầ", 0.80, 6), Word(750, 495, 774, 502, "VVI^", 0.33, 6)]
    assert _texts([*marks, *LETTERS]) == ["Về", "việc", "mua", "tô"]


def test_marks_below_their_letters_are_no_words_either():
    below = [Word(740, 518, 750, 526, ".", 0.5, 8), Word(960, 519, 968, 527, "„", 0.4, 8)]
    assert _texts([*LETTERS, *below]) == ["Về", "việc", "mua", "tô"]


@pytest.mark.parametrize(
    ("small", "why"),
    [
        (Word(703, 460, 760, 472, "ố", 0.5, 6), "it stands clear of the line"),
        (Word(1300, 495, 1330, 505, "ố", 0.5, 6), "it stands beside the line, not over it"),
        (Word(703, 490, 760, 515, "Số", 0.5, 6), "it is as high as the letters"),
        (Word(703, 495, 760, 505, "bản", 0.97, 6), "the engine is sure of it"),
        (Word(703, 495, 860, 505, "nguyên", 0.5, 6), "it is a long word"),
    ],
)
def test_small_print_stays(small, why):
    assert _texts([small, *LETTERS]) == [small.text, "Về", "việc", "mua", "tô"], why
