"""`khoso serve`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from urllib.request import urlopen

import click


@click.command(help="Chạy Kho Số: web và các tiến trình làm việc. Ctrl-C dừng tất cả.\n\nRun web and workers.")
@click.option("--port", default=8000, show_default=True, help="Cổng của trang web / Port of the web pages.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe / Address to listen on.")
@click.option(
    "--workers",
    default=max(1, os.cpu_count() or 1),
    show_default="số nhân / cores",
    type=click.IntRange(min=1),
    help="Số tiến trình làm việc nền / Worker processes.",
)
@click.option("--demo/--no-demo", default=False, help="Nạp dữ liệu thử khi chưa có / Load demo data once.")
@click.option(
    "--delivery",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Nhập thêm một lô thật: thư mục có bảng kê .xlsx / Also take in a real delivery folder.",
)
@click.option(
    "--legacy", metavar="LÝ DO", default="", help="Lô đó là tài liệu số hóa trước đây / It is legacy material."
)
def serve(port: int, host: str, workers: int, demo: bool, delivery: Path | None, legacy: str) -> None:
    from khoso.config import start
    from khoso.config.workers import WorkerPool

    # Whoever stops us while we are still getting ready gets the same orderly end: the database stops with us.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    start.database_ready()
    from khoso.config.intake import resume_hindered

    resume_hindered()
    if demo:
        from khoso.config.demo_seed import print_accounts, seed_demo

        seed_demo(on_line=click.echo)
    if delivery:
        from khoso.config.demo_seed import open_real_delivery

        open_real_delivery(delivery, legacy_reason=legacy, on_line=click.echo)
    pool = WorkerPool(workers)
    pool.start()
    web = _start_web(host, port)
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    answered = False
    while not stopping and web.poll() is None:
        if not answered and _answers(host, port):
            answered = True
            click.echo(f"Kho Số đang chạy tại http://localhost:{port}  (Ctrl-C để dừng)")
            if demo:
                print_accounts(click.echo)
        pool.tend()
        time.sleep(0.3)
    click.echo("Đang dừng…")
    if web.poll() is None:
        web.terminate()
    pool.stop()
    _see_ended(web)
    if not stopping:
        raise click.ClickException("Máy chủ web đã dừng bất ngờ; xem thông báo ở trên.")
    click.echo("Đã dừng hẳn.")


def _start_web(host: str, port: int) -> subprocess.Popen[bytes]:
    from khoso.config import database

    return subprocess.Popen(
        [sys.executable, "-m", "khoso.config.web_server", host, str(port), str(os.getpid())],
        env={**os.environ, "DATABASE_URL": database.url()},
        start_new_session=True,
    )


def _see_ended(web: subprocess.Popen[bytes]) -> None:
    try:
        web.wait(10)
    except subprocess.TimeoutExpired:
        web.kill()


def _answers(host: str, port: int) -> bool:
    """Whether the web answers already: the address is told only when it can be opened."""
    try:
        with urlopen(f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/suc-khoe", timeout=2) as answer:  # noqa: S104
            return bool(answer.status == 200)
    except OSError:
        return False
