"""Pages a second from the folder to the index, where the time goes, and how much more that is than reading alone.

Run: python -m bench.intake.line [--dossiers 2] [--items 4]. The limit is bare Tesseract on the same pages with as many
processes; the ratio says what checking, PDF/A, signing, packaging, storing twice and indexing cost beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--dossiers", type=int, default=2)
    asked.add_argument("--items", type=int, default=4)
    asked.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    asked.add_argument("--intake", nargs=2, help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.intake:
        _intake(Path(told.intake[0]), int(told.intake[1]))
        return
    os.environ["OMP_THREAD_LIMIT"] = "1"
    with tempfile.TemporaryDirectory(prefix="khoso-bench-") as place:
        _bench(Path(place), told.dossiers, told.items, told.workers)


def _bench(place: Path, dossiers: int, items: int, counts: list[int]) -> None:
    from khoso.demo.delivery import make_delivery

    made = make_delivery(place / "lo", dossiers=dossiers, items_per_dossier=items, seed=82)
    drawn = _draw(place / "lo", place / "pages")
    print(
        f"{made.files} tệp, {made.pages} trang; tải của máy lúc đầu: {os.getloadavg()[0]:.1f} trên {os.cpu_count()} lõi"
    )
    for count in counts:
        bare = _bare(drawn, count)
        whole, workers = _run(place, count)
        print(f"\n{count} tiến trình: {made.pages / whole:.2f} trang/giây từ thư mục đến chỉ mục ({whole:.1f} giây)")
        print(f"  Tesseract trần: {made.pages / bare:.2f} trang/giây ({bare:.1f} giây); tỷ lệ {whole / bare:.2f}")
        _table(workers, whole)


def _table(workers: list[dict[str, Any]], whole: float) -> None:
    spent: Counter[str] = Counter()
    for worker in workers:
        spent.update(worker["seconds"])
        spent["start of workers"] += worker["start"]
    alive = sum(worker["life"] for worker in workers)
    spent["waiting for jobs"] = alive - sum(spent.values())
    for name, amount in spent.most_common():
        print(f"  {name:32} {amount:7.2f} giây {100 * amount / alive:5.1f} %")
    print(f"  {'(workers alive, of the run)':32} {alive:7.2f} giây {100 * alive / len(workers) / whole:5.1f} %")


def _run(place: Path, count: int) -> tuple[float, list[dict[str, Any]]]:
    """Seconds of the whole command, and what each worker wrote down."""
    home, times = place / f"home-{count}", place / f"times-{count}"
    times.mkdir()
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
    }
    environment |= {"KHOSO_HOME": str(home), "KHOSO_SIGNER": "test", "PYTHONPATH": str(PROJECT / "src")}
    environment["KHOSO_BENCH_TIMES"] = str(times)
    subprocess.run(
        [sys.executable, "-m", "khoso.config.cli", "setup"],
        env=environment,
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    began = time.perf_counter()
    command = [sys.executable, "-m", "bench.intake.line", "--intake", str(place / "lo"), str(count)]
    done = subprocess.run(command, env=environment, cwd=PROJECT, capture_output=True, text=True)
    whole = time.perf_counter() - began
    if done.returncode not in (0, 1):
        raise SystemExit(done.stdout + done.stderr)
    return whole, [json.loads(path.read_text()) for path in times.iterdir()]


def _intake(folder: Path, count: int) -> None:
    """`khoso intake`, but its workers keep time."""
    from khoso.config import cli, database, workers

    def spawn(self: workers.WorkerPool) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "DATABASE_URL": database.url(), "OMP_THREAD_LIMIT": "1"}
        command = [sys.executable, "-m", "bench.intake.timers", os.environ["KHOSO_BENCH_TIMES"], str(os.getpid())]
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)

    workers.WorkerPool._spawn = spawn  # type: ignore[method-assign]
    words = ["--catalogue", "danh-muc.xlsx", "--agency", "T.01", "--legacy", "Đo", "--confirm", "auto"]
    sys.argv = ["khoso", "intake", str(folder), *words, "-j", str(count), "--json"]
    cli.main()


def _draw(folder: Path, out: Path) -> list[Path]:
    """The page images the line reads, drawn before any clock runs."""
    from khoso.stages.recognition.compute.pages import render_pages

    drawn = []
    for number, path in enumerate(sorted(folder.rglob("*.pdf"))):
        (out / str(number)).mkdir(parents=True)
        drawn += [page.image_path for page in render_pages(path, out / str(number))]
    return drawn


def _bare(pages: list[Path], count: int) -> float:
    """Seconds Tesseract alone takes for these pages in `count` processes, models loaded."""
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_load) as pool:
        list(pool.map(_warm, range(count * 2)))
        began = time.perf_counter()
        list(pool.map(_recognise, pages))
        return time.perf_counter() - began


_api: Any = None


def _load() -> None:
    import tesserocr

    from khoso.engines.ocr.probe import LANGUAGE, require

    global _api
    _api = tesserocr.PyTessBaseAPI(path=str(require()[1]), lang=LANGUAGE, psm=tesserocr.PSM.AUTO)


def _warm(_: int) -> None:
    time.sleep(0.1)


def _recognise(page: Path) -> int:
    _api.SetImageFile(str(page))
    return len(_api.GetUTF8Text())


if __name__ == "__main__":
    main()
