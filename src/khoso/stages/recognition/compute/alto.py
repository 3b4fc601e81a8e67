"""The words of a page as ALTO 4, the form other archives and viewers read; the same bytes for the same reading."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from khoso.engines.ocr.port import Word
from khoso.stages.recognition.compute.layout import around
from khoso.stages.recognition.compute.reading import PageReading

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-2.xsd"


def write_alto(page: PageReading, path: Path) -> None:
    """Write one page's blocks, lines and words to `path`. Measures are pixels of the page image; WC is confidence."""
    root = etree.Element(
        f"{{{NAMESPACE}}}alto",
        {"{http://www.w3.org/2001/XMLSchema-instance}schemaLocation": f"{NAMESPACE} {SCHEMA}"},
        nsmap={None: NAMESPACE, "xsi": "http://www.w3.org/2001/XMLSchema-instance"},
    )
    description = _add(root, "Description")
    _add(description, "MeasurementUnit").text = "pixel"
    layout = _add(root, "Layout")
    sheet = _add(
        layout,
        "Page",
        ID=f"page_{page.number}",
        PHYSICAL_IMG_NR=page.number,
        WIDTH=page.width,
        HEIGHT=page.height,
        PC=f"{page.mean_confidence:.3f}",
    )
    space = _add(sheet, "PrintSpace", HPOS=0, VPOS=0, WIDTH=page.width, HEIGHT=page.height)
    blocks: dict[int, dict[int, list[Word]]] = {}
    for word in page.words:
        blocks.setdefault(word.block, {}).setdefault(word.line, []).append(word)
    for number, lines in enumerate(blocks.values(), 1):
        _add_block(space, f"p{page.number}_b{number}", list(lines.values()))
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    Path(path).write_bytes(data)


def _add_block(space: etree._Element, name: str, lines: list[list[Word]]) -> None:
    block = _add(space, "TextBlock", ID=name, **_place([word for line in lines for word in line]))
    for row, words in enumerate(lines, 1):
        line = _add(block, "TextLine", ID=f"{name}_l{row}", **_place(words))
        for column, word in enumerate(words, 1):
            if column > 1:
                before = words[column - 2]
                _add(line, "SP", HPOS=before.x1, VPOS=word.y0, WIDTH=max(0, word.x0 - before.x1))
            _add(
                line,
                "String",
                ID=f"{name}_l{row}_w{column}",
                CONTENT=word.text,
                WC=f"{word.confidence:.3f}",
                **_place([word]),
            )


def _place(words: list[Word]) -> dict[str, int]:
    x0, y0, x1, y1 = around(words)
    return {"HPOS": x0, "VPOS": y0, "WIDTH": x1 - x0, "HEIGHT": y1 - y0}


def _add(parent: etree._Element, tag: str, **attributes: object) -> etree._Element:
    named = {key: str(value) for key, value in attributes.items()}
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", named)
