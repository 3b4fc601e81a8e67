"""Finding a font that has every Vietnamese letter."""

from __future__ import annotations

import os
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

from khoso.kernel.errors import EngineMissing

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"

_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/texmf/fonts",
    "/usr/share/texlive/texmf-dist/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)
# Family → file names of regular, bold, italic, bold italic; the first family that is whole is taken.
_FAMILIES: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "serif": (
        ("texgyretermes-regular.otf", "texgyretermes-bold.otf", "texgyretermes-italic.otf",
         "texgyretermes-bolditalic.otf"),
        ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf", "LiberationSerif-Italic.ttf",
         "LiberationSerif-BoldItalic.ttf"),
        ("times.ttf", "timesbd.ttf", "timesi.ttf", "timesbi.ttf"),
        ("NotoSerif-Regular.ttf", "NotoSerif-Bold.ttf", "NotoSerif-Italic.ttf", "NotoSerif-BoldItalic.ttf"),
        ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSerif-Italic.ttf", "DejaVuSerif-BoldItalic.ttf"),
    ),
    "mono": (
        ("texgyrecursor-regular.otf", "texgyrecursor-bold.otf", "texgyrecursor-italic.otf",
         "texgyrecursor-bolditalic.otf"),
        ("LiberationMono-Regular.ttf", "LiberationMono-Bold.ttf", "LiberationMono-Italic.ttf",
         "LiberationMono-BoldItalic.ttf"),
        ("cour.ttf", "courbd.ttf", "couri.ttf", "courbi.ttf"),
        ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf", "DejaVuSansMono-Oblique.ttf",
         "DejaVuSansMono-BoldOblique.ttf"),
    ),
}  # fmt: skip
_FACES = ("regular", "bold", "italic", "bolditalic")


@cache
def _files() -> dict[str, str]:
    """Font files on this machine by lower-case name."""
    found: dict[str, str] = {}
    for folder in _FOLDERS:
        for parent, _, names in os.walk(Path(folder).expanduser()):
            for name in names:
                if name.lower().endswith((".ttf", ".otf")):
                    found.setdefault(name.lower(), str(Path(parent, name)))
    return found


def _whole(path: str) -> bool:
    """Whether the font draws every Vietnamese letter: a letter it lacks looks like the one no font has."""
    font = ImageFont.truetype(path, 24, layout_engine=ImageFont.Layout.BASIC)
    absent = bytes(font.getmask("\U0010fffe"))
    return all(bytes(font.getmask(letter)) != absent for letter in VIETNAMESE + VIETNAMESE.upper())


@cache
def _family(kind: str) -> tuple[str, ...]:
    files = _files()
    for names in _FAMILIES[kind]:
        paths = tuple(files.get(name.lower(), "") for name in names)
        if all(paths) and all(map(_whole, paths)):
            return paths
    if kind == "mono":
        return _family("serif")
    raise EngineMissing(
        "Không tìm thấy phông chữ có chân đủ chữ tiếng Việt. Cài bằng: apt-get install fonts-texgyre fonts-liberation2"
    )


@cache
def font(kind: str, face: str, pixels: int) -> ImageFont.FreeTypeFont:
    """The font of `kind` (serif or mono) and `face` at a height in pixels. Raises EngineMissing when there is none."""
    path = _family(kind)[_FACES.index(face)]
    return ImageFont.truetype(path, pixels, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=100_000)
def width(kind: str, face: str, pixels: int, text: str) -> float:
    """How wide `text` is, in pixels."""
    return font(kind, face, pixels).getlength(text)
