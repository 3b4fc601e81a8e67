"""A workbook of 50,000 rows from the file to the catalogue: looked at, checked, loaded; against 60 s and 500 MB.

    python -m bench.catalogue.imports [ROWS]        (in a home of its own, KHOSO_HOME)
    python -m bench.catalogue imports

The rows are those of contractors: 46 columns, twenty documents to a dossier, two in a hundred faulty. Memory is the
highest each of our processes reached, the one that reads the file and the one that writes; the database is not counted.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROWS, MOST_SECONDS, MOST_MEGABYTES = 50_000, 60.0, 500.0


class Memory:
    """Samples how high this process and all below it came."""

    def __init__(self) -> None:
        self.peak: dict[str, int] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.05):
            for pid in _family():
                role = "here" if pid == os.getpid() else "below"
                self.peak[role] = max(self.peak.get(role, 0), _highest(pid))


def _family() -> list[int]:
    """This process and those below it that are no database."""
    parents, names = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                head, _, tail = (entry / "stat").read_text().rpartition(")")
            except OSError:
                continue
            parents[int(entry.name)], names[int(entry.name)] = int(tail.split()[1]), head.partition("(")[2]
    family = [os.getpid()]
    for pid in family:
        family += [one for one, parent in parents.items() if parent == pid and "postgres" not in names[one]]
    return family


def _highest(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM")), 0)


def run(options: Any) -> int:
    """Make the workbook, take it in, print; 1 when a limit was passed."""
    from khoso.config import start

    start.database_ready()
    from bench.catalogue import workbooks

    count = getattr(options, "rows", ROWS)
    with tempfile.TemporaryDirectory() as folder:
        path = workbooks.write(Path(folder) / "bang.xlsx", count)
        load = os.getloadavg()[0]
        print(f"imports: {count} rows, {path.stat().st_size >> 20} MB of workbook; load of the machine {load:.1f}")
        return _measure(path, count)


def _measure(path: Path, count: int) -> int:
    from khoso.foundation.identity.models import Agency
    from khoso.stages.catalogue.importing import actions, jobs

    agency = Agency.objects.create(code=f"BENCH.{uuid.uuid4().hex[:8].upper()}", name="Cơ quan đo tốc độ")
    laps: list[tuple[str, float]] = []

    def lap(name: str, does: Callable[[], Any]) -> Any:
        started, busy = time.perf_counter(), time.process_time()
        told = does()
        laps.append((name, time.perf_counter() - started))
        print(f"{name:8} {laps[-1][1]:6.1f} s   {time.process_time() - busy:6.1f} s of this process's processor time")
        return told

    with Memory() as memory:
        taken = lap("survey", lambda: actions.take_in(path, path.name, agency=agency, by=None))
        mapping = {one["letter"]: one["field"] for one in taken.columns}
        actions.confirm_columns(taken.pk, mapping, by=None, fonds_code="P01", fonds_title="Phông đo")
        actions.start_check(taken.pk, by=None, queued=False)
        lap("check", lambda: jobs.check_import(str(taken.pk)))
        actions.start_load(taken.pk, by=None, arrangement="unarranged", queued=False)
        lap("load", lambda: jobs.load_import(str(taken.pk)))
    taken.refresh_from_db()
    print(f"{taken.state}: {taken.rows_good} good, {taken.rows_bad} bad; {taken.dossiers_made} dossiers, ", end="")
    print(f"{taken.items_made} items; {count / sum(s for _, s in laps):.0f} rows/s")
    return _conclude(sum(seconds for _, seconds in laps), memory)


def _conclude(seconds: float, memory: Memory) -> int:
    below, here = memory.peak.get("below", 0), memory.peak.get("here", 0)
    print(f"time     {seconds:6.1f} s   limit {MOST_SECONDS:.0f} s    ratio {seconds / MOST_SECONDS:.2f}")
    for name, megabytes in (("reader", below), ("writer", here)):
        ratio = megabytes / MOST_MEGABYTES
        print(f"{name:8} {megabytes:6d} MB  limit {MOST_MEGABYTES:.0f} MB  ratio {ratio:.2f}")
    return int(seconds > MOST_SECONDS or max(below, here) > MOST_MEGABYTES)


def main() -> int:
    if "KHOSO_HOME" not in os.environ:
        sys.exit("Hãy đặt KHOSO_HOME tới một thư mục riêng.")
    from types import SimpleNamespace

    return run(SimpleNamespace(rows=int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))


if __name__ == "__main__":
    raise SystemExit(main())
