"""A PDF of page images, written straight to disk page by page; the same pages always give the same bytes."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import TracebackType

from khoso.demo.setter import LAYOUT_DPI, Line
from khoso.kernel.text_vi import fold

_HEADER = b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n"


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as scanned. `data` is JPEG, or with `bits` 1 the packed rows of a black and white image."""

    data: bytes
    width: int
    height: int
    dpi: int
    bits: int = 8
    lines: tuple[Line, ...] = ()


class PdfWriter:
    """Writes `path` as pages come; the file is whole when the `with` block ends well, and gone when it does not."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._file = self._part.open("wb")
        self._places: dict[int, int] = {}
        self._pages: list[int] = []
        self._next = 4
        self._font = 0
        self._digest = hashlib.sha256(name.encode())
        self._file.write(_HEADER)

    def __enter__(self) -> PdfWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._file.close()
            if kind is None:
                self._part.replace(self._path)
            else:
                self._part.unlink(missing_ok=True)

    def add(self, page: PageImage) -> None:
        """One more page, as large on paper as its resolution says."""
        wide, tall = page.width * 72 / page.dpi, page.height * 72 / page.dpi
        colour, name, data = "/DeviceRGB", "/DCTDecode", page.data
        if page.bits == 1:
            colour, name, data = "/DeviceGray", "/FlateDecode", zlib.compress(page.data, 9)
        image = self._object(
            f"<< /Type /XObject /Subtype /Image /Width {page.width} /Height {page.height} /ColorSpace {colour} "
            f"/BitsPerComponent {page.bits} /Filter {name} /Length {len(data)} >>",
            data,
        )
        drawing = f"q {wide:.3f} 0 0 {tall:.3f} 0 0 cm /Im0 Do Q\n" + self._hidden(page, tall)
        content = self._object(f"<< /Length {len(drawing)} >>", drawing.encode("ascii"))
        font = f" /Font << /F0 {self._font} 0 R >>" if page.lines else ""
        self._pages.append(
            self._object(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide:.3f} {tall:.3f}] /Contents {content} 0 R "
                f"/Resources << /XObject << /Im0 {image} 0 R >>{font} >> >>"
            )
        )

    def _object(self, head: str, stream: bytes | None = None, number: int = 0) -> int:
        if not number:
            number = self._next
            self._next += 1
        self._places[number] = self._file.tell()
        body = f"{number} 0 obj\n{head}\n".encode("ascii")
        if stream is not None:
            self._digest.update(stream)
            body += b"stream\n" + stream + b"\nendstream\n"
        self._file.write(body + b"endobj\n")
        return number

    def _hidden(self, page: PageImage, tall: float) -> str:
        """The invisible layer: each line stretched over its print, letters by code point."""
        if not page.lines:
            return ""
        if not self._font:
            self._font = self._write_font()
        unit = 72 / LAYOUT_DPI
        parts = ["BT 3 Tr"]
        for line in page.lines:
            codes = "".join(f"{min(ord(letter), 0xFFFF):04X}" for letter in line.text)
            if not codes:
                continue
            size = line.pixels * unit
            stretch = line.width * unit / (len(line.text) * size * 0.5) * 100
            parts.append(
                f"/F0 {size:.2f} Tf {stretch:.1f} Tz 1 0 0 1 {line.x * unit:.2f} {tall - line.y * unit:.2f} Tm "
                f"<{codes}> Tj"
            )
        return "\n".join([*parts, "ET\n"])

    def _write_font(self) -> int:
        ranges = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(256)]
        blocks = [ranges[at : at + 100] for at in range(0, 256, 100)]
        table = "".join(f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange\n" for block in blocks)
        table = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Adobe-Identity-UCS def "
            "/CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n" + table + "endcmap end end"
        )
        unicode = self._object(f"<< /Length {len(table)} >>", table.encode("ascii"))
        described = self._object(
            "<< /Type /FontDescriptor /FontName /Hidden /Flags 4 /FontBBox [0 -200 500 800] /ItalicAngle 0 "
            "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
        )
        below = self._object(
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Hidden /CIDSystemInfo << /Registry (Adobe) "
            f"/Ordering (Identity) /Supplement 0 >> /DW 500 /FontDescriptor {described} 0 R >>"
        )
        return self._object(
            "<< /Type /Font /Subtype /Type0 /BaseFont /Hidden /Encoding /Identity-H "
            f"/DescendantFonts [{below} 0 R] /ToUnicode {unicode} 0 R >>"
        )

    def _finish(self) -> None:
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        self._object("<< /Type /Catalog /Pages 2 0 R >>", number=1)
        self._object(f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>", number=2)
        self._object("<< /Producer (Kho So demo) /CreationDate (D:20250610091400+07'00') >>", number=3)
        start = self._file.tell()
        rows = [f"0 {self._next}", "0000000000 65535 f "]
        rows += [f"{self._places[number]:010d} 00000 n " for number in range(1, self._next)]
        name = self._digest.hexdigest()[:32].upper()
        trailer = f"trailer\n<< /Size {self._next} /Root 1 0 R /Info 3 0 R /ID [<{name}> <{name}>] >>"
        self._file.write(("xref\n" + "\n".join(rows) + f"\n{trailer}\nstartxref\n{start}\n%%EOF\n").encode("ascii"))


_MISREAD = {"0": "O", "l": "1", "n": "u", "e": "c", "m": "rn", "i": "l", "ư": "u", "đ": "d", "h": "b", "ờ": "o"}


def misread(lines: Sequence[Line], dice: Random) -> tuple[Line, ...]:
    """Lines as a hurried OCR reads them: accents lost, letters confused, words run together."""
    result = []
    for line in lines:
        words = []
        for word in line.text.split():
            chance = dice.random()
            if chance < 0.15:
                word = fold(word)
            elif chance < 0.35:
                word = "".join(_MISREAD.get(letter, letter) if dice.random() < 0.3 else letter for letter in word)
            words.append(word)
        text = ("" if dice.random() < 0.1 else " ").join(words)
        result.append(Line(text, line.x, line.y, line.width, line.pixels))
    return tuple(result)
