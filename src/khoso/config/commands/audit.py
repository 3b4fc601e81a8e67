"""`khoso audit`."""

from __future__ import annotations

import json

import click


@click.group(help="Nhật ký.\n\nThe audit trail.")
def audit() -> None:
    """Verbs of the audit trail."""


@audit.command(help="Chứng minh nhật ký nguyên vẹn, hoặc chỉ ra dòng hỏng đầu tiên.\n\nProve the trail whole.")
@click.option("--json", "as_json", is_flag=True, help="Trả lời bằng JSON / Answer in JSON.")
def verify(as_json: bool) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.foundation.audit import queries

    checked, first_bad, reason = 0, None, ""
    for chain in queries.chains():
        verdict = queries.verify(chain)
        checked += verdict.checked
        if not verdict.ok and first_bad is None:
            first_bad, reason = f"{chain}#{verdict.first_bad}", verdict.reason
    if as_json:
        answer = {"ok": first_bad is None, "checked": checked, "first_bad": first_bad, "reason": reason}
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif first_bad is None:
        click.echo(f"Nhật ký nguyên vẹn: {checked} dòng.")
    else:
        click.echo(f"Nhật ký hỏng từ dòng {first_bad}: {reason} ({checked} dòng trước đó còn tốt)")
    raise click.exceptions.Exit(0 if first_bad is None else 1)
