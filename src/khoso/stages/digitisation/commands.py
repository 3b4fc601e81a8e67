"""The command `khoso check`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from khoso.stages.digitisation.compute.results import FileCheck

_MARKS = {"error": "LỖI", "warning": "CẢNH BÁO", "info": "GHI NHẬN"}


@click.command(
    "check",
    help="Kiểm tra bằng máy các tệp quét và thư mục giao nộp: định dạng, độ phân giải, màu, nghiêng, mờ, viền, trang "
    "trắng, trùng, thiếu… / Check scans and deliveries by machine.",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…")
@click.option("--json", "as_json", is_flag=True, help="Mỗi tệp một dòng JSON / One JSON object per file.")
@click.option(
    "--profile",
    "profile_code",
    type=click.Choice(["administrative", "map"]),
    default="administrative",
    show_default=True,
    help="Loại tài liệu: hành chính hay bản đồ, bản vẽ / Kind of paper.",
)
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...], as_json: bool, profile_code: str) -> None:
    """Print findings per file; exit 1 when any is more than a note."""
    from khoso.kernel.findings import Severity
    from khoso.stages.digitisation.compute import PROFILES, check_paths

    files = pages = faulty = 0
    for result in check_paths(paths, PROFILES[profile_code]):
        files, pages = files + 1, pages + len(result.pages)
        faulty += any(finding.severity is not Severity.INFO for finding in result.all_findings)
        if as_json:
            click.echo(json.dumps(result.as_json(), ensure_ascii=False))
        else:
            _echo(result)
    if not as_json:
        click.echo(f"Đã kiểm tra {files} tệp, {pages} trang; {faulty} tệp cần xem lại.")
    context.exit(1 if faulty else 0)


def _echo(result: FileCheck) -> None:
    from khoso.stages.digitisation.compute.names import printable

    findings = result.all_findings
    state = "bị từ chối" if result.refused else "đạt" if not findings else f"{len(findings)} điểm cần xem"
    click.echo(f"{printable(str(result.path))}: {len(result.pages)} trang, {state}")
    for finding in findings:
        click.echo(f"  {_MARKS[finding.severity]:8} {finding.code:22} {finding.message}")
