"""Cutting a file of many pages into files, the picture of every page as it was: nothing is compressed again.

Reads hostile files: call it under limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pikepdf

from khoso.engines.imaging import format_of
from khoso.kernel.errors import FileRefused
from khoso.stages.digitisation.compute import tiff_pages
from khoso.stages.digitisation.compute.separators import Part

CUTTABLE = {"pdf": ".pdf", "tiff": ".tif"}


def page_count(path: Path) -> int:
    """The pages of a PDF or TIFF; 0 for what is neither or does not open."""
    kind = format_of(path)
    try:
        if kind == "pdf":
            with pikepdf.open(path) as pdf:
                return len(pdf.pages)
        return len(tiff_pages.directories(path)) if kind == "tiff" else 0
    except (pikepdf.PasswordError, pikepdf.PdfError, FileRefused, ValueError, RuntimeError, OSError):
        return 0


def cut_file(path: Path, parts: Sequence[Part], folder: Path) -> list[Path]:
    """Write each part into `folder` and return the files in order. Raises FileRefused when it cannot be cut so."""
    kind = format_of(path)
    if kind not in CUTTABLE:
        raise FileRefused("file.wrong_format", "Chỉ tách được tệp PDF và TIFF nhiều trang.")
    targets = [folder / f"{place:06d}{CUTTABLE[kind]}" for place in range(len(parts))]
    if kind == "tiff":
        for part, target in zip(parts, targets, strict=True):
            tiff_pages.copy_pages(path, range(part.first - 1, part.last), target)
        return targets
    try:
        with pikepdf.open(path) as pdf:
            for part, target in zip(parts, targets, strict=True):
                _cut_pdf(pdf, part, target)
    except pikepdf.PasswordError:
        raise FileRefused("file.encrypted", "Tệp có mật khẩu, không tách được; bỏ mật khẩu rồi giao lại.") from None
    except (pikepdf.PdfError, ValueError, RuntimeError, IndexError):
        raise FileRefused("file.damaged", "Cấu trúc PDF bị hỏng, không tách được; hãy xuất hoặc quét lại.") from None
    return targets


def _cut_pdf(pdf: pikepdf.Pdf, part: Part, target: Path) -> None:
    if not 1 <= part.first <= part.last <= len(pdf.pages):
        raise FileRefused("file.damaged", "Chỗ tách nằm ngoài số trang của tệp.")
    with pikepdf.new() as cut:
        for page in pdf.pages[part.first - 1 : part.last]:
            cut.pages.append(page)
        # The same pages always give the same bytes: a reading that is repeated makes no second copy.
        cut.save(target, deterministic_id=True)
