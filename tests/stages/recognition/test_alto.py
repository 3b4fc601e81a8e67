"""ALTO 4: blocks, lines and words with places and confidences, the same bytes for the same reading."""

from __future__ import annotations

from lxml import etree

from khoso.engines.ocr.port import Word
from khoso.stages.recognition.compute.alto import NAMESPACE, write_alto
from khoso.stages.recognition.compute.reading import PageReading

PAGE = PageReading(
    3,
    1654,
    2339,
    200,
    (
        Word(10, 20, 60, 40, "Sở", 0.9, 0, 0),
        Word(70, 20, 120, 42, "Nội", 0.8, 0, 0),
        Word(10, 60, 90, 80, "vụ", 0.7, 1, 1),
    ),
)


def test_words_stand_in_lines_and_blocks_with_their_places(tmp_path):
    write_alto(PAGE, tmp_path / "p.xml")
    root = etree.parse(tmp_path / "p.xml").getroot()
    assert root.tag == f"{{{NAMESPACE}}}alto"
    page = root.find(".//{*}Page")
    assert (page.get("WIDTH"), page.get("HEIGHT"), page.get("PHYSICAL_IMG_NR")) == ("1654", "2339", "3")
    assert [
        [[word.get("CONTENT") for word in line.findall("{*}String")] for line in block.findall("{*}TextLine")]
        for block in root.findall(".//{*}TextBlock")
    ] == [[["Sở", "Nội"]], [["vụ"]]]
    word = root.findall(".//{*}String")[1]
    assert [word.get(key) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT", "WC")] == ["70", "20", "50", "22", "0.800"]
    block = root.find(".//{*}TextBlock")
    assert [block.get(key) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT")] == ["10", "20", "110", "22"]


def test_ids_are_unique_and_bytes_repeat(tmp_path):
    write_alto(PAGE, tmp_path / "a.xml")
    write_alto(PAGE, tmp_path / "b.xml")
    assert (tmp_path / "a.xml").read_bytes() == (tmp_path / "b.xml").read_bytes()
    names = [element.get("ID") for element in etree.parse(tmp_path / "a.xml").iter() if element.get("ID")]
    assert len(names) == len(set(names))
