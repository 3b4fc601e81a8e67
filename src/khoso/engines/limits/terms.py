"""How much a limited call may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The allowance of one call.

    `seconds` is wall time (and bounds processor time); `memory_bytes` is address space beyond what the
    process has before the call; `file_bytes` bounds each file written; `open_files` the descriptors.
    """

    seconds: float = 60.0
    memory_bytes: int = 2 * 1024**3
    file_bytes: int = 1024**3
    open_files: int = 256
