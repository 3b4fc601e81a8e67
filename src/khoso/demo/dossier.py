"""Making one dossier: its items, cover and inventory as files, its rows for the workbook, its truth.

A dossier depends on the seed and its own number alone, so a delivery may be made in parts and by many processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random

import cv2
import numpy as np

from khoso.demo import faults as fault
from khoso.demo.agencies import PLACES, Place
from khoso.demo.composing import Brief, compose, kinds_for
from khoso.demo.documents import Document, fill, truth_fields
from khoso.demo.layouts import cover, inventory, lay_out, natural_pages
from khoso.demo.pdf import PageImage, PdfWriter, misread
from khoso.demo.scanner import Paper, jpeg, paper_of, scan, sheet_of, turn
from khoso.demo.seeds import dice as dice_of
from khoso.demo.setter import PageLayout
from khoso.demo.topics import TOPICS, Topic
from khoso.demo.workbook import Cell
from khoso.kernel.codes import CONFIDENCE_LEVEL, FORMAT, KIND, LANGUAGE, MAINTENANCE, MODE
from khoso.kernel.text_vi import fold

_YEARS = 38  # 1987–2024; dossiers of one round never share a year, so their numbers never meet
_NUMBER_STEP = 8
_BOX = 10


@dataclass(frozen=True, slots=True)
class Settings:
    """What every dossier of a delivery is made with. `pages_per_item` None lets each paper have its natural length."""

    out: Path
    seed: str
    items: int
    pages_per_item: int | None
    dpi: int
    faults: tuple[str, ...]
    text_layer: str = "none"

    @property
    def place(self) -> Place:
        return PLACES[dice_of(self.seed, "place").randrange(len(PLACES))]


@dataclass(slots=True)
class DossierMade:
    """What came of a dossier: Excel rows (without STT), truth records, and counts."""

    number: int
    rows: list[list[Cell]] = field(default_factory=list)
    truth: list[dict[str, object]] = field(default_factory=list)
    files: int = 0
    pages: int = 0
    bytes: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Page:
    """One page to scan: which set page (None = a blank one), what is done to it, and its number in the file."""

    layout: int | None
    fault: str = ""
    again: bool = False


class DossierMaker:
    """Makes dossier `number` of a delivery."""

    def __init__(self, settings: Settings, number: int) -> None:
        self.s = settings
        self.number = number
        self.place = settings.place
        self.topic: Topic = TOPICS[(number - 1) % len(TOPICS)]
        self.year = 1987 + (24 + (number - 1) * 17) % _YEARS
        self.dice = dice_of(settings.seed, "dossier", number)
        self.box = (number - 1) // _BOX + 1
        self.name = f"{number:02d}"
        # Luật: TT 05/2025 Phụ lục III: mã định danh + năm hình thành + số và ký hiệu hồ sơ
        self.code = f"{self.place.code}.{self.year}.{self.name}.{self.topic.heading}"
        self.folder = Path(self.place.folder, f"hopso{self.box:02d}", f"hoso{self.name}")
        self.made = DossierMade(number)
        self.holes = self.dice.random() < 0.4
        self.planted = fault.faults_of(number, settings.faults, settings.items)
        self.title = fill(
            self.topic.title, self.dice, {"xa": self.place.commune, "nam": str(self.year), "huyen": self.place.district}
        )

    def make(self) -> DossierMade:
        """Write every file of the dossier."""
        (self.s.out / self.folder).mkdir(parents=True, exist_ok=True)
        sheet = 1
        items: list[tuple[Document, int, int]] = []
        for ordinal, doc in enumerate(self._documents(), 1):
            doc = replace(doc, sheet=sheet)
            pages = self._item(doc, ordinal)
            items.append((doc, sheet, pages))
            sheet += pages
        self._rows(items, sheet - 1)
        self._inventory(items)
        self._cover(items, sheet - 1)
        return self.made

    def _documents(self) -> Iterator[Document]:
        days = sorted(self.dice.sample(range(5, 360), k=min(self.s.items, 355)))
        days += [days[-1]] * (self.s.items - len(days))
        last: dict[str, int] = {}
        before: Document | None = None
        for ordinal, kind in enumerate(kinds_for(self.dice, self.s.items), 1):
            planted = self.planted.get(ordinal, "")
            motorbike = self.number == 1 and ordinal == 1
            again = before if planted == "duplicate_number" else None
            brief = Brief(
                place=self.place,
                topic=self.topic,
                issued=date.fromordinal(date(self.year, 1, 1).toordinal() + days[ordinal - 1]),
                kind="15" if motorbike else again.kind if again else kind,
                pages=self.s.pages_per_item,
                sheet=1,
                seed=f"{self.s.seed}/{self.number}/{ordinal}",
                work="mua xe mô tô" if motorbike else "",
                subject="Về việc xin mua xe mô tô" if motorbike else "",
                secret=planted == "secrecy_mark",
            )
            doc = compose(brief)
            if planted == "missing_page":
                doc = replace(doc, pages=max(5, doc.pages or natural_pages(doc, dice_of(doc.seed, "layout"))))
            if again:
                doc = replace(doc, issuer=again.issuer, number=again.number, notation=again.notation)
            else:
                doc = self._numbered(doc, last)
            before = doc
            yield doc

    def _numbered(self, doc: Document, last: dict[str, int]) -> Document:
        """Numbers rise with the days; no two papers share one, even where accents and offices are not told apart."""
        rest = (self.number - 1) // _YEARS % _NUMBER_STEP + 1
        key = fold(doc.notation)
        number = int(doc.number) // _NUMBER_STEP * _NUMBER_STEP + rest
        number = max(number, last.get(key, rest - _NUMBER_STEP) + _NUMBER_STEP)
        last[key] = number
        return replace(doc, number=f"{number:02d}")

    def _path(self, ordinal: int) -> Path:
        # Luật: TT 05/2025 Đ.8.1.d: mã hồ sơ + số thứ tự; bảy chữ số như mã lưu trữ tài liệu (Phụ lục III)
        return self.folder / f"{self.code}.{ordinal:07d}.pdf"

    def _item(self, doc: Document, ordinal: int) -> int:
        """Write one item; returns how many pages the paper has, whatever was done to its scan."""
        planted = self.planted.get(ordinal, "")
        layouts = lay_out(doc)
        dice = dice_of(doc.seed, "scan")
        pages, defect = self._bind(layouts, planted, dice)
        path = self._path(ordinal)
        record: dict[str, object] = {
            "type": "item",
            "path": path.as_posix(),
            "dossier": self.code,
            "ordinal": ordinal,
            **truth_fields(doc, self.place),
            "pages": len(pages),
            "pages_stated": len(layouts),
            "file_exists": planted != "row_without_file",
            "in_workbook": planted != "file_without_row",
            "text": ["" if page.layout is None else layouts[page.layout].text for page in pages],
            "defects": self._defects(planted, defect),
        }
        self.made.truth.append(record)
        if planted != "row_without_file":
            paper = paper_of(doc.issued.year, dice, holes=self.holes)
            self._write(path, layouts, pages, paper, doc.seed)
            if planted == "encrypted_pdf":
                fault.encrypt(self.s.out / path)
            elif planted == "damaged_pdf":
                fault.damage(self.s.out / path)
            self._count(path, len(pages))
        return len(layouts)

    def _defects(self, planted: str, page: int | None) -> list[dict[str, object]]:
        if not planted or planted == "cover_count":
            return []
        self.made.faults.append(planted)
        return [{"page": page, "fault": planted, "code": fault.FAULTS[planted]}]

    def _bind(self, layouts: list[PageLayout], planted: str, dice: Random) -> tuple[list[_Page], int | None]:
        """The pages in the order of the file, and the number of the one a page fault was done to."""
        pages = [_Page(index) for index in range(len(layouts))]
        if planted not in fault.PAGE_FAULTS:
            return pages, None
        at = 0 if planted == "secrecy_mark" else dice.randrange(len(pages))
        if planted == "blank":
            pages.insert(at + 1, _Page(None))
            return pages, at + 2
        if planted == "duplicate":
            pages.insert(at + 1, _Page(at, again=True))
            return pages, at + 2
        if planted == "missing_page":
            # Page 1 bears no number, so only a gap between numbered pages can be proved.
            gone = dice.randrange(2, len(pages) - 1)
            del pages[gone]
            return pages, gone + 1
        pages[at] = _Page(at, planted)
        return pages, at + 1

    def _write(self, path: Path, layouts: list[PageLayout], pages: list[_Page], paper: Paper, seed: str) -> None:
        with PdfWriter(self.s.out / path, path.as_posix()) as pdf:
            for page in pages:
                layout = PageLayout() if page.layout is None else layouts[page.layout]
                pdf.add(scan_page(layout, paper, self.s, page.fault, seed, page.layout, again=page.again))

    def _count(self, path: Path, pages: int) -> None:
        self.made.files += 1
        self.made.pages += pages
        self.made.bytes += (self.s.out / path).stat().st_size

    def _rows(self, items: list[tuple[Document, int, int]], sheets: int) -> None:
        first, last = items[0][0].issued, items[-1][0].issued
        wrong = 2 if "cover_count" in self.planted.values() else 0
        paper_code = f"{self.place.code}.K01-G01-H{self.box:02d}.{self.name}"
        dossier: list[Cell] = [
            self.place.fonds, "01", f"{self.box:02d}", f"{self.name}.{self.topic.heading}", self.title,
            MAINTENANCE[self.topic.retention], MODE["01"], LANGUAGE["01"], first.day, first.month, first.year, last.day,
            last.month, last.year, len(items) + wrong, None, None, None, sheets, FORMAT["02"], CONFIDENCE_LEVEL["02"],
            paper_code, None,
        ]  # fmt: skip
        extra: list[list[Cell]] = []
        for ordinal, (doc, sheet, pages) in enumerate(items, 1):
            planted = self.planted.get(ordinal, "")
            day = doc.issued
            row: list[Cell] = [
                *dossier, ordinal, KIND[doc.kind], doc.number, doc.notation, f"{day.day:02d}", f"{day.month:02d}",
                day.year, doc.issuer.name, doc.subject, LANGUAGE["01"], pages, None, None, None,
                MODE["03" if doc.secrecy else "01"], CONFIDENCE_LEVEL["02"], None, FORMAT["02"], None, f"{sheet:02d}",
                "Văn bản", "\\" + str(self._path(ordinal).as_posix()).replace("/", "\\"),
            ]  # fmt: skip
            if planted != "file_without_row":
                self.made.rows.append(row)
            if planted == "two_rows_one_file":
                other = items[ordinal - 2][0] if len(items) > 1 else doc
                extra.append([*row[:23], len(items) + 1, *row[24:31], other.subject, *row[32:]])
        self.made.rows.extend(extra)

    def _plain(self, name: str, layouts: list[PageLayout], kind: str, defects: list[dict[str, object]]) -> None:
        path = self.folder / name
        paper = paper_of(2024, dice_of(self.s.seed, self.number, name))
        self._write(
            path, layouts, [_Page(index) for index in range(len(layouts))], paper, f"{self.s.seed}/{self.number}/{name}"
        )
        self._count(path, len(layouts))
        self.made.truth.append(
            {
                "type": kind,
                "path": path.as_posix(),
                "dossier": self.code,
                "pages": len(layouts),
                "text": [layout.text for layout in layouts],
                "defects": defects,
            }
        )

    def _inventory(self, items: list[tuple[Document, int, int]]) -> None:
        rows = []
        for ordinal, (doc, sheet, _) in enumerate(items, 1):
            subject = doc.subject.replace("V/v", "về việc").replace("Về việc", "về việc")
            subject = subject[0].lower() + subject[1:]
            number = f"{doc.number}/{doc.notation}"
            number = number if len(number) < 14 else number.replace("/", "/ ")
            author = doc.issuer.name.replace("Ủy ban nhân dân", "UBND").replace("Hội đồng nhân dân", "HĐND")
            rows.append((f"{ordinal:02d}", number, f"{doc.issued:%d/%m/%Y}",
                         f"{doc.kind_name} {subject}", author, f"{sheet:02d}", ""))  # fmt: skip
        self._plain(
            f"MLVB_{self.name}.pdf", inventory(rows, f"{self.name}.{self.topic.heading}", self.year), "inventory", []
        )

    def _cover(self, items: list[tuple[Document, int, int]], sheets: int) -> None:
        defects: list[dict[str, object]] = []
        if "cover_count" in self.planted.values():
            sheets += self.dice.randint(3, 9)
            self.made.faults.append("cover_count")
            defects = [{"page": 1, "fault": "cover_count", "code": fault.FAULTS["cover_count"]}]
        layouts = cover(
            self.place.fonds, self.code, self.title,
            f"{items[0][0].issued:%d/%m/%Y}", f"{items[-1][0].issued:%d/%m/%Y}",
            str(sheets), MAINTENANCE[self.topic.retention], self.name, f"{self.box:02d}",
        )  # fmt: skip
        self._plain(f"Bia_hoso{self.name}.pdf", layouts, "cover", defects)


def scan_page(layout: PageLayout, paper: Paper, settings: Settings, planted: str, seed: str, index: int | None, *,
              again: bool = False) -> PageImage:  # fmt: skip
    """One page from set type to an image ready for the PDF, with the page fault `planted` done to it."""
    dice = dice_of(seed, "page", index)
    sheet = sheet_of(layout, paper, settings.dpi, dice)
    dice = dice_of(seed, "light", index, again)
    skew = dice.choice((-1, 1)) * dice.uniform(2.6, 3.4) if planted == "skewed" else None
    back, strength = None, 0.0
    if planted == "bleed_through":
        back, strength = turn(sheet, dice.uniform(-1, 1), shift=(0, 90)), 0.42
    elif paper.worn > 0.4 and dice.random() < 0.5:
        back, strength = turn(sheet, 0.4, shift=(0, 120)), 0.03
    page = scan(sheet, paper, settings.dpi, dice, skew=skew, back=back, back_strength=strength)
    if planted in fault.ON_IMAGE:
        page = fault.ON_IMAGE[planted](page, dice)
    dpi = settings.dpi
    if planted == "low_resolution":
        dpi = 100
        size = (round(page.shape[1] * 100 / settings.dpi), round(page.shape[0] * 100 / settings.dpi))
        page = np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), np.uint8)
    height, width = page.shape[:2]
    lines = tuple(layout.lines) if settings.text_layer != "none" else ()
    if settings.text_layer == "poor":
        lines = misread(lines, dice)
    if planted == "not_colour":
        return PageImage(fault.black_and_white(page), width, height, dpi, 1, lines)
    return PageImage(jpeg(page), width, height, dpi, 8, lines)
