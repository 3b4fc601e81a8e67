"""Disks as somebody states them: for trying what happens when one fills up, without filling one up."""

from __future__ import annotations

from pathlib import Path

from khoso.engines.disk.port import Room


class StatedDisk:
    """Every place lies on one disk with `free` of `total` bytes, but those in `others`."""

    def __init__(self, free: int, total: int) -> None:
        self.free, self.total = free, total
        self.others: dict[Path, Room] = {}

    def room(self, place: Path) -> Room:
        """What was stated."""
        return self.others.get(place) or Room("stated", self.free, self.total)
