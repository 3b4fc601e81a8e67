"""How well pages are read, what each step costs and gains, how reading scales.

Run: python -m bench.ocr [accuracy|steps|cost|scaling …] [--write]. Without names everything is measured; `--write`
puts the tables into docs/measurements/ocr.md. Limits: mean error on the scans of 2010 at most 1.1 %, CPU at most 1.25
times Tesseract alone.
"""

from __future__ import annotations

import argparse
import sys
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


def main() -> int:
    """Measure, print, perhaps write; 1 when a limit is passed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("parts", nargs="*", choices=[*PARTS, []])
    options.add_argument("--write", action="store_true")
    told = options.parse_args()
    parts = told.parts or PARTS
    engine = Remembering(default_engine())
    texts: list[str] = []
    failed = False
    if {"accuracy", "steps"} & set(parts):
        real, small, spoilt = scanned(), small_images(), made()
        shipped = measured([*real, *small, *spoilt], engine)
        if "accuracy" in parts:
            failed |= mean_cer(shipped[: len(real)]) > STOCK
            texts.append(report.accuracy(shipped[: len(real)], shipped[len(real) : len(real) + len(small)]))
        if "steps" in parts:
            pages = [each.known for each in shipped]
            texts.append(report.steps(table(pages, engine, shipped), shipped))
    if "cost" in parts:
        found = costs()
        failed |= found[-1].ratio > LIMIT
        texts.append(report.cost(found))
    if "scaling" in parts:
        texts.append(report.scales(*scaling(scanned()[:16])))
    text = "\n".join([report.HEAD, *texts])
    print(text)
    if told.write:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
