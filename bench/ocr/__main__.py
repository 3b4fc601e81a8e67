"""How well pages are read, what each step costs and gains, how reading scales.

Run: python -m bench.ocr [accuracy|steps|cost|scaling …] [--write]. Without names everything is measured; `--write`
puts their tables into docs/measurements/ocr.md and leaves the others there. Limits: mean error on the scans of 2010 at
most 1.1 %, CPU at most 1.25 times Tesseract alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.ocr import report
from bench.ocr.cost import LIMIT, costs
from bench.ocr.material import made, scanned, small_images
from bench.ocr.scaling import scaling
from bench.ocr.steps import Remembering, mean_cer, measured, table
from khoso.stages.recognition.compute.read import default_engine

PAGE = Path(__file__).resolve().parents[2] / "docs/measurements/ocr.md"
PARTS = ("accuracy", "steps", "cost", "scaling")
STOCK = 0.011
MARK = "<!-- bench/ocr: "


# Scans that the steps are measured on: their gain there is even, the spoilt pages tell them apart.
FEWER = 4


def main() -> int:
    """Measure, print, perhaps write; 1 when a limit is passed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("parts", nargs="*", choices=[*PARTS, []])
    options.add_argument("--write", action="store_true")
    told = options.parse_args()
    parts = told.parts or PARTS
    texts: dict[str, str] = {}
    failed = False
    if {"accuracy", "steps"} & set(parts):
        failed |= _letters(parts, texts)
    if "cost" in parts:
        found = costs()
        failed |= found[-1].ratio > LIMIT
        texts["cost"] = report.cost(found)
    if "scaling" in parts:
        texts["scaling"] = report.scales(*scaling(scanned(8)))
    print("\n".join(texts.values()))
    if told.write:
        _write(texts)
    return int(failed)


def _letters(parts: Sequence[str], texts: dict[str, str]) -> bool:
    """Accuracy and steps, which share their readings; true when the mean error is above the limit."""
    engine = Remembering(default_engine())
    real, small = scanned(), small_images()
    read = measured([*real, *small], engine)
    scans, pictures = read[: len(real)], read[len(real) :]
    if "accuracy" in parts:
        texts["accuracy"] = report.accuracy(scans, pictures)
    if "steps" in parts:
        shipped = [*scans[:FEWER], *pictures, *measured(made(), engine)]
        pages = [each.known for each in shipped]
        texts["steps"] = report.steps(table(pages, engine, shipped), shipped)
    return mean_cer(scans) > STOCK


def _write(texts: dict[str, str]) -> None:
    """Put the measured parts into the page; parts not measured now stay as they were."""
    kept = PAGE.read_text(encoding="utf-8").split(MARK)[1:] if PAGE.exists() else []
    known = dict(piece.split(" -->\n", 1) for piece in kept)
    known |= texts
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    body = "".join(f"{MARK}{part} -->\n{known[part].strip()}\n\n" for part in PARTS if part in known)
    PAGE.write_text(f"{report.HEAD}\n{body}".rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
