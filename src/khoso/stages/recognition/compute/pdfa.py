"""The two-layer PDF/A-2b: the scanned images untouched, our words invisibly over them.

# Luật: TT 05/2025 Đ.8.2.a

The same source, reading and date give the same bytes: the file's /ID comes from its content, every date is `created`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf

from khoso.kernel.clock import VIETNAM
from khoso.kernel.errors import FileRefused
from khoso.stages.recognition.compute import jpx
from khoso.stages.recognition.compute.glyphless import LayerFont
from khoso.stages.recognition.compute.imagepdf import pdf_of_image
from khoso.stages.recognition.compute.reading import FileReading
from khoso.stages.recognition.compute.textlayer import add_text, strip_text

CONFORMANCE = "PDF/A-2b"
PRODUCER = "Kho Số"
# What a page needs to look as it looks. Links, forms, actions, thumbnails and private data stay behind.
_PAGE_KEYS = {"/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group"}
# Nothing a reader sees; forbidden or needless in an archive file.
_UNWANTED = (
    "/AA", "/A", "/OPI", "/Alternates", "/PieceInfo", "/Metadata", "/LastModified", "/TR", "/HTP", "/StructParent",
    "/StructParents", "/OC",
)  # fmt: skip

# What the checker says of every JPEG 2000 picture: it looks into none; the second where the picture brings its colours.
_NOT_LOOKED_INTO = ("JPEG 2000 images are not supported", "image has no /ColorSpace")


@dataclass(frozen=True, slots=True)
class PdfaResult:
    """What was written. `conformance` is `PDF/A-2b` when the checker approved the file, else None.

    `reason` says in Vietnamese why the file does not conform, or what became of an old text layer.
    """

    path: Path
    conformance: str | None
    replaced_text_layer: bool
    reason: str


def warm_up() -> None:
    """Write and check an empty page once, so that each forked writer finds every library loaded and set up."""
    with TemporaryDirectory(prefix="khoso-") as folder, Pdf.new() as pdf:
        pdf.add_blank_page()
        LayerFont("a").embed(pdf)
        _save(
            pdf, Path(folder) / "warm.pdf", "", datetime(2000, 1, 1, tzinfo=VIETNAM), False, FileReading("", (), (), "")
        )


# What libraries say of a page tree, a stream or a number that cannot be.
_OF_THE_FILE = (
    pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError, RecursionError,
    RuntimeError, NotImplementedError,
)  # fmt: skip
_NO_ROOM = ("No space left on device", "Disk quota exceeded")


def write_pdfa(source: Path, reading: FileReading, out: Path, *, title: str, created: datetime) -> PdfaResult:
    """Write `out` from the PDF or image `source` and its `reading`. `created` must carry a time zone.

    JPEG, JBIG2, JPEG 2000 and CCITT streams are copied byte for byte. Scripts, attachments, forms and annotations are
    left behind. Raises `FileRefused` when the source is encrypted, damaged, or has another number of pages.
    """
    source, out = Path(source), Path(out)
    try:
        return _write(source, reading, out, title, created)
    except _OF_THE_FILE as error:
        if any(words in str(error) for words in _NO_ROOM):
            raise
        message = f"{source.name}: cấu trúc PDF hỏng, không ghi được PDF/A; yêu cầu xuất hoặc quét lại."
        raise FileRefused("file.damaged", message) from error


def _write(source: Path, reading: FileReading, out: Path, title: str, created: datetime) -> PdfaResult:
    with source.open("rb") as stream:
        is_pdf = b"%PDF-" in stream.read(1024)
    with _pages_only(source) if is_pdf else pdf_of_image(source) as pdf:
        if len(pdf.pages) != len(reading.pages):
            raise FileRefused(
                "file.changed", f"{source.name}: số trang khác với lúc nhận dạng; nhận dạng lại tệp rồi tạo PDF/A."
            )
        replaced = _replace_text(pdf, reading)
        _drop_unwanted(pdf)
        return _save(pdf, out, title, created, replaced, reading)


def _pages_only(source: Path) -> Pdf:
    """A new PDF with the bare pages of `source`: what hangs on its catalogue never comes along."""
    try:
        with pikepdf.open(source) as original:
            pdf = Pdf.new()
            for page in original.pages:
                for key in [str(key) for key in page.obj if str(key) not in _PAGE_KEYS]:
                    del page.obj[key]
                pdf.pages.append(page)
            return pdf
    except pikepdf.PasswordError as error:
        message = f"{source.name}: tệp đặt mật khẩu; yêu cầu bên giao nộp gỡ mật khẩu rồi nộp lại."
        raise FileRefused("file.encrypted", message) from error
    except pikepdf.PdfError as error:
        message = f"{source.name}: tệp hỏng, không đọc được; yêu cầu quét hoặc nộp lại."
        raise FileRefused("file.damaged", message) from error


def _replace_text(pdf: Pdf, reading: FileReading) -> bool:
    """Lay our words over every page we read ourselves; True when an old layer had to go for it."""
    ours = [page for page in reading.pages if page.source == "ocr"]
    if not ours:
        return False
    font = LayerFont(letter for page in ours for word in page.words for letter in word.text)
    font_object = font.embed(pdf)
    for page in ours:
        target = pdf.pages[page.number - 1]
        if page.layer_found:
            strip_text(pdf, target)
        add_text(pdf, target, page, font, font_object)
    return any(page.layer_found for page in ours)


def _drop_unwanted(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for key in _UNWANTED:
            if key in thing:
                del thing[key]


def _save(pdf: Pdf, out: Path, title: str, created: datetime, replaced: bool, reading: FileReading) -> PdfaResult:
    from pikepdf import pdfa

    pdfa.prepare(pdf, "2b")
    _describe(pdf, title, created)
    settings = pdfa.resolve_save_kwargs("2b", deterministic_id=True)
    pdf.save(out, **settings)
    report = pdfa.validate_written(out, "2b", save_kwargs=settings)
    findings = _left_after_own_check(pdf, report.findings)
    if not findings:
        reason = next((page.reason for page in reading.pages if page.layer_found), "Tệp không có lớp văn bản cũ.")
        return PdfaResult(out, CONFORMANCE, replaced, reason)
    first = findings[0]
    told = f"{len(findings)} lỗi; lỗi đầu: {first.rule}, {first.message}"
    reason = f"Không đạt {CONFORMANCE} ({told}); xuất lại PDF có nhúng phông, hoặc quét lại."
    return PdfaResult(out, None, replaced, reason)


def _left_after_own_check(pdf: Pdf, findings: Sequence[Any]) -> list[Any]:
    """What the checker found, without JPEG 2000 pictures it does not look into when ours all are as they should be."""
    about = [each for each in findings if each.kind == "unsupported" and each.message in _NOT_LOOKED_INTO]
    if any(each.message == _NOT_LOOKED_INTO[0] for each in about):
        pictures = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and _is_jpeg_2000(thing)]
        if pictures and all(jpx.conforms(picture.read_raw_bytes()) for picture in pictures):
            return [each for each in findings if each not in about]
    return list(findings)


def _is_jpeg_2000(stream: pikepdf.Stream) -> bool:
    packing = stream.get(Name.Filter)
    return packing == Name.JPXDecode or (isinstance(packing, pikepdf.Array) and list(packing) == [Name.JPXDecode])


def _describe(pdf: Pdf, title: str, created: datetime) -> None:
    """Title, producer and dates, the same in the document information and in XMP, nothing else."""
    moment = created.astimezone(VIETNAM).replace(microsecond=0)
    stamp = moment.strftime("D:%Y%m%d%H%M%S+07'00'")
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=title, Producer=PRODUCER, CreationDate=stamp, ModDate=stamp))
    packet = _XMP.format(title=escape(title, quote=False), producer=PRODUCER, when=moment.isoformat())
    metadata = pdf.make_stream(packet.encode("utf-8"))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = metadata
    pdf.Root.Lang = "vi-VN"
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate><xmp:MetadataDate>{when}</xmp:MetadataDate>
<pdf:Producer>{producer}</pdf:Producer><pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
