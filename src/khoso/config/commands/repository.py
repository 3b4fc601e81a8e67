"""`khoso repository`."""

from __future__ import annotations

import json
from typing import Any

import click


@click.group(help="Kho lưu trữ số.\n\nThe repository.")
def repository() -> None:
    """Verbs of the repository."""


def _answer(result: dict[str, Any], as_json: bool, good: str, bad: str) -> None:
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        click.echo(good if result["ok"] else bad)
    raise click.exceptions.Exit(0 if result["ok"] else 1)


@repository.command(
    help="Đọc lại từng byte của mọi bản sao và so mã băm.\n\nRead every byte of every replica and compare digests."
)
@click.option("--json", "as_json", is_flag=True, help="Trả lời bằng JSON / Answer in JSON.")
def verify(as_json: bool) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.config.verifying import verify_replicas

    checked, findings = 0, []
    for one in verify_replicas():
        checked += 1
        findings += [{"root": one.root, "object": one.object_id, **found.as_place_json()} for found in one.findings]
        if not as_json and one.findings:
            click.echo(f"HỎNG {one.root}: {one.object_id}: {one.findings[0].message}")
    first_bad = f"{findings[0]['root']}/{findings[0]['object']}" if findings else None
    result = {"ok": not findings, "checked": checked, "first_bad": first_bad, "findings": findings}
    _answer(result, as_json, f"Nguyên vẹn: {checked} bản.", f"{len(findings)} chỗ hỏng trong {checked} bản.")


@repository.command(
    help="Dựng lại danh mục, nguồn gốc và tìm kiếm chỉ từ các gói trong kho.\n\n"
    "Rebuild catalogue, provenance and search from the stored packages alone."
)
@click.option("--json", "as_json", is_flag=True, help="Trả lời bằng JSON / Answer in JSON.")
def rebuild(as_json: bool) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.config.rebuilding import rebuild as rebuild_all

    done, items, problems = 0, 0, []
    for one in rebuild_all():
        done += 1
        items += one.items
        if one.problem:
            problems.append({"object": one.object_id, "message": one.problem})
        if not as_json:
            click.echo(f"{one.object_id}: {one.problem or f'{one.items} tài liệu'}")
    first_bad = problems[0]["object"] if problems else None
    result = {"ok": not problems, "checked": done, "first_bad": first_bad, "items": items, "findings": problems}
    good = f"Đã dựng lại {done} hồ sơ, {items} tài liệu."
    _answer(result, as_json, good, f"{len(problems)} trong {done} gói không dựng lại được.")
