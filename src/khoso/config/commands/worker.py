"""`khoso worker`."""

from __future__ import annotations

import click


@click.command(help="Chạy một tiến trình làm việc nền cho tới khi bị dừng.\n\nRun one background worker until stopped.")
@click.option("--until-idle", is_flag=True, help="Dừng khi hết việc / Stop when nothing is left.")
def worker(until_idle: bool) -> None:
    from khoso.config import start
    from khoso.config.scratch import sweep_scratch

    start.django_ready()
    sweep_scratch()
    from khoso.engines.jobs.procrastinate_queue import work

    work(wait=not until_idle)
