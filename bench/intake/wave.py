"""A wave of small page images through reading, queueing and checking: pages a second, memory at intervals.

    python -m bench.intake.wave [--pages 200000] [--per-file 20] [--workers 2] [--seconds 0]

`--seconds` ends the run early and says how far it came; the whole wave is queued in any case. What follows the check
(reading the text, signing, storing) is not asked for: the figure is of the check and its queue alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import psutil

PROJECT = Path(__file__).resolve().parents[2]
EVERY = 15.0
IN_DOSSIER = 100
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
    asked.add_argument("--per-file", type=int, default=20)
    asked.add_argument("--workers", type=int, default=2)
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


def _bench(place: Path, files: int, per_file: int, workers: int, seconds: float) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.config import database

    print(f"{files} tệp × {per_file} trang; tải của máy lúc đầu: {os.getloadavg()[0]:.1f} trên {os.cpu_count()} lõi")
    delivery = _delivery(place / "lo", files, per_file)
    environment = {**os.environ, "DATABASE_URL": database.url()}
    running = [
        subprocess.Popen([sys.executable, "-c", WORKER], env=environment, cwd=PROJECT) for _worker in range(workers)
    ]
    try:
        postmaster = Path(os.environ["KHOSO_HOME"], "postgres", "postmaster.pid").read_text().splitlines()[0]
        watched = [psutil.Process(one.pid) for one in running]
        _watch(delivery, watched, psutil.Process(int(postmaster)), per_file, seconds)
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(60)


def _delivery(folder: Path, files: int, per_file: int) -> Any:
    """Files of small pages, each with bytes of its own, of a dossier the catalogue holds; opened, not yet read."""
    from tests.stages.digitisation.intake_samples import dossier_in_catalogue, page

    from khoso.foundation.identity.actions import register_agency
    from khoso.stages.digitisation import actions

    agency = register_agency("T.01", "Ủy ban nhân dân xã Mẫu", kind="commune")
    codes = [
        dossier_in_catalogue(agency, items=0, number=str(number)).reference_code
        for number in range(1, 2 + (files - 1) // IN_DOSSIER)
    ]
    images = [page(number) for number in range(per_file)]
    out = BytesIO()
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:], compression="jpeg", dpi=(50, 50))
    folder.mkdir()
    for number in range(files):
        # What follows the last page is no part of the picture, and makes other bytes of it.
        content = out.getvalue() + number.to_bytes(8, "big")
        name = f"{codes[number // IN_DOSSIER]}.{1 + number % IN_DOSSIER:03d}.tif"
        (folder / name).write_bytes(content)
    return actions.open_delivery(agency, folder=folder, catalogue_path=None, legacy_reason="Đo")


def _watch(
    delivery: Any, running: list[psutil.Process], database: psutil.Process, per_file: int, seconds: float
) -> None:
    from django.db import connection

    from khoso.stages.digitisation import queries

    began, told_at = time.monotonic(), 0.0
    registered = 0.0
    while True:
        files = queries.file_progress([delivery.pk])[delivery.pk]
        delivery.refresh_from_db()
        passed = time.monotonic() - began
        if delivery.failure:
            raise SystemExit(delivery.failure)
        if not registered and delivery.file_count is not None:
            registered = passed
            rate = f"{files['files'] / registered:.0f} tệp/giây"
            print(f"  xếp hàng xong {files['files']} tệp trong {registered:.0f} giây ({rate})", flush=True)
        if passed - told_at >= EVERY or (registered and files["checked"] == delivery.file_count):
            told_at = passed
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
                [waiting] = cursor.fetchone() or [0]
            memory = ", ".join(f"{_megabytes(one):.0f}" for one in running)
            print(
                f"  {passed:5.0f} giây: đăng ký {files['files']:6}, đã kiểm tra {files['checked'] * per_file:7} trang, "
                f"hàng đợi {waiting:6}; tiến trình làm việc {memory} MB, cơ sở dữ liệu {_megabytes(database):.0f} MB",
                flush=True,
            )
        if registered and files["checked"] == delivery.file_count:
            break
        if seconds and passed > seconds and registered:
            print("  hết giờ đã định, phần còn lại vẫn trong hàng đợi")
            break
        time.sleep(0.5)
    whole = time.monotonic() - began
    checked = files["checked"] * per_file
    print(f"đọc, xếp hàng và kiểm tra {checked} trang: {checked / whole:.1f} trang/giây")


def _megabytes(process: psutil.Process) -> float:
    """Memory of a worker and of the limited processes below it: each page of it counted once."""
    total = 0.0
    try:
        for one in (process, *process.children(recursive=True)):
            total += one.memory_full_info().pss / 1e6
    except psutil.NoSuchProcess:
        pass
    return total


if __name__ == "__main__":
    main()
