"""Damaged and hostile files through every parser of recognition: how many, what became of each, the slowest.

    python -m bench.fuzz [--each 200] [--seed 1] [--samples] [--ocr]

`--each` is how many damaged copies of each good file; `--samples` adds shared/samples/bad-inputs; `--ocr` reads hostile
pixels with the engine. Ends with 1 when anything but a reading or a refusal came of one, or one took too long.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.fuzz.inputs import built, damaged, good, pixels
from bench.fuzz.running import LIMITS, Told, through_parsers
from khoso.stages.recognition.compute.apart import read_apart
from khoso.stages.recognition.compute.pages import PageImage

# The child is ended at its limit; a loaded machine needs a moment more to see it.
TOO_LONG = LIMITS.seconds + 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--samples", action="store_true")
    parser.add_argument("--ocr", action="store_true")
    options = parser.parse_args()
    told: list[Told] = []
    began = time.monotonic()
    for name, data in _inputs(options):
        told += through_parsers(name, data)
        if sys.stderr.isatty():
            print(f"\r{len(told)} {name:<60}", end="", file=sys.stderr, flush=True)
    if options.ocr:
        told += list(_engine(options.seed))
    _report(told, time.monotonic() - began)
    bad = [one for one in told if one.outcome == "limits.crashed" or one.seconds > TOO_LONG]
    for one in bad:
        print(f"  {one.name} ({one.step}): {one.outcome}, {one.seconds:.1f} s. {one.message}")
    sys.exit(1 if bad else 0)


def _inputs(options: argparse.Namespace) -> Iterator[tuple[str, bytes]]:
    yield from good().items()
    yield from built().items()
    yield from damaged(options.each, options.seed)
    folder = Path(os.environ.get("KHOSO_SHARED", "../shared")) / "samples" / "bad-inputs"
    if options.samples and folder.is_dir():
        yield from ((path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.suffix != ".tsv")


def _engine(seed: int) -> Iterator[Told]:
    with tempfile.TemporaryDirectory() as place:
        for name, image in pixels(seed):
            path = Path(place) / f"{name}.tif"
            image.save(path)
            height, width = np.asarray(image).shape[:2]
            began = time.monotonic()
            apart = read_apart([PageImage(1, width, height, 200, path)], name)
            outcome = "unread" if apart.unread else "read"
            yield Told(name, "ocr", outcome, 0.0 if time.monotonic() - began < 150 else TOO_LONG + 1)


def _report(told: list[Told], seconds: float) -> None:
    counted = Counter((one.step, one.outcome) for one in told)
    print(f"{sum(one.step == 'draw' for one in told)} files, {len(told)} steps, {seconds:.0f} s")
    for (step, outcome), many in sorted(counted.items()):
        print(f"  {step:<6} {outcome:<24} {many}")
    print("slowest:")
    for one in sorted(told, key=lambda one: -one.seconds)[:8]:
        print(f"  {one.seconds:6.1f} s  {one.step:<6} {one.outcome:<20} {one.name}")


if __name__ == "__main__":
    main()
