"""Reading a file: pages, words, the judgement of an existing text layer, documents and their fields."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from khoso.engines.limits import Limits, run_limited
from khoso.engines.ocr.port import OcrEngine, PageText, Pixels, Word
from khoso.kernel.errors import FileRefused, KhosoError
from khoso.stages.recognition.compute import cleaning
from khoso.stages.recognition.compute.darkink import with_dark_ink
from khoso.stages.recognition.compute.fields import documents_of
from khoso.stages.recognition.compute.handwriting import look_at
from khoso.stages.recognition.compute.headlines import with_head_lines
from khoso.stages.recognition.compute.layer import judge
from khoso.stages.recognition.compute.pages import PageImage, render_pages
from khoso.stages.recognition.compute.personal import places_of
from khoso.stages.recognition.compute.reading import FileReading, PageReading
from khoso.stages.recognition.compute.rescoring import rescored
from khoso.stages.recognition.compute.scripts import is_inside, scripts_of
from khoso.stages.recognition.compute.seal import with_signature
from khoso.stages.recognition.compute.seen import see_on
from khoso.stages.recognition.compute.stamps import with_stamps
from khoso.stages.recognition.compute.tables import Grid, in_cell_order, lone_columns, without_rules
from khoso.stages.recognition.compute.torn import without_torn_marks

# A file of a thousand pages is drawn in a few minutes; what takes longer was made to.
DRAWING = Limits(seconds=900)

Progress = Callable[[int, int], None]
"""Called with the number of pages read and the number of pages."""

# Below this a page may be skewed or upside down and is worth a second look; above it a second look never paid.
DOUBTFUL = 0.80
HOPELESS = 0.60
LEVEL_ENOUGH = 0.3
# Lines that slope by so many degrees run into each other.
TILTED = 3.0
# White kept around a column read on its own; the engine sees no letters at an edge.
MARGIN = 60
# Signs that no Vietnamese print has as a word; below this confidence they are no sign at all.
_STROKES = frozenset("_|~‹›„ˆ¬°«»*`´¸¨¦\\^")
STROKE_DOUBT = 0.9
# How a page begins that could not be read, and whose words such a page has.
UNREAD = "Trang chưa đọc được."
UNREAD_SOURCE = "none"


def read_file(
    path: Path, shown_as: str | None = None, *, engine: OcrEngine | None = None, progress: Progress | None = None
) -> FileReading:
    """Read a PDF or image file. `shown_as` is the path people know it by.

    Raises `FileRefused` for a file that cannot be taken in, `EngineMissing` without an OCR engine.
    """
    with tempfile.TemporaryDirectory(prefix="khoso-read-") as folder:
        pages = run_limited(render_pages, Path(path), Path(folder), limits=DRAWING)
        return read_pages(pages, shown_as or str(path), engine=engine, progress=progress)


def read_pages(
    pages: Sequence[PageImage],
    shown_as: str,
    *,
    engine: OcrEngine | None = None,
    progress: Progress | None = None,
) -> FileReading:
    """Read pages that `render_pages` has already drawn (perhaps in a limited child). Errors as `read_file`.

    A page that takes too long stays without words and says so; what falls with its process is for `apart`.
    """
    reader = engine or default_engine()
    read: list[PageReading] = []
    seen = see_on(pages)
    for page in pages:
        read.append(_read_or_say_why(page, reader))
        # Its image is at hand now; what is seen is kept for the documents.
        seen(read[-1])
        if progress:
            progress(len(read), len(pages))
    read = [replace(page, personal=places) for page, places in zip(read, places_of(read), strict=True)]
    name = f"{reader.engine_name} {reader.version}"
    return FileReading(shown_as, tuple(read), tuple(documents_of(read, look_at(pages), seen)), name)


def _read_or_say_why(page: PageImage, engine: OcrEngine) -> PageReading:
    try:
        return read_page(page, engine)
    except FileRefused as error:
        return unread(page, error)


def unread(page: PageImage, error: KhosoError) -> PageReading:
    """A page that could not be read in its time: no words of ours, those the file brought stay."""
    words = tuple(replace(word, confidence=0.0) for word in page.layer)
    reason = f"{UNREAD} {error.message}"
    source = "layer" if words else UNREAD_SOURCE
    return PageReading(page.number, page.width, page.height, page.dpi, words, source, reason, bool(words))


def default_engine() -> OcrEngine:
    """Tesseract. Raises `EngineMissing` when it is not there."""
    from khoso.engines.ocr.tesseract import TesseractOcr

    return TesseractOcr()


def read_page(page: PageImage, engine: OcrEngine, steps: cleaning.Steps = cleaning.SHIPPED) -> PageReading:
    """Read one page image, or keep the file's own text when that is the document itself or the better reading."""
    if page.layer and not page.scanned:
        reason = "Trang là văn bản điện tử, không phải ảnh quét: giữ nguyên chữ của tệp."
        scripts = scripts_of(np.full((1, 1), 255, np.uint8), page.dpi, page.layer)
        return PageReading(
            page.number, page.width, page.height, page.dpi, page.layer, "layer", reason, True, scripts=scripts
        )
    pixels = page.pixels()
    words, turned = _read_pixels(page, pixels, engine, steps)
    if steps.colourless and page.bare_path and not turned:
        words = with_signature(page, words, engine)
    if not turned and words:
        words = with_stamps(page, words, engine)
    words = without_torn_marks(without_specks(words)) if steps.specks else words
    scripts = scripts_of(pixels, page.dpi, words) if steps.scripts and not turned else ()
    words = tuple(word for word in words if not is_inside(word, scripts))
    if steps.rescore and all(place.script in ("vi", "han") for place in scripts):
        words = rescored(words)
    if steps.head_lines and not turned:
        words = with_head_lines(page, words, engine)
    if steps.dark_ink and not turned:
        words = with_dark_ink(page, words, engine)
    verdict = judge(page.layer, words)
    if verdict.keep_layer:
        # Nobody told how sure those words are: no surer than their share of possible syllables.
        words = tuple(replace(word, confidence=verdict.layer_share) for word in page.layer)
    return PageReading(
        page.number,
        page.width,
        page.height,
        page.dpi,
        words,
        "layer" if verdict.keep_layer else "ocr",
        verdict.reason,
        bool(page.layer),
        turned,
        scripts=scripts,
        layer_text="" if verdict.keep_layer else _text_of(page.layer),
    )


