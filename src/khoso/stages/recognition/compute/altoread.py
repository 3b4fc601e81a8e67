"""Reading back the words of a page from ALTO, as our packages hold them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree


@dataclass(frozen=True)
class AltoPage:
    """The words `[x0, y0, x1, y1, text, confidence]` of one page in pixels, and their text line by line."""

    width: int
    height: int
    words: list[list[Any]]
    text: str


def read_alto(path: Path) -> AltoPage:
    """The page an ALTO file describes. Raises ValueError when it describes none, or is none."""
    try:
        return _read(path)
    except (etree.XMLSyntaxError, TypeError) as error:
        raise ValueError(f"{path.name}: không phải tệp ALTO đọc được.") from error


def _read(path: Path) -> AltoPage:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.parse(str(path), parser).getroot()
    page = root.find(".//{*}Page")
    if page is None:
        raise ValueError(f"{path.name}: không có trang nào.")
    words: list[list[Any]] = []
    blocks = []
    for block in page.iter("{*}TextBlock"):
        lines = []
        for line in block.iter("{*}TextLine"):
            strings = [_word(string) for string in line.iter("{*}String")]
            words += strings
            lines.append(" ".join(word[4] for word in strings))
        blocks.append("\n".join(lines))
    return AltoPage(int(page.get("WIDTH", "0")), int(page.get("HEIGHT", "0")), words, "\n\n".join(blocks))


def _word(string: Any) -> list[Any]:
    x, y = int(string.get("HPOS")), int(string.get("VPOS"))
    return [
        x,
        y,
        x + int(string.get("WIDTH")),
        y + int(string.get("HEIGHT")),
        string.get("CONTENT"),
        float(string.get("WC", "0")),
    ]
