"""How long a whole check of a page takes beside bare decoding of the same page, which is the limit.

    python -m bench.pagecheck.speed FILE_OR_FOLDER …

Prints processor time a page for both, their ratio, and the cost of one limited call.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from khoso.engines.imaging import format_of, open_pages
from khoso.engines.limits import run_limited
from khoso.stages.digitisation.compute import ADMINISTRATIVE
from khoso.stages.digitisation.compute.inspect import inspect_file, warm_up


def decode(path: Path) -> int:
    """Draw every page as it is; how many."""
    with open_pages(path) as document:
        for page in document.pages:
            document.render(page.number)
        return len(document.pages)


def main(places: list[str]) -> None:
    files = [p for place in map(Path, places) for p in (sorted(place.rglob("*")) if place.is_dir() else [place])]
    files = [path for path in files if path.is_file() and format_of(path)]
    warm_up()
    start = time.process_time()
    pages = sum(decode(path) for path in files)
    bare = time.process_time() - start
    start = time.process_time()
    for path in files:
        inspect_file(path, ADMINISTRATIVE, False)
    whole = time.process_time() - start
    run_limited(format_of, files[0])
    start = time.perf_counter()
    for _ in range(20):
        run_limited(format_of, files[0])
    call = (time.perf_counter() - start) / 20
    print(f"{len(files)} files, {pages} pages")
    print(f"bare decode (limit) {bare / pages * 1000:7.1f} ms a page")
    print(f"whole check         {whole / pages * 1000:7.1f} ms a page   ratio {whole / bare:.2f}")
    print(f"one limited call    {call * 1000:7.1f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
