"""Reading a file in processes of its own, page by page when a page will not be read.

Tesseract is C++ fed with whatever somebody scanned: it may run for ever, want all memory or fall with the process it
runs in. So it runs in a child with limits, made by a fork of a process that has the engine loaded: a fork costs
milliseconds, loading would cost as much as a short page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from khoso.engines.limits import Limits, LimitsError, run_limited
from khoso.kernel.errors import EngineMissing, FileRefused
from khoso.stages.recognition.compute.fields import documents_of
from khoso.stages.recognition.compute.handwriting import look_at
from khoso.stages.recognition.compute.pages import PageImage, render_pages
from khoso.stages.recognition.compute.personal import places_of
from khoso.stages.recognition.compute.read import DRAWING, default_engine, read_page, read_pages
from khoso.stages.recognition.compute.read import unread as unread_page
from khoso.stages.recognition.compute.reading import FileReading, PageReading
from khoso.stages.recognition.compute.rescoring import pairs
from khoso.stages.recognition.compute.seen import see_on

# A page takes about a second; one that takes a hundred times that was made to.
_FIRST_SECONDS = 60.0
_PAGE_SECONDS = 30.0
_LONE_PAGE = Limits(seconds=150, memory_bytes=3 * 1024**3)
_MEMORY = 3 * 1024**3

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Apart:
    """What was read, and the pages (from 1) that no engine could read within its limits."""

    reading: FileReading
    unread: tuple[int, ...] = ()


def warm_up() -> None:
    """Load the engine once, so that each forked reader finds it loaded."""
    import numpy as np

    from khoso.stages.recognition.compute import pages

    pages.warm_up()
    pairs()
    with suppress(EngineMissing):
        default_engine().read(np.full((40, 200), 255, dtype=np.uint8), 200)


def is_loaded() -> bool:
    """Whether this process has the engine loaded already."""
    from khoso.engines.ocr import tesseract

    return tesseract._api is not None


def read_file_apart(
    path: Path, shown_as: str, *, progress: Progress | None = None, scratch: Path | None = None
) -> Apart:
    """Draw and read a file; its page images lie in `scratch` meanwhile.

    Raises `FileRefused` for a file that cannot be drawn, `EngineMissing`."""
    with TemporaryDirectory(prefix="khoso-read-", dir=scratch) as folder:
        return read_apart(run_limited(render_pages, Path(path), Path(folder), limits=DRAWING), shown_as, progress)


def read_apart(pages: Sequence[PageImage], shown_as: str, progress: Progress | None = None) -> Apart:
    """Read drawn pages in a child; when it is stopped, crashes or gives a page up, each page in a child of its own.

    Raises what is not about the pages: `EngineMissing`, a full disk.
    """
    limits = Limits(seconds=_FIRST_SECONDS + _PAGE_SECONDS * len(pages), memory_bytes=_MEMORY)
    try:
        return Apart(run_limited(read_all, list(pages), shown_as, limits=limits))
    except (LimitsError, FileRefused):
        return _page_by_page(pages, shown_as, progress)


def read_all(pages: list[PageImage], shown_as: str) -> FileReading:
    """In the child: every page, its documents and fields."""
    return read_pages(pages, shown_as)


def read_one(page: PageImage) -> tuple[PageReading, str]:
    """In the child: one page, and the name of the engine."""
    engine = default_engine()
    return read_page(page, engine), f"{engine.engine_name} {engine.version}"


def put_together(pages: list[PageImage], read: list[PageReading]) -> FileReading:
    """In the child: documents and fields of pages that were read one by one."""
    marked = mark_personal(read)
    return FileReading("", tuple(marked), tuple(documents_of(marked, look_at(pages), see_on(pages))))


def mark_personal(read: list[PageReading]) -> list[PageReading]:
    """In the child: the pages with the places of personal data among their words."""
    return [replace(page, personal=places) for page, places in zip(read, places_of(read), strict=True)]


def _page_by_page(pages: Sequence[PageImage], shown_as: str, progress: Progress | None) -> Apart:
    read: list[PageReading] = []
    unread: list[int] = []
    engine = ""
    for page in pages:
        try:
            told, engine = run_limited(read_one, page, limits=_LONE_PAGE)
        except (LimitsError, FileRefused) as error:
            told = unread_page(page, error)
            unread.append(page.number)
        read.append(told)
        if progress:
            progress(len(read), len(pages))
    try:
        whole = run_limited(put_together, list(pages), read, limits=_LONE_PAGE)
    except (LimitsError, FileRefused):
        # Whatever stopped on the images: personal data among the words is marked all the same, or the file is not read.
        whole = FileReading("", tuple(run_limited(mark_personal, read, limits=_LONE_PAGE)))
    return Apart(FileReading(shown_as, whole.pages, whole.documents, engine), tuple(unread))
