"""`khoso doctor`."""

from __future__ import annotations

import json
from typing import Any

import click

MARKS = {"good": "ổn   ", "warn": "XEM  ", "bad": "HỎNG "}


@click.command(
    help="Máy có ổn không: việc nền, ổ đĩa, bản lưu, bộ máy; cái gì không ổn thì làm gì.\n\n"
    "Is the machine well: jobs, disks, stored copies, engines; and what to do about what is not."
)
@click.option("--json", "as_json", is_flag=True, help="Trả lời bằng JSON / Answer in JSON.")
def doctor(as_json: bool) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.kernel import figures

    probes = figures.probes()
    for probe in probes:
        if as_json:
            told: dict[str, Any] = {
                "name": probe.name,
                "part": probe.part,
                "label": str(probe.label),
                "health": probe.health,
            }
            told |= {"seen": probe.seen, "remedy": str(probe.remedy), "at": probe.at and probe.at.isoformat()}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            click.echo(f"{MARKS[probe.health]} {probe.label}: {probe.seen}")
            if probe.remedy:
                click.echo(f"       → {probe.remedy}")
    is_missing = any(probe.health is figures.Health.BAD for probe in probes)
    raise click.exceptions.Exit(3 if is_missing else 0)
