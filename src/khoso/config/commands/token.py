"""`khoso token`."""

from __future__ import annotations

from typing import Any

import click


@click.group(help="Mã kết nối của tài khoản dịch vụ.\n\nTokens of service accounts, for connected systems.")
def token() -> None:
    """Verbs of tokens."""


@token.command(help="Cấp một mã kết nối; chỉ hiện một lần.\n\nIssue a token; its secret is shown this once.")
@click.argument("username")
@click.option("--purpose", required=True, help="Dùng để làm gì / What it is for.")
@click.option("--days", type=click.IntRange(1, 365), default=180, show_default=True, help="Số ngày / Days it holds.")
@click.option("--name", default="", help="Tên, nếu tài khoản chưa có / Name, when the account is new.")
@click.option("--role", "roles", multiple=True, help="AGENCY:ROLE của tài khoản mới / of a new account.")
def issue(username: str, purpose: str, days: int, name: str, roles: tuple[str, ...]) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.foundation.identity.sign_in import tokens

    account = _account(username, name, roles)
    made, secret = tokens.issue_token(account, purpose, days=days, by=None)
    click.echo(f"#{made.pk} · {account.username} · {made.expires_at:%Y-%m-%d}", err=True)
    click.echo(secret)


def _account(username: str, name: str, roles: tuple[str, ...]) -> Any:
    from khoso.foundation.identity import actions, queries
    from khoso.foundation.identity.models import AccountKind
    from khoso.foundation.identity.people import actions as people_actions
    from khoso.kernel.errors import UsageError

    if not name:
        return queries.person_by_username(username)
    held = [role.partition(":") for role in roles]
    if any(not code or not role for code, _, role in held):
        raise UsageError("--role cần dạng AGENCY:ROLE, ví dụ H19:auditor. / --role wants AGENCY:ROLE.")
    # Nobody is told the password: such an account never signs in.
    return actions.register_person(
        username,
        name,
        people_actions.new_password(),
        roles=[(queries.agency_by_code(code), role) for code, _, role in held],
        kind=AccountKind.SERVICE,
    )


@token.command("list", help="Các mã kết nối đã cấp.\n\nTokens issued; their secrets are not kept.")
def list_tokens() -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.foundation.identity.sign_in import tokens
    from khoso.kernel import clock

    for one in tokens.tokens_of():
        ended = one.revoked_at is not None or one.expires_at <= clock.now()
        used = f"{one.last_used_at:%Y-%m-%d %H:%M}" if one.last_used_at else "–"
        state = "–" if ended else "✓"
        click.echo(f"{state} #{one.pk} {one.person.username} · {one.purpose} · {one.expires_at:%Y-%m-%d} · {used}")


@token.command(help="Thu hồi một mã kết nối ngay.\n\nTake a token out of use at once.")
@click.argument("number", type=int)
def revoke(number: int) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.foundation.identity.sign_in import tokens

    revoked = tokens.revoke_token(number, by=None)
    click.echo(f"– #{revoked.pk} {revoked.person.username} · {revoked.purpose}")
