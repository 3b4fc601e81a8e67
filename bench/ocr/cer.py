"""Character errors on real scans with known text, beside what plain Tesseract gets on the same pages.

Run: python bench/ocr/cer.py. Limit: our mean must not exceed the reference mean by more than a tenth.
"""

from __future__ import annotations

import csv
import sys
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from shared import reading_of, samples


def squeezed(text: str) -> str:
    """NFC, one space for runs of white space, one kind of dash and quote."""
    plain = unicodedata.normalize("NFC", text)
    for one, other in (("–", "-"), ("—", "-"), ("“", '"'), ("”", '"'), ("’", "'"), ("‘", "'")):
        plain = plain.replace(one, other)
    return " ".join(plain.split())


def fewest_edits(wanted: str, found: str, anywhere: bool) -> int:
    """Edit distance; `anywhere`: to the best matching window of `found`."""
    row = [0] * (len(found) + 1) if anywhere else list(range(len(found) + 1))
    for i, letter in enumerate(wanted, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(found, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (letter != other))
    return min(row) if anywhere else row[-1]


def main() -> None:
    """Print one line a page, the means and the ratio."""
    folder = samples() / "luatvietnam-2010-scan-gt"
    rows = list(csv.DictReader((folder / "pages.tsv").open(encoding="utf-8"), delimiter="\t"))
    ours, theirs = [], []
    print(f"{'tệp':<14}{'trang':>6}{'CER':>9}{'chuẩn':>9}")
    for row in rows:
        reading = reading_of(folder / "pdf" / row["pdf"])
        wanted = squeezed((folder / "gt_pages" / row["gt_file"]).read_text(encoding="utf-8"))
        found = squeezed(reading.pages[int(row["page"]) - 1].text)
        cer = fewest_edits(wanted, found, row["coverage"] == "partial") / len(wanted)
        ours.append(cer)
        theirs.append(float(row["ref_tesseract_vie_cer"]))
        print(f"{row['pdf']:<14}{row['page']:>6}{cer:>9.4f}{theirs[-1]:>9.4f}")
    mean, reference = sum(ours) / len(ours), sum(theirs) / len(theirs)
    print(f"trung bình: {mean:.4f}; Tesseract trần: {reference:.4f}; tỉ số {mean / reference:.2f} (giới hạn 1.10)")
    for name in ("4_1", "4_2"):
        folder = samples() / "danang-cong-van"
        wanted = squeezed((folder / f"{name}_gt.txt").read_text(encoding="utf-8"))
        found = squeezed(reading_of(folder / f"{name}.jpg").pages[0].text)
        print(
            f"{name}.jpg (576 điểm ảnh ngang): {fewest_edits(wanted, found, False) / len(wanted):.4f}; chuẩn 0.10–0.11"
        )
    sys.exit(0 if mean <= 1.1 * reference else 1)


if __name__ == "__main__":
    main()
