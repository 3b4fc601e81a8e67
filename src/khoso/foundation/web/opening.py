"""What an attached file is, by its bytes, and whether it may be kept. Reads hostile bytes: call it under limits."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree
from PIL import Image

from khoso.engines.formats import identify
from khoso.kernel.errors import FileRefused
from khoso.kernel.words import Sentence, noop

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The kinds that are kept, with the ending their files bear when they are handed out.
KINDS = {PDF: ".pdf", DOCX: ".docx", XLSX: ".xlsx", "image/png": ".png", "image/jpeg": ".jpg", "image/tiff": ".tif"}
_MORE_ENDINGS = {".jpeg": ".jpg", ".tiff": ".tif"}

_MOST_OBJECTS = 500_000
_MOST_PARTS = 5_000
_MOST_UNPACKED = 1 * 2**30
_MOST_RATIO, _RATIO_MATTERS_ABOVE = 200, 20 * 2**20
_MOST_PIXELS = 250_000_000
_MOST_FRAMES = 500
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"II*\0": "TIFF", b"MM\0*": "TIFF"}

# Names in a PDF for what acts on its own or carries another file.
_PDF_ACTIVE = {"/JavaScript", "/Launch", "/ImportData", "/RichMedia", "/FileAttachment", "/Movie", "/Sound"}
# Parts of an office file that run, or that carry what may run.
_OFFICE_ACTIVE = re.compile(
    r"vbaProject|vbaData|/macrosheets/|/activeX/|/ctrlProps/.*\.bin$|oleObject|\.(?:bin|exe|docm|xlsm|xlam|dotm)$",
    re.IGNORECASE,
)
# A printer's settings are bytes that nobody runs, and most sheets have them.
_OFFICE_HARMLESS = re.compile(r"/printerSettings/|/customProperty", re.IGNORECASE)
# Links to elsewhere that are followed when the file is opened; a hyperlink waits for a click.
_FOLLOWED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/control")
_DDE = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that may be kept: its media type, told from its bytes."""

    media_type: str


def open_file(path: str) -> Opened:
    """What the file is. Raises FileRefused when it is empty, damaged, locked, of another kind, or acts on its own."""
    file = Path(path)
    with file.open("rb") as stream:
        head = stream.read(1024)
    if not head:
        raise refused("empty", noop("Tệp rỗng (0 byte). Hãy xuất hoặc quét lại rồi chọn tệp khác."))
    # Readers of PDF look for the mark within the first kilobyte.
    if b"%PDF-" in head:
        _check_pdf(file)
        return Opened(PDF)
    if head.startswith(b"PK"):
        return Opened(_check_office(file))
    if head.startswith(_OLE):
        _refuse_old_office(file)
    for mark, kind in _IMAGES.items():
        if head.startswith(mark):
            _check_image(file, kind)
            return Opened(f"image/{kind.lower()}")
    raise _of_another_kind(file)


def refused(code: str, message: str) -> FileRefused:
    return FileRefused(f"attachment.{code}", Sentence(message) if not isinstance(message, Sentence) else message)


def fitting_name(name: str, media_type: str) -> str:
    """`name` as a plain file name with the ending its bytes deserve."""
    last = re.split(r"[/\\]", name)[-1]
    # Signs that turn the direction of writing make one ending look like another.
    clean = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069<>:\"|?*]", "", last).strip(" .")
    ending = KINDS[media_type]
    stem, dot, given = clean.rpartition(".")
    given = f".{given.lower()}" if dot else ""
    if _MORE_ENDINGS.get(given, given) == ending and stem:
        return f"{stem[:200]}{given}"
    known = {*KINDS.values(), *_MORE_ENDINGS}
    return f"{((stem if given in known and stem else clean) or 'tep')[:200]}{ending}"


def _of_another_kind(file: Path) -> FileRefused:
    what = identify(file)
    return refused(
        "wrong_kind",
        Sentence(
            "Tệp là «{what}», không thuộc loại nhận được. Hãy dùng PDF, Word (.docx), Excel (.xlsx) hoặc ảnh "
            "PNG, JPEG, TIFF.",
            what=what.name or what.mime,
        ),
    )


_LOCKED = noop("Tệp có mật khẩu hoặc bị khóa quyền. Hãy bỏ mật khẩu rồi chọn lại.")
_DAMAGED = noop("Tệp bị hỏng, không mở được. Hãy xuất hoặc quét lại rồi chọn tệp khác.")
_BOMB = noop("Tệp bung ra quá lớn so với cỡ của nó, có thể gây hại nên không nhận. Hãy xuất lại tệp.")
_ACTIVE = noop(
    "Tệp có nội dung tự chạy hoặc mang tệp khác bên trong (macro, mã lệnh, đối tượng nhúng). Hãy xuất lại thành PDF "
    "thường rồi chọn lại."
)
_NOTHING_IN_IT = noop("Tệp không có nội dung nào bên trong. Hãy chọn đúng tệp.")


def _check_pdf(file: Path) -> None:
    try:
        with pikepdf.open(file) as pdf:
            if pdf.is_encrypted:
                raise refused("encrypted", _LOCKED)
            if len(pdf.objects) > _MOST_OBJECTS:
                raise refused("bomb", _BOMB)
            if not len(pdf.pages):
                raise refused("empty", _NOTHING_IN_IT)
            if _acts(pdf):
                raise refused("active", _ACTIVE)
    except pikepdf.PasswordError:
        raise refused("encrypted", _LOCKED) from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, AttributeError, KeyError):
        raise refused("damaged", _DAMAGED) from None


