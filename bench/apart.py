"""What it costs to read in a child: CPU and time of the same pages read here and read apart, from one run.

    python -m bench.apart [--pages 6] [--rounds 3]

The child is a fork of a process with the engine loaded; the limit is two per cent of the time of reading.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from bench.personal.drawing import draw
from bench.personal.papers import pages_of
from khoso.stages.recognition.compute.apart import read_apart
from khoso.stages.recognition.compute.pages import render_pages
from khoso.stages.recognition.compute.read import read_pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        drawn = []
        for order in range(options.pages):
            dice = Random(order)
            out = Path(place) / f"{order}.jpg"
            draw(pages_of("đơn", dice, "serif")[0], "serif", 2016, 200, 0.0, dice, out)
            folder = Path(place) / str(order)
            folder.mkdir()
            drawn += render_pages(out, folder)
        ways: dict[str, Callable[[], object]] = {
            "here": lambda: read_pages(drawn, "a"),
            "apart": lambda: read_apart(drawn, "a"),
            "apart, a page each": lambda: [read_apart([page], "a") for page in drawn],
        }
        spent = {name: _measured(way, options.rounds) for name, way in ways.items()}
    base = spent["here"]
    for name, took in spent.items():
        print(f"{name:<20} {took / options.pages:.3f} s a page · ratio {took / base:.3f}")
    own = resource.getrusage(resource.RUSAGE_SELF)
    print(f"(this process: {own.ru_utime + own.ru_stime:.1f} s CPU)")


def _measured(way: Callable[[], object], rounds: int) -> float:
    """The best of so many rounds after one that loads what is needed; wall time, the machine being shared."""
    way()
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        way()
        took.append(time.perf_counter() - began)
    return min(took) if rounds < 5 else statistics.median(took)


if __name__ == "__main__":
    main()
