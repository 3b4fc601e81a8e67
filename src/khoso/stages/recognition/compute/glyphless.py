"""The invisible font of the text layer: every letter is the same empty glyph, half as wide as high."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

NAME = "KhoSoInvisible"
# Per 1000 of the font size. Box height = ascent - descent = font size, so a word's box survives extraction.
ASCENT, DESCENT, ADVANCE = 800, -200, 500


@lru_cache(maxsize=1)
def font_program() -> bytes:
    """A TrueType font with an empty glyph 1 of `ADVANCE`; the same bytes on every machine."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    builder = FontBuilder(1000, isTTF=True)
    order = [".notdef", "space"]
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({32: "space"})
    builder.setupGlyf({name: Glyph() for name in order})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (ADVANCE, 0)))
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": NAME, "styleName": "Regular", "psName": NAME})
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT)
    builder.setupPost()
    # 1 January 1970 in the seconds since 1904 that fonts count in.
    builder.font["head"].created = builder.font["head"].modified = 2_082_844_800
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


class LayerFont:
    """The font of one file: a code for every letter the file needs, and the way back to Unicode."""

    def __init__(self, letters: Iterable[str]) -> None:
        self._codes = {letter: code for code, letter in enumerate(sorted(set(letters) | {" "}), 1)}

    def encode(self, text: str) -> str:
        """`text` as the hexadecimal string of a Tj operator."""
        return "".join(f"{self._codes[letter]:04X}" for letter in text)

    def embed(self, pdf: Pdf) -> pikepdf.Object:
        """Put the font into `pdf` and return its dictionary."""
        program = pdf.make_stream(font_program())
        program.Length1 = len(font_program())
        descriptor = pdf.make_indirect(
            Dictionary(
                Type=Name.FontDescriptor,
                FontName=Name("/" + NAME),
                Flags=4,
                FontBBox=Array([0, DESCENT, ADVANCE, ASCENT]),
                ItalicAngle=0,
                Ascent=ASCENT,
                Descent=DESCENT,
                CapHeight=ASCENT,
                StemV=80,
                FontFile2=program,
            )
        )
        # Code 0 is no letter; every other code draws glyph 1, the empty one.
        to_glyph = b"\x00\x00" + b"\x00\x01" * len(self._codes)
        descendant = pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.CIDFontType2,
                BaseFont=Name("/" + NAME),
                CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
                FontDescriptor=descriptor,
                DW=ADVANCE,
                CIDToGIDMap=pdf.make_stream(to_glyph),
            )
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=Name("/" + NAME),
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([descendant]),
                ToUnicode=pdf.make_stream(self._to_unicode()),
            )
        )

    def _to_unicode(self) -> bytes:
        pairs = [f"<{code:04X}> <{letter.encode('utf-16-be').hex().upper()}>" for letter, code in self._codes.items()]
        blocks = []
        for start in range(0, len(pairs), 100):
            part = pairs[start : start + 100]
            blocks.append(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar")
        return "\n".join(
            [
                "/CIDInit /ProcSet findresource begin",
                "12 dict begin",
                "begincmap",
                "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
                "/CMapName /Adobe-Identity-UCS def",
                "/CMapType 2 def",
                "1 begincodespacerange",
                "<0000> <FFFF>",
                "endcodespacerange",
                *blocks,
                "endcmap",
                "CMapName currentdict /CMap defineresource pop",
                "end",
                "end",
            ]
        ).encode("ascii")
