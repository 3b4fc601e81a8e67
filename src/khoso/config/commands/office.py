"""`khoso office`: templates of papers, without a database."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.group(help="Văn bản hành chính.\n\nOfficial papers.")
def office() -> None:
    """Verbs of papers."""


@office.group(help="Bộ mẫu văn bản của cơ quan.\n\nAn office's own templates of papers.")
def template() -> None:
    """Verbs of templates."""


@template.command(
    help="Ghi bộ mẫu có sẵn vào thư mục để cơ quan sửa; không ghi đè tệp đã có.\n\n"
    "Write the built-in templates into a folder to be changed; never over a file that is there."
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    from khoso.engines.office import templates

    written = templates.export(folder)
    for path in written:
        click.echo(str(path))
    if not written:
        click.echo(f"Không ghi gì: {folder} đã có đủ bộ mẫu.", err=True)
        raise click.exceptions.Exit(1)


@template.command(
    help="Kiểm tra bộ mẫu: thiếu trường nào, ở đâu; trường lạ; lệnh không an toàn.\n\n"
    "Check templates: which field is missing and where; unknown fields; unsafe constructs."
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Trả lời bằng JSON / Answer in JSON.")
def check(folder: Path, as_json: bool) -> None:
    from khoso.config.templates import guarded
    from khoso.engines import office as engine

    engine.use(None, run=guarded)
    faults = engine.check(folder)
    for fault in faults:
        if as_json:
            told = {"code": fault.code, "file": fault.file, "where": fault.where, "message": fault.what}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            click.echo(f"{fault} [{fault.code}]")
    if as_json:
        click.echo(json.dumps({"summary": {"ok": not faults, "faults": len(faults)}}))
    elif not faults:
        click.echo("Bộ mẫu dùng được.")
    raise click.exceptions.Exit(1 if faults else 0)
