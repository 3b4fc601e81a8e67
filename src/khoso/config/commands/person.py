"""`khoso person`: accounts and roles from the console. Whoever has a shell here is trusted; each act is on record."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any

import click

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@click.group(help="Tài khoản và vai trò.\n\nAccounts and roles.")
def person() -> None:
    """Verbs of accounts. The first administrator of an empty house is made here and nowhere else."""


@contextmanager
def _console() -> Iterator[None]:
    """The database is ready and what is done is recorded as done at this machine."""
    from khoso.config import start

    start.database_ready()
    from khoso.foundation.audit.actions import Actor, acting_as

    with acting_as(Actor("system", f"Dòng lệnh: {getpass.getuser()}"[:120], address="cli")):
        yield


def _at_console(verb: Callable[..., None]) -> Callable[..., None]:
    @wraps(verb)
    def run(*arguments: Any, **options: Any) -> None:
        with _console():
            verb(*arguments, **options)

    return run


@person.command(
    help="Tạo tài khoản; mật khẩu dùng một lần được in ra, hoặc hỏi tại chỗ.\n\n"
    "Make an account; a password for one sign-in is printed, or asked for here."
)
@click.argument("username")
@click.argument("full_name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="VAI-TRÒ@MÃ",
    help="Vai trò tại cơ quan / A role in an agency.",
)
@click.option("--email", default="", help="Thư điện tử / E-mail address.")
@click.option("--phone", default="", help="Điện thoại / Telephone.")
@click.option("--position", default="", help="Chức vụ / Position.")
@click.option("--employer", default="", metavar="MÃ", help="Đơn vị số hóa trả lương / The contractor who pays them.")
@click.option("--ask-password", is_flag=True, help="Hỏi mật khẩu thay vì sinh / Ask for the password.")
@_at_console
def register(
    username: str,
    full_name: str,
    roles: tuple[str, ...],
    email: str,
    phone: str,
    position: str,
    employer: str,
    ask_password: bool,
) -> None:
    from khoso.foundation.identity import actions
    from khoso.foundation.identity.models import AccountKind
    from khoso.foundation.identity.roles import MACHINE
    from khoso.foundation.identity.sign_in.passwords import check_password_rules

    wanted = [_role_at(text) for text in roles]
    is_administration = any(role in MACHINE for _, role in wanted)
    password = ""
    if ask_password:
        password = click.prompt("Mật khẩu / Password", hide_input=True, confirmation_prompt=True)
        check_password_rules(password)
    made, given = actions.open_account(
        username,
        full_name,
        by=None,
        roles=wanted,
        password=password,
        email=email,
        phone=phone,
        position=position,
        employer=_agency(employer) if employer else None,
        kind=AccountKind.ADMINISTRATION if is_administration else AccountKind.PERSON,
    )
    click.echo(f"Đã tạo tài khoản «{made.username}». Lần đăng nhập đầu phải đổi mật khẩu.")
    if not ask_password:
        click.echo(f"Mật khẩu dùng một lần: {given}")


@person.command(help="Cấp vai trò tại một cơ quan.\n\nGive a role in an agency.")
@click.argument("username")
@click.argument("role")
@click.argument("agency")
@click.option("--from", "valid_from", type=DAY, help="Từ ngày / First day.")
@click.option("--to", "valid_to", type=DAY, help="Đến hết ngày / Last day.")
@click.option("--decision", default="", help="Theo văn bản / The paper that says so.")
@_at_console
def grant(
    username: str, role: str, agency: str, valid_from: datetime | None, valid_to: datetime | None, decision: str
) -> None:
    from khoso.foundation.identity import actions

    actions.grant_role(
        _person(username),
        _agency(agency),
        _role(role),
        by=None,
        valid_from=valid_from.date() if valid_from else None,
        valid_to=valid_to.date() if valid_to else None,
        decision=decision,
    )
    click.echo("Đã cấp vai trò.")


@person.command("end-role", help="Kết thúc một vai trò; dòng cũ vẫn được giữ.\n\nEnd a role; its row stays.")
@click.argument("username")
@click.argument("role")
@click.argument("agency")
@click.option("--on", "on", type=DAY, help="Ngày cuối cùng; mặc định: ngay bây giờ / Last day; default: now.")
@click.option("--reason", default="", help="Lý do / Why.")
@_at_console
def end_role(username: str, role: str, agency: str, on: datetime | None, reason: str) -> None:
    from khoso.foundation.identity import actions
    from khoso.foundation.identity.people import queries as people_queries
    from khoso.kernel.errors import UsageError

    held = people_queries.live_role(_person(username), _agency(agency), _role(role))
    if held is None:
        raise UsageError(f"«{username}» không có vai trò «{role}» tại «{agency}».")
    actions.end_role(held, by=None, reason=reason, on=on.date() if on else None)
    click.echo("Đã ghi việc kết thúc vai trò.")


@person.command(help="Ngừng dùng một tài khoản; các phiên đang mở hết ngay.\n\nDisable an account; sessions end.")
@click.argument("username")
@click.option("--reason", required=True, help="Lý do / Why.")
@_at_console
def disable(username: str, reason: str) -> None:
    from khoso.foundation.identity import actions

    actions.disable_person(_person(username), reason, by=None)
    click.echo(f"Đã ngừng dùng «{username}».")


@person.command(help="Cho một tài khoản dùng lại.\n\nPut an account back in use.")
@click.argument("username")
@_at_console
def enable(username: str) -> None:
    from khoso.foundation.identity import actions

    actions.enable_person(_person(username), by=None)
    click.echo(f"«{username}» dùng lại được.")


@person.command(
    "reset-password",
    help="In ra mật khẩu mới, dùng một lần; các phiên đang mở hết ngay.\n\n"
    "Print a new password for one sign-in; open sessions end.",
)
@click.argument("username")
@_at_console
def reset_password(username: str) -> None:
    from khoso.foundation.identity import actions

    password = actions.reset_password(_person(username), by=None)
    click.echo(f"Mật khẩu dùng một lần của «{username}»: {password}")


@person.command("list", help="Liệt kê tài khoản và vai trò hôm nay.\n\nList accounts and their roles of today.")
@click.option("--role", "role", default="", help="Chỉ vai trò này / Only this role.")
@click.option("--agency", default="", metavar="MÃ", help="Chỉ cơ quan này và bên dưới / Only this agency and below.")
@click.option(
    "--state",
    type=click.Choice(["active", "idle", "disabled"]),
    help="Đang dùng, lâu chưa dùng, đã ngừng / Which accounts.",
)
@click.option("--json", "as_json", is_flag=True, help="Mỗi dòng một JSON / One JSON object a line.")
@_at_console
def list_people(role: str, agency: str, state: str | None, as_json: bool) -> None:
    from khoso.foundation.identity.people import queries as people_queries
    from khoso.foundation.identity.people.queries import Wanted

    wanted = Wanted(role=_role(role) if role else "", agency=_agency(agency).pk if agency else None, state=state or "")
    for one in people_queries.found_people(None, wanted):
        roles = [(held.role, held.agency.code) for held in one.present_roles]
        if as_json:
            told = {
                "username": one.username,
                "full_name": one.full_name,
                "kind": one.kind,
                "active": one.is_active,
                "last_seen": one.last_seen_at.isoformat() if one.last_seen_at else None,
                "roles": [{"role": name, "agency": code} for name, code in roles],
            }
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            held = ", ".join(f"{name}@{code}" for name, code in roles)
            click.echo(f"{one.username:20} {one.full_name:28} {held}{'' if one.is_active else '  (đã ngừng dùng)'}")


def _role_at(text: str) -> tuple[Any, str]:
    from khoso.kernel.errors import UsageError

    role, at, code = text.partition("@")
    if not at:
        raise UsageError(f"Viết vai trò dạng VAI-TRÒ@MÃ-CƠ-QUAN, ví dụ clerk@H19; nhận được «{text}».")
    return _agency(code), _role(role)


def _role(name: str) -> str:
    from khoso.foundation.identity.roles import Role
    from khoso.kernel.errors import UsageError

    role = name.replace("-", "_")
    if role not in Role.values:
        raise UsageError(f"Không có vai trò «{name}». Có: {', '.join(Role.values)}.")
    return role


def _person(username: str) -> Any:
    from khoso.foundation.identity.queries import person_by_username

    return person_by_username(username)


def _agency(code: str) -> Any:
    from khoso.foundation.identity.models import Agency
    from khoso.kernel.errors import UsageError

    found = Agency.objects.filter(code=code).first()
    if found is None:
        raise UsageError(f"Không có cơ quan mã «{code}». Tìm mã ở trang «Cơ quan».")
    return found
