"""Proposed index fields against fields a person typed, on real scans: right, empty, wrong.

Run: python bench/ocr/fields.py. What is wrong costs more than what is empty: an empty field is filled by a person,
a wrong one may be overlooked.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from pathlib import Path

from bench.ocr.shared import reading_of, samples
from khoso.kernel.codes import KIND, code_of
from khoso.kernel.text_vi import fold
from khoso.stages.recognition.compute.reading import FieldReading


def bare(text: str) -> str:
    """Letters and digits only, folded: spelling of marks aside."""
    return "".join(letter for letter in fold(text) if letter.isalnum())


def right(name: str, value: str, wanted: str) -> bool:
    """Whether a proposed value is the typed one; long texts may differ in a few letters."""
    a, b = bare(value), bare(wanted)
    if name == "subject":
        a, b = a.removeprefix("vv").removeprefix("veviec"), b.removeprefix("vv").removeprefix("veviec")
        return SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.95
    return a == b


def outcome_of(name: str, found: FieldReading, typed: str) -> str:
    """What became of one field, in words."""
    if found.value is not None:
        return "đúng" if right(name, found.value, typed) else "sai"
    if not typed:
        return "đúng (không có)"
    return "viết tay, để trống" if found.handwritten else "để trống"


def kiengiang() -> list[tuple[Path, dict[str, str]]]:
    """Files with their typed fields: 22 documents of one provincial office."""
    folder = samples() / "kiengiang-soyte-2017-2018"
    out = []
    for row in csv.DictReader((folder / "expected_fields.tsv").open(encoding="utf-8"), delimiter="\t"):
        number, _, notation = row["so_ky_hieu"].partition("/")
        wanted = {
            "kind": code_of(KIND, row["loai_van_ban"]) or "32",
            "number": number,
            "notation": notation,
            "issued_date": row["ngay_van_ban"],
            "issuer": row["co_quan_ban_hanh"],
            "subject": row["trich_yeu"],
            "urgency": row["do_khan"] or "",
        }
        out.append((folder / "pdf" / row["file"], wanted))
    return out


def haugiang() -> list[tuple[Path, dict[str, str]]]:
    """Files with what the dossier's own list says of them; the list has typing errors of its own."""
    folder = samples() / "haugiang-hoso-so-hoa"
    out = []
    for row in csv.DictReader((folder / "mlvb_hoso01_rows.tsv").open(encoding="utf-8"), delimiter="\t"):
        path = next(folder.rglob(row["file"]))
        number, _, notation = row["so_ky_hieu"].partition("/")
        day, month, year = row["ngay"].split("/")
        out.append(
            (path, {"number": number, "notation": notation, "issued_date": f"{year}-{int(month):02d}-{int(day):02d}"})
        )
    return out


def main() -> None:
    """Print a table a collection: field, right, empty, wrong; then every wrong value."""
    for title, cases in (("kiengiang", kiengiang()), ("haugiang (mục lục)", haugiang())):
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        mistakes: list[str] = []
        for path, wanted in cases:
            fields = reading_of(path).documents[0].fields
            for name, typed in wanted.items():
                found = fields[name]
                if found.value is None:
                    outcome = (
                        "đúng (không có)" if not typed else "viết tay, để trống" if found.handwritten else "để trống"
                    )
                else:
                    outcome = "đúng" if right(name, found.value, typed) else "sai"
                counts[name][outcome] += 1
                if outcome == "sai":
                    mistakes.append(
                        f"  {path.name}: {name} = {found.value!r} ({found.confidence:.2f}), đúng: {typed!r}"
                    )
        print(f"\n{title}: {len(cases)} văn bản")
        for name, told in counts.items():
            print(f"  {name:<12}" + "; ".join(f"{outcome} {count}" for outcome, count in sorted(told.items())))
        print("\n".join(mistakes) or "  không có giá trị sai")


if __name__ == "__main__":
    main()
