"""A contractor's delivery of invented papers: folders of PDF, the Excel, and the truth about both.

The same seed always gives the same bytes; dossier k does not depend on how many are made nor by how many processes.
"""

from __future__ import annotations

import errno
import json
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

import cv2
from PIL import Image

from khoso.demo import fonts
from khoso.demo.documents import Document
from khoso.demo.dossier import DossierMade, DossierMaker, Settings
from khoso.demo.faults import dossiers_needed, names_of
from khoso.demo.layouts import lay_out
from khoso.demo.scanner import paper_of, scan, sheet_of
from khoso.demo.seeds import dice as dice_of
from khoso.demo.workbook import MOST_ROWS, Workbook
from khoso.kernel.errors import DiskFull, UsageError

WORKBOOK = "danh-muc.xlsx"
TRUTH = "truth.json"
TEXT_LAYERS = ("none", "poor", "good")


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """What was made. `faults` counts what was planted, by name; `first` is the number of the first dossier."""

    out: str
    workbook: str
    truth: str
    agency: str
    agency_code: str
    first: int
    dossiers: int
    items: int
    files: int
    pages: int
    bytes: int
    faults: dict[str, int]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def make_delivery(
    out: Path | str,
    *,
    dossiers: int,
    seed: int | str = 1,
    items_per_dossier: int = 8,
    pages_per_item: int | None = None,
    dpi: int = 200,
    faults: str | Iterable[str] = "none",
    jobs: int = 1,
    first: int = 1,
    text_layer: str = "none",
    on_progress: Callable[[int, int, int], None] | None = None,
) -> DeliveryFacts:
    """Write a delivery under `out`, an empty or new folder, and return what was made.

    `pages_per_item` None lets every paper have its natural length. `first` begins at a later dossier, so that a large
    delivery can be made in parts. `on_progress` is called with (dossiers done, dossiers in all, pages done).
    `truth.json` holds one JSON object a line: one about the delivery, then one a file or row.
    Raises UsageError, EngineMissing (no Vietnamese font) and DiskFull.
    """
    planted = names_of(faults)
    settings = Settings(Path(out), str(seed), items_per_dossier, pages_per_item, dpi, planted, text_layer)
    _refuse_nonsense(settings, dossiers, first, jobs)
    fonts.width("serif", "regular", 40, "Ế")
    try:
        settings.out.mkdir(parents=True, exist_ok=True)
        return _write(settings, dossiers, first, jobs, on_progress)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(
                f"Hết chỗ trên đĩa khi ghi {settings.out}. Giải phóng đĩa rồi tạo lại vào thư mục trống."
            ) from error
        raise


def _refuse_nonsense(settings: Settings, dossiers: int, first: int, jobs: int) -> None:
    if min(dossiers, settings.items, first, jobs, settings.pages_per_item or 1) < 1:
        raise UsageError("Số hồ sơ, số tài liệu, số trang và số tiến trình phải từ 1 trở lên.")
    if not 72 <= settings.dpi <= 600:
        raise UsageError("Độ phân giải phải từ 72 đến 600 dpi.")
    if settings.text_layer not in TEXT_LAYERS:
        raise UsageError(f"Lớp văn bản phải là một trong: {', '.join(TEXT_LAYERS)}.")
    if dossiers * (settings.items + 1) > MOST_ROWS:
        raise UsageError(f"Một tệp Excel chứa tối đa {MOST_ROWS} dòng. Tạo thành nhiều phần bằng --first.")
    needed = dossiers_needed(settings.faults, settings.items)
    if first == 1 and dossiers < needed:
        raise UsageError(
            f"Cần ít nhất {needed} hồ sơ để cài {len(settings.faults)} lỗi (mỗi tài liệu một lỗi): tăng "
            "--dossiers hoặc --items-per-dossier."
        )
    if "duplicate_number" in settings.faults and settings.items < 2:
        raise UsageError("Lỗi duplicate_number cần ít nhất 2 tài liệu trong một hồ sơ: tăng --items-per-dossier.")
    if settings.out.exists() and (not settings.out.is_dir() or any(settings.out.iterdir())):
        raise UsageError(f"Thư mục {settings.out} không trống. Chọn một thư mục mới để không ghi đè.")


def _make_one(settings: Settings, number: int) -> DossierMade:
    return DossierMaker(settings, number).make()


def _in_order(settings: Settings, numbers: Sequence[int], jobs: int) -> Iterator[DossierMade]:
    """Dossiers one after the other; with several processes only a few wait in memory."""
    if jobs == 1:
        yield from (_make_one(settings, number) for number in numbers)
        return
    waiting: deque[Future[DossierMade]] = deque()
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for number in numbers:
            waiting.append(pool.submit(_make_one, settings, number))
            if len(waiting) > jobs * 2:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _write(settings: Settings, dossiers: int, first: int, jobs: int,
           on_progress: Callable[[int, int, int], None] | None) -> DeliveryFacts:  # fmt: skip
    book = Workbook(settings.out / WORKBOOK)
    planted: Counter[str] = Counter()
    files = pages = size = 0
    place = settings.place
    with (settings.out / TRUTH).open("w", encoding="utf-8", newline="\n") as truth:
        head = {
            "type": "delivery",
            "agency": place.fonds,
            "agency_code": place.code,
            "seed": settings.seed,
            "first": first,
            "dossiers": dossiers,
            "items_per_dossier": settings.items,
            "dpi": settings.dpi,
            "faults": list(settings.faults),
        }
        truth.write(json.dumps(head, ensure_ascii=False) + "\n")
        for done, made in enumerate(_in_order(settings, range(first, first + dossiers), jobs), 1):
            book.add(made.rows)
            truth.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in made.truth)
            planted.update(made.faults)
            files, pages, size = files + made.files, pages + made.pages, size + made.bytes
            if on_progress:
                on_progress(done, dossiers, pages)
    book.close()
    return DeliveryFacts(
        out=str(settings.out),
        workbook=WORKBOOK,
        truth=TRUTH,
        agency=place.fonds,
        agency_code=place.code,
        first=first,
        dossiers=dossiers,
        items=dossiers * settings.items,
        files=files,
        pages=pages,
        bytes=size,
        faults=dict(sorted(planted.items())),
    )


def render_document(doc: Document, seed: int | str, *, dpi: int = 200) -> list[Image.Image]:
    """The pages of one item as colour scans, RGB, `dpi` to the inch."""
    images = []
    for index, layout in enumerate(lay_out(doc)):
        dice = dice_of(seed, "render", index)
        paper = paper_of(doc.issued.year, dice_of(seed, "paper"))
        page = scan(sheet_of(layout, paper, dpi, dice), paper, dpi, dice)
        images.append(Image.fromarray(cv2.cvtColor(page, cv2.COLOR_BGR2RGB)))
    return images
