"""Recall and precision of personal data marks and of secrecy marks on invented pages; false marks on real samples.

    python -m bench.personal [--papers 20] [--secrets 4] [--samples 40] [--seed 7] [--write]

`--write` makes docs/measurements/personal.md. Real samples are only counted: nothing of what they say is shown.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from bench.personal.drawing import Truth, draw
from bench.personal.papers import KINDS, PAPERS, SECRETS, pages_of, secrecy_page
from khoso.demo.setter import Setter
from khoso.stages.recognition.compute.pages import render_pages
from khoso.stages.recognition.compute.personal import places_of
from khoso.stages.recognition.compute.read import default_engine, read_page
from khoso.stages.recognition.compute.reading import PageReading, PersonalPlace
from khoso.stages.recognition.compute.secrecy import marks_on

ROOT = Path(__file__).resolve().parents[2]
COVERED, TOUCHED = 0.6, 0.3
LABELS = {
    "identity": "Số định danh",
    "birth": "Ngày sinh",
    "address": "Địa chỉ nhà",
    "bank": "Số tài khoản",
    "health": "Sức khỏe",
    "phone": "Số điện thoại",
}


@dataclass
class Tally:
    """Of each kind: values drawn, values covered, marks made, marks right; what was missed, for `--show`."""

    drawn: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


def interval(right: int, of: int) -> str:
    """`97,1 % (95,2–98,3; n = 500)`: the share with its 95 % interval after Wilson."""
    if not of:
        return "– (n = 0)"
    z, share = 1.96, right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    told = f"{100 * share:.1f} % ({100 * max(0, middle - half):.1f}–{100 * min(1, middle + half):.1f}; n = {of})"
    return told.replace(".", ",")


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    across, down = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, across) * max(0.0, down)


def area(box: tuple[float, ...]) -> float:
    return max(1e-9, (box[2] - box[0]) * (box[3] - box[1]))


def weigh(truths: list[Truth], marks: tuple[PersonalPlace, ...], page: PageReading, name: str, tally: Tally) -> None:
    """Add one page to the tally."""
    for truth in truths:
        tally.drawn[truth.kind] += 1
        same = sum(overlap(truth.box, mark.box) for mark in marks if mark.kind == truth.kind)
        if same >= COVERED * area(truth.box):
            tally.covered[truth.kind] += 1
        else:
            tally.missed.append(f"{name}: thiếu {truth.kind}: {_words(page, truth.box)}")
    for mark in marks:
        tally.marked[mark.kind] += 1
        same = sum(overlap(mark.box, truth.box) for truth in truths if truth.kind == mark.kind)
        if same >= TOUCHED * area(mark.box):
            tally.right[mark.kind] += 1
        else:
            tally.missed.append(f"{name}: thừa {mark.kind}: {_words(page, mark.box)}")


def _words(page: PageReading, box: tuple[float, ...]) -> str:
    near = (box[0] - 260, box[1], box[2], box[3])
    return " ".join(word.text for word in page.words if overlap(word.box, near) > 0.3 * area(word.box))


def invented(count: int, seed: int) -> tuple[Tally, int]:
    """Draw, read and weigh `count` papers of each kind: the tally, and how many pages."""
    tally, pages = Tally(), 0
    engine = default_engine()
    with tempfile.TemporaryDirectory() as place:
        for name in PAPERS:
            for order in range(count):
                dice = Random(f"{seed}/{name}/{order}")
                year = dice.choice((1988, 1999, 2008, 2016, 2023))
                family = "mono" if year < 1996 and name != "danh sách" else "serif"
                dpi, angle = dice.choice((200, 200, 300)), dice.choice((0.0, 0.0, 0.3, -0.4, 0.8, -0.9))
                read, truths = [], []
                for layout in pages_of(name, dice, family):
                    out = Path(place) / "trang.jpg"
                    truths.append(draw(layout, family, year, dpi, angle, dice, out))
                    read.append(read_page(render_pages(out, Path(place))[0], engine))
                for page, truth, marks in zip(read, truths, places_of(read), strict=True):
                    weigh(truth, marks, page, f"{name} {order}", tally)
                pages += len(read)
                _tell(f"{name} {order + 1}/{count}")
    return tally, pages


def secrets(count: int, seed: int) -> tuple[Counter[str], Counter[str]]:
    """(drawn, seen) by mark; the mark '' stands for pages that bear none."""
    drawn: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    engine = default_engine()
    with tempfile.TemporaryDirectory() as place:
        for mark in (*SECRETS, ""):
            for order in range(count * (len(SECRETS) if not mark else 1)):
                dice = Random(f"{seed}/{mark}/{order}")
                family = dice.choice(("serif", "mono"))
                setter = Setter(family)
                secrecy_page(setter, dice, mark)
                out = Path(place) / "trang.jpg"
                draw(setter.pages[0], family, dice.choice((1988, 2010)), 200, dice.choice((0.0, 0.5)), dice, out)
                found = list(marks_on(read_page(render_pages(out, Path(place))[0], engine)))
                drawn[mark] += 1
                seen[mark] += bool(found)
                _tell(f"độ mật {mark or 'không có'} {order + 1}")
    return drawn, seen


def sampled(most: int, seed: int) -> dict[str, tuple[int, Counter[str], int]]:
    """Real pages by collection: (pages, marks by kind, pages with a secrecy mark). Nothing of their text is told."""
    from bench.personal.samples import some_pages

    told: dict[str, tuple[int, Counter[str], int]] = {}
    for collection, pages in some_pages(most, seed):
        marks = Counter(place.kind for page in pages for place in page.personal)
        before, kinds, secret = told.get(collection, (0, Counter(), 0))
        stamped = sum(bool(list(marks_on(page))) for page in pages)
        told[collection] = (before + len(pages), kinds + marks, secret + stamped)
        _tell(f"mẫu {collection}: {told[collection][0]} trang")
    return told


def _tell(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{words:<60}", end="", file=sys.stderr, flush=True)


def report(options: argparse.Namespace) -> tuple[list[str], Tally]:
    """The tables, line by line."""
    tally, pages = invented(options.papers, options.seed)
    lines = [
        f"{pages} trang vẽ ra ({options.papers} văn bản mỗi loại: {', '.join(PAPERS)}), hạt giống {options.seed}.",
        "",
        "| Loại | Tìm thấy (recall) | Đánh dấu đúng (precision) |",
        "|---|---|---|",
    ]
    for kind in KINDS:
        recall = interval(tally.covered[kind], tally.drawn[kind])
        lines.append(f"| {LABELS[kind]} | {recall} | {interval(tally.right[kind], tally.marked[kind])} |")
    recall = interval(sum(tally.covered.values()), sum(tally.drawn.values()))
    lines += [f"| Tất cả | {recall} | {interval(sum(tally.right.values()), sum(tally.marked.values()))} |", ""]
    drawn, seen = secrets(options.secrets, options.seed)
    lines += ["| Dấu mật bằng chữ | Thấy |", "|---|---|"]
    lines += [f"| {mark} | {seen[mark]}/{drawn[mark]} |" for mark in SECRETS]
    marked = [sum(count[mark] for mark in SECRETS) for count in (seen, drawn)]
    lines += [f"| Tất cả | {interval(*marked)} |", f"| Báo nhầm trên trang không mật | {seen['']}/{drawn['']} |", ""]
    lines += ["| Mẫu thật | Trang | Dấu dữ liệu cá nhân | Trang bị báo mật |", "|---|---|---|---|"]
    for collection, (count, kinds, secret) in sampled(options.samples, options.seed).items():
        told = ", ".join(f"{LABELS[kind].lower()} {many}" for kind, many in sorted(kinds.items())) or "0"
        lines.append(f"| {collection} | {count} | {told} | {secret} |")
    return lines, tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=20)
    parser.add_argument("--secrets", type=int, default=4)
    parser.add_argument("--samples", type=int, default=40, help="files of the real samples, at most")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true", help="show what was missed on invented pages")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    lines, tally = report(options)
    print("\n".join(lines))
    if options.show:
        print("\n".join(tally.missed))
    if options.write:
        _write(lines, options)


def _write(lines: list[str], options: argparse.Namespace) -> None:
    out = ROOT / "docs" / "measurements" / "personal.md"
    out.parent.mkdir(exist_ok=True)
    made = f"python -m bench.personal --papers {options.papers} --secrets {options.secrets} --samples {options.samples}"
    head = [
        "# Personal data and secrecy marks",
        "",
        f"Made by `{made} --seed {options.seed} --write` on {datetime.now(UTC):%d/%m/%Y}; do not edit.",
        f"A value counts as found when {COVERED:.0%} of it is covered by a mark of its kind; a mark as right when",
        f"{TOUCHED:.0%} of it is a value. Shares with their 95 % interval (Wilson). Real pages are counted only:",
        "whether a mark on them is false was not labelled.",
        "",
    ]
    out.write_text("\n".join([*head, *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
