"""How long a delivery of 50,000 rows takes to be looked at, checked and marked, and how much memory.

`python -m bench.catalogue.reading [ROWS]`
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bench.catalogue import workbooks
from khoso.stages.catalogue.compute import sheets


def main() -> None:
    """Print seconds and megabytes."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        path = home / "bang.xlsx"
        if len(sys.argv) > 2:
            path = Path(sys.argv[2])
        if not path.exists():
            workbooks.write(path, count)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        started, busy = time.perf_counter(), time.process_time()

        def lap(name: str) -> None:
            nonlocal started, busy
            now, used = time.perf_counter(), time.process_time()
            print(f"{name:8} {now - started:6.1f} s   {used - busy:6.1f} s of the processor")
            started, busy = now, used

        sheet = sheets.survey(path, path.name)[0]
        lap("survey")
        checked = sheets.check(
            path, home / "out", sheet=sheet.name, header_row=sheet.header_row, mapping=sheets.proposed(sheet),
            options=sheets.Options("H19.1", date(2026, 6, 1)),
        )  # fmt: skip
        lap("check")
        marked = sheets.mark(
            path, home / "out" / "findings.jsonl", home / "loi.xlsx", sheet=sheet.name, header_row=sheet.header_row
        )
        lap("mark")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(f"{checked.rows_total} rows, {checked.rows_bad} bad ({marked} marked), {checked.dossiers} dossiers")
        print(f"memory {peak} MB (before {before} MB)")


if __name__ == "__main__":
    main()
