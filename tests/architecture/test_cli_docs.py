"""docs/cli.md and the command line say the same: every verb and every option, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from khoso.config.cli import cli

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def _built() -> dict[str, set[str]]:
    return {
        name: {
            spelling
            for option in command.params
            if isinstance(option, click.Option) and not option.hidden
            for spelling in [*option.opts, *option.secondary_opts]
        }
        for name, command in _commands(cli, "khoso")
    }


def _written() -> dict[str, set[str]]:
    parts = re.split(r"^## `(khoso [^`]+)`$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    rows = re.compile(r"^\| (`-[^|]*)\|", re.MULTILINE)
    return {
        name: {spelling for cell in rows.findall(text) for spelling in re.findall(r"`(-[^`]+)`", cell)}
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def test_every_verb_is_on_the_page_and_every_verb_of_the_page_is_there() -> None:
    assert sorted(_written()) == sorted(_built())


def test_every_option_is_on_the_page_and_every_option_of_the_page_is_there() -> None:
    built = _built()
    written = _written()
    assert {name: sorted(written.get(name, ())) for name in built} == {name: sorted(built[name]) for name in built}
