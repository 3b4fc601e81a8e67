"""Damaged and hostile files through every parser: a reading or a refusal in Vietnamese, never a crash, never a hang."""

from __future__ import annotations

import copy
import os
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from bench.fuzz.inputs import built, damaged, good, pixels
from bench.fuzz.running import LIMITS, through_parsers
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from khoso.engines.ocr import probe
from khoso.engines.ocr.port import Word
from khoso.kernel.errors import FileRefused
from khoso.kernel.text_vi import is_vietnamese
from khoso.stages.recognition.compute.alto import write_alto
from khoso.stages.recognition.compute.altoread import read_alto
from khoso.stages.recognition.compute.apart import read_apart
from khoso.stages.recognition.compute.pages import PageImage
from khoso.stages.recognition.compute.reading import FileReading, PageReading, PersonalPlace

pytestmark = [pytest.mark.mission("D4")]
# What a file may come to besides being read; a limit reached is a finding too, a fall of the reader is not wanted.
KNOWN = {
    "read",
    "file.damaged",
    "file.too_large",
    "file.wrong_format",
    "file.encrypted",
    "file.changed",
    "limits.timed_out",
    "limits.out_of_memory",
}


def all_told(inputs: Any) -> list[tuple[str, str, str]]:
    """(name, step, outcome) of what came to anything else, took too long or was told in no Vietnamese."""
    wrong = []
    for name, data in inputs:
        for one in through_parsers(name, data):
            is_said = one.outcome == "read" or is_vietnamese(one.message)
            if one.outcome not in KNOWN or not is_said or one.seconds > LIMITS.seconds + 20:
                wrong.append((one.name, one.step, f"{one.outcome} {one.seconds:.0f} s {one.message[-200:]}"))
    return wrong


def test_good_files_are_read() -> None:
    for name, data in good().items():
        assert [(one.step, one.outcome) for one in through_parsers(name, data)] == [("draw", "read"), ("pdfa", "read")]


def test_files_built_to_break_readers() -> None:
    assert all_told(built().items()) == []


def test_damaged_copies_of_good_files() -> None:
    assert all_told(damaged(4, seed=20)) == []


def test_the_bad_inputs_of_other_projects() -> None:
    folder = Path(os.environ.get("KHOSO_SHARED", "../shared")) / "samples" / "bad-inputs"
    if not folder.is_dir():
        pytest.skip("không có thư mục mẫu bên cạnh")
    small = [path for path in sorted(folder.iterdir()) if path.suffix != ".tsv" and path.stat().st_size < 300_000]
    assert all_told((path.name, path.read_bytes()) for path in small) == []


def a_reading() -> dict[str, Any]:
    words = (Word(1, 2, 30, 20, "Báo", 0.9), Word(34, 2, 60, 20, "cáo", 0.8))
    page = PageReading(1, 100, 100, 200, words, personal=(PersonalPlace("birth", (1, 2, 3, 4), 0.9),))
    return FileReading("a.pdf", (page,), (), "tesseract 5").as_json(full=True)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every member of a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *[found for key, one in inside for found in places_in(one, (*path, key))]]


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6), st.just([]), st.just({}), st.just("DROP")
)


@seed(7)
@settings(max_examples=250, deadline=None, database=None)
@given(where=st.integers(0, 10_000), odd=ODD)
def test_a_kept_reading_that_was_damaged_is_refused_or_read_never_a_fall(where: int, odd: Any) -> None:
    data = copy.deepcopy(a_reading())
    ways = places_in(data)[1:]
    *path, last = ways[where % len(ways)]
    inside: Any = data
    for key in path:
        inside = inside[key]
    if odd == "DROP":
        del inside[last]
    else:
        inside[last] = odd
    try:
        FileReading.from_json(data)
    except FileRefused as error:
        assert error.code == "reading.damaged"


def test_damaged_alto_is_no_alto_or_is_read(tmp_path: Path) -> None:
    path = tmp_path / "page.xml"
    write_alto(PageReading(1, 100, 100, 200, (Word(1, 2, 30, 20, "Báo", 0.9),)), path)
    whole = path.read_bytes()
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><alto>&b;</alto>'
    dice = Random(3)
    cases = [b"", bomb, b"<alto/>", b"\x00" * 50, whole.replace(b'HPOS="1"', b""), whole.replace(b"0.9", b"nine")]
    cases += [whole[: dice.randrange(len(whole))] for _ in range(40)]
    refused = 0
    for data in cases:
        path.write_bytes(data)
        try:
            read_alto(path)
        except ValueError:
            refused += 1
    assert refused == len(cases)


def test_pixels_that_are_hard_on_the_engine(tmp_path: Path) -> None:
    if not probe.probe().present:
        pytest.skip("máy không có Tesseract với mô hình vie")
    drawn = []
    for number, (name, image) in enumerate(pixels(1), 1):
        if name in ("thin", "dot", "black"):
            image.save(tmp_path / f"{name}.tif")
            height, width = np.asarray(image).shape[:2]
            drawn.append(PageImage(number, width, height, 200, tmp_path / f"{name}.tif"))
    told = read_apart(drawn, "a.pdf")
    assert len(told.reading.pages) == 3