def _acts(pdf: pikepdf.Pdf) -> bool:
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        return True
    return any(_acting(item, 0) for item in pdf.objects)


def _acting(item: Any, depth: int) -> bool:
    if depth > 4:
        return False
    if isinstance(item, pikepdf.Array):
        return any(_acting(inner, depth + 1) for inner in item)
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return False
    if "/EF" in item or "/JS" in item:
        return True
    if any(str(item.get(key)) in _PDF_ACTIVE for key in ("/S", "/Subtype")):
        return True
    # What is kept elsewhere in the file is looked at by itself.
    return any(_acting(inner, depth + 1) for _, inner in item.items() if not getattr(inner, "is_indirect", False))


def _refuse_old_office(file: Path) -> None:
    with file.open("rb") as stream:
        locked = any("EncryptedPackage".encode("utf-16-le") in part for part in iter(lambda: stream.read(1 << 20), b""))
    if locked:
        raise refused("encrypted", _LOCKED)
    raise refused(
        "wrong_kind",
        noop("Tệp Word hoặc Excel đời cũ (.doc, .xls). Hãy mở ra, lưu thành .docx, .xlsx hoặc PDF rồi chọn lại."),
    )


def _check_office(file: Path) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_size(parts)
            if any(part.flag_bits & 1 for part in parts):
                raise refused("encrypted", _LOCKED)
            kind = _office_kind(archive, file)
            _check_parts(archive)
            if not _says_something(archive, kind):
                raise refused("empty", _NOTHING_IN_IT)
            return kind
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, KeyError, RuntimeError, ValueError):
        raise refused("damaged", _DAMAGED) from None
    except etree.XMLSyntaxError:
        raise refused("damaged", _DAMAGED) from None


def _check_size(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise refused("bomb", _BOMB)
    for part in parts:
        if part.file_size > _RATIO_MATTERS_ABOVE and part.file_size > _MOST_RATIO * max(part.compress_size, 1):
            raise refused("bomb", _BOMB)


def _office_kind(archive: zipfile.ZipFile, file: Path) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        raise _of_another_kind(file)
    types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
    if "macroEnabled" in types:
        raise refused("active", _ACTIVE)
    for kind, main in ((DOCX, "word/document.xml"), (XLSX, "xl/workbook.xml")):
        if f"{kind}.main+xml" in types and main in names:
            return kind
    raise _of_another_kind(file)


def _check_parts(archive: zipfile.ZipFile) -> None:
    fields: list[str] = []
    for part in archive.infolist():
        name = part.filename
        if _OFFICE_ACTIVE.search(name) and not _OFFICE_HARMLESS.search(name):
            raise refused("active", _ACTIVE)
        if not name.endswith((".xml", ".rels")):
            continue
        with archive.open(part) as stream:
            # An office file declares no document type; one is only there to make entities grow.
            if b"<!DOCTYPE" in stream.read(4096).replace(b"\0", b"").upper():
                raise refused("bomb", _BOMB)
        if name.endswith(".rels") and any(_is_followed(link) for link in _elements(archive, name, "Relationship")):
            raise refused("active", _ACTIVE)
        if name.startswith("xl/externalLinks/") and any(True for _ in _elements(archive, name, "ddeLink")):
            raise refused("active", _ACTIVE)
        if name.startswith("word/"):
            fields += [element.text or "" for element in _elements(archive, name, "instrText")]
    if _DDE.search("".join(fields)):
        raise refused("active", _ACTIVE)


def _is_followed(link: Any) -> bool:
    return link.get("TargetMode") == "External" and (link.get("Type") or "").endswith(_FOLLOWED)


def _says_something(archive: zipfile.ZipFile, kind: str) -> bool:
    names = archive.namelist()
    if any("/media/" in name or "/charts/" in name for name in names):
        return True
    if kind == DOCX:
        return any((element.text or "").strip() for element in _elements(archive, "word/document.xml", "t"))
    sheets = [name for name in names if re.match(r"xl/worksheets/[^/]+\.xml$", name)]
    return any(True for sheet in sheets for tag in ("v", "is") for _ in _elements(archive, sheet, tag))


def _elements(archive: zipfile.ZipFile, name: str, tag: str) -> Iterator[Any]:
    with archive.open(name) as stream:
        for _, element in etree.iterparse(
            stream, tag=(tag, f"{{*}}{tag}"), resolve_entities=False, no_network=True, huge_tree=False
        ):
            yield element
            element.clear()


def _check_image(file: Path, kind: str) -> None:
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with Image.open(file, formats=[kind]) as image:
            frames = getattr(image, "n_frames", 1)
            if frames > _MOST_FRAMES or image.width * image.height > _MOST_PIXELS:
                raise refused("bomb", _BOMB)
            for frame in range(frames):
                image.seek(frame)
                image.load()
    except Image.DecompressionBombError:
        raise refused("bomb", _BOMB) from None
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError):
        raise refused("damaged", _DAMAGED) from None
