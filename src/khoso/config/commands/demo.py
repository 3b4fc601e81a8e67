"""`khoso demo`: invented papers, and a whole invented half-year of the city."""

from __future__ import annotations

from datetime import date, datetime

import click

from khoso.demo.commands import demo
from khoso.kernel.errors import UsageError

__all__ = ["demo"]


def _day(_ctx: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() if text else None  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise click.BadParameter(f"«{text}»: 2026-11-20") from None


@demo.command(
    "city",
    help="Chơi nửa năm giả của cả thành phố vào ngôi nhà dùng thử: báo cáo, trễ hạn, số liệu khai khác, điểm.\n\n"
    "Play an invented half-year of the city into a demonstration house: reports, lateness, overtyped figures, scores.",
)
@click.option("--agencies", type=click.IntRange(5, 400), default=40, show_default=True, help="Số cơ quan / Agencies.")
@click.option("--until", callback=_day, metavar="NGÀY", help="Đến ngày này; mặc định hôm nay / Last day, else today.")
@click.option("--seed", default=82, show_default=True, help="Cùng seed, cùng câu chuyện / Same seed, same story.")
def city(agencies: int, until: date | None, seed: int) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.config.half_year.playing import Play, story_for
    from khoso.kernel import clock
    from khoso.stages.programme import actions

    _must_be_a_demonstration()
    programme = actions.load_programme(actions.plan_82(), by=None)
    actions.give_to_agencies(programme)
    story, found = story_for(programme, seed=seed, most=agencies)
    last = min(until or clock.today(), programme.ends_on)
    click.echo(f"{len(found)} cơ quan, đến {last:%d/%m/%Y}. Ctrl-C để dừng: phần đã ghi vẫn còn.")
    Play(story, programme, found, until=last).play(on_day=lambda day, what: click.echo(f"  {day:%d/%m/%Y}  {what}"))


def _must_be_a_demonstration() -> None:
    """Rows with no pages behind them must never stand among real ones, nor be played twice."""
    from khoso.foundation.identity.models import Person
    from khoso.stages.reporting.models import Report

    if not Person.objects.filter(is_demo=True).exists() or Person.objects.filter(is_demo=False).exists():
        raise UsageError("Chỉ chạy được trong nhà dùng thử (khoso setup --demo). Không ghi gì.")
    if Report.objects.exclude(submitted_at=None).exists():
        raise UsageError("Nhà này đã có báo cáo. Lập nhà dùng thử mới (KHOSO_HOME khác) rồi chạy lại. Không ghi gì.")
