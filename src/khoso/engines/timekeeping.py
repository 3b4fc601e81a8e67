"""Whether the operating system keeps the clock in step with a time server."""

from __future__ import annotations

import ctypes
import ctypes.util

_UNSYNCHRONISED = 5
# Larger than any `struct timex`; zeros ask for nothing to be changed.
_ROOM = 512


def is_synchronised() -> bool | None:
    """As the kernel says; None when this system does not tell."""
    library = ctypes.CDLL(ctypes.util.find_library("c") or None)
    ask = getattr(library, "adjtimex", None)
    if ask is None:
        return None
    state = ask(ctypes.create_string_buffer(_ROOM))
    return None if state < 0 else bool(state != _UNSYNCHRONISED)
