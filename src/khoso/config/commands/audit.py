"""`khoso audit`."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click


@click.group(help="Nhật ký.\n\nThe audit trail.")
def audit() -> None:
    """Verbs of the audit trail."""


@audit.command(help="Chứng minh nhật ký nguyên vẹn, hoặc chỉ ra dòng hỏng đầu tiên.\n\nProve the trail whole.")
@click.option("--chain", default="", help="Chỉ một chuỗi / One chain only.")
@click.option(
    "--from-seals",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    help="So cả với niêm phong trong thư mục này / Also hold against the seals in this folder.",
)
@click.option("--columns", is_flag=True, help="So từng cột tìm kiếm với nội dung / Compare every searched column too.")
@click.option("--json", "as_json", is_flag=True, help="Trả lời bằng JSON / Answer in JSON.")
def verify(chain: str, from_seals: tuple[Path, ...], columns: bool, as_json: bool) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.foundation.audit import checking

    proof = checking.verify(chain=chain, seal_folders=from_seals, columns=columns)
    if as_json:
        click.echo(json.dumps(checking.as_json(proof), ensure_ascii=False))
    else:
        click.echo("\n".join(checking.in_words(proof)))
    raise click.exceptions.Exit(0 if proof.ok else 1)


@audit.command(help="Niêm phong đầu các chuỗi ngay bây giờ.\n\nSeal the heads of all chains now.")
@click.option(
    "--after-restore", default="", metavar="LÝ-DO", help="Vừa khôi phục từ bản cũ, vì sao / Just restored, and why."
)
@click.option("--json", "as_json", is_flag=True, help="Trả lời bằng JSON / Answer in JSON.")
def seal(after_restore: str, as_json: bool) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.foundation.audit import sealing

    done = sealing.seal(after_restore=after_restore)
    if as_json:
        told: dict[str, Any] = {
            "seal": done.seal.position if done.seal else None,
            "rows": done.seal.rows if done.seal else None,
            "stamped": bool(done.seal and done.seal.timestamp),
            "troubles": done.troubles | ({"timestamp": done.no_timestamp} if done.no_timestamp else {}),
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(
            f"Niêm phong số {done.seal.position}: {done.seal.rows} dòng."
            if done.seal
            else "Không có dòng mới từ niêm phong trước."
        )
        if done.no_timestamp:
            click.echo(done.no_timestamp)
        for name, trouble in done.troubles.items():
            click.echo(f"Không ghi được niêm phong vào bản sao «{name}»: {trouble}")
    raise click.exceptions.Exit(1 if done.troubles or done.no_timestamp else 0)


@audit.command(help="Xuất nhật ký thành tệp ai cũng tự kiểm được.\n\nThe trail as a file anybody can verify.")
@click.option("--chain", default="", help="Chỉ một chuỗi / One chain only.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Từ ngày này, giờ Việt Nam / From this day on.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Tới hết ngày này / To the end of this day.")
@click.option("--json", "as_json", is_flag=True, help="Trả lời bằng JSON / Answer in JSON.")
@click.argument("target", type=click.Path(path_type=Path))
def export(chain: str, since: datetime | None, until: datetime | None, as_json: bool, target: Path) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.foundation.audit import exporting
    from khoso.kernel.clock import VIETNAM

    told = exporting.export(
        target,
        chain=chain,
        since=since.replace(tzinfo=VIETNAM) if since else None,
        until=until.replace(tzinfo=VIETNAM) + timedelta(days=1) if until else None,
    )
    click.echo(
        json.dumps(told, ensure_ascii=False)
        if as_json
        else f"{told['path']}: {told['rows']} dòng, {told['seals']} niêm phong."
    )
