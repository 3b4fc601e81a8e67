"""`khoso intake`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from khoso.config.bars import Bars
from khoso.config.intake import Snapshot


@click.command(
    help="Nhập một lô giao nộp: đăng ký, kiểm tra, đọc, xác nhận, ký, đóng gói, lưu, lập chỉ mục. "
    "Bị ngắt thì chạy lại đúng lệnh ấy để làm tiếp.\n\n"
    "Take a contractor's delivery in, from the folder to the index. Interrupted, run the same command again."
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--catalogue", required=True, metavar="XLSX", help="Bảng kê trong thư mục / The workbook inside DIR.")
@click.option("--agency", required=True, metavar="CODE", help="Mã cơ quan sở hữu tài liệu / Code of the owning agency.")
@click.option(
    "--confirm",
    type=click.Choice(["person", "auto"]),
    default="person",
    show_default=True,
    help="auto: chuyển tiếp không chờ người, ghi rõ 'chưa có người xác nhận' / pass on unconfirmed, marked so.",
)
@click.option(
    "--legacy", default="", metavar="LÝ DO", help="Tài liệu số hóa trước đây, đánh dấu mãi mãi / Legacy material."
)
@click.option("--batch", type=int, default=None, metavar="ID", help="Số của đợt số hóa / Number of the batch.")
@click.option("--jobs", "-j", default=max(1, os.cpu_count() or 1), type=int, help="Số tiến trình / Worker processes.")
@click.option("--json", "as_json", is_flag=True, help="Mỗi dòng một JSON / One JSON object a line.")
def intake(
    folder: Path, catalogue: str, agency: str, confirm: str, legacy: str, batch: int | None, jobs: int, as_json: bool
) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.config.intake import open_intake, summary, watch
    from khoso.config.workers import WorkerPool
    from khoso.engines.ocr.probe import require

    require()
    delivery, notes = open_intake(folder, catalogue, agency, legacy_reason=legacy, confirm=confirm, batch_id=batch)
    for note in notes:
        click.echo(note, err=True)
    pool = WorkerPool(jobs)
    pool.start()
    last: Snapshot | None = None
    told: dict[str, int] = {}
    bars = Bars()
    try:
        for last in watch(delivery, pool):
            _show(last, told, bars, as_json)
    finally:
        bars.clear()
        pool.stop()
    assert last is not None
    result = summary(delivery, last)
    _conclude(delivery, result, as_json)
    raise click.exceptions.Exit(1 if result["errors"] or result["warnings"] or result["failure"] else 0)


def _show(snapshot: Snapshot, told: dict[str, int], bars: Bars, as_json: bool) -> None:
    bars.clear()
    for stage in snapshot.progress:
        if stage.total and stage.done == stage.total and told.get(stage.name) != stage.total:
            told[stage.name] = stage.total
            if as_json:
                line = {"stage": stage.name, "done": stage.done, "total": stage.total, "unit": stage.unit}
                click.echo(json.dumps(line, ensure_ascii=False))
            elif not bars.is_shown:
                click.echo(f"{stage.label}: {stage.done}/{stage.total} {stage.unit}")
    for reached in snapshot.reached:
        if as_json:
            line = {"dossier": reached.dossier, "stage": reached.stage, "label": reached.label}
            click.echo(json.dumps({**line, "waits_for": reached.waits_for}, ensure_ascii=False))
        else:
            waits = f" ({reached.waits_for})" if reached.waits_for else ""
            click.echo(f"Hồ sơ {reached.dossier}: {reached.label}{waits}")
    if snapshot.waits_for_room and not told.get("room"):
        told["room"] = 1
        said = "Ổ đĩa gần đầy: các việc nặng đang chờ trong hàng đợi và tự làm tiếp khi có chỗ (xem «khoso doctor»)."
        click.echo(said, err=True)
    bars.draw(snapshot)


def _conclude(delivery: Any, result: dict[str, Any], as_json: bool) -> None:
    from khoso.stages.digitisation import queries

    stopped = queries.stopped_files(delivery.pk)
    if as_json:
        for path, code, message in stopped:
            click.echo(json.dumps({"refused": path, "code": code, "message": message}, ensure_ascii=False))
        click.echo(json.dumps({"summary": result}, ensure_ascii=False))
        return
    for path, _, message in stopped:
        click.echo(f"Từ chối {path}: {message}")
    if result["failure"]:
        click.echo(f"Không nhập được: {result['failure']}")
    for row in _findings(delivery):
        click.echo(row)
    click.echo(
        f"{result['dossiers']} hồ sơ, {result['items']} tài liệu, {result['pages']} trang; "
        f"đã lưu kho {result['stored']}, tìm được {result['searchable']}; "
        f"{result['seconds']} giây, {result['pages_per_second']} trang/giây."
    )
    if result["waiting_confirmation"]:
        click.echo(f"{result['waiting_confirmation']} tài liệu chờ người xác nhận trên màn hình «Xác nhận».")
    if result["not_confirmed_by_person"]:
        click.echo(f"{result['not_confirmed_by_person']} tài liệu chưa có người xác nhận: chưa thể nghiệm thu.")


def _findings(delivery: Any) -> list[str]:
    from khoso.stages.digitisation import queries
    from khoso.stages.digitisation.labels import finding_label

    lines = []
    for code, severity, count in queries.finding_counts(delivery.pk):
        mark = {"error": "LỖI", "warning": "Cảnh báo", "info": "Ghi nhận"}[severity]
        first = queries.findings(delivery.pk, code=code).first()
        lines.append(f"{mark:9} {code} ×{count}  {finding_label(code)}: {first.message if first else ''}")
    return lines
