"""`khoso programme`."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from khoso.kernel.errors import UsageError

if TYPE_CHECKING:
    from khoso.stages.programme.plan.compare import PlanChanges

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


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


@click.group(help="Kế hoạch, nhiệm vụ.\n\nThe plan and its tasks.")
def programme() -> None:
    """Verbs of the programme."""


@programme.command(
    help="Nạp kế hoạch từ văn bản (.txt, .md), bảng tính (.xlsx, .csv), hoặc kế hoạch có sẵn; "
    "giao nhiệm vụ cho các cơ quan."
    "\n\nLoad a plan from its text, a spreadsheet, or the built-in one; give its tasks to the agencies."
)
@click.argument("file", type=FILE, required=False)
@click.option("--builtin", is_flag=True, help="Kế hoạch 82/KH-UBND có sẵn / The plan that comes with Kho Số.")
@click.option("--dry-run", is_flag=True, help="Chỉ xem sẽ đổi gì / Only tell what would change.")
@click.option("--no-give", is_flag=True, help="Không giao nhiệm vụ cho cơ quan / Do not give tasks to agencies.")
@click.option("--json", "as_json", is_flag=True, help="Một dòng JSON / One JSON object.")
def load(file: Path | None, builtin: bool, dry_run: bool, no_give: bool, as_json: bool) -> None:
    if builtin == (file is not None):
        raise UsageError("Hãy nêu một tệp, hoặc --builtin.")
    _load(file, dry_run=dry_run, give=not no_give, as_json=as_json)


@_with_the_house
def _load(file: Path | None, *, dry_run: bool, give: bool, as_json: bool) -> None:
    from khoso.stages.programme import actions, queries
    from khoso.stages.programme.plan.files import read_path

    plan = read_path(file) if file else actions.plan_82()
    changes = queries.plan_changes(plan)
    given = 0
    if not dry_run:
        kept = actions.load_programme(plan, by=None)
        given = actions.give_to_agencies(kept) if give else 0
    if as_json:
        told = {
            "code": plan.code,
            "tasks": len(plan.rows),
            "new": [row.key for row in changes.of("new")],
            "changed": [row.key for row in changes.of("changed")],
            "gone": [row.key for row in changes.of("gone")],
            "given": given,
            "loaded": not dry_run,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for line in _change_lines(changes):
        click.echo(line)
    if dry_run:
        click.echo("Chỉ xem, chưa nạp gì.")
    else:
        click.echo(f"{plan.code}: {len(plan.rows)} nhiệm vụ; giao thêm {given} nhiệm vụ cho các cơ quan.")


def _change_lines(changes: PlanChanges) -> list[str]:
    if changes.is_new:
        return ["Kế hoạch mới."]
    if not changes:
        return ["Không có gì đổi."]
    lines = [f"{change.name}: {_one_line(change.before)} → {_one_line(change.after)}" for change in changes.head]
    words = {"new": "thêm", "gone": "bỏ", "changed": "đổi", "moved": "đổi chỗ"}
    for row in changes.rows:
        lines.append(f"{row.key} {words[row.kind]}: {_one_line(row.title)}")
        lines += [f"    {change.name}: {_one_line(change.before)} → {_one_line(change.after)}" for change in row.fields]
    return lines


def _one_line(value: Any) -> str:
    return " ".join(str(value).split()) or "—"


@programme.command(
    help="Liệt kê nhiệm vụ: của kế hoạch đang dùng, hoặc thẳng từ tệp (không cần cơ sở dữ liệu).\n\n"
    "List the tasks: of the current plan, or straight from a file (no database)."
)
@click.argument("file", type=FILE, required=False)
@click.option("--json", "as_json", is_flag=True, help="Mỗi nhiệm vụ một dòng JSON / One JSON object a line.")
def tasks(file: Path | None, as_json: bool) -> None:
    from khoso.stages.programme.plan import telling

    if file is not None:
        from khoso.stages.programme.plan.files import read_path

        plan = read_path(file)
        head, rows = telling.head_lines(plan), list(plan.rows)
    else:
        head, rows = _kept_rows()
    if as_json:
        for row in rows:
            click.echo(json.dumps(telling.task_json(row), ensure_ascii=False))
        return
    for line in [*head, *telling.table_lines(rows)]:
        click.echo(line)


@_with_the_house
def _kept_rows() -> tuple[list[str], list[Any]]:
    from khoso.stages.programme import queries
    from khoso.stages.programme.plan import telling

    current = queries.current_programme_or_refuse()
    number = f" ({current.number})" if current.number else ""
    head = [f"{current.code}{number}: {current.title}", *(f"  · {note}" for note in current.notes.splitlines())]
    return head, [telling.row_of(task) for task in queries.plan_tasks(current)]


@programme.command(
    help="Một nhiệm vụ: nội dung, chờ gì, dự báo ngày xong, cơ quan nào đã xong.\n\n"
    "One task: what it says, what it waits for, its forecast, who is done."
)
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Một dòng JSON / One JSON object.")
@_with_the_house
def show(key: str, as_json: bool) -> None:
    from khoso.stages.programme import queries
    from khoso.stages.programme.plan import telling

    current = queries.current_programme_or_refuse()
    found = queries.plan_task_by_key(current, key)
    if found is None:
        raise UsageError(f"Kế hoạch không có nhiệm vụ «{key}». Ghi như II.10.")
    forecast = queries.forecast(current)[found.key]
    counts = queries.state_counts(current).get(found.pk, {})
    told = telling.task_json(telling.row_of(found)) | {
        "waits_for": [link.before.key for link in found.waits_for.all()],
        "forecast": forecast.finish.isoformat() if forecast.finish else None,
        "late_days": forecast.late_days,
        "is_critical": forecast.is_critical,
        "pushes": dict(forecast.pushes),
        "states": counts,
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for line in [*telling.table_lines([telling.row_of(found)])[1:], *_forecast_lines(told)]:
        click.echo(line)


def _forecast_lines(told: dict[str, Any]) -> list[str]:
    waits, pushes = ", ".join(told["waits_for"]), told["pushes"]
    states = told["states"]
    lines = [f"Chờ: {waits}"] if waits else []
    if told["forecast"]:
        late = f", chậm {told['late_days']} ngày làm việc" if told["late_days"] else ""
        lines.append(f"Dự báo xong: {told['forecast']}{late}{', trên đường găng' if told['is_critical'] else ''}")
    if pushes:
        lines.append("Đẩy lùi: " + ", ".join(f"{key} {days} ngày" for key, days in pushes.items()))
    if states:
        lines.append(f"Xong {states.get('done', 0)}/{sum(states.values())} cơ quan")
    return [f"  {line}" for line in lines]


@programme.command(
    help="Ghi bảng tính mẫu để nhập kế hoạch khác: trang để điền, ví dụ, giải thích.\n\n"
    "Write a spreadsheet to enter another plan: a sheet to fill in, an example, explanations."
)
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Ghi đè tệp đang có / Overwrite.")
def template(path: Path, force: bool) -> None:
    from khoso.stages.programme.plan.template import template as made

    if path.suffix.lower() != ".xlsx":
        raise UsageError("Tên tệp phải kết thúc bằng .xlsx.")
    if path.exists() and not force:
        raise UsageError(f"«{path.name}» đã có; chọn tên khác, hoặc thêm --force để ghi đè.")
    path.write_bytes(made())
    click.echo(f"{path}: điền trang «Kế hoạch», rồi: khoso programme load {path.name}")
