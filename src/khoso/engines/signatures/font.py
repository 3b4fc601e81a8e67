"""The stamp's font: found on the system, cut to the letters a stamp needs, kept ready for the next signature."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from khoso.kernel.errors import EngineMissing, UsageError
from khoso.kernel.words import noop

# Same widths as Times New Roman, free, complete in Vietnamese.
# Luật: TT 05/2025 Đ.8.1.c (phông chữ Times New Roman, kiểu chữ đứng, cỡ 10, màu đen)
FONT_FILE = "texgyretermes-regular.otf"
_FOLDERS = (
    "~/.fonts",
    "~/.local/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/fonts",
    "/usr/share/texmf/fonts/opentype",
    "/usr/share/texlive/texmf-dist/fonts/opentype",
    "/Library/Fonts",
    "~/Library/Fonts",
)
# Every stamp carries a time, so its signs are always in: stamps of one agency then share one cut.
_ALWAYS = "0123456789-:+TZ. "


@dataclass(frozen=True)
class StampFont:
    """A CFF font cut to some letters. `glyphs` maps a letter to (glyph number, width in thousandths of the size)."""

    name: str
    program: bytes
    glyphs: dict[str, tuple[int, float]]
    ascent: float
    descent: float
    cap_height: float
    bounds: tuple[int, int, int, int]

    def width(self, text: str, size: float) -> float:
        """The width of `text` in points at `size`."""
        return sum(self.glyphs[letter][1] for letter in text) * size / 1000

    def encode(self, text: str) -> bytes:
        """`text` as the hex string that shows it."""
        return b"<" + b"".join(b"%04X" % self.glyphs[letter][0] for letter in text) + b">"


@lru_cache(maxsize=1)
def find() -> Path:
    """The font file in the usual folders. Raises EngineMissing with the command that installs it."""
    for folder in _FOLDERS:
        root = Path(folder).expanduser()
        found = sorted(root.rglob(FONT_FILE)) if root.is_dir() else []
        if found:
            return found[0]
    raise EngineMissing(noop("Thiếu phông chữ để hiển thị chữ ký số. Hãy cài: sudo apt-get install -y fonts-texgyre"))


def load(text: str) -> StampFont:
    """The stamp font with every letter of `text`. Raises EngineMissing, UsageError (a letter it lacks)."""
    return _cut(find(), "".join(sorted(set(text) | set(_ALWAYS))))


@lru_cache(maxsize=256)
def _cut(path: Path, letters: str) -> StampFont:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        layout_features=[], name_IDs=[], notdef_outline=True, glyph_names=False, desubroutinize=True, hinting=False
    )
    font = TTFont(path)
    strange = [letter for letter in letters if ord(letter) not in font.getBestCmap()]
    if strange:
        raise UsageError(f"Phông chữ của chữ ký không có ký tự «{''.join(strange)}». Hãy sửa tên cơ quan ký.")
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(letter) for letter in letters])
    cutter.subset(font)
    tag = hashlib.sha256(letters.encode()).digest()
    name = "".join(chr(65 + byte % 26) for byte in tag[:6]) + "+TeXGyreTermes-Regular"
    font["CFF "].cff.fontNames = [name]
    buffer = BytesIO()
    font.save(buffer)
    cut = TTFont(BytesIO(buffer.getvalue()))
    # PDF counts in thousandths of the size; a font may count in other units.
    scale = 1000 / cut["head"].unitsPerEm
    numbers = {glyph: number for number, glyph in enumerate(cut.getGlyphOrder())}
    widths = cut["hmtx"]
    cmap = cut.getBestCmap()
    head, os2 = cut["head"], cut["OS/2"]
    return StampFont(
        name=name,
        program=cut.reader["CFF "],
        glyphs={c: (numbers[cmap[ord(c)]], widths[cmap[ord(c)]][0] * scale) for c in letters},
        ascent=os2.sTypoAscender * scale,
        descent=os2.sTypoDescender * scale,
        cap_height=getattr(os2, "sCapHeight", 650) * scale,
        bounds=(round(head.xMin * scale), round(head.yMin * scale), round(head.xMax * scale), round(head.yMax * scale)),
    )
