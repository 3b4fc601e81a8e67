"""Makes the table of syllable pairs that rescoring reads, from official texts and names of places.

Run: python -m bench.ocr.pairs [--check]. The texts are laws and circulars, which nobody owns; names are those of the
agencies and places that the house keeps. `--check` also tells how often rescoring changes a right word: every second
text is learnt, the others are read as they stand, and every change to them is counted as an error.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path

from bench.ocr.shared import samples
from khoso.engines.ocr.port import Word
from khoso.stages.recognition.compute.rescoring import SEEN, TABLE, counted, pairs_of, rescored

NAMES = Path(__file__).resolve().parents[2] / "src/khoso/foundation/identity/agencies/tables"
KINDS = {
    "ward": "phường",
    "commune": "xã",
    "district": "huyện",
    "district_town": "thị xã",
    "district_city": "thành phố",
}


def laws() -> list[str]:
    """The texts of laws and circulars."""
    with gzip.open(samples() / "vbpl-text" / "vbpl_docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [str(json.loads(line)["text"]) for line in lines]
    return found + [
        file.read_text(encoding="utf-8") for file in sorted((samples().parent / "domain/law").glob("[QT]*.md"))
    ]


def names() -> Iterator[str]:
    """Names of agencies, wards and communes of the city, as they stand in a letterhead."""
    for file in sorted(NAMES.glob("*.tsv")):
        for row in csv.DictReader(file.open(encoding="utf-8"), delimiter="\t"):
            if name := row.get("name") or row.get("place"):
                yield f"{KINDS.get(row['kind'], '')} {name}"


def check() -> None:
    """Print how many right words of texts never seen are changed, in 10,000."""
    texts = laws()
    table = pairs_of(*_often(*counted(texts[::2])))
    words = changed = 0
    for text in texts[1::2]:
        told = [Word(0, 0, 1, 1, part, 0.96, 0, 0) for part in text.split()[:4000]]
        after = rescored(told, table)
        words += len(told)
        changed += sum(one.text != other.text for one, other in zip(told, after, strict=True))
    print(f"{words} từ đúng, đổi {changed}: {changed / words * 10_000:.1f} trên 10.000")


def main() -> None:
    """Write the table; the same texts give the same bytes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true")
    if options.parse_args().check:
        check()
        return
    # A name is told by one row; three times over it counts as seen, without outweighing the texts.
    singles, doubles = _often(*counted([*laws(), *(f"{name}. " * 3 for name in names())]))
    lines = ["# Âm tiết và cặp âm tiết trong văn bản pháp luật và tên gọi; tạo bằng python -m bench.ocr.pairs"]
    lines += [f"{word} {count}" for word, count in sorted(singles.items())]
    lines += [f"{one} {other} {count}" for (one, other), count in sorted(doubles.items())]
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0) as packed:
        packed.write("\n".join(lines).encode("utf-8"))
    TABLE.write_bytes(out.getvalue())
    print(f"{TABLE.name}: {len(singles)} âm tiết, {len(doubles)} cặp, {len(out.getvalue()) // 1024} KB")


def _often(
    singles: dict[str, int], doubles: dict[tuple[str, str], int]
) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    kept = {word: count for word, count in singles.items() if count >= SEEN}
    return kept, {
        pair: count for pair, count in doubles.items() if count >= SEEN and pair[0] in kept and pair[1] in kept
    }


if __name__ == "__main__":
    main()
