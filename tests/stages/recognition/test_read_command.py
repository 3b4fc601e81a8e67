"""`khoso read`: one JSON object a line, refused files in the same stream, exit codes."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from tests.stages.recognition.pages_for_tests import Letter, draw, save_pdf

from khoso.engines.ocr import probe
from khoso.stages.recognition.commands import read


@pytest.fixture(autouse=True)
def needs_tesseract():
    if not probe.probe().present:
        pytest.skip("máy không có Tesseract với mô hình vie")


def test_a_folder_gives_one_line_a_file_and_the_refused_one_too(tmp_path):
    save_pdf([draw(Letter())], tmp_path / "b.pdf")
    (tmp_path / "a.pdf").write_bytes(b"")
    (tmp_path / "ghi-chu.txt").write_text("không phải trang quét", encoding="utf-8")
    result = CliRunner().invoke(read, ["--json", str(tmp_path)])
    refused, told = (json.loads(line) for line in result.stdout.splitlines())
    assert result.exit_code == 1
    assert refused["path"] == "a.pdf"
    assert refused["error"]["code"] == "file.damaged"
    assert told["path"] == "b.pdf"
    assert told["documents"][0]["fields"]["number"]["value"] == "105"


def test_without_json_people_read_a_table(tmp_path):
    path = save_pdf([draw(Letter())], tmp_path / "b.pdf")
    result = CliRunner().invoke(read, [str(path)])
    assert result.exit_code == 0
    assert "22 Công văn" in result.stdout
    assert "2019-03-15" in result.stdout


def test_a_path_that_is_not_there_is_a_mistake_of_use(tmp_path):
    assert CliRunner().invoke(read, [str(tmp_path / "khong-co")]).exit_code == 2
    assert CliRunner().invoke(read, []).exit_code == 2


def test_without_the_engine_the_command_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(probe, "tessdata_folders", list)
    path = save_pdf([draw(Letter())], tmp_path / "b.pdf")
    result = CliRunner().invoke(read, [str(path)])
    assert result.exit_code == 3
    assert "tesseract-ocr-vie" in result.stderr
