"""The letters of a printed paper: Times New Roman by its measure, complete in Vietnamese, found on this machine.

Liberation Serif 2 is taken first: free, as wide as Times New Roman letter by letter. Its older version 1 lacks half of
the Vietnamese letters and is passed over, whatever the file is called.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from khoso.kernel.errors import EngineMissing
from khoso.kernel.words import noop

_FOLDERS = (
    "~/.fonts",
    "~/.local/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/fonts",
    "/usr/share/texmf/fonts",
    "/usr/share/texlive/texmf-dist/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "~/Library/Fonts",
)
# Family as the file names itself → its four faces. All are as wide as Times New Roman.
_FAMILIES = {
    "Liberation Serif": (
        "LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf",
        "LiberationSerif-Italic.ttf", "LiberationSerif-BoldItalic.ttf",
    ),
    "Tinos": ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf"),
    "Times New Roman": ("times.ttf", "timesbd.ttf", "timesi.ttf", "timesbi.ttf"),
    "TeX Gyre Termes": (
        "texgyretermes-regular.otf", "texgyretermes-bold.otf",
        "texgyretermes-italic.otf", "texgyretermes-bolditalic.otf",
    ),
}  # fmt: skip
_VIETNAMESE = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"


@dataclass(frozen=True, slots=True)
class Family:
    """A family of four faces in one folder. `letters`: what every face can draw."""

    name: str
    files: tuple[Path, ...]
    letters: frozenset[int]

    @property
    def folder(self) -> Path:
        return self.files[0].parent

    def shown(self, text: str) -> str:
        """`text` with an empty box for each sign that the family cannot draw: nothing vanishes without a trace."""
        box = "\u25a1" if 0x25A1 in self.letters else "?"
        return "".join(c if c == "\n" or ord(c) in self.letters else box for c in text)


@lru_cache(maxsize=1)
def find() -> Family:
    """The first whole family. Raises EngineMissing with the command that installs one."""
    files = _files()
    for name, faces in _FAMILIES.items():
        for folder in sorted({path.parent for path in files.get(faces[0].lower(), [])}):
            paths = [next((p for p in files.get(face.lower(), []) if p.parent == folder), None) for face in faces]
            whole = tuple(path for path in paths if path is not None)
            if len(whole) == len(faces) and (letters := _letters(whole)):
                return Family(name, whole, letters)
    raise EngineMissing(
        noop(
            "Thiếu phông chữ cùng khổ với Times New Roman có đủ chữ tiếng Việt để in PDF. "
            "Hãy cài: sudo apt-get install -y fonts-liberation2"
        )
    )


def _files() -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    wanted = {face.lower() for faces in _FAMILIES.values() for face in faces}
    for folder in _FOLDERS:
        for parent, _, names in os.walk(Path(folder).expanduser()):
            for name in names:
                if name.lower() in wanted:
                    found.setdefault(name.lower(), []).append(Path(parent, name))
    return found


def _letters(files: tuple[Path, ...]) -> frozenset[int]:
    """What all faces can draw; nothing when a Vietnamese letter is missing."""
    from fontTools.ttLib import TTFont, TTLibError

    common: set[int] | None = None
    for file in files:
        try:
            with TTFont(file, lazy=True) as font:
                have = set(font.getBestCmap())
        except (OSError, TTLibError):
            return frozenset()
        common = have if common is None else common & have
    needed = {ord(c) for c in _VIETNAMESE + _VIETNAMESE.upper()}
    return frozenset(common) if common and needed <= common else frozenset()
