"""Reading in a child: what crashes, hangs or eats memory on one page costs that page, not the worker, not the file."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.stages.recognition import targets_for_reading as bad
from tests.stages.recognition.test_personal_places import page_of

from khoso.engines.limits import Limits, run_limited
from khoso.stages.recognition.compute import apart
from khoso.stages.recognition.compute.pages import PageImage
from khoso.stages.recognition.compute.read import UNREAD
from khoso.stages.recognition.compute.reading import PageReading

pytestmark = [pytest.mark.mission("D4")]


def pages(folder: Path, *greys: int) -> list[PageImage]:
    # Black stays black; grey paper is made white before it is read.
    made = []
    for number, grey in enumerate(greys, 1):
        path = folder / f"page-{number}.tif"
        Image.fromarray(np.full((200, 150), grey, np.uint8)).save(path)
        made.append(PageImage(number, 150, 200, 200, path))
    return made


def read_all_badly(drawn: list[PageImage], shown_as: str) -> object:
    from khoso.stages.recognition.compute.read import read_pages

    return read_pages(drawn, shown_as, engine=bad.bad_engine())


def read_one_badly(page: PageImage) -> object:
    from khoso.stages.recognition.compute.read import read_page

    return read_page(page, bad.bad_engine()), "bad 1"


@pytest.fixture
def misbehave(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(apart, "read_all", read_all_badly)
    monkeypatch.setattr(apart, "read_one", read_one_badly)
    monkeypatch.setattr(apart, "_FIRST_SECONDS", 1.0)
    monkeypatch.setattr(apart, "_PAGE_SECONDS", 0.5)
    monkeypatch.setattr(apart, "_MEMORY", 1024**3)
    monkeypatch.setattr(apart, "_LONE_PAGE", Limits(seconds=2.0, memory_bytes=1024**3))
    yield bad.SAID.write_text
    bad.SAID.unlink(missing_ok=True)


@pytest.mark.parametrize("act", ["crash", "hang", "eat"])
def test_the_bad_page_is_told_and_the_others_are_read(tmp_path: Path, misbehave, act: str) -> None:
    misbehave(act)
    told = apart.read_apart(pages(tmp_path, 255, 0, 255), "a.pdf")
    assert told.unread == (2,)
    assert [page.text for page in told.reading.pages] == ["chữ", "", "chữ"]
    assert (told.reading.path, told.reading.engine) == ("a.pdf", "bad 1")
    assert told.reading.pages[1].reason.startswith(UNREAD)


def test_a_good_file_is_read_in_one_child_as_it_is_here(tmp_path: Path, misbehave) -> None:
    told = apart.read_apart(pages(tmp_path, 255, 255), "a.pdf")
    assert told.unread == ()
    assert [page.text for page in told.reading.pages] == ["chữ", "chữ"]


def test_the_engine_is_loaded_before_the_children_are_made() -> None:
    from khoso.engines.ocr import probe

    if not probe.probe().present:
        pytest.skip("máy không có Tesseract với mô hình vie")
    assert [run_limited(apart.is_loaded) for _ in range(2)] == [True, True]


def read_somebody(page: PageImage) -> object:
    return page_of("Ông Lê Văn Mẫu, số CCCD 075090001234", number=page.number), "bad 1"


def put_together_for_ever(drawn: list[PageImage], read: list[PageReading]) -> object:
    time.sleep(60)
    return None


@pytest.mark.luat("NĐ 13/2023/NĐ-CP Đ.2.3–2.4")
def test_personal_data_is_marked_though_the_fields_cannot_be_read(
    tmp_path: Path, misbehave, monkeypatch: pytest.MonkeyPatch
) -> None:
    misbehave("crash")
    monkeypatch.setattr(apart, "read_one", read_somebody)
    monkeypatch.setattr(apart, "put_together", put_together_for_ever)
    told = apart.read_apart(pages(tmp_path, 0, 0), "a.pdf").reading
    assert [[place.kind for place in page.personal] for page in told.pages] == [["identity"], ["identity"]]
