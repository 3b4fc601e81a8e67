"""`khoso read` over lists: order, what is missing, fields only, whole lines when stopped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from khoso.kernel.errors import FileRefused
from khoso.stages.recognition import commands, reading_many
from khoso.stages.recognition.compute.apart import Apart
from khoso.stages.recognition.compute.read import read_page
from khoso.stages.recognition.compute.reading import DocumentReading, FieldReading, FileReading, PageReading

FIELDS = dict.fromkeys(commands.LABELS, FieldReading())


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(path: Path, shown_as: str, **_: object) -> Apart:
        if "hong" in path.name:
            raise FileRefused("file.damaged", "Tệp hỏng.")
        page = PageReading(1, 100, 100, 200, ())
        return Apart(FileReading(shown_as, (page,), (DocumentReading(1, 1, FIELDS),), "bad 1"), (1,))

    monkeypatch.setattr(reading_many, "read_file_apart", read)
    monkeypatch.setattr("khoso.stages.recognition.compute.read.default_engine", lambda: read_page)


def made(folder: Path, *names: str) -> list[str]:
    for name in names:
        (folder / name).write_bytes(b"x")
    return [str(folder / name) for name in names]


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_a_list_on_stdin_is_told_in_its_order_and_what_is_missing_is_an_object(tmp_path: Path, jobs: str) -> None:
    paths = made(tmp_path, "b.pdf", "hong.pdf", "a.pdf")
    listed = "\n".join([*paths, str(tmp_path / "khong-co.pdf"), ""])
    done = CliRunner().invoke(commands.read, ["--json", "--from-file", "-", "-j", jobs], input=listed)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(one["path"]).name for one in told] == ["b.pdf", "hong.pdf", "a.pdf", "khong-co.pdf"]
    assert [one.get("error", {}).get("code") for one in told] == [None, "file.damaged", None, "file.missing"]
    assert {one["schema"] for one in told} == {1}
    assert done.exit_code == 1


def test_fields_only_leaves_the_words_out_and_nothing_else(tmp_path: Path) -> None:
    paths = made(tmp_path, "a.pdf")
    whole, short = (
        json.loads(CliRunner().invoke(commands.read, ["--json", *more, *paths]).stdout)
        for more in ([], ["--fields-only"])
    )
    assert set(whole["pages"][0]) - set(short["pages"][0]) == {"text", "words"}
    assert {name: whole[name] for name in whole if name != "pages"} == {
        name: short[name] for name in short if name != "pages"
    }
    assert set(short) == {"schema", "path", "pages", "documents", "engine", "secrecy", "unread"}


def test_stopped_by_a_signal_it_clears_up_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[reading_many.Outcome] = []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def say(outcome: reading_many.Outcome) -> None:
        told.append(outcome)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reading_many.read_many([(Path(one), one) for one in made(tmp_path, "a.pdf", "b.pdf")], 2, say)
    assert len(told) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]
