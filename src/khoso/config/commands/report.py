"""`khoso report`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from khoso.kernel.errors import UsageError


def _with_the_house(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Make the house ready before the verb touches it; what it does is recorded as done at the console."""

    @wraps(verb)
    def ready(*args: Any, **given: Any) -> Any:
        from khoso.config import start

        start.database_ready()
        from khoso.foundation.audit.actions import SYSTEM, acting_as

        with acting_as(SYSTEM, address="cli"):
            return verb(*args, **given)

    return ready


def _day(_ctx: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date() if text else None  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise click.BadParameter(f"«{text}»: 30/06/2026 hoặc / or 2026-06-30")


@click.group(help="Số liệu và báo cáo của các cơ quan.\n\nFigures and reports of agencies.")
def report() -> None:
    """Verbs of reporting."""


@report.command(
    help="Giữ số liệu cuối ngày: các ngày chưa giữ, hoặc đếm lại một ngày.\n\n"
    "Keep the figures of the days that are over: those not kept yet, or one day counted again."
)
@click.option("--day", callback=_day, metavar="NGÀY", help="Đếm lại ngày này / Count this day again.")
@_with_the_house
def read(day: date | None) -> None:
    from khoso.kernel import clock
    from khoso.stages.reporting.readings import keeping

    if day is None:
        kept = 0
        while read_now := keeping.read_missing():
            kept += read_now
        click.echo(f"Đã giữ {kept} số liệu của các ngày còn thiếu. / Kept {kept} readings of days that had none.")
        return
    if day >= clock.today():
        raise click.BadParameter("ngày này chưa hết / this day is not over", param_hint="--day")
    there, corrected = keeping.read_day(day)
    click.echo(
        f"{day:%d/%m/%Y}: {there} số liệu, sửa {corrected} theo kết quả đếm lại. "
        f"/ {there} readings, {corrected} corrected by the recount."
    )


@report.command(
    "open", help="Mở ngay báo cáo của các kỳ đã đến.\n\nOpen the reports of every period that has begun, now."
)
@_with_the_house
def open_now() -> None:
    from khoso.stages.reporting import actions

    click.echo(f"Đã mở {actions.open_due()} báo cáo.")


@report.command("list", help="Danh sách báo cáo, mới nhất trước.\n\nReports, the newest first.")
@click.option("--period", type=int, metavar="N", help="Chỉ kỳ này / Only this period.")
@click.option("--agency", "code", metavar="MÃ", default="", help="Chỉ cơ quan này / Only this agency.")
@click.option("--json", "as_json", is_flag=True, help="Mỗi báo cáo một dòng JSON / One JSON object a line.")
@_with_the_house
def list_reports(period: int | None, code: str, as_json: bool) -> None:
    from khoso.kernel.clock import VIETNAM
    from khoso.stages.reporting import labels, queries

    for story in queries.told_stories(period=period, agency_code=code):
        last, fact = story.last, story.punctuality
        assert fact is not None
        told = {
            "id": last.pk,
            "agency": last.agency.code,
            "kind": last.kind,
            "period": last.period.number if last.period else None,
            "version": last.version,
            "state": last.state,
            "came": str(fact.came),
            "days": fact.days,
            "due_at": last.due_at.astimezone(VIETNAM).isoformat(timespec="minutes"),
            "submitted_at": fact.submitted_at.astimezone(VIETNAM).isoformat(timespec="minutes")
            if fact.submitted_at
            else None,
        }
        if as_json:
            click.echo(json.dumps(told, ensure_ascii=False))
            continue
        when = f"kỳ {told['period']}" if told["period"] else last.get_kind_display()
        words = f"{labels.REPORT_LABELS[last.state]}; {labels.CAME_LABELS[fact.came]}"
        click.echo(f"{last.pk:>6}  {last.agency.code:14} {when:22} bản {last.version}  {words}")


@report.command(
    help="Xuất một báo cáo ra tệp; ID xem ở `khoso report list`.\n\nWrite one report to a file; ID as told by `list`."
)
@click.argument("report_id", type=int, metavar="ID")
@click.option(
    "--format",
    "form",
    type=click.Choice(["docx", "pdf", "xlsx"]),
    default="pdf",
    show_default=True,
    help="Dạng tệp / Kind of file.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ghi vào đây; bỏ trống thì đặt tên theo báo cáo / Where to; named after the report by default.",
)
@_with_the_house
def export(report_id: int, form: str, output: Path | None) -> None:
    from khoso.stages.reporting import actions, queries

    found = queries.report_by_id(report_id)
    if found is None:
        raise UsageError(f"Không có báo cáo số {report_id}; xem `khoso report list`.")
    path = output or Path(actions.file_name(found, form))
    path.write_bytes(actions.fetch_file(found, form))
    click.echo(str(path))
