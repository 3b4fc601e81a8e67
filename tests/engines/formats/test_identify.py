"""Formats are told by content, whatever the name says."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PIL import Image
from tests.stages.digitisation import paper

from khoso.engines.formats import identify, pdfa_claim, probe

DOT = Image.new("RGB", (30, 30), "white")


@pytest.mark.parametrize(
    ("ending", "puid", "mime"),
    [("png", "fmt/11", "image/png"), ("tif", "fmt/353", "image/tiff"), ("jp2", "x-fmt/392", "image/jp2")],
)
def test_images(ending: str, puid: str, mime: str, tmp_path: Path) -> None:
    DOT.save(tmp_path / f"a.{ending}")
    (tmp_path / f"a.{ending}").rename(tmp_path / "a.bin")
    found = identify(tmp_path / "a.bin")
    assert (found.puid, found.mime, found.is_pdf, found.pdfa) == (puid, mime, False, None)


@pytest.mark.parametrize(
    ("level", "puid"), [("1b", "fmt/354"), ("2b", "fmt/477"), ("2u", "fmt/478"), ("3b", "fmt/480")]
)
def test_pdfa_levels(level: str, puid: str, tmp_path: Path) -> None:
    found = identify(paper.save_pdf([DOT], tmp_path / "a.pdf", pdfa=level))
    assert (found.puid, found.pdfa, found.version, found.is_pdf) == (puid, level, level, True)


def test_a_plain_pdf_claims_nothing(tmp_path: Path) -> None:
    path = paper.save_pdf([DOT], tmp_path / "a.pdf", pdfa=None)
    assert (identify(path).is_pdf, identify(path).pdfa, pdfa_claim(path)) == (True, None, None)


def test_what_is_no_page_is_named_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("xin chào")
    (tmp_path / "empty").touch()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a", "x")
    assert [identify(tmp_path / name).mime for name in ("a.txt", "empty", "a.zip")] == [
        "text/plain",
        "inode/x-empty",
        "application/zip",
    ]


def test_a_broken_pdf_claims_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\nbroken")
    assert pdfa_claim(tmp_path / "a.pdf") is None


def test_the_probe_tells_the_signatures_version() -> None:
    assert sorted(probe()) == ["opf-fido", "pronom"]
    assert int(probe()["pronom"]) >= 109
