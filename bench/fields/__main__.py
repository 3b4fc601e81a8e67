"""Measure the proposed index fields: `python -m bench.fields` (or `./dev bench fields`).

--papers N        invented papers of each half (default 300); --seconds S  how long may be spent on reading new ones
--calibrate       fit the tables of trust on one half of the papers and write them into the project
--write           write docs/measurements/fields.md and its diagram
--mistakes N      print N mistakes a field
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from bench.fields import calibrating, report
from bench.fields.corpus import Case, cases
from bench.fields.measuring import Tallies, tally_all
from bench.fields.real import COLLECTIONS, labelled, samples
from khoso.engines.ocr.port import OcrEngine
from khoso.stages.recognition.compute.fields import documents_of
from khoso.stages.recognition.compute.handwriting import look_at
from khoso.stages.recognition.compute.pages import render_pages
from khoso.stages.recognition.compute.read import default_engine, read_page
from khoso.stages.recognition.compute.seen import see_on

FIT, TELL = "fit", "tell"
DOCS = Path(__file__).resolve().parents[2] / "docs" / "measurements"
TITLES = {
    COLLECTIONS[0]: "Bản quét thật: 22 văn bản của một sở, 2017–2018",
    COLLECTIONS[1]: "Bản quét thật: 24 văn bản của một chi cục, 2010",
    TELL: "Văn bản dựng: các hạt giống không dùng để hiệu chỉnh",
}


def _section(title: str, found: Iterable[Case], most: int) -> tuple[list[str], Tallies]:
    tallies, papers, pages = tally_all(found)
    lines = [f"## {title}", "", f"{papers} văn bản, {pages} trang.", ""]
    lines += [*report.table(tallies), "", report.subject_line(tallies), ""]
    lines += report.mistakes(tallies, most)
    return lines, tallies


def cost(engine: OcrEngine, files: int = 2) -> list[str]:
    """CPU of the rules, looking at pixels included, beside that of reading the same pages."""
    reading = rules = pages = 0.0
    for path in sorted((samples() / COLLECTIONS[0]).rglob("*.pdf"))[:files]:
        with tempfile.TemporaryDirectory() as folder:
            images = render_pages(path, Path(folder))
            start = time.process_time()
            read = [read_page(image, engine) for image in images]
            middle = time.process_time()
            documents_of(read, look_at(images), see_on(images))
            reading, rules = reading + middle - start, rules + time.process_time() - middle
            pages += len(images)
    told = f"{files} tệp thật, {pages:.0f} trang: đọc chữ {1000 * reading / pages:.0f} ms CPU một trang, các luật và "
    return ["## Chi phí", "", f"{told}nhìn điểm ảnh {1000 * rules / pages:.0f} ms ({100 * rules / reading:.1f} %).", ""]


def _bundles(found: Iterable[Case]) -> Iterator[list[Case]]:
    """Papers in groups of two to four, as a dossier scanned into one file."""
    group: list[Case] = []
    size = 2
    for case in found:
        group.append(case)
        if len(group) == size:
            yield group
            group, size = [], 2 + size % 3


def boundaries(found: Iterable[Case]) -> list[str]:
    """How well the papers of a dossier scanned as one file are told apart."""
    right = wanted = told = files = whole = 0
    for group in _bundles(found):
        pages = [page for case in group for page in case.pages]
        pages = [replace(page, number=number) for number, page in enumerate(pages, 1)]
        starts, at = set(), 1
        for case in group:
            starts.add(at)
            at += len(case.pages)
        read = {one.first for one in documents_of(pages)}
        right, wanted, told = right + len(read & starts) - 1, wanted + len(starts) - 1, told + len(read) - 1
        files, whole = files + 1, whole + (read == starts)
    lines = ["## Ranh giới văn bản trong một tệp", ""]
    lines.append(
        f"{files} tệp ghép từ hai đến bốn văn bản: {wanted} ranh giới, tìm đúng {right}, báo {told}; "
        f"{whole} tệp đúng hết."
    )
    return [*lines, ""]


def main() -> None:
    """Print the tables; write what is asked."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--papers", type=int, default=300)
    asked.add_argument("--seconds", type=float, default=600.0)
    asked.add_argument("--calibrate", action="store_true")
    asked.add_argument("--write", action="store_true")
    asked.add_argument("--mistakes", type=int, default=0)
    told = asked.parse_args()
    engine = default_engine()
    if told.calibrate:
        scores, papers, _ = tally_all(cases(FIT, told.papers, engine, told.seconds), calibrate=False)
        print(f"{calibrating.write(calibrating.tables(scores))}: {papers} văn bản. Chạy lại để đo.")
        return
    lines: list[str] = []
    for name in COLLECTIONS:
        lines += _section(TITLES[name], labelled(name, engine), told.mistakes)[0]
    section, tallies = _section(TITLES[TELL], cases(TELL, told.papers, engine, told.seconds), told.mistakes)
    claims = report.all_claims(tallies)
    drawn = report.diagram(claims)
    lines += [*section, "### Độ tin cậy", "", *report.sureness(tallies), "", "```", *drawn, "```", ""]
    lines += cost(engine)
    lines += boundaries(cases(TELL, told.papers, engine, told.seconds))
    print("\n".join(lines))
    if told.write:
        _write(lines, report.svg(claims))


def _write(lines: list[str], picture: str) -> None:
    DOCS.mkdir(parents=True, exist_ok=True)
    (DOCS / "fields.svg").write_text(picture, encoding="utf-8")
    head = [
        "# Các trường đề xuất: đo",
        "",
        "Do `./dev bench fields --write` viết ra; đừng sửa bằng tay. «Đúng» là đúng từng chữ và số (không kể dấu câu);",
        "trích yếu và nơi nhận cho lệch 3 % và 10 % số chữ. Khoảng 95 % theo Wilson. Bản quét thật có sự thật gõ tay,",
        "đã so với từng trang (`bench/fields/labels.tsv`); chỗ viết tay không kể vào n mà đếm riêng.",
        "",
    ]
    diagram = ["![Độ tin cậy tuyên bố và phần đúng thật](fields.svg)", ""]
    (DOCS / "fields.md").write_text("\n".join([*head, *lines, *diagram]).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
