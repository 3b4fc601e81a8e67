"""Invented papers the house is full of: fields, the text of every page, the words with their places, pictures.

A few hundred papers stand for hundreds of thousands: each item has its own row, its number and its date, and shares
the text and the blobs of one of these.
"""

from __future__ import annotations

import gzip
import json
import tempfile
import textwrap
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from khoso.demo.agencies import Place
from khoso.demo.composing import Brief, compose, kinds_for
from khoso.demo.documents import Document, Para, fill, more_blocks
from khoso.demo.topics import TOPICS
from khoso.engines import blobs

PAPERS = 1200
PICTURES = 8
WIDTH, HEIGHT, DPI = 1240, 1754, 150
LINE, LETTERS = 34, 78
PAGE_LINES = 22
NAMES = ("An", "Bình", "Cát", "Đông", "Giang", "Hà", "Khê", "Lâm", "Mỹ", "Phú", "Sơn", "Tân", "Thạnh", "Xuân")


@dataclass(frozen=True)
class Paper:
    """What items that share it have in common."""

    kind: str
    notation: str
    issuer: str
    subject: str
    signer: str
    topic: int
    pages: tuple[str, ...]
    words_sha256: str
    reading_sha256: str


@dataclass(frozen=True)
class Library:
    """All papers by topic, the companions every dossier has, and the pictures of pages."""

    papers: list[Paper]
    cover: Paper
    pictures: list[tuple[int, int, str]]
    pdf_sha256: str


def make_library() -> Library:
    """Write the blobs of all papers (writing again changes nothing) and tell what they are."""
    dice = Random(82)
    papers = [_paper(number, dice) for number in range(PAPERS)]
    return Library(papers, _cover(), _pictures(), _pdf())


def _paper(number: int, dice: Random) -> Paper:
    topic = number % len(TOPICS)
    commune, district = f"Mẫu {dice.choice(NAMES)}", f"Mẫu {dice.choice(NAMES)}"
    doc = compose(
        Brief(
            place=Place("DEMO.00", commune, district, "Mẫu Lâm"),
            topic=TOPICS[topic],
            issued=date(1987, 1, 1) + timedelta(days=dice.randrange(37 * 365)),
            kind=kinds_for(dice, 1)[0],
            pages=None,
            sheet=1,
            seed=f"bench/{number}",
        )
    )
    pages = _pages(doc, dice, dice.choices((1, 2, 3, 4), (45, 30, 15, 10))[0])
    return _kept(doc, topic, pages)


def _pages(doc: Document, dice: Random, count: int) -> list[str]:
    said = [block.text for block in doc.opening if isinstance(block, Para)]
    more = more_blocks(doc, dice)
    lines: list[str] = [doc.issuer.name.upper(), f"Số: {doc.number}/{doc.notation}", doc.subject]
    while len(lines) < count * PAGE_LINES:
        if not said:
            block = next(more)
            said = [block.text] if isinstance(block, Para) else [" ".join(cell for row in block.rows for cell in row)]
        lines += textwrap.wrap(said.pop(0), LETTERS)
    return ["\n".join(lines[page * PAGE_LINES : (page + 1) * PAGE_LINES]) for page in range(count)]


def _kept(doc: Document, topic: int, pages: list[str]) -> Paper:
    words = {number: _words(text) for number, text in enumerate(pages, 1)}
    return Paper(
        kind=doc.kind,
        notation=doc.notation[:30],
        issuer=doc.issuer.name[:200],
        subject=doc.subject[:500],
        signer=doc.signer,
        topic=topic,
        pages=tuple(pages),
        words_sha256=_blob({str(number): found for number, found in words.items()}),
        reading_sha256=_blob({"pages": [{"number": number, "words": found} for number, found in words.items()]}),
    )


def _words(text: str) -> list[list[Any]]:
    """`[x0, y0, x1, y1, text, confidence]` of every word, as if each letter were equally wide."""
    found: list[list[Any]] = []
    letter = (WIDTH - 200) / LETTERS
    for row, line in enumerate(text.splitlines()):
        x, top = 100.0, 120 + row * 2 * LINE
        for word in line.split():
            right = x + letter * len(word)
            found.append([round(x), top, round(right), top + LINE, word, 0.95])
            x = right + letter
    return found


def _blob(content: Any) -> str:
    kept = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return blobs.store().put_bytes(gzip.compress(kept, mtime=0)).sha256


def _cover() -> Paper:
    text = "HỒ SƠ\nPhông lưu trữ\nGồm có: tờ\nThời hạn bảo quản"
    content = {"1": _words(text)}
    return Paper("", "", "", "", "", 0, (text,), _blob(content), _blob({"pages": [{"number": 1, "words": []}]}))


def _pictures() -> list[tuple[int, int, str]]:
    """Width, height and blob of a few drawn pages."""
    import numpy as np

    from khoso.demo.delivery import render_document
    from khoso.stages.access.compute.tiles import make_pyramid

    drawn = []
    dice = Random(7)
    with tempfile.TemporaryDirectory() as folder:
        while len(drawn) < PICTURES:
            kind = kinds_for(dice, 1)[0]
            place = Place("DEMO.00", "Mẫu An", "Mẫu Giang", "Mẫu Lâm")
            brief = Brief(place, TOPICS[len(drawn) % len(TOPICS)], date(2004, 5, 4), kind, 1, 1, f"p/{len(drawn)}")
            image = render_document(compose(brief), f"p/{len(drawn)}", dpi=DPI)[0]
            path = Path(folder) / f"{len(drawn)}.tif"
            width, height = make_pyramid(np.asarray(image), path)
            drawn.append((width, height, blobs.store().put_file(path).sha256))
    return drawn


def _pdf() -> str:
    import io

    import pikepdf

    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.save(out, deterministic_id=True)
    return blobs.store().put_bytes(out.getvalue()).sha256


def dossier_title(topic: int, commune: str, year: int, dice: Random) -> tuple[str, str, str]:
    """Title, retention code and heading of a dossier on one topic."""
    about = TOPICS[topic]
    title = fill(about.title, dice, {"xa": commune, "nam": str(year), "huyen": "Mẫu Giang"})
    return title[:1000], about.retention, about.heading
