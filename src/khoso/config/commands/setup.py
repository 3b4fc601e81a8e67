"""`khoso setup`."""

from __future__ import annotations

import click


@click.command(help="Chuẩn bị cơ sở dữ liệu.\n\nPrepare the database.")
@click.option(
    "--demo", is_flag=True, help="Nạp tài khoản và lô tài liệu giả / Load demo accounts and a small delivery."
)
@click.option("--dossiers", default=2, show_default=True, help="Số hồ sơ giả / How many demo dossiers.")
def setup(demo: bool, dossiers: int) -> None:
    from khoso.config import start

    start.database_ready()
    if demo:
        from khoso.config.demo_seed import seed_demo

        seed_demo(dossiers=dossiers, on_line=click.echo)
    click.echo("Cơ sở dữ liệu đã sẵn sàng.")