def _text_of(words: Sequence[Word]) -> str:
    return "\n".join(" ".join(word.text for word in line) for line in PageText(tuple(words)).lines)


def without_specks(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words without those that are only strokes: rules, specks and edges of paper taken for signs."""
    return tuple(word for word in words if not (set(word.text) <= _STROKES and word.confidence < STROKE_DOUBT))


def _read_pixels(
    page: PageImage, pixels: Pixels, engine: OcrEngine, steps: cleaning.Steps
) -> tuple[tuple[Word, ...], int]:
    """The words of the page image and how far (degrees clockwise) it must turn to stand upright."""
    copy = cleaning.reading_copy(pixels, page.dpi, steps)
    best = (engine.read(copy.pixels, copy.dpi), copy)
    if steps.rotate and _lies_sideways(best[0]):
        # The engine reads upright letters on a page that lies; the rules of layout need the page to stand.
        standing = [
            (engine.read(turn.pixels, turn.dpi), turn) for turn in (cleaning.turned(copy, d) for d in (90, 270))
        ]
        best = max(standing, key=lambda pair: pair[0].mean_confidence)
    elif best[0].words and best[0].mean_confidence < DOUBTFUL:
        if steps.unrule and copy.grid is None:
            best = _better(best, cleaning.unruled(copy), engine)
        if steps.bleed and not _is_black_and_white(best[1].pixels):
            best = _better(best, cleaning.without_bleed(best[1]), engine)
        angle = cleaning.skew_angle(copy.pixels) if steps.deskew else 0.0
        if abs(angle) >= LEVEL_ENOUGH:
            best = _better(best, cleaning.straightened(best[1], angle), engine)
    elif steps.deskew and abs(slant := cleaning.tilt(best[0])) >= TILTED:
        # The engine is sure of its letters on a slanted page, and loses whole lines.
        best = _better(best, cleaning.straightened(copy, slant), engine, by=0.0)
    if steps.rotate and best[0].words and best[0].mean_confidence < HOPELESS and not best[1].turned:
        best = _better(best, cleaning.turned(copy, 180), engine)
        if _lies_sideways(best[0]) or best[0].mean_confidence < HOPELESS:
            for degrees in (90, 270):
                best = _better(best, cleaning.turned(copy, degrees), engine)
    text, used = best
    words = used.words_on_page(text, page.width, page.height)
    if used.grid is not None and not used.turned:
        words = _with_lone_cells(pixels, page.dpi, words, used.grid, engine)
    return words, used.turned


def _is_black_and_white(pixels: Pixels) -> bool:
    middle = pixels[pixels.shape[0] // 3 : 2 * pixels.shape[0] // 3 : 4]
    return bool(((middle == 0) | (middle == 255)).mean() > 0.98)


def _lies_sideways(text: PageText) -> bool:
    """Whether most longer words stand higher than they are wide."""
    long = [word for word in text.words if len(word.text) >= 3]
    return len(long) >= 5 and sum(word.height > 1.2 * (word.x1 - word.x0) for word in long) > 0.6 * len(long)


def _with_lone_cells(
    pixels: Pixels, dpi: int, words: tuple[Word, ...], grid: Grid, engine: OcrEngine
) -> tuple[Word, ...]:
    """Add words of cells that page layout passed over: lone numbers read better as a column of their own."""
    bare = without_rules(pixels, dpi)
    added: list[Word] = []
    for left, right in lone_columns(bare, words, grid):
        strip = np.pad(bare[:, left:right], ((0, 0), (MARGIN, MARGIN)), constant_values=255)
        for word in engine.read(strip, dpi).words:
            moved = replace(word, x0=word.x0 + left - MARGIN, x1=word.x1 + left - MARGIN, line=0, block=0)
            if (cell := grid.cell_of(moved)) and all(grid.cell_of(other) != cell for other in words):
                added.append(moved)
    return in_cell_order((*words, *added), grid) if added else words


def _better(
    best: tuple[PageText, cleaning.ReadingCopy], other: cleaning.ReadingCopy, engine: OcrEngine, by: float = 0.01
) -> tuple[PageText, cleaning.ReadingCopy]:
    """The more confident of two readings; one that lost most of the letters does not count as confident."""
    text = engine.read(other.pixels, other.dpi)
    longer = sum(len(w.text) for w in best[0].words)
    enough = sum(len(w.text) for w in text.words) >= 0.6 * longer
    return (text, other) if enough and text.mean_confidence > best[0].mean_confidence + by else best
