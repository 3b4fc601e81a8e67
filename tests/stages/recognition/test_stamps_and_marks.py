"""Stamps, seals and notes that are seen in pixels: faint, broken, black; and what only looks like them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from khoso.engines.ocr.port import PageText, Word
from khoso.stages.recognition.compute import reduced
from khoso.stages.recognition.compute.frames import find_frames
from khoso.stages.recognition.compute.marks import find_marks
from khoso.stages.recognition.compute.pages import PageImage
from khoso.stages.recognition.compute.reading import FieldReading, PageReading
from khoso.stages.recognition.compute.seen import PageSeen, Pen, see
from khoso.stages.recognition.compute.stamps import with_stamps

WIDE, HIGH = 1654, 2339
FRAME = (120, 100, 520, 190)
HAND = Word(200, 900, 420, 930, "nhân", 0.95, 0, 0)


def paper(shade=245):
    return np.full((HIGH, WIDE), shade, np.uint8)


def framed(sheet, ink, box=FRAME):
    cv2.rectangle(sheet, box[:2], box[2:], ink, 4)
    cv2.putText(sheet, "MAT", (box[0] + 110, box[3] - 20), cv2.FONT_HERSHEY_DUPLEX, 2.2, ink, 6)
    return sheet


def saved(folder, grey, bare=None):
    Image.fromarray(grey).save(folder / "page.tif")
    if bare is not None:
        Image.fromarray(bare).save(folder / "bare.tif")
    return PageImage(
        1, WIDE, HIGH, 200, folder / "page.tif", bare_path=folder / "bare.tif" if bare is not None else None
    )


class Says:
    """Reads the same words in every picture."""

    engine_name, version = "says", "1"

    def __init__(self, *words):
        self.words, self.asked = words, 0

    def read(self, image, dpi):
        self.asked += 1
        return PageText(
            tuple(Word(80 + 130 * i, 90, 200 + 130 * i, 150, text, sure) for i, (text, sure) in enumerate(self.words))
        )


@pytest.mark.parametrize("ink", [40, 190])
def test_a_frame_is_found_in_black_and_in_faint_ink(ink):
    found = find_frames(framed(paper(), ink), None, 200, ())
    assert [frame.is_line for frame in found] == [True]
    assert max(abs(a - b) for a, b in zip(found[0].box, FRAME, strict=True)) <= 8


def test_a_frame_in_coloured_ink_is_found_though_little_darker_than_the_paper():
    grey, bare = framed(paper(), 205), paper()
    assert [frame.is_coloured for frame in find_frames(grey, bare, 200, ())] == [True]


def test_words_that_were_surely_read_are_no_frame():
    sheet = paper()
    cv2.rectangle(sheet, FRAME[:2], FRAME[2:], 40, -1)
    assert find_frames(sheet, None, 200, [Word(*FRAME, "SỞ", 0.96)]) == []


@pytest.mark.luat("KH 82 II")
@pytest.mark.parametrize(
    ("read", "wanted"),
    [
        ((("TÔI", 0.3), ("MAT", 0.4)), ["TỐI", "MẬT"]),
        ((("THUONG", 0.5), ("KHAN", 0.5)), ["THƯỢNG", "KHẨN"]),
        ((("HOATOC", 0.2),), ["HỎA", "TỐC"]),
    ],
)
def test_a_badly_read_stamp_is_read_as_the_one_it_is_like(tmp_path, read, wanted):
    page = saved(tmp_path, framed(paper(), 150))
    found = with_stamps(page, (HAND,), Says(*read))
    assert [word.text for word in found] == ["nhân", *wanted]
    assert all(FRAME[0] <= word.x0 < word.x1 <= FRAME[2] for word in found[1:])


@pytest.mark.luat("KH 82 II")
@pytest.mark.parametrize("read", [(("ĐẾN", 0.9),), (("MẤY", 0.9),), (("Số:", 0.9), ("455", 0.9))])
def test_another_stamp_is_no_mark_of_secrecy(tmp_path, read):
    page = saved(tmp_path, framed(paper(), 150))
    found = {word.text for word in with_stamps(page, (HAND,), Says(*read))}
    assert not found & {"MẬT", "TỐI", "TUYỆT"}


def test_a_page_without_frames_is_read_no_second_time(tmp_path):
    engine = Says(("MẬT", 0.9))
    assert with_stamps(saved(tmp_path, paper()), (HAND,), engine) == (HAND,)
    assert engine.asked == 0


def reading(*words):
    return PageReading(1, WIDE, HIGH, 200, words)


def ring(sheet, ink, at=(1150, 1700), radius=142):
    cv2.circle(sheet, at, radius, ink, 6)
    cv2.putText(sheet, "UBND", (at[0] - 80, at[1] + 15), cv2.FONT_HERSHEY_DUPLEX, 2, ink, 4)
    return sheet


@pytest.mark.parametrize("ink", [40, 185])
def test_a_seal_without_colour_is_seen_black_and_faint(tmp_path, ink):
    seals = see(saved(tmp_path, ring(paper(), ink)), reading(HAND)).seals
    assert len(seals) == 1 and abs(seals[0][0] - 1008) < 20 and abs(seals[0][3] - 1842) < 20


def test_a_filled_round_emblem_is_no_seal(tmp_path):
    grey, bare = paper(), paper()
    cv2.circle(grey, (800, 250), 142, 110, -1)
    emblem = see(saved(tmp_path, grey, bare), reading(HAND))
    assert emblem.coloured and emblem.seals == ()
    cv2.circle(grey, (800, 250), 132, 245, -1)
    (tmp_path / "rim").mkdir()
    assert len(see(saved(tmp_path / "rim", grey, bare), reading(HAND)).seals) == 1


def marks(sight):
    lines = tuple(Word(250, 400 + 60 * n, 1400, 430 + 60 * n, "chữ", 0.95, n, 0) for n in range(20))
    nothing = FieldReading()
    return find_marks([reading(*lines)], lambda page: sight, nothing, nothing, [nothing] * 5)


def test_what_is_written_into_a_stamp_is_no_note_and_black_ink_in_the_margin_is_one():
    written = Pen((300, 150, 420, 220), True)
    assert not marks(PageSeen(True, pens=(written,), stamps=((200, 100, 600, 300),)))["autograph"].handwritten
    assert marks(PageSeen(True, pens=(written,)))["autograph"].handwritten
    assert marks(PageSeen(True, pens=(Pen((60, 1200, 200, 1290), False),)))["autograph"].handwritten


@pytest.mark.luat("KH 82 II")
def test_a_frame_that_nobody_could_read_is_a_doubt_about_secrecy():
    found = marks(PageSeen(False, lines=(FRAME,), stamps=(FRAME,)))["secrecy"]
    assert (found.value, found.box) == (None, FRAME)
    assert "secrecy" not in marks(PageSeen(False))


def test_a_smaller_copy_is_made_once_of_what_does_not_change():
    fixed, open_to_change = paper(), paper()
    fixed.flags.writeable = False
    assert reduced.half(fixed) is reduced.half(fixed)
    before = reduced.half(open_to_change)
    open_to_change[:] = 0
    assert before.mean() > reduced.half(open_to_change).mean()


def test_parts_are_counted_alike_with_short_and_long_labels():
    mask = np.zeros((300, 400), np.uint8)
    mask[20:40, 30:90], mask[200:203, 350:352] = 255, 255
    assert sorted(map(tuple, reduced.parts(mask).tolist())) == [(30, 20, 60, 20, 1200), (350, 200, 2, 3, 6)]
    assert len(reduced.parts(np.zeros((9, 9), np.uint8))) == 0
