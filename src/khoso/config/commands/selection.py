"""`khoso selection`."""

from __future__ import annotations

import json

import click


@click.group(help="Danh mục số hóa.\n\nLists of dossiers to digitise.")
def selection() -> None:
    """Verbs of selection."""


@selection.command(
    help="Tính lại mã băm của mọi danh mục đã phê duyệt và so với lúc phê duyệt.\n\n"
    "Reckon the digest of every approved list again and compare it with the one kept at its approval."
)
@click.option("--json", "as_json", is_flag=True, help="Trả lời bằng JSON / Answer in JSON.")
def verify(as_json: bool) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.stages.selection.queries import proofs

    checked, changed = 0, []
    for one, proof in proofs():
        checked += 1
        if proof.is_proved:
            continue
        changed.append({"list": one.pk, "agency": one.agency.code, "decision": one.decision_number, "now": proof.now})
        if not as_json:
            click.echo(f"KHÔNG CÒN ĐÚNG: danh mục {one.pk}, quyết định {one.decision_number}, {one.agency.name}")
    if as_json:
        click.echo(json.dumps({"ok": not changed, "checked": checked, "findings": changed}, ensure_ascii=False))
    else:
        click.echo(f"Đúng như khi phê duyệt: {checked - len(changed)}/{checked} danh mục.")
    raise click.exceptions.Exit(1 if changed else 0)
