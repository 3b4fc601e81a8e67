"""A delivery is repeatable, tells the truth about itself, and looks like a contractor's."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
import pytest
from tests.demo.made import Made

from khoso.demo import fonts
from khoso.demo.agencies import PLACES
from khoso.demo.composing import KINDS, Brief, compose
from khoso.demo.delivery import WORKBOOK, make_delivery, render_document
from khoso.demo.topics import TOPICS
from khoso.demo.workbook import HEADINGS
from khoso.kernel.errors import EngineMissing, UsageError
from khoso.kernel.text_vi import fold

SMALL = {"items_per_dossier": 3, "pages_per_item": 1, "dpi": 72, "seed": "thử"}


def digests(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def rows_of(root: Path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(root / WORKBOOK, read_only=True).active.iter_rows(values_only=True))


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    make_delivery(tmp_path / "a", dossiers=2, faults=["encrypted_pdf", "skewed"], **SMALL)
    make_delivery(tmp_path / "b", dossiers=2, faults=["encrypted_pdf", "skewed"], jobs=2, **SMALL)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_another_seed_gives_other_papers(tmp_path: Path) -> None:
    make_delivery(tmp_path / "a", dossiers=1, **SMALL)
    make_delivery(tmp_path / "b", dossiers=1, **{**SMALL, "seed": "khác"})
    assert not set(digests(tmp_path / "a").values()) & set(digests(tmp_path / "b").values())


def test_a_dossier_does_not_depend_on_how_many_are_made(tmp_path: Path) -> None:
    make_delivery(tmp_path / "whole", dossiers=3, **SMALL)
    make_delivery(tmp_path / "part", dossiers=1, first=3, **SMALL)
    part = {path: digest for path, digest in digests(tmp_path / "part").items() if path.endswith(".pdf")}
    whole = digests(tmp_path / "whole")
    assert len(part) == 5
    assert part == {path: whole[path] for path in part}


def test_files_lie_as_contractors_lay_them(tmp_path: Path) -> None:
    make_delivery(tmp_path, dossiers=1, **SMALL)
    place = next(place for place in PLACES if (tmp_path / place.folder).is_dir())
    names = sorted(path.name for path in (tmp_path / place.folder / "hopso01" / "hoso01").iterdir())
    code = f"{place.code}.2011.01.VP"
    assert names == sorted(["Bia_hoso01.pdf", "MLVB_01.pdf", *(f"{code}.{ordinal:07d}.pdf" for ordinal in (1, 2, 3))])


def test_the_motorbike_proposal_opens_dossier_one(clean: Made) -> None:
    first = clean.items[0]
    assert (first["kind"], first["subject"]) == ("15", "Về việc xin mua xe mô tô")
    assert "TỜ TRÌNH\nVề việc xin mua xe mô tô" in first["text"][0]


def test_truth_counts_the_pages_of_every_file(faulty: Made) -> None:
    readable = [
        record
        for record in faulty.files
        if not {"file.encrypted", "file.damaged"} & {defect["code"] for defect in record["defects"]}
    ]
    counted = {record["path"]: len(pikepdf.open(faulty.root / record["path"]).pages) for record in readable}
    assert counted == {record["path"]: record["pages"] for record in readable}
    assert all(len(record["text"]) == record["pages"] for record in faulty.files)
    assert sorted(record["path"] for record in faulty.files) == sorted(
        path.relative_to(faulty.root).as_posix() for path in faulty.root.rglob("*.pdf")
    )
    assert faulty.facts.pages == sum(record["pages"] for record in faulty.files)


@pytest.mark.parametrize("pages", [1, 5])
def test_an_item_has_as_many_pages_as_asked(tmp_path: Path, pages: int) -> None:
    make_delivery(tmp_path, dossiers=1, items_per_dossier=6, pages_per_item=pages, dpi=72)
    made = Made(tmp_path)
    assert [record["pages"] for record in made.items] == [pages] * 6
    assert all(text.split("\n")[0] == str(number) for record in made.items for number, text in
               enumerate(record["text"][1:], 2))  # fmt: skip
    assert all(record["signer"] in "\n".join(record["text"]) for record in made.items)


def test_twelve_items_show_twelve_kinds(tmp_path: Path) -> None:
    make_delivery(tmp_path, dossiers=1, first=2, items_per_dossier=12, pages_per_item=1, dpi=72)
    assert sorted(record["kind"] for record in Made(tmp_path).items) == sorted(KINDS)  # type: ignore[arg-type]


def test_the_workbook_has_46_columns_and_reads_back(clean: Made) -> None:
    head, *rows = rows_of(clean.root)
    assert head == HEADINGS
    assert len(HEADINGS) == 46
    assert [row[0] for row in rows] == list(range(1, 27))
    told = [
        (row[45], row[26], row[27], f"{row[30]}-{row[29]}-{row[28]}", row[31], row[32], row[34]) for row in rows
    ]  # fmt: skip
    true = [
        ("\\" + item["path"].replace("/", "\\"), item["number"], item["notation"], item["issued_date"],
         item["issuer"], item["subject"], item["pages"])
        for item in clean.items
    ]  # fmt: skip
    assert told == true


@pytest.mark.samples
def test_headings_are_those_of_a_real_delivery(shared: Path) -> None:
    real = shared / "samples/haugiang-hoso-so-hoa/metadata-nha-thau.xlsx"
    head = next(openpyxl.load_workbook(real, read_only=True).active.iter_rows(values_only=True))
    assert head == HEADINGS


@pytest.mark.samples
def test_invented_places_are_nowhere_in_vietnam(shared: Path) -> None:
    units = (shared / "samples/don-vi-hanh-chinh-2026/vn_provinces_wards_2026-07-25.json").read_text("utf-8")
    names = [name for place in PLACES for name in (place.commune, place.district, place.province)]
    assert [name for name in names if name in units] == []


def test_sound_papers_bear_no_number_twice(clean: Made) -> None:
    counts = Counter((i["dossier"], i["number"], fold(i["notation"])) for i in clean.items)
    assert set(counts.values()) == {1}


@pytest.mark.luat("TT05 Đ.8.1.b")
def test_sound_pages_are_24_bit_colour_at_the_resolution_asked(clean: Made) -> None:
    for record in clean.files:
        with pikepdf.open(clean.root / record["path"]) as pdf:
            for page in pdf.pages:
                image = page.Resources.XObject.Im0
                assert (image.ColorSpace, int(image.BitsPerComponent), image.Filter) == ("/DeviceRGB", 8, "/DCTDecode")
                inches = float(page.mediabox[2]) / 72, float(page.mediabox[3]) / 72
                assert (round(image.Width / inches[0]), round(image.Height / inches[1])) == (200, 200)


def test_the_hidden_text_is_found_where_it_is_printed(tmp_path: Path) -> None:
    make_delivery(tmp_path, dossiers=1, text_layer="good", **SMALL)
    item = Made(tmp_path).items[0]  # type: ignore[arg-type]
    text = pypdfium2.PdfDocument(tmp_path / item["path"])[0].get_textpage().get_text_bounded()
    assert "Về việc xin mua xe mô tô" in text
    assert pikepdf.open(tmp_path / item["path"]).check_pdf_syntax() == []


def test_a_document_can_be_had_as_images() -> None:
    brief = Brief(PLACES[0], TOPICS[3], date(1993, 5, 6), "14", 2, 1, "một")
    images = render_document(compose(brief), 1, dpi=100)
    assert [(image.mode, image.size) for image in images] == [("RGB", (827, 1170))] * 2


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"faults": "skewed,lệch"}, "lệch"),
        ({"faults": "all"}, "--dossiers"),
        ({"dossiers": 0}, "từ 1 trở lên"),
        ({"dpi": 9000}, "dpi"),
        ({"dossiers": 2_000_000}, "Excel"),
    ],
)
def test_what_cannot_be_made_is_refused(tmp_path: Path, asked: dict[str, object], word: str) -> None:
    with pytest.raises(UsageError, match=word):
        make_delivery(tmp_path / "x", **{"dossiers": 1, **asked})  # type: ignore[arg-type]
    assert not (tmp_path / "x").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "cũ.txt").write_text("giữ")
    with pytest.raises(UsageError, match="không trống"):
        make_delivery(tmp_path, dossiers=1)


def test_without_a_vietnamese_font_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forget() -> None:
        for cached in (fonts._files, fonts._family, fonts.font, fonts.width):
            cached.cache_clear()

    monkeypatch.setattr(fonts, "_FOLDERS", (str(tmp_path),))
    forget()
    try:
        with pytest.raises(EngineMissing, match="apt-get install"):
            make_delivery(tmp_path / "x", dossiers=1)
    finally:
        monkeypatch.undo()
        forget()


def test_the_generator_needs_no_django() -> None:
    code = "import sys, khoso.demo.delivery; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": "src"}).returncode == 0


def test_the_command_prints_one_json_object(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from khoso.demo.commands import demo

    asked = ["make", "--dossiers", "1", "--out", str(tmp_path / "d"), "--items-per-dossier", "2", "--dpi", "72"]
    done = CliRunner().invoke(demo, [*asked, "--pages-per-item", "1", "--json"])
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert (told["dossiers"], told["items"], told["files"], told["pages"]) == (1, 2, 4, 4)
    again = CliRunner().invoke(demo, asked)
    assert again.exit_code == 2
