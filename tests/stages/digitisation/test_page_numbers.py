"""Lone numbers are read by the shape of their digits, and what is no number is not."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw
from tests.stages.digitisation import paper

from khoso.stages.digitisation.compute.digits import read_number


def crop(words: str, size: int = 36) -> np.ndarray:
    """Words as the finder of page numbers cuts them out: some paper around, softness and noise."""
    image = Image.new("RGB", (400, 120), (240, 240, 236))
    ImageDraw.Draw(image).text((60, 30), words, font=paper.font(size), fill=(40, 40, 45))
    grey = np.asarray(paper.noisy(paper.blurred(image, 0.6)).convert("L"))
    rows, columns = np.flatnonzero((grey < 150).any(axis=1)), np.flatnonzero((grey < 150).any(axis=0))
    return grey[rows[0] - 6 : rows[-1] + 7, columns[0] - 6 : columns[-1] + 7]


@pytest.mark.mission("D3")
@pytest.mark.parametrize("size", [30, 36, 54])
def test_numbers_are_read_with_dashes_and_without(size: int) -> None:
    numbers = [*range(1, 30), 47, 58, 63, 96, 100, 219]
    assert [read_number(crop(str(number), size)) for number in numbers] == numbers
    assert [read_number(crop(f"- {number} -", size)) for number in numbers] == numbers


@pytest.mark.parametrize("words", ["Số", "Điều", "1234", "A", "K", "M", "W", "12/BC", "Kính"])
def test_words_are_no_numbers(words: str) -> None:
    assert read_number(crop(words)) is None
