"""Real scans of real offices: what is proposed is right, what is handwritten is left to people."""

from __future__ import annotations

import csv
import os
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pytest

from khoso.engines.ocr import probe
from khoso.stages.recognition.compute.covers import read_cover, read_inventory
from khoso.stages.recognition.compute.pdfa import write_pdfa
from khoso.stages.recognition.compute.read import read_file
from khoso.stages.recognition.compute.reading import FileReading

pytestmark = [pytest.mark.samples, pytest.mark.slow, pytest.mark.mission("D4")]


def samples() -> Path:
    """The folder of samples beside the checkout."""
    told = os.environ.get("KHOSO_SHARED")
    places = [Path(told)] if told else [parent.parent / "shared" for parent in Path(__file__).resolve().parents]
    found = next((place / "samples" for place in places if (place / "samples").is_dir()), None)
    return found or pytest.skip("không có thư mục shared/samples cạnh mã nguồn")


@lru_cache(maxsize=32)
def read(pattern: str) -> FileReading:
    if not probe.probe().present:
        pytest.skip("máy không có Tesseract với mô hình vie")
    return read_file(next(iter(sorted(samples().rglob(pattern)))))


@lru_cache(maxsize=1)
def typed() -> dict[str, dict[str, str]]:
    table = samples() / "kiengiang-soyte-2017-2018" / "expected_fields.tsv"
    return {row["file"]: row for row in csv.DictReader(table.open(encoding="utf-8"), delimiter="\t")}


@pytest.mark.parametrize(
    "name", ["02 syt nvd.pdf", "11 gm syt.pdf", "155 tm syt.pdf", "5065_QD-SYT.pdf", "2047 syt ncy.pdf"]
)
def test_fields_of_real_letters_are_right_or_empty(name):
    row = typed()[name]
    number, _, notation = row["so_ky_hieu"].partition("/")
    fields = read(name.replace("(", "[(]")).documents[0].fields
    assert fields["number"].value in (number, None)
    assert fields["notation"].value == notation
    assert fields["issued_date"].value in (row["ngay_van_ban"], None)
    assert fields["issuer"].value == row["co_quan_ban_hanh"]
    assert (fields["urgency"].value or "") == row["do_khan"]


@pytest.mark.parametrize(
    ("name", "hand"), [("02 syt nvd.pdf", False), ("11 gm syt.pdf", True), ("2047 syt ncy.pdf", True)]
)
def test_hand_filled_numbers_are_told_from_printed_ones(name, hand):
    found = read(name).documents[0].fields["number"]
    assert (found.handwritten, found.value is None) == (hand, hand)


def test_the_list_of_documents_of_a_real_dossier_is_read():
    rows = read_inventory(read("MLVB_01.pdf"))
    table = samples() / "haugiang-hoso-so-hoa" / "mlvb_hoso01_rows.tsv"
    wanted = {int(row["stt"]): row for row in csv.DictReader(table.open(encoding="utf-8"), delimiter="\t")}
    assert 78 <= len(rows) <= 83  # the paper has 82 rows
    found = {row.ordinal: row for row in rows if row.ordinal in wanted}
    agreeing = [o for o, row in found.items() if row.number_notation in (None, wanted[o]["so_ky_hieu"])]
    assert len(agreeing) >= 0.8 * len(found) and len(found) >= 0.8 * len(wanted)


def test_a_hand_filled_cover_gives_its_title_and_guesses_no_figure():
    facts = read_cover(read("Bia_hoso01.pdf"))
    assert facts.title.value is not None and "An toàn Vệ sinh Thực phẩm" in facts.title.value
    assert facts.sheet_count.value in ("219", None)
    assert facts.sheet_count.handwritten is (facts.sheet_count.value is None)


@pytest.mark.parametrize("pattern", ["*K4.01.01.020.pdf", "5065_QD-SYT.pdf", "4_1.jpg"])
def test_real_scans_become_pdfa(tmp_path, pattern):
    source = next(iter(sorted(samples().rglob(pattern))))
    result = write_pdfa(
        source, read(pattern), tmp_path / "out.pdf", title=source.stem, created=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert result.conformance == "PDF/A-2b"
    assert result.replaced_text_layer is pattern.startswith("*K4")
