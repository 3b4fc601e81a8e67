"""The progress of an intake in a terminal of any width: every stage as a small bar, and the rate."""

from __future__ import annotations

import os
import sys

import click

from khoso.config.intake import Snapshot

CELLS = 6
GAP = "  "


def lines_of(snapshot: Snapshot, width: int) -> list[str]:
    """The bars and the rate as lines of at most `width` signs; nothing is left out on a narrow terminal."""
    rate = snapshot.pages / snapshot.seconds if snapshot.seconds else 0.0
    parts = [f"{rate:.1f} trang/giây"]
    for stage in snapshot.progress:
        filled = stage.percent * CELLS // 100
        parts.append(f"{stage.label} {'█' * filled}{'░' * (CELLS - filled)} {stage.done}/{stage.total}")
    lines = [""]
    for part in parts:
        if lines[-1] and len(lines[-1]) + len(GAP) + len(part) > width:
            lines.append("")
        lines[-1] += (GAP if lines[-1] else "") + part
    return [line[:width] for line in lines]


class Bars:
    """Draws over what it drew before; draws nothing where nobody looks at a terminal."""

    def __init__(self) -> None:
        self.is_shown = sys.stderr.isatty()
        self._drawn = 0

    def draw(self, snapshot: Snapshot) -> None:
        if not self.is_shown:
            return
        self.clear()
        lines = lines_of(snapshot, os.get_terminal_size(sys.stderr.fileno()).columns - 1)
        click.echo("\n".join(lines), nl=False, err=True)
        self._drawn = len(lines)

    def clear(self) -> None:
        """Take the bars away, so that an ordinary line can stand in their place."""
        if self._drawn:
            up = f"\x1b[{self._drawn - 1}A" if self._drawn > 1 else ""
            click.echo(f"\r{up}\x1b[J", nl=False, err=True)
            self._drawn = 0
