"""`khoso report`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

import click


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


@click.group(help="Số liệu và báo cáo.\n\nFigures and reports.")
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
