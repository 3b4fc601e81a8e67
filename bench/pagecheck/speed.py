"""How long the check of a page takes beside bare decoding of the same page, and where the time goes.

    python -m bench.pagecheck.speed [FILE_OR_FOLDER …]

Without places: A4 colour JPEG at 200 and 300 dpi made from real sample pages. Processor time a page: bare decode, the
check without orientation and stamp reading, its ratio, those two apart, and each step of the check.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from PIL import Image

from bench.pagecheck.pictures import clean, in_turn, shared
from khoso.engines.imaging import format_of, open_pages
from khoso.engines.limits import run_limited
from khoso.stages.digitisation.compute import ADMINISTRATIVE
from khoso.stages.digitisation.compute import inspect as inspecting
from khoso.stages.digitisation.compute.inspect import inspect_file, warm_up

_A4_INCHES = (8.27, 11.69)
_APART = {"geometry.turn_of": "orientation", "secrecy.check_secrecy": "stamp"}
_STEPS = (
    ("", "prepare"),
    ("likeness", "digest_of"),
    ("likeness", "phash_of"),
    ("tones", "is_blank"),
    ("tones", "check_blank"),
    ("tones", "check_tone"),
    ("edges", "check_edges"),
    ("edges", "check_streak"),
    ("objects", "check_foreign_object"),
    ("geometry", "check_geometry"),
    ("geometry", "turn_of"),
    ("secrecy", "check_secrecy"),
    ("numbering", "printed_number"),
    ("contents", "check_pdf"),
    ("", "identify"),
)


def decode(path: Path) -> int:
    """Draw every page as it is; how many."""
    with open_pages(path) as document:
        for page in document.pages:
            document.render(page.number)
        return len(document.pages)


@contextmanager
def _timed() -> Iterator[dict[str, float]]:
    """Seconds spent in each step while this lasts."""
    spent: dict[str, float] = defaultdict(float)

    def watched(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **more: Any) -> Any:
            start = time.process_time()
            try:
                return step(*args, **more)
            finally:
                spent[name] += time.process_time() - start

        return run

    patches = []
    for module, name in _STEPS:
        home = getattr(inspecting, module) if module else inspecting
        if hasattr(home, name):
            label = f"{module}.{name}" if module else name
            patches.append(patch.object(home, name, watched(label, getattr(home, name))))
    for one in patches:
        one.start()
    try:
        yield spent
    finally:
        for one in patches:
            one.stop()


def measure(files: list[Path], title: str) -> None:
    """Print the figures of these files."""
    start = time.process_time()
    pages = sum(decode(path) for path in files)
    bare = (time.process_time() - start) / pages * 1000
    with _timed() as spent:
        start = time.process_time()
        for path in files:
            inspect_file(path, ADMINISTRATIVE, False)
        whole = (time.process_time() - start) / pages * 1000
    each = {name: seconds / pages * 1000 for name, seconds in spent.items()}
    apart = sum(each.get(name, 0.0) for name in _APART)
    print(f"\n{title}: {len(files)} files, {pages} pages")
    print(f"  bare decode      {bare:7.1f} ms a page")
    print(f"  check            {whole - apart:7.1f} ms a page   ratio {(whole - apart) / bare:.2f} (limit 2)")
    for name, label in _APART.items():
        print(f"  {label:16} {each.get(name, 0.0):7.1f} ms a page, apart")
    each["geometry.check_geometry"] = each.get("geometry.check_geometry", 0.0) - each.get("geometry.turn_of", 0.0)
    for name, milliseconds in sorted(each.items(), key=lambda one: -one[1]):
        if name not in _APART:
            print(f"    {name:32} {milliseconds:6.1f}")


def _made(folder: Path, dpi: int) -> list[Path]:
    root = shared()
    if root is None:
        sys.exit("Không có thư mục shared/samples bên cạnh mã nguồn: không có gì để đo.")
    made = []
    for place, (_, pixels, _) in enumerate(in_turn(clean("all"), root, Random(1), 6)):
        page = Image.fromarray(pixels).resize((round(_A4_INCHES[0] * dpi), round(_A4_INCHES[1] * dpi)))
        path = folder / f"{dpi}-{place}.jpg"
        page.save(path, quality=85, dpi=(dpi, dpi))
        made.append(path)
    return made


def main(places: list[str]) -> None:
    warm_up()
    if places:
        files = [p for place in map(Path, places) for p in (sorted(place.rglob("*")) if place.is_dir() else [place])]
        measure([path for path in files if path.is_file() and format_of(path)], "given")
        return
    with TemporaryDirectory(prefix="khoso-bench-") as folder:
        for dpi in (200, 300):
            measure(files := _made(Path(folder), dpi), f"A4 colour JPEG {dpi} dpi")
        run_limited(format_of, files[0])
        start = time.perf_counter()
        for _ in range(10):
            run_limited(format_of, files[0])
        print(f"\none limited call {(time.perf_counter() - start) / 10 * 1000:.1f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
