"""`khoso agency`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from khoso.foundation.identity.agencies.searching import AgencyHit
    from khoso.foundation.identity.models import Agency

_CONTACT = (("Địa chỉ", "address"), ("Điện thoại", "phone"), ("Thư điện tử", "email"), ("Nguồn", "source"))
KIND = click.option("--kind", "kinds", multiple=True, metavar="LOẠI", help="Chỉ loại này / Only of this kind.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Mỗi cơ quan một dòng JSON / One JSON object a line.")


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


class _Day(click.ParamType):
    """A day as people write it: 30/06/2025, or 2025-06-30."""

    name = "ngày"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            if "/" not in value:
                return date.fromisoformat(value)
            day, month, year = (int(part) for part in value.split("/"))
            return date(year, month, day)
        except ValueError:
            self.fail(f"«{value}»: 30/06/2025 hoặc / or 2025-06-30", param, ctx)


@click.group(help="Danh bạ cơ quan.\n\nThe directory of agencies.")
def agency() -> None:
    """Verbs of the directory."""


@agency.command("list", help="Liệt kê cơ quan.\n\nList agencies.")
@KIND
@click.option("--ended", is_flag=True, help="Cả đơn vị đã kết thúc / Those that ended too.")
@click.option("--unconfirmed", is_flag=True, help="Chỉ cơ quan chờ xác nhận / Only those that wait to be confirmed.")
@AS_JSON
@_with_the_house
def list_(kinds: tuple[str, ...], ended: bool, unconfirmed: bool, as_json: bool) -> None:
    from khoso.foundation.identity.agencies.reading import Asked
    from khoso.foundation.identity.agencies.searching import search_agencies

    among = Asked(only_unconfirmed=unconfirmed)
    _tell(search_agencies("", kinds=kinds or None, include_ended=ended, among=among), as_json)


@agency.command(
    help="Tìm theo tên bây giờ hay trước đây, hoặc theo mã.\n\nFind by a name of today or before, or a code."
)
@click.argument("text")
@KIND
@click.option("--on", type=_Day(), help="Chỉ cơ quan có vào ngày này / Only those that were there on this day.")
@click.option("--present", is_flag=True, help="Bỏ đơn vị đã kết thúc / Without those that ended.")
@AS_JSON
@_with_the_house
def search(text: str, kinds: tuple[str, ...], on: date | None, present: bool, as_json: bool) -> None:
    from khoso.foundation.identity.agencies.searching import search_agencies

    _tell(search_agencies(text, on=on, kinds=kinds or None, include_ended=not present), as_json)


@agency.command(help="Mọi điều đã biết về một cơ quan.\n\nAll that is known of an agency.")
@click.argument("code")
@click.option("--on", type=_Day(), help="Thêm tên vào ngày này / Its name on this day too.")
@AS_JSON
@_with_the_house
def show(code: str, on: date | None, as_json: bool) -> None:
    from khoso.foundation.identity.agencies import reading

    one = reading.agency_by_code(code)
    told = _whole(one)
    if on is not None:
        then = reading.agency_name_on(one, on)
        told["on"] = {"day": on.isoformat(), "names": [row.name for row in then.rows] if then else []}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for label, lines in _readable(told):
        for line in lines:
            click.echo(f"{label:16} {line}")


@agency.command(help="Xác nhận một cơ quan, với tên và loại đúng nếu cần.\n\nConfirm an agency.")
@click.argument("code")
@click.option("--name", default="", help="Tên đúng / The right name.")
@click.option("--kind", default="", metavar="LOẠI", help="Loại đúng / The right kind.")
@_with_the_house
def confirm(code: str, name: str, kind: str) -> None:
    from khoso.foundation.identity import actions, queries

    one = actions.confirm_agency(queries.agency_by_code(code), by=None, name=name, kind=kind)
    click.echo(f"Đã xác nhận {one.code}: {one.name}.")


@agency.command(help="Đổi tên hoặc loại từ một ngày.\n\nAnother name or kind from a day on.")
@click.argument("code")
@click.argument("name")
@click.option("--from", "from_day", type=_Day(), required=True, help="Ngày đầu mang tên mới / First day of the name.")
@click.option("--kind", default="", metavar="LOẠI", help="Loại mới / The new kind.")
@click.option("--decision", default="", help="Theo văn bản / By which paper.")
@_with_the_house
def rename(code: str, name: str, from_day: date, kind: str, decision: str) -> None:
    from khoso.foundation.identity import actions, queries

    one = actions.rename_agency(
        queries.agency_by_code(code), name, by=None, from_day=from_day, kind=kind, decision=decision
    )
    click.echo(f"{one.code}: {one.name}, từ {from_day:%d/%m/%Y}.")


@agency.command(help="Ghi cả danh bạ ra tệp .xlsx hoặc .csv.\n\nWrite the directory to a file.")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--present", is_flag=True, help="Bỏ đơn vị đã kết thúc / Without those that ended.")
@_with_the_house
def export(path: Path, present: bool) -> None:
    from khoso.foundation.audit.actions import record
    from khoso.foundation.identity.agencies import exporting
    from khoso.foundation.identity.agencies.searching import search_agencies
    from khoso.kernel.errors import UsageError

    form = path.suffix.lower().removeprefix(".")
    if form not in exporting.FORMS:
        raise UsageError("Tên tệp phải kết thúc bằng .xlsx hoặc .csv.")
    hits = search_agencies("", include_ended=not present)
    content, _kind = exporting.FORMS[form](exporting.table(hits))
    path.write_bytes(content)
    record("identity.agency.export", subject=("agency", "*"), details={"form": form, "agencies": len(hits)})
    click.echo(f"{path}: {len(hits)} cơ quan.")


def _tell(hits: Iterable[AgencyHit], as_json: bool) -> None:
    for hit in hits:
        told = _brief(hit.agency) | {"heirs": [row.heir.code for row in hit.heirs], "earlier_name": hit.earlier_name}
        if as_json:
            click.echo(json.dumps(told, ensure_ascii=False))
            continue
        ended = f" (đến {hit.agency.valid_to:%d/%m/%Y})" if hit.agency.valid_to else ""
        now = f" → {', '.join(told['heirs'])}" if told["heirs"] else ""
        waits = " · chưa xác nhận" if hit.agency.is_unconfirmed else ""
        click.echo(f"{hit.agency.code:14} {hit.agency.name}{ended}{now}{waits}")


def _brief(one: Agency) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "kind": one.kind,
        "statistics_code": one.statistics_code,
        "identifier_code": one.identifier_code,
        "parent": one.parent.code if one.parent else None,
        "valid_from": one.valid_from.isoformat() if one.valid_from else None,
        "valid_to": one.valid_to.isoformat() if one.valid_to else None,
        "is_unconfirmed": one.is_unconfirmed,
        "must_transfer": one.must_transfer,
    }


def _readable(told: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The same for people: a Vietnamese label, and a line for each thing known."""

    def period(row: dict[str, Any]) -> str:
        note = f" ({row['note']})" if row["note"] else ""
        return f"{row['name']}: {row['from'] or '?'} – {row['to'] or '…'}{note}"

    def kin(row: dict[str, Any]) -> str:
        return f"{row['code']:14} {row['name']}{' (một phần)' if row['in_part'] else ''}"

    transfer = {True: "có", False: "không", None: ""}[told["must_transfer"]]
    head = " ".join(filter(None, (told["head_title"], told["head_name"])))
    facts = [
        ("Mã", told["code"]),
        ("Tên", told["name"] + (" (chưa xác nhận)" if told["is_unconfirmed"] else "")),
        ("Loại", told["kind"]),
        ("Mã thống kê", told["statistics_code"]),
        ("Mã định danh", told["identifier_code"]),
        ("Cấp trên", told["parent"]),
        ("Từ ngày", told["valid_from"]),
        ("Đến ngày", told["valid_to"]),
        ("Nộp lưu", transfer),
        ("Đứng đầu", head),
        *((label, told[field]) for label, field in _CONTACT),
    ]
    lines = [(label, [str(value)]) for label, value in facts if value]
    lines += [("Tên các thời kỳ", [period(row) for row in told["names"]])]
    lines += [
        ("Kế thừa", [kin(row) for row in told["heirs"]]),
        ("Tiếp quản", [kin(row) for row in told["predecessors"]]),
    ]
    if "on" in told:
        lines.append((f"Ngày {told['on']['day']}", told["on"]["names"] or ["chưa có hoặc không còn"]))
    return lines


def _whole(one: Agency) -> dict[str, Any]:
    from khoso.foundation.identity.agencies import reading

    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    contact = {
        field: getattr(one, field) for field in ("head_title", "head_name", "address", "phone", "email", "source")
    }
    names = [
        {"name": row.name, "kind": row.kind, "from": day(row.valid_from), "to": day(row.valid_to), "note": row.note}
        for row in reading.names_through_time(one)
    ]
    heirs = [{"code": row.heir.code, "name": row.heir.name, "in_part": row.is_partial} for row in reading.heirs_of(one)]
    before = [
        {"code": row.predecessor.code, "name": row.predecessor.name, "in_part": row.is_partial}
        for row in reading.predecessors_of(one)
    ]
    return _brief(one) | contact | {"names": names, "heirs": heirs, "predecessors": before}
