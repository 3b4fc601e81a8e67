"""`khoso doctor`."""

from __future__ import annotations

import json

import click


@click.command(
    help="Bộ máy nào có, phiên bản nào, thiếu gì và lấy ở đâu.\n\nEngines, versions, what is missing and how to get it."
)
@click.option("--json", "as_json", is_flag=True, help="Trả lời bằng JSON / Answer in JSON.")
def doctor(as_json: bool) -> None:
    from khoso.config.health import look

    reports = look()
    for report in reports:
        if as_json:
            click.echo(json.dumps(vars(report), ensure_ascii=False))
        else:
            mark = "có   " if report.ok else "THIẾU"
            click.echo(f"{mark}  {report.capability:12} {report.name} {report.version}")
            if report.remedy:
                click.echo(f"       → {report.remedy}")
    raise click.exceptions.Exit(0 if all(report.ok for report in reports) else 3)
