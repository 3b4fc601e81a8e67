"""Search measured against SQLite FTS5 on the same pages in one run: indexing, query time, quality of the ranking.

    python -m bench.search [--pages 10000] [--queries 200]

Pages are made of sentences of public legal texts and encyclopaedia paragraphs (folder `shared` beside the checkout).
Quality: the questions of XQuAD-vi, each looking for the paragraph it was asked about, among all the pages. Weights
were chosen on the even paragraphs; the table is of odd ones.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from khoso.engines.index import IndexPage, SearchRequest
from khoso.engines.index.tantivy_index import TantivyIndex
from khoso.kernel.text_vi import fold, nfc

PUBLIC = frozenset({"01"})
PAGE_LETTERS = 1800
KEY_WORDS = [
    "kinh phí",
    "quyết định xử phạt",
    "ủy ban nhân dân tỉnh",
    "uy ban nhan dan tinh",
    '"cơ quan có thẩm quyền"',
    "thời hạn nộp hồ sơ -thuế",
    "155/2020/NĐ-CP",
    "bảo vệ môi trường nước",
    "hop dong lao dong",
    "giấy phép xây dựng",
]

Question = tuple[str, str]
Finder = Callable[[str, int], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=200, help="how many questions are timed, and judged")
    options = parser.parse_args()
    shared = _shared()
    if shared is None:
        sys.exit("Không có thư mục shared/samples bên cạnh mã nguồn: không có gì để đo.")
    paragraphs, questions = _xquad(shared)
    pages = list(_pages(shared, paragraphs, options.pages))
    print(f"{len(pages):,} pages, {sum(len(page.text) for page in pages) / len(pages):,.0f} characters a page\n")
    with tempfile.TemporaryDirectory() as folder:
        khoso = TantivyIndex(Path(folder) / "index")
        seconds = _fill_khoso(khoso, pages)
        database = sqlite3.connect(Path(folder) / "peer.db")
        peer_seconds = _fill_peer(database, pages)
        size = sum(file.stat().st_size for file in (Path(folder) / "index").iterdir()) / 1e6
        peer_size = (Path(folder) / "peer.db").stat().st_size / 1e6
        _row("", "khoso", "SQLite FTS5", "ratio")
        _row("indexing, pages/s", len(pages) / seconds, len(pages) / peer_seconds, peer_seconds / seconds)
        _row("on disk, MB", size, peer_size, size / peer_size)
        finders = {"khoso": _khoso(khoso), "peer": _peer(database)}
        rng = random.Random(1)
        asked = rng.sample([question for question, _ in questions], min(options.queries, len(questions)))
        for name, queries in (
            ("key words", KEY_WORDS * 10),
            ("questions", asked),
            ("questions, no accents", [fold(question) for question in asked]),
        ):
            ours, theirs = (_times(finder, queries) for finder in finders.values())
            for place, label in ((0.5, "p50"), (0.95, "p95")):
                a, b = (_quantile(times, place) for times in (ours, theirs))
                _row(f"{name}, {label} ms", a, b, b / a)
        print()
        judged = [(question, item) for question, item in questions if int(item[1:]) % 2]
        _quality(finders, rng.sample(judged, min(options.queries, len(judged))))
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def _shared() -> Path | None:
    named = [Path(os.environ["KHOSO_SHARED"])] if "KHOSO_SHARED" in os.environ else []
    beside = [parent / "shared" for parent in Path(__file__).resolve().parents]
    return next((folder for folder in named + beside if (folder / "samples" / "search-xquad-vi").is_dir()), None)


def _xquad(shared: Path) -> tuple[list[str], list[Question]]:
    data = json.loads((shared / "samples/search-xquad-vi/xquad.vi.json").read_text(encoding="utf-8"))["data"]
    paragraphs, questions = [], []
    for paragraph in (paragraph for article in data for paragraph in article["paragraphs"]):
        questions += [(asked["question"], f"x{len(paragraphs)}") for asked in paragraph["qas"]]
        paragraphs.append(paragraph["context"])
    return paragraphs, questions


def _pages(shared: Path, paragraphs: list[str], count: int) -> Iterator[IndexPage]:
    """The paragraphs, then pages of shuffled sentences of legal texts until there are `count`."""
    for number, text in enumerate(paragraphs):
        yield IndexPage(f"x{number}", f"hx{number}", 1, text, kind_code="32", year=2016, access_code="01")
    with gzip.open(shared / "samples/vbpl-text/vbpl_docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    sentences = [one for doc in documents for one in re.split(r"(?<=[.;:])\s+", doc["text"]) if len(one) > 20]
    titles = [doc["title"] for doc in documents]
    rng = random.Random(20261122)
    for number in range(count - len(paragraphs)):
        item, page = divmod(number, 3)
        text = ""
        while len(text) < PAGE_LETTERS:
            text += rng.choice(sentences) + " "
        yield IndexPage(
            item_id=f"i{item}",
            dossier_id=f"h{item // 20}",
            page=page + 1,
            text=text,
            title=titles[item % len(titles)],
            dossier_title=f"Hồ sơ số {item // 20}",
            kind_code=f"{item % 32 + 1:02d}",
            number=str(item),
            notation="QĐ-UBND",
            agency_code=f"H19.{item % 40}",
            year=1976 + item % 50,
            access_code="01",
        )


def _fill_khoso(index: TantivyIndex, pages: list[IndexPage]) -> float:
    dossiers: dict[str, list[IndexPage]] = {}
    for page in pages:
        dossiers.setdefault(page.dossier_id, []).append(page)
    start = time.perf_counter()
    with index.writer() as writer:
        for dossier_id, own in dossiers.items():
            writer.replace_dossier(dossier_id, own)
    return time.perf_counter() - start


def _fill_peer(database: sqlite3.Connection, pages: list[IndexPage]) -> float:
    start = time.perf_counter()
    database.execute(
        "CREATE VIRTUAL TABLE page USING fts5(item UNINDEXED, dossier_title, title, text,"
        " tokenize = 'unicode61 remove_diacritics 2')"
    )
    with database:
        database.executemany(
            "INSERT INTO page VALUES (?, ?, ?, ?)",
            ((page.item_id, nfc(page.dossier_title), nfc(page.title), nfc(page.text)) for page in pages),
        )
    return time.perf_counter() - start


def _khoso(index: TantivyIndex) -> Finder:
    def find(query: str, limit: int) -> list[str]:
        return [hit.item_id for hit in index.search(SearchRequest(query, PUBLIC, limit=limit)).hits]

    return find


def _peer(database: sqlite3.Connection) -> Finder:
    """All words first, then any, by BM25: what a careful user of FTS5 writes. It counts nothing and has no facets."""

    def find(query: str, limit: int) -> list[str]:
        words = [f'"{word}"' for word in re.findall(r"\w+", nfc(query))]
        for joined in (" ".join(words), " OR ".join(words)):
            rows = database.execute(
                "SELECT item FROM page WHERE page MATCH ? ORDER BY bm25(page, 0, 1.5, 2.5, 1) LIMIT ?", (joined, limit)
            ).fetchall()
            if rows:
                return [row[0] for row in rows]
        return []

    return find


def _times(find: Finder, queries: list[str]) -> list[float]:
    times = []
    for query in queries:
        start = time.perf_counter()
        find(query, 20)
        times.append((time.perf_counter() - start) * 1000)
    return times


def _quantile(values: list[float], place: float) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[round(place * 100) - 1]


def _quality(finders: dict[str, Finder], questions: list[Question]) -> None:
    print(f"{len(questions)} questions  | recall@1   @5      @10     MRR")
    forms: dict[str, Callable[[str], str]] = {
        "as asked": lambda text: text,
        "no accents": fold,
        "no accents, no ?": lambda text: fold(text).rstrip("? "),
    }
    for name, find in finders.items():
        for form, change in forms.items():
            ranks = []
            for question, item in questions:
                found = find(change(question), 10)
                ranks.append(found.index(item) + 1 if item in found else 0)
            share = [sum(0 < rank <= depth for rank in ranks) / len(ranks) for depth in (1, 5, 10)]
            reciprocal = sum(1 / rank for rank in ranks if rank) / len(ranks)
            print(f"{name:6} {form:16} | " + "   ".join(f"{value:.3f}" for value in (*share, reciprocal)))


def _row(label: str, *cells: object) -> None:
    shown = (f"{cell:,.2f}" if isinstance(cell, float) else str(cell) for cell in cells)
    print(f"{label:32}" + "".join(f"{cell:>14}" for cell in shown))


if __name__ == "__main__":
    main()
