"""What a file holds beside its pages: scripts, launches, embedded files, a text layer; or no pages at all."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pikepdf

from khoso.engines.formats import Format
from khoso.engines.imaging import Document
from khoso.engines.imaging.cut import cut_pages
from khoso.kernel.errors import FileRefused
from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute.names import leads_out, printable
from khoso.stages.digitisation.compute.profile import Profile

_ACTIVE = {
    "/JavaScript": "mã JavaScript",
    "/Launch": "lệnh chạy chương trình",
    "/ImportData": "lệnh nhập dữ liệu",
    "/RichMedia": "nội dung đa phương tiện",
    "/FileAttachment": "tệp đính kèm",
    "/Movie": "phim nhúng",
    "/Sound": "âm thanh nhúng",
}
_MOST_OBJECTS = 500_000


def refuse_no_pages(path: Path, format: Format) -> None:
    """Raise FileRefused: file.unsafe_path for an archive that climbs out, else file.wrong_format."""
    if format.mime == "inode/x-empty":
        raise FileRefused("file.damaged", "Tệp rỗng (0 byte); hãy xuất hoặc quét lại.")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            bad = next((name for name in archive.namelist() if leads_out(name)), None)
        if bad is not None:
            raise FileRefused(
                "file.unsafe_path",
                f"Tệp nén có mục «{printable(bad[:40])}…» dẫn ra ngoài thư mục giao nộp; hãy giao lại tệp quét.",
            )
    what = format.name or format.mime
    raise FileRefused(
        "file.wrong_format", f"Tệp là «{what}», không phải trang quét; hãy giao PDF/A, TIFF, JPEG, PNG hoặc JPEG 2000."
    )


def check_pdf(path: Path) -> list[Finding]:
    """file.active_content and file.damaged of a PDF that opens."""
    found = []
    try:
        with pikepdf.open(path) as pdf:
            active = sorted(_active(pdf))
            cut = cut_pages(pdf)
            trouble = pdf.get_warnings()
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        raise FileRefused("file.damaged", "Cấu trúc PDF bị hỏng; hãy xuất hoặc quét lại.") from None
    if active:
        message = f"Tệp PDF chứa {', '.join(active)}; hãy xuất lại PDF/A không có nội dung hoạt động."
        found.append(Finding("file.active_content", Severity.ERROR, message))
    for number in cut:
        message = f"Trang {number} chỉ giải mã được một phần, ảnh bị cụt hoặc hỏng; hãy xuất hoặc quét lại."
        found.append(Finding("file.damaged", Severity.ERROR, message, page=number))
    if trouble and not cut:
        message = "Cấu trúc PDF bị hỏng, chỉ đọc được nhờ sửa tạm; hãy xuất hoặc quét lại."
        found.append(Finding("file.damaged", Severity.ERROR, message))
    return found


def _active(pdf: pikepdf.Pdf) -> set[str]:
    """What in the file could act on its own, in Vietnamese."""
    if len(pdf.objects) > _MOST_OBJECTS:
        raise FileRefused("file.too_large", "Tệp PDF có quá nhiều đối tượng; hãy chia nhỏ hoặc xuất lại.")
    found: set[str] = set()
    if "/XFA" in (pdf.Root.get("/AcroForm") or {}):
        found.add("biểu mẫu XFA")
    for item in pdf.objects:
        _look(item, found, 0)
    return found


def _look(item: Any, found: set[str], depth: int) -> None:
    if isinstance(item, pikepdf.Array) and depth < 4:
        for inner in item:
            _look(inner, found, depth + 1)
        return
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream) or depth > 4:
        return
    if "/EF" in item:
        found.add("tệp đính kèm")
    if "/JS" in item:
        found.add(_ACTIVE["/JavaScript"])
    for key in ("/S", "/Subtype"):
        name = item.get(key)
        if isinstance(name, pikepdf.Name) and str(name) in _ACTIVE:
            found.add(_ACTIVE[str(name)])
    for _, inner in item.items():
        if isinstance(inner, pikepdf.Dictionary | pikepdf.Array) and not getattr(inner, "is_indirect", False):
            _look(inner, found, depth + 1)


def check_kind(document: Document, format: Format, profile: Profile) -> list[Finding]:
    """file.not_pdfa, file.no_text_layer, file.wrong_format for what opened but is not the form the law wants.

    Page images and plain PDFs are a fair delivery: this system makes the two-layer PDF/A itself, so they only warn.
    A photograph is kept in the form it comes in, and JPEG 2000 is none of those named for it.
    # Luật: TT 05/2025 Đ.8.2.a - PDF/A hai lớp; Đ.8.2.b - ảnh: .JPEG .PDF .TIFF .PNG
    """
    if document.format == "jp2" and not profile.is_paper:
        message = "Ảnh JPEG 2000 đọc được nhưng không thuộc .JPEG, .PDF, .TIFF, .PNG; hãy xuất lại dạng đó."
        return [Finding("file.wrong_format", Severity.WARNING, message)]
    if document.format == "jp2":
        message = "Ảnh rời JPEG 2000, chưa phải PDF/A hai lớp; hệ thống đọc được và sẽ đóng thành PDF/A khi nhận dạng."
        return [Finding("file.not_pdfa", Severity.WARNING, message)]
    if document.format != "pdf":
        message = "Ảnh rời, chưa phải PDF/A hai lớp; hệ thống sẽ đóng thành PDF/A khi nhận dạng."
        return [Finding("file.not_pdfa", Severity.INFO, message)]
    found = []
    if format.pdfa is None:
        message = "Tệp PDF không phải PDF/A; hãy xuất PDF/A-2b (TT 05/2025/TT-BNV Điều 8.2.a)."
        found.append(Finding("file.not_pdfa", Severity.WARNING, message))
    if not _has_text(document):
        message = (
            "Tệp PDF không có lớp chữ tìm kiếm được; hãy nhận dạng chữ (PDF hai lớp, TT 05/2025/TT-BNV Điều 8.2.a)."
        )
        found.append(Finding("file.no_text_layer", Severity.WARNING, message))
    return found


_STAMPED_CHARACTERS = 80
"""A publisher's or signature stamp has a line of real text on an otherwise untexted scan."""


def _has_text(document: Document) -> bool:
    scanned = [page for page in document.pages if page.layers]
    if not scanned:
        return any(page.characters for page in document.pages)
    return any(page.characters > _STAMPED_CHARACTERS for page in scanned)
