"""`khoso account`: what a machine's keeper can do for accounts without signing in."""

from __future__ import annotations

import click


@click.group(help="Tài khoản: việc làm tại máy chủ.\n\nAccounts: what is done at the machine itself.")
def account() -> None:
    """Verbs of accounts."""
    from khoso.config import start

    start.database_ready()


@account.command(help="Ngừng tài khoản bỏ quên, dọn nhật ký hết hạn.\n\nDisable idle accounts, sweep old logs.")
def keep() -> None:
    from khoso.foundation.identity.sign_in import upkeep

    disabled = upkeep.disable_all_idle()
    logs, sessions = upkeep.sweep_logs()
    for username in disabled:
        click.echo(f"Đã ngừng «{username}»: không đăng nhập quá lâu.")
    click.echo(f"Ngừng {len(disabled)} tài khoản, dọn {logs} dòng nhật ký hết hạn, {sessions} phiên đã hết.")


@account.command(help="Mở khóa tài khoản bị khóa vì sai nhiều lần.\n\nUnlock an account.")
@click.argument("username")
def unlock(username: str) -> None:
    from khoso.foundation.identity import queries
    from khoso.foundation.identity.sign_in import locks

    opened = locks.unlock(queries.person_by_username(username))
    click.echo(f"Đã mở khóa «{username}»." if opened else f"«{username}» không bị khóa.")


@account.command(
    help="Bỏ lớp xác thực thứ hai và liên kết đăng nhập một lần của một người (mất điện thoại).\n\n"
    "Forget a person's second factors and single sign-on link."
)
@click.argument("username")
def forget(username: str) -> None:
    from khoso.foundation.identity import queries
    from khoso.foundation.identity.sign_in import assurance, directory

    person = queries.person_by_username(username)
    directory.forget_link(person)
    gone = assurance.forget_factors(person)
    click.echo(f"Đã bỏ {gone} lớp xác thực của «{username}»; đăng ký lại khi đăng nhập.")
