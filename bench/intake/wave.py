"""A wave of small page images through reading, queueing and checking: pages a second, memory at intervals.

    python -m bench.intake.wave [--pages 200000] [--per-file 100] [--workers 1] [--seconds 0]

Every page is another picture of 200 × 280 points, so that nothing is found a second time for nothing. They come in
deliveries of 200 files, drawn while the one before is checked. Beside the
workers the web server runs and is asked for the list of deliveries all the while. `--seconds` ends the run early and
says how far it came, and how long the whole would take. What follows the check (reading the text, signing, storing)
is not asked for: the figure is of the check, its queue, and the comparison of all files with each other at the end.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parents[2]
EVERY = 30.0
IN_DOSSIER, IN_DELIVERY = 20, 200
# So many files are drawn before they are registered: the queue is never empty.
AHEAD = 200
SIZE, DPI, LINES = (200, 280), 200, 1000
WORKER = """
from khoso.config import start
start.django_ready()
from khoso.kernel import news
news.use(lambda item: None)
from khoso.engines.jobs.procrastinate_queue import work
work()
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pages", type=int, default=200_000)
    asked.add_argument("--per-file", type=int, default=100)
    asked.add_argument("--workers", type=int, default=1)
    asked.add_argument(
        "--home", type=Path, help="a home of its own that is set up already; else one is made and removed"
    )
    asked.add_argument("--seconds", type=float, default=0)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="khoso-bench-") as place:
        os.environ |= {
            "KHOSO_HOME": str(told.home or Path(place) / "nha"),
            "PYTHONPATH": str(PROJECT / "src"),
            "OMP_THREAD_LIMIT": "1",
        }
        os.environ.pop("DATABASE_URL", None)
        _bench(Path(place), told.pages // told.per_file, told.per_file, told.workers, told.seconds)


@dataclass
class Watched:
    """The processes whose memory is told, and the web that is asked."""

    workers: list[psutil.Process]
    web: psutil.Process
    database: psutil.Process
    port: int
    cookies: dict[str, str]

    def megabytes(self) -> tuple[float, float, float]:
        """Of web, workers and database, with all below them: each page of memory counted once."""
        return _megabytes(self.web), sum(map(_megabytes, self.workers)), _megabytes(self.database)

    def list_takes(self) -> float:
        """Seconds until the list of deliveries is there."""
        began = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request("GET", "/lo-giao-nop", headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"web: {answer.status}")
        return time.perf_counter() - began


def _bench(place: Path, files: int, per_file: int, workers: int, seconds: float) -> None:
    from khoso.config import start

    start.database_ready()
    from bench.intake.uploads import _seed, _sign_in
    from khoso.config import database

    load = f"{os.getloadavg()[0]:.1f} trên {os.cpu_count()} lõi"
    print(f"{files} tệp × {per_file} trang; tải của máy lúc đầu: {load}", flush=True)
    _seed()
    bringing = Bringing(place / "lo", files, per_file)
    environment = {**os.environ, "DATABASE_URL": database.url()}
    postmaster = Path(os.environ["KHOSO_HOME"], "postgres", "postmaster.pid").read_text().splitlines()[0]
    with _web(environment) as (web, port):
        cookies = _sign_in(port)
        running = [
            subprocess.Popen([sys.executable, "-c", WORKER], env=environment, cwd=PROJECT) for _worker in range(workers)
        ]
        try:
            watched = [psutil.Process(one.pid) for one in running]
            _watch(bringing, Watched(watched, web, psutil.Process(int(postmaster)), port, cookies), seconds)
        finally:
            for one in running:
                one.terminate()
            for one in running:
                one.wait(60)


@contextmanager
def _web(environment: dict[str, str]) -> Iterator[tuple[psutil.Process, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "khoso.config.web_server", "127.0.0.1", str(port), str(os.getpid())]
    server = subprocess.Popen(command, env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 120
        while True:
            try:
                HTTPConnection("127.0.0.1", port, timeout=10).request("GET", "/suc-khoe")
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)
        yield psutil.Process(server.pid), port
    finally:
        server.terminate()
        server.wait(60)


def _lines() -> np.ndarray:
    """Lines of words, 9 points high, as wide as a page."""
    dice = random.Random(82)
    image = Image.new("RGB", (SIZE[0], 9 * LINES), (250, 249, 245))
    draw = ImageDraw.Draw(image)
    for line in range(LINES):
        x = 18
        while x < SIZE[0] - 24:
            width = dice.randint(3, 9)
            draw.rectangle((x, 9 * line + 2, x + width, 9 * line + 6), fill=(30, 30, 40))
            x += width + dice.randint(2, 4)
    return np.asarray(image).reshape(LINES, 9, SIZE[0], 3)


def _page(number: int, lines: np.ndarray) -> Image.Image:
    """A small page of lines of words, another for each number."""
    page = np.full((SIZE[1], SIZE[0], 3), (250, 249, 245), np.uint8)
    chosen = np.random.default_rng(number).integers(LINES, size=26)
    page[22 : 22 + 9 * 26] = lines[chosen].reshape(9 * 26, SIZE[0], 3)
    return Image.fromarray(page).convert("YCbCr")


class Bringing:
    """Deliveries of so many files, drawn and opened one after the other while the one before is checked."""

    def __init__(self, folder: Path, files: int, per_file: int) -> None:
        from khoso.foundation.identity.actions import register_agency

        self.folder, self.files, self.per_file = folder, files, per_file
        self.agency = register_agency("T.01", "Ủy ban nhân dân xã Mẫu", kind="commune")
        self.deliveries: list[Any] = []
        self.drawn = 0
        self._lines = _lines()
        self._codes: list[str] = []

    @property
    def is_over(self) -> bool:
        return self.drawn == self.files

    def draw_some(self) -> None:
        """Draw the next file; open the delivery when it is its last."""
        from tests.stages.digitisation.intake_samples import dossier_in_catalogue

        from khoso.stages.digitisation import actions

        place, number = divmod(self.drawn, IN_DELIVERY)
        if number % IN_DOSSIER == 0:
            dossier = dossier_in_catalogue(self.agency, items=0, number=str(1 + self.drawn // IN_DOSSIER))
            self._codes.append(dossier.reference_code)
        folder = self.folder / f"hop-{place:03d}"
        folder.mkdir(parents=True, exist_ok=True)
        pages = [_page(self.drawn * self.per_file + one, self._lines) for one in range(self.per_file)]
        out = BytesIO()
        pages[0].save(
            out, "TIFF", save_all=True, append_images=pages[1:], compression="jpeg", quality=30, dpi=(DPI, DPI)
        )
        (folder / f"{self._codes[-1]}.{1 + number % IN_DOSSIER:03d}.tif").write_bytes(out.getvalue())
        self.drawn += 1
        if self.drawn % IN_DELIVERY == 0 or self.is_over:
            opened = actions.open_delivery(self.agency, folder=folder, catalogue_path=None, legacy_reason="Đo")
            self.deliveries.append(opened.pk)

    def counted(self) -> dict[str, int]:
        """Files registered and checked in all deliveries."""
        from khoso.stages.digitisation import queries

        told = queries.file_progress(self.deliveries).values()
        return {name: sum(one[name] for one in told) for name in ("files", "checked")}

    def must_not_have_failed(self) -> None:
        from khoso.stages.digitisation.models import Delivery

        for failure in Delivery.objects.filter(pk__in=self.deliveries).exclude(failure="").values_list("failure"):
            raise SystemExit(failure[0])


def _watch(bringing: Bringing, watched: Watched, seconds: float) -> None:
    print(
        "| giây | tệp đã đăng ký | trang đã kiểm tra | trang/giây | việc chờ | web MB | làm việc MB | CSDL MB |"
        " danh sách lô, giây | tải |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
    began, told_at, told_pages = time.monotonic(), -EVERY, 0
    while True:
        files, waiting = bringing.counted(), _waiting()
        bringing.must_not_have_failed()
        passed = time.monotonic() - began
        pages = files["checked"] * bringing.per_file
        over = bringing.is_over and files["checked"] == bringing.files and not waiting
        out_of_time = bool(seconds) and passed > seconds
        if passed - told_at >= EVERY or over or out_of_time:
            rate = (pages - told_pages) / max(passed - told_at, 0.001)
            told_at, told_pages = passed, pages
            web, workers, database = watched.megabytes()
            print(
                f"| {passed:.0f} | {files['files']} | {pages} | {rate:.1f} | {waiting} | {web:.0f} | {workers:.0f} | "
                f"{database:.0f} | {watched.list_takes():.2f} | {os.getloadavg()[0]:.1f} |",
                flush=True,
            )
        if over or out_of_time:
            break
        until = time.monotonic() + 2
        while not bringing.is_over and bringing.drawn < files["files"] + AHEAD and time.monotonic() < until:
            bringing.draw_some()
        time.sleep(0.5)
    _conclude(pages, time.monotonic() - began, over)


def _conclude(pages: int, whole: float, over: bool) -> None:
    rate = pages / whole
    print(f"nhận, xếp hàng, kiểm tra {pages} trang trong {whole:.0f} giây: {rate:.1f} trang/giây")
    if not over:
        print(f"chưa hết hàng đợi; 200.000 trang theo nhịp này: {200_000 / rate / 3600:.1f} giờ")


def _waiting() -> int:
    """Jobs of digitisation that wait or run; those asked for by the clock are not counted."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name IN "
            "('digitisation.register_delivery', 'digitisation.check_file', 'digitisation.compare_files')"
        )
        [waiting] = cursor.fetchone() or [0]
    return int(waiting)


def _megabytes(process: psutil.Process) -> float:
    """Memory of a process and of those below it: each page of it counted once."""
    total = 0.0
    try:
        for one in (process, *process.children(recursive=True)):
            total += one.memory_full_info().pss / 1e6
    except psutil.NoSuchProcess:
        pass
    return total


if __name__ == "__main__":
    main()
