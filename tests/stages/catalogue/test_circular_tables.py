"""Our tables of fields and codes against the Circular's own printed text, and against those that write packages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khoso.kernel import codes
from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.compute import fields
from khoso.stages.catalogue.compute.fields import Field, Need, Shape
from khoso.stages.packages.compute import fields as packages

pytestmark = pytest.mark.luat("TT05 Phụ lục I.II.2")

# Which table of Annex I stands for which of ours: its first and its last element.
FRAMES = {
    "dossier": (fields.DOSSIER, "arcFileCode"),
    "text": (fields.TEXT, "docId"),
    "photo": (fields.PHOTO, "typePic"),
    "audiovisual": (fields.AUDIOVISUAL, "typeMedia"),
}
SHAPES = {"String": {Shape.TEXT, Shape.CODE, Shape.CODES, Shape.DURATION}, "Number": {Shape.NUMBER}}
SHAPES |= {"Date": {Shape.DATE}, "Boolean": {Shape.FLAG}}


@pytest.fixture(scope="module")
def annex(shared: Path) -> str:
    """Annex I of the Circular as printed, without the heads and feet of its pages."""
    found = next((shared / "domain" / "law").glob("TT-05-2025*"), None)
    if found is None:
        pytest.skip("không có toàn văn Thông tư 05/2025 trong shared/domain/law")
    text = found.read_text(encoding="utf-8")
    text = re.sub(r"\n---\n\n## Trang \d+\n+\d+\s*\n", "\n", text)
    # The head of a table, printed again on each page.
    text = re.sub(r"TT\s*\n?Tên\s*\n?trường\s*\n?Tên tiếng\s*\n?Việt\s*\n?Kiểu\s*\n?Độ\s*\n?dài\s*\n?Mô tả", "\n", text)
    text = re.sub(r"\s+", "", text)
    # Two rows whose cells the end of a page tore apart.
    return text.replace("numberOSốlượngNumber10Sốlượngtrang", "numberOfPageSốlượngtrangNumber10")


def _frame(annex: str, marker: str) -> list[str]:
    """The elements of the first XML frame that has `marker`, in the Circular's order."""
    for frame in re.findall(r"<simpledc>(.*?)</simpledc>", annex):
        names = re.findall(r"<(\w+)>\.\.\.</\w+>", frame)
        if marker in names:
            return names
    raise AssertionError(marker)


def _rows(annex: str, names: list[str]) -> dict[str, tuple[str, str, int]]:
    """element → (what stands beside it, its type, its length), read from the printed table after the frame."""
    frame = "".join(f"<{name}>...</{name}>" for name in names)
    place = annex.index(frame) + len(frame)
    told = {}
    for name, following in zip(names, [*names[1:], ""], strict=True):
        place = annex.index(name, place) + len(name)
        end = annex.index(following, place) if following else place + 600
        row = annex[place:end]
        found = re.match(r"(.*?)(String|Number|Date|Boolean)(\d*)", row)
        assert found, (name, row[:80])
        told[name] = (row, found[2], int(found[3] or 0))
    return told


@pytest.mark.parametrize("name", sorted(FRAMES))
def test_every_element_of_the_circular_is_a_field_of_ours_in_its_shape_and_length(annex: str, name: str) -> None:
    ours, marker = FRAMES[name]
    names = _frame(annex, marker)
    assert {field.element for field in ours} == set(names)
    printed = _rows(annex, names)
    for field in ours:
        _, kind, length = printed[field.element]
        assert field.shape in SHAPES[kind], field.element
        if kind in ("String", "Number"):
            assert (field.element, field.most) == (field.element, length)


@pytest.mark.parametrize("name", sorted(FRAMES))
def test_what_the_circular_calls_optional_is_optional_here(annex: str, name: str) -> None:
    ours, marker = FRAMES[name]
    printed = _rows(annex, _frame(annex, marker))
    optional = {element for element, (row, _, _) in printed.items() if "(nếucó)" in row[: row.find("String") + 1]}
    for field in ours:
        if field.element in optional:
            assert field.need is not Need.MUST, field.element


@pytest.mark.parametrize(
    ("marker", "element", "table"),
    [
        ("arcFileCode", "maintenance", codes.MAINTENANCE),
        ("arcFileCode", "mode", codes.MODE),
        ("arcFileCode", "format", codes.FORMAT),
        ("arcFileCode", "riskRecoveryStatus", fields.RESERVE_STATUS),
        ("docId", "typeName", codes.KIND),
        ("typePic", "colour", fields.COLOUR),
        ("typePic", "typePic", fields.NEGATIVE_OR_PHOTO),
        ("typeMedia", "typeMedia", fields.SOUND_OR_FILM),
    ],
)
def test_the_code_tables_are_the_printed_ones(annex: str, marker: str, element: str, table: dict[str, str]) -> None:
    row, _, _ = _rows(annex, _frame(annex, marker))[element]
    printed = dict(re.findall(r"(\d\d)[:.](.+?)(?=-?\d\d[:.]|[;.(]|-|$)", row.split("Trongđó:", 1)[-1]))
    wanted = {code: fold(label.replace(" ", "")) for code, label in table.items()}
    told = {code: fold(printed.get(code, "")).rstrip("0123456789") for code in table}
    # The scan breaks a word here and there; the first letters of each tell them apart.
    assert {code: label[:4] for code, label in told.items()} == {code: label[:4] for code, label in wanted.items()}
    assert set(printed) >= set(table)


def test_the_languages_are_eleven(annex: str) -> None:
    row, _, _ = _rows(annex, _frame(annex, "arcFileCode"))["language"]
    assert sorted(set(re.findall(r"-(\d\d):", row))) == sorted(codes.LANGUAGE)


_NEEDS = {
    Need.MUST: packages.Need.ALWAYS,
    Need.MAY: packages.Need.OPTIONAL,
    Need.WHEN: packages.Need.CONDITIONAL,
}
_TABLES = {"dossier": "EAD", "text": "EAD_doc", "photo": "EAD_pic", "audiovisual": "EAD_media"}


@pytest.mark.parametrize("name", sorted(_TABLES))
def test_packages_are_written_by_the_same_table(name: str) -> None:
    """Two tables of the same elements: each element, length, need and code table is the same in both."""
    written = {f.element: f for f in packages.table(packages.PackageKind.AIP, _TABLES[name]).fields}
    ours: dict[str, Field] = {f.element: f for f in FRAMES[name][0]}
    assert list(written) == [f.element for f in FRAMES[name][0]] or set(written) == set(ours)
    for element, field in ours.items():
        there = written[element]
        assert (element, field.most, _NEEDS[field.need]) == (element, there.length, there.need)
        if field.shape is not Shape.FLAG:
            assert (element, dict(field.table or {})) == (element, dict(there.codes or {}))
