"""How much room is left where Kho Số keeps things, and when that is too little to take more in."""

from khoso.engines.disk.local import LocalDisk
from khoso.engines.disk.plugged import Lying, is_short, look, require_room, use, worst
from khoso.engines.disk.port import Disk, Level, Room, Threshold

__all__ = [
    "Disk",
    "Level",
    "LocalDisk",
    "Lying",
    "Room",
    "Threshold",
    "is_short",
    "look",
    "require_room",
    "use",
    "worst",
]
