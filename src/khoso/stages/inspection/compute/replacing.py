"""Single pages of a file replaced, and not a bit of the other pages touched.

Reads hostile files: call it through `khoso.engines.limits.run_limited`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from khoso.engines.imaging import format_of
from khoso.kernel.errors import FileRefused
from khoso.kernel.words import Sentence, noop
from khoso.stages.inspection.compute import tiff
from khoso.stages.recognition.compute.imagepdf import pdf_of_image

_DAMAGED = noop("Ảnh hoặc tệp mang tới bị hỏng, không mở được. Chưa thay gì; hãy xuất hoặc quét lại.")


@dataclass(frozen=True, slots=True)
class Replaced:
    """What came of it: format of the file, how many pages it has."""

    kind: str
    pages: int


def replace_pages(source: Path, out: Path, new: Mapping[int, Path]) -> Replaced:
    """Write `source` to `out` with the pages `new` names (1 …) replaced by a picture or a PDF of one page.

    Raises FileRefused rework.*: nothing was written that could be used.
    """
    kind = format_of(source) or ""
    if kind == "pdf":
        pages = _in_pdf(source, out, new)
    elif kind == "tiff":
        pages = tiff.replace_pages(source, out, new)
    elif kind in ("jpeg", "png", "jp2"):
        pages = _whole(source, out, new, kind)
    else:
        raise _refused("unknown", noop("Tệp này không thay được từng trang. Chưa thay gì; hãy giao lại cả tệp."))
    return Replaced(kind, pages)


def _refused(code: str, message: str) -> FileRefused:
    return FileRefused(f"rework.{code}", message if isinstance(message, Sentence) else Sentence(message))


def _whole(source: Path, out: Path, new: Mapping[int, Path], kind: str) -> int:
    """A file that is one picture: the new picture takes its place as it is."""
    picture = new.get(1)
    if picture is None or len(new) != 1:
        raise _refused("no_such_page", noop("Tệp chỉ có một trang. Chưa thay gì; hãy chọn đúng trang."))
    if format_of(picture) != kind:
        raise _refused(
            "other_format",
            Sentence("Tệp là {kind}: hãy mang tới ảnh {kind}. Chưa thay gì.", kind=kind.upper()),
        )
    out.write_bytes(picture.read_bytes())
    return 1


def _in_pdf(source: Path, out: Path, new: Mapping[int, Path]) -> int:
    try:
        with contextlib.ExitStack() as opened:
            pdf = opened.enter_context(pikepdf.open(source))
            count = len(pdf.pages)
            for number, path in sorted(new.items()):
                if not 1 <= number <= count:
                    raise _refused("no_such_page", noop("Tệp không có trang này. Chưa thay gì; hãy chọn đúng trang."))
                brought = opened.enter_context(_as_pdf(path))
                if len(brought.pages) != 1:
                    raise _refused(
                        "many_pages",
                        Sentence(
                            "Thay trang {number} bằng đúng một trang; tệp mang tới có {count} trang. Chưa thay gì.",
                            number=number,
                            count=len(brought.pages),
                        ),
                    )
                _put(pdf, number, brought.pages[0])
            # Streams are carried over as they lie: no other page is packed anew.
            pdf.save(
                out,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                recompress_flate=False,
                object_stream_mode=pikepdf.ObjectStreamMode.preserve,
                deterministic_id=True,
            )
    except pikepdf.PasswordError:
        raise _refused("encrypted", noop("Tệp có mật khẩu nên không thay trang được. Chưa thay gì.")) from None
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, RuntimeError, OSError):
        raise _refused("damaged", _DAMAGED) from None
    return count


def _put(pdf: pikepdf.Pdf, number: int, page: pikepdf.Page) -> None:
    """`page` at the place of another, which keeps its object: bookmarks and links that lead there still do."""
    old = pdf.pages[number - 1].obj
    brought = pdf.copy_foreign(page.obj)
    for name in list(old.keys()):
        if name not in ("/Type", "/Parent", "/StructParents", "/Annots"):
            del old[name]
    for name in ("/MediaBox", "/CropBox", "/Resources", "/Contents", "/Rotate"):
        value = brought.get(name) if name in brought else _inherited(page, name, pdf)
        if value is not None:
            old[name] = value
    # Notes and links of the old scan have no place on the new one.
    if "/Annots" in old:
        del old["/Annots"]


def _inherited(page: pikepdf.Page, name: str, pdf: pikepdf.Pdf) -> pikepdf.Object | None:
    """An attribute the page has from its parents; the file that takes it in would give it its own."""
    above = page.obj.get("/Parent")
    for _ in range(20):
        if not isinstance(above, pikepdf.Dictionary):
            return None
        if name in above:
            value = above[name]
            return pdf.copy_foreign(value) if value.is_indirect else value
        above = above.get("/Parent")
    return None


def _as_pdf(path: Path) -> pikepdf.Pdf:
    if format_of(path) == "pdf":
        opened = pikepdf.open(path)
        if opened.is_encrypted:
            raise pikepdf.PasswordError
        return opened
    return pdf_of_image(path)
