"""When a disk is nearly full is decided by the smaller of a share and a size, for every disk something lies on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from khoso.config import wiring
from khoso.engines import disk
from khoso.engines.disk import Level, LocalDisk, Room, Threshold
from khoso.engines.disk.stated import StatedDisk
from khoso.kernel.errors import DiskLow, UsageError

GIB = 2**30
WARN, STOP = Threshold.parse("10%,20G"), Threshold.parse("5%,5G")
PLACES = {"kho tệp": Path("/a"), "bản sao": Path("/b")}


@pytest.fixture(autouse=True)
def _usual_disks_again() -> Iterator[None]:
    yield
    wiring._plug_engines()


def levels(*, free: float, total: float) -> list[Level]:
    disk.use(StatedDisk(int(free * GIB), int(total * GIB)), PLACES, warn=WARN, stop=STOP)
    return [lying.level for lying in disk.look()]


@pytest.mark.parametrize(
    ("free", "total", "level"),
    [
        (21, 1000, Level.GOOD),
        (19, 1000, Level.WARN),
        (4.9, 1000, Level.STOP),
        (1.1, 10, Level.GOOD),
        (0.9, 10, Level.WARN),
        (0.51, 10, Level.WARN),
        (0.49, 10, Level.STOP),
    ],
)
def test_the_smaller_of_share_and_size_counts(free: float, total: float, level: Level) -> None:
    assert levels(free=free, total=total) == [level]


def test_places_on_one_disk_are_told_together_and_the_worst_disk_first() -> None:
    stated = StatedDisk(100 * GIB, 1000 * GIB)
    stated.others[Path("/b")] = Room("other", GIB, 1000 * GIB)
    disk.use(stated, {**PLACES, "chỉ mục": Path("/c")}, warn=WARN, stop=STOP)
    told = [(lying.names, lying.level) for lying in disk.look()]
    assert told == [(("kho tệp", "chỉ mục"), Level.GOOD), (("bản sao",), Level.STOP)]
    worst = disk.worst()
    assert worst is not None
    assert worst.names == ("bản sao",)


def test_the_refusal_says_what_how_much_is_left_and_what_to_do() -> None:
    levels(free=0.4, total=10)
    with pytest.raises(DiskLow) as refused:
        disk.require_room()
    for word in ("kho tệp, bản sao", "409,6 MiB", "512,0 MiB", "Chưa có gì bị thay đổi", "Giải phóng dung lượng"):
        assert word in refused.value.message


def test_with_room_nothing_is_refused() -> None:
    levels(free=0.9, total=10)
    disk.require_room()
    assert not disk.is_short()


def test_a_disk_that_is_not_there_is_short() -> None:
    class Gone(StatedDisk):
        def room(self, place: Path) -> Room:
            raise OSError(5, "Input/output error")

    disk.use(Gone(0, 0), PLACES, warn=WARN, stop=STOP)
    assert [lying.level for lying in disk.look()] == [Level.STOP, Level.STOP]
    with pytest.raises(DiskLow, match="không thấy ổ đĩa"):
        disk.require_room()


def test_the_disk_of_this_machine_answers_for_a_place_still_to_be_made(tmp_path: Path) -> None:
    here, later = LocalDisk().room(tmp_path), LocalDisk().room(tmp_path / "sau" / "nay")
    assert (here.disk, here.total) == (later.disk, later.total)
    assert 0 < here.free <= here.total


@pytest.mark.parametrize("text", ["", "10", "10%", "20G", "10%,20", "x%,5G", "10%;20G"])
def test_a_threshold_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Threshold.parse(text)
