"""Every hostile or odd file of the collection gets a clear answer, and always the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.stages.digitisation.samples import samples

from khoso.stages.digitisation.compute import check_file

PLAIN = ["file.not_pdfa", "file.no_text_layer", "file.name"]
IMAGE = ["file.not_pdfa"]
EXPECTED = {
    "broken.png": ["file.damaged"],
    "ccitt.pdf": [*PLAIN, "page.not_colour"],
    "corruptionOneByteMissing.pdf": ["file.damaged"],
    "crash-0e16d3bfb83be87356d026d66919deaefca44dac.tif": ["file.damaged"],
    "decompression_bomb.gif": ["file.wrong_format"],
    "double-sided-even.pdf": ["file.not_pdfa", "file.name"],
    "double-sided-odd.pdf": ["file.not_pdfa", "file.name"],
    "empty.jp2": ["file.damaged"],
    "encryption_openpassword.pdf": ["file.encrypted"],
    "fileAttachment.pdf": ["file.active_content", "file.not_pdfa"],
    # Each bears its number in a corner and nothing else.
    "g4-multi.tiff": [*IMAGE, *["page.not_colour", "page.near_blank"] * 3],
    "hugemono.pdf": ["file.too_large"],
    "invalid.pdf": ["file.damaged"],
    "javascript.pdf": ["file.active_content", "file.not_pdfa"],
    "jbig2.pdf": ["file.no_text_layer", "file.name", "page.not_colour"],
    "kcs.pdf": [*PLAIN, "page.not_colour", "page.wrong_size"],
    "linn.png": [*IMAGE, "page.not_colour"],
    "linn.txt": ["file.wrong_format"],
    "multi-page-images.tiff": [*IMAGE, *["page.not_colour"] * 3],
    "multipage.tiff": [*IMAGE, *["page.low_resolution", "page.not_colour", "page.blank"] * 3],
    "no_contents.pdf": [*PLAIN, "page.wrong_size", "page.blank"],
    "oom-225817ca0f8c663be7ab4b9e717b02c661e66834.tif": ["file.damaged"],
    "password-is-test.pdf": ["file.encrypted"],
    "patch-code-t.pdf": [*PLAIN, "page.not_colour"],
    "png_decompression_dos.png": ["file.too_large"],
    "rotated_skew.pdf": [*PLAIN, "page.not_colour", "page.skewed"],
    "skew.pdf": [*PLAIN, "page.not_colour", "page.skewed"],
    "text_only_pdfa1b.pdf": ["file.name"],
    "truncated_at_byte_5000.jp2": ["file.damaged"],
    "typewriter.png": [*IMAGE, "page.not_colour"],
    "zip-slip.zip": ["file.unsafe_path"],
}


@pytest.mark.samples
@pytest.mark.parametrize("name", EXPECTED)
def test_each_bad_input(name: str) -> None:
    result = check_file(samples("bad-inputs") / name)
    assert [finding.code for finding in result.all_findings] == EXPECTED[name]


@pytest.mark.samples
def test_the_table_is_the_whole_collection() -> None:
    folder = samples("bad-inputs")
    listed = {line.split("\t")[0] for line in (folder / "MANIFEST.tsv").read_text().splitlines()[1:]}
    assert set(EXPECTED) == listed


@pytest.mark.samples
@pytest.mark.luat("TT05 Đ.8.2.a")
def test_a_real_delivery_of_coarse_background_under_sharp_text() -> None:
    folder = samples("haugiang-hoso-so-hoa")
    path: Path = next(folder.rglob("*.K4.01.01.062.pdf"))
    result = check_file(path)
    assert [finding.code for finding in result.all_findings] == ["page.low_resolution"]
    assert "nền màu chỉ 150 dpi dưới lớp chữ đen trắng 300 dpi" in result.all_findings[0].message
    assert [(round(x.dpi), x.role) for x in result.pages[0].layers] == [
        (150, "background"), (300, "detail"), (150, "background"), (300, "mask"),
    ]  # fmt: skip
