"""Pictures of pages for the screen, drawn from a file that already passed its check."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from khoso.engines.imaging import open_pages
from khoso.stages.access.compute.tiles import make_pyramid


@dataclass(frozen=True)
class DrawnPage:
    """The tiled picture of one page, on disk."""

    number: int
    width: int
    height: int
    path: Path


def draw_pages(source: Path, out_dir: Path) -> list[DrawnPage]:
    """Draw every page of `source` as a tiled picture in `out_dir`. Raises FileRefused as `open_pages`.

    A top-level function of plain arguments, so that it can run in a limited child.
    """
    drawn = []
    with open_pages(source) as document:
        for page in document.pages:
            path = out_dir / f"{page.number:05d}.tif"
            width, height = make_pyramid(document.render(page.number), path)
            drawn.append(DrawnPage(page.number, width, height, path))
    return drawn
