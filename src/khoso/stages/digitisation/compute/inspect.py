"""Reading one file: runs in a limited child process, imports everything the checks need once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from khoso.engines.formats import Format, identify
from khoso.engines.imaging import Document, Page, format_of, letters, open_pages
from khoso.kernel.errors import FileRefused
from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute import contents, edges, facts, geometry, likeness, numbering, objects, secrecy
from khoso.stages.digitisation.compute import tone as tones
from khoso.stages.digitisation.compute.profile import ADMINISTRATIVE, Profile
from khoso.stages.digitisation.compute.results import PageCheck
from khoso.stages.digitisation.compute.sheet import is_coloured, prepare

_SMALLEST_SIDE = 40
"""Pixels, at full size and at 100 dpi: on less there is nothing to judge."""

Inspected = tuple[Format | None, list[PageCheck], list[Finding]]


def warm_up() -> None:
    """Read small files of our own making once, so that each forked reader finds every library loaded and set up."""
    marks = np.full((1100, 800, 3), 250, np.uint8)
    for row in range(100, 1000, 30):
        marks[row : row + 10, 80:720:14] = 20
        marks[row : row + 3, 80:720] = 20
    page = Image.fromarray(marks)
    with TemporaryDirectory(prefix="khoso-") as folder:
        for ending in ("jpg", "png", "tif", "pdf"):
            path = Path(folder) / f"warm.{ending}"
            page.save(path, resolution=100.0, dpi=(100, 100))
            inspect_file(path, ADMINISTRATIVE, False)
    letters.orientation(np.full((40, 200), 255, np.uint8))
    letters.read_line(np.full((40, 200), 255, np.uint8))


def inspect_file(path: Path, profile: Profile, companion: bool) -> Inspected:
    """Format, pages and findings about the file. `companion`: a cover or inventory, of any size.

    A refusal is a finding too; what was learned before it is kept.
    """
    format: Format | None = None
    pages: list[PageCheck] = []
    found: list[Finding] = []
    try:
        format = identify(path)
        if format_of(path) is None:
            contents.refuse_no_pages(path, format)
        with open_pages(path) as document:
            if document.format == "pdf":
                found += contents.check_pdf(path)
            found += contents.check_kind(document, format, profile)
            for page in document.pages:
                pages.append(_inspect_page(document, page, profile, companion))
    except FileRefused as refusal:
        return format, pages, [Finding(refusal.code, Severity.ERROR, refusal.message)]
    numbering.judge_order(pages)
    likeness.Seen().mark(pages, "")
    return format, pages, found


def inspect_files(files: Sequence[tuple[Path, bool]], profile: Profile) -> list[Inspected]:
    """Several files (path, whether it is a companion) one after the other, as `inspect_file` each."""
    return [inspect_file(path, profile, companion) for path, companion in files]


def _inspect_page(document: Document, page: Page, profile: Profile, companion: bool) -> PageCheck:
    draw = document.render if is_coloured(page) else document.render_grey
    return inspect_pixels(page, draw(page.number), profile, companion)


def inspect_pixels(page: Page, pixels: np.ndarray, profile: Profile, companion: bool = False) -> PageCheck:
    """Facts and findings of one page from its pixels, RGB (h,w,3) or grey (h,w), full size."""
    sheet = prepare(page, pixels)
    result = PageCheck(page.number, page.width, page.height, page.dpi, page.layers)
    result.colour = facts.has_colour(page, profile)
    result.digest = likeness.digest_of(sheet)
    found = facts.check_resolution(page, profile) + facts.check_colour(page, profile)
    if not companion:
        found += facts.check_size(page, profile)
    result.blank = tones.is_blank(sheet)
    if min(*sheet.small.shape, *pixels.shape[:2]) < _SMALLEST_SIDE:
        result.findings = found + (tones.check_blank(sheet, True) if result.blank else [])
        return result
    empty = tones.check_blank(sheet, result.blank)
    result.blank = any(finding.code == "page.blank" for finding in empty)
    found += empty
    found += edges.check_edges(sheet) + edges.check_streak(sheet) + objects.check_foreign_object(sheet)
    if not empty:
        result.phash = likeness.phash_of(sheet)
        found += geometry.check_geometry(sheet, profile)
        found += tones.check_tone(sheet, profile)
        result.printed_number = numbering.printed_number(sheet)
    if not result.blank:
        found += secrecy.check_secrecy(sheet)
    result.findings = found
    return result
