"""Defects planted in real pages, each with a scale of severity in physical units."""

from __future__ import annotations

from bench.pagecheck.planting import edges, files, geometry, marks, stamps, tone, turns
from bench.pagecheck.planting.kinds import FileKind, Kind

PAGE_KINDS: tuple[Kind, ...] = (*tone.KINDS, *geometry.KINDS, *edges.KINDS, *marks.KINDS, *turns.KINDS, *stamps.KINDS)
FILE_KINDS: tuple[FileKind, ...] = files.KINDS

__all__ = ["FILE_KINDS", "PAGE_KINDS", "FileKind", "Kind"]
