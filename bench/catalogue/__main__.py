"""How quick the catalogue is at a city's size.

    python -m bench.catalogue [browsing|imports|likeness …] [--dossiers 1000000] [--items 10000000] [--home FOLDER]

Without a name every part runs. The holdings are made once in var/bench-catalogue (half an hour at full size; a build
that was stopped goes on) and used again. Figures count when nothing else runs; see `load`.
"""

from __future__ import annotations

import argparse
import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

HOME = Path(__file__).resolve().parents[2] / "var" / "bench-catalogue"
PARTS = ("browsing", "imports", "likeness")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", help="which parts to run", default=[])
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--items", type=int, default=10_000_000)
    parser.add_argument("--home", type=Path, default=HOME)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--build-only", action="store_true")
    options = parser.parse_args()
    options.home.mkdir(parents=True, exist_ok=True)
    os.environ["KHOSO_HOME"] = str(options.home)
    os.environ.pop("DATABASE_URL", None)
    print(f"load {os.getloadavg()[0]:.1f}")
    worst = 0
    for part in options.parts or PARTS:
        if find_spec(f"bench.catalogue.{part}") is None:
            print(f"{part}: not here")
            continue
        worst = max(worst, import_module(f"bench.catalogue.{part}").run(options) or 0)
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
