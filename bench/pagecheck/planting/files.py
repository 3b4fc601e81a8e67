"""Defects of whole files: damage, encryption, active content, resolution, doubles, order."""

from __future__ import annotations

from bench.pagecheck.planting.kinds import FileKind

KINDS: tuple[FileKind, ...] = ()
