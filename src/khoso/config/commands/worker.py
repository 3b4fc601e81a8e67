"""`khoso worker`."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress

import click


@click.command(help="Chạy một tiến trình làm việc nền cho tới khi bị dừng.\n\nRun one background worker until stopped.")
@click.option("--until-idle", is_flag=True, help="Dừng khi hết việc / Stop when nothing is left.")
@click.option("--parent", type=int, default=0, hidden=True)
def worker(until_idle: bool, parent: int) -> None:
    from khoso.config import start

    if parent:
        end_with(parent)
    from khoso.config.scratch import sweep_scratch

    start.django_ready()
    sweep_scratch()
    from khoso.engines.jobs.procrastinate_queue import work
    from khoso.foundation.provenance.actions import register_software

    register_software()
    try:
        work(wait=not until_idle)
    finally:
        _seal()


def _seal() -> None:
    """What this worker recorded does not wait unsealed until another starts."""
    from khoso.foundation.audit import sealing

    with suppress(Exception):
        sealing.seal()


def end_with(parent: int) -> None:
    """End this process, as by SIGTERM, when `parent` is no more: a killed parent must not leave workers behind."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)
        # Something that does not listen any more; what it was doing is taken up by another.
        time.sleep(20)
        os._exit(1)

    threading.Thread(target=look, name="end-with-parent", daemon=True).start()
