"""The disks this process watches, set once at start-up, and what is decided by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from khoso.engines.disk.port import Disk, Level, Room, Threshold
from khoso.kernel.errors import DiskLow
from khoso.kernel.words import Sentence


@dataclass(frozen=True, slots=True)
class Lying:
    """One disk, what lies on it, and how it is. `room` is None when the disk is not there."""

    names: tuple[str, ...]
    room: Room | None
    level: Level
    stop_at: int = 0


_disk: Disk | None = None
_places: dict[str, Path] = {}
_warn = _stop = Threshold(0, 0)


def use(disk: Disk, places: Mapping[str, Path], *, warn: Threshold, stop: Threshold) -> None:
    """Watch the places, named in words a person reads, on this disk."""
    global _disk, _warn, _stop
    _disk, _warn, _stop = disk, warn, stop
    _places.clear()
    _places.update(places)


def look() -> list[Lying]:
    """Every disk something lies on, in the order of the places."""
    if _disk is None:
        raise RuntimeError("Chưa biết các ổ đĩa: config chưa nối dây.")
    found: dict[str, tuple[Room | None, list[str]]] = {}
    for name, place in _places.items():
        try:
            room: Room | None = _disk.room(place)
        except OSError:
            room = None
        key = room.disk if room else name
        found.setdefault(key, (room, []))[1].append(name)
    return [_lying(tuple(names), room) for room, names in found.values()]


def _lying(names: tuple[str, ...], room: Room | None) -> Lying:
    if room is None:
        return Lying(names, None, Level.STOP)
    stop_at = _stop.of(room)
    level = Level.STOP if room.free < stop_at else Level.WARN if room.free < _warn.of(room) else Level.GOOD
    return Lying(names, room, level, stop_at)


def worst() -> Lying | None:
    """The disk that is worst off, None when all are well."""
    found = max(look(), key=lambda one: one.level, default=None)
    return found if found is not None and found.level is not Level.GOOD else None


def is_short() -> bool:
    """Whether a disk has so little room left that nothing more may be taken in."""
    return any(one.level is Level.STOP for one in look())


def require_room() -> None:
    """Raise DiskLow when there is too little room to take more in."""
    short = next((one for one in look() if one.level is Level.STOP), None)
    if short is None:
        return
    where = ", ".join(short.names)
    if short.room is None:
        raise DiskLow(
            Sentence(
                "Chưa nhận thêm: không thấy ổ đĩa chứa {where}. Chưa có gì bị thay đổi. "
                "Gắn lại ổ đĩa rồi làm lại việc này.",
                where=where,
            )
        )
    raise DiskLow(
        Sentence(
            "Chưa nhận thêm: ổ đĩa chứa {where} chỉ còn {free}, dưới mức dừng {stop_at}. "
            "Chưa có gì bị thay đổi; việc đang dở vẫn giữ trong hàng đợi và tự làm tiếp khi có chỗ. "
            "Giải phóng dung lượng hoặc thêm đĩa, rồi làm lại việc này.",
            where=where,
            free=gib(short.room.free),
            stop_at=gib(short.stop_at),
        )
    )


def gib(size: int) -> str:
    """`1,5 GiB`, as it is written in Vietnamese; small sizes in MiB."""
    number, unit = (size / 2**30, "GiB") if size >= 2**30 else (size / 2**20, "MiB")
    return f"{number:.1f} {unit}".replace(".", ",")
