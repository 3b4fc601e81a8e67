"""Which templates are used in this process, and who runs those that an office made; set once at start-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from khoso.engines.office.port import OfficialPaper, Sheet

Runner = Callable[..., Any]


def docx(paper: OfficialPaper, *, templates: Path | None = None) -> bytes:
    """`paper` as DOCX. Raises DrawingFailed."""
    from khoso.engines.office import word

    return word.draw(paper)


def pdf(paper: OfficialPaper, *, at: datetime, templates: Path | None = None) -> bytes:
    """`paper` as PDF/A-2b, said to be made `at`: the same bytes for the same paper and moment. Raises DrawingFailed,
    EngineMissing (no font)."""
    from khoso.engines.office import printing

    return printing.draw(paper, at)


def xlsx(sheets: Sequence[Sheet], *, at: datetime) -> bytes:
    """`sheets` as one workbook, said to be made `at`. Raises DrawingFailed (a formula that cannot be reckoned)."""
    from khoso.engines.office import workbook

    return workbook.draw(sheets, at)
