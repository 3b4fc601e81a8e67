"""Which templates are used in this process, and who runs those that an office made; set once at start-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khoso.engines.office import templates as sets
from khoso.engines.office.errors import Fault, TemplateRefused
from khoso.kernel.words import noop

if TYPE_CHECKING:
    from khoso.engines.office.port import (
        BoxLabel,
        DossierCover,
        LabelSheet,
        LongSheet,
        OfficialPaper,
        QrLabel,
        Register,
        Sheet,
    )

# Runs a function with its arguments, under whatever limits config chose.
Runner = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class InUse:
    """Where templates are looked for and what came of it: no `folder` there means the built-in set, and so do
    `faults`."""

    folder: Path | None
    is_there: bool
    faults: tuple[Fault, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether the office's own set is used."""
        return self.is_there and not self.faults


def _directly(target: Callable[..., Any], *arguments: Any) -> Any:
    return target(*arguments)


_folder: Path | None = None
_run: Runner = _directly


def use(folder: Path | None, *, run: Runner = _directly) -> None:
    """Look for an office's templates in `folder`; `run` draws with them and checks them, under limits."""
    global _folder, _run
    _folder, _run = folder, run
    _checked.cache_clear()


def in_use() -> InUse:
    """Which set papers are drawn with now, and why."""
    if _folder is None or not _folder.is_dir():
        return InUse(_folder, is_there=False)
    found = _checked(_folder, sets.mark(_folder))
    return InUse(_folder, is_there=True, faults=() if isinstance(found, sets.Templates) else found)


def check(folder: Path) -> list[Fault]:
    """Everything that keeps the templates in `folder` from being used."""
    found = _checked(folder, sets.mark(folder))
    return [] if isinstance(found, sets.Templates) else list(found)


def docx(paper: OfficialPaper, *, templates: Path | None = None) -> bytes:
    """`paper` as DOCX, over the templates in `templates`, else over the office's own, else over the built-in ones.

    Raises DrawingFailed; TemplateRefused when the folder asked for does not pass.
    """
    from khoso.engines.office import word

    own = _own(templates)
    return word.draw(paper) if own is None else _bytes(_run(word.draw, paper, own.word))


def pdf(paper: OfficialPaper, *, at: datetime, templates: Path | None = None) -> bytes:
    """`paper` as PDF/A-2b, said to be made `at`: the same bytes for the same paper and moment. Templates as `docx`.

    Raises DrawingFailed, EngineMissing (no font); TemplateRefused when the folder asked for does not pass.
    """
    from khoso.engines.office import printing

    own = _own(templates)
    if own is None:
        return printing.draw(paper, at)
    return _bytes(_run(printing.draw, paper, at, own.print, own.pictures))


def xlsx(sheets: Sequence[Sheet], *, at: datetime) -> bytes:
    """`sheets` as one workbook, said to be made `at`. Raises DrawingFailed (a formula that cannot be reckoned)."""
    from khoso.engines.office import workbook

    return workbook.draw(sheets, at)


def long_xlsx(
    path: Path, sheets: Sequence[LongSheet], *, at: datetime, progress: Callable[[int], None] = lambda rows: None
) -> int:
    """Write sheets of many rows to `path` in constant memory; says how many rows. `progress` hears of every 500."""
    from khoso.engines.office import streaming

    return streaming.write(path, sheets, at, progress)


def register_pdf(registers: Sequence[Register], *, at: datetime) -> bytes:
    """Registers as PDF/A, said to be made `at`. Raises DrawingFailed, EngineMissing (no font)."""
    from khoso.engines.office import registers as drawn

    return drawn.pdf(registers, at)


def register_docx(registers: Sequence[Register]) -> bytes:
    """Registers as one Word file."""
    from khoso.engines.office import registers as drawn

    return drawn.docx(registers)


def labels_pdf(covers: Sequence[DossierCover], boxes: Sequence[BoxLabel], *, at: datetime) -> bytes:
    """Covers of dossiers and labels of boxes as PDF/A. Raises DrawingFailed, EngineMissing (no font)."""
    from khoso.engines.office import registers as drawn

    return drawn.labels_pdf(covers, boxes, at)


def qr_labels_pdf(labels: Sequence[QrLabel], sheet: LabelSheet, *, skip: int = 0, at: datetime) -> bytes:
    """Stickers with a square code on A4 sheets as PDF/A; `skip`: places of the first sheet that are used up already.

    Raises DrawingFailed, EngineMissing (no font).
    """
    from khoso.engines.office import stickers

    return stickers.pdf(labels, sheet, skip, at)


def _own(asked: Path | None) -> sets.Templates | None:
    folder = asked or _folder
    if folder is None or (asked is None and not folder.is_dir()):
        return None
    found = _checked(folder, sets.mark(folder))
    if isinstance(found, sets.Templates):
        return found
    if asked is not None:
        raise TemplateRefused(str(folder), found)
    return None


@lru_cache(maxsize=8)
def _checked(folder: Path, mark: object) -> sets.Templates | tuple[Fault, ...]:
    """The set of a folder when it passes. Asked again when `mark` says that the folder changed."""
    from khoso.engines.office import checking
    from khoso.kernel.errors import KhosoError

    found = (
        sets.read(folder) if folder.is_dir() else [Fault("file.missing", str(folder), "", noop("không có thư mục này"))]
    )
    if isinstance(found, list):
        return tuple(found)
    try:
        faults = _run(checking.check_set, found)
    except KhosoError as error:
        # Too slow, too large, or crashed: what an office wrote may do that, and is refused for it.
        faults = [Fault("drawing.failed", sets.PRINT, "", error.message)]
    return tuple(faults) or found


def _bytes(drawn: Any) -> bytes:
    assert isinstance(drawn, bytes)
    return drawn
