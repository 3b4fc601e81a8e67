"""Seals, signatures, handwritten notes, tables and drawings of a document: how many, and where the first one is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from khoso.engines.ocr.port import Box
from khoso.kernel.text_vi import fold
from khoso.kernel.words import Sentence, noop
from khoso.stages.recognition.compute.layout import letter_height, text_bounds
from khoso.stages.recognition.compute.reading import FieldReading, PageReading
from khoso.stages.recognition.compute.seen import PageSeen, Pen, Seen

COLOURLESS = noop("trang quét không giữ màu nên không phân biệt được dấu đỏ với nét mực đen")
UNREAD_STAMP = noop("có khung dấu một dòng chưa đọc được; xem có phải dấu độ mật không")
Found = list[tuple[int, Box]]


def find_marks(
    pages: Sequence[PageReading], seen: Seen, signer: FieldReading, post: FieldReading, written: Sequence[FieldReading]
) -> dict[str, FieldReading]:
    """The fields of what was seen on the pages.

    `written` are fields that may be filled in by hand: they are no notes; the last of them is the mark of secrecy.
    """
    sights = {page.number: seen(page) for page in pages}
    colour = any(sight.coloured for sight in sights.values())
    signing = _signing_box(pages, signer, post)
    strokes, notes = _pens(pages, sights, signing, written)
    # A frame nobody could read may be a mark of secrecy: a person looks.
    unread = _unread_stamp(pages[0], sights[pages[0].number]) if written and written[-1].value is None else None
    return ({"secrecy": unread} if unread else {}) | {
        "seals": _seals(sights, colour and _is_inked(sights)),
        "signatures": _signatures(strokes, colour, signer),
        "autograph": _autograph(notes, pages, colour),
        "tables": _count(_tables(pages, sights), noop("khung kẻ từ ba hàng, ba cột trở lên"), 0.97),
        "maps": _count(
            [(n, box) for n, s in sights.items() for box in s.drawings], noop("mảng nét vẽ lớn, ít chữ"), 0.9
        ),
    }


def _unread_stamp(page: PageReading, sight: PageSeen) -> FieldReading | None:
    """Doubt about secrecy: the frame of a one-line stamp on the first page in which no word was read."""
    for box in sight.lines:
        inside = [w for w in page.words if _inside(w.box, box) and w.confidence >= 0.5]
        if sum(letter.isalnum() for word in inside for letter in word.text) < 3:
            return FieldReading(None, 0.5, page.number, box, False, UNREAD_STAMP)
    return None


def _count(found: Found, reason: str, trust: float) -> FieldReading:
    if not found:
        return FieldReading("0", trust, None, None, False, noop("không thấy trên trang nào"))
    return FieldReading(str(len(found)), trust, found[0][0], found[0][1], False, reason)


def _is_inked(sights: dict[int, PageSeen]) -> bool:
    """Whether seals or pens kept their colour: a coloured mark on a black and white scan does not count."""
    return any(sight.seals or any(pen.is_coloured for pen in sight.pens) for sight in sights.values() if sight.coloured)


def _seals(sights: dict[int, PageSeen], colour: bool) -> FieldReading:
    found = [(number, box) for number, sight in sights.items() for box in sight.seals]
    if not colour:
        # A rim of black ink may be a copy's seal; that there is none cannot be told.
        if not found:
            return FieldReading(None, 0.5, None, None, False, COLOURLESS)
        return FieldReading(str(len(found)), 0.75, *found[0], False, noop("vành tròn cỡ con dấu, bản quét không màu"))
    return _count(found, noop("vành tròn màu đỏ cỡ con dấu"), 0.95)


def _signing_box(pages: Sequence[PageReading], signer: FieldReading, post: FieldReading) -> tuple[int, Box] | None:
    """Where the hand of the signer is looked for: from the post down to the name, and as wide as a signature."""
    if signer.box is None and post.box is not None:
        page = next(page for page in pages if page.number == post.page)
        x0, _, x1, y1 = post.box
        size = round(letter_height(page))
        return page.number, (x0 - 5 * size, y1, x1 + 5 * size, y1 + 12 * size)
    if signer.page is None or signer.box is None:
        return _beside_recipients(pages)
    page = next(page for page in pages if page.number == signer.page)
    height = letter_height(page)
    x0, y0, x1, y1 = signer.box
    top = post.box[1] if post.page == signer.page and post.box else round(y0 - 14 * height)
    reach = round(5 * height)
    return page.number, (max(0, x0 - reach), top, x1 + reach, y1 + round(height))


def _beside_recipients(pages: Sequence[PageReading]) -> tuple[int, Box] | None:
    """Where a hand that could not be read has signed: right of the list of recipients."""
    for page in reversed(pages):
        height = letter_height(page)
        for word, after in pairwise(page.words):
            if word.x0 < 0.4 * page.width and fold(word.text)[-3:] == "noi" and fold(after.text)[:3] == "nha":
                return page.number, (round(0.4 * page.width), word.y0, page.width, round(word.y0 + 16 * height))
    return None


def _pens(
    pages: Sequence[PageReading],
    sights: dict[int, PageSeen],
    signing: tuple[int, Box] | None,
    written: Sequence[FieldReading],
) -> tuple[Found, Found]:
    """Strokes of the signature, and strokes that are notes."""
    strokes: Found = []
    notes: Found = []
    for page in pages:
        height = letter_height(page)
        sight = sights[page.number]
        for pen in sight.pens:
            if signing and signing[0] == page.number and _meets(pen.box, signing[1]):
                strokes.append((page.number, pen.box))
            elif _is_note(page, pen, sight, height) and not _explained(page, pen.box, sight, written, height):
                notes.append((page.number, pen.box))
    return strokes, notes


def _is_note(page: PageReading, pen: Pen, sight: PageSeen, height: float) -> bool:
    """Whether a stroke may be a note: in a pen's colour, or black ink in a margin or higher than two lines of print."""
    x0, y0, x1, y1 = pen.box
    if max(x1 - x0, y1 - y0) < 2.6 * height:
        return False
    if pen.is_coloured or not page.words:
        return pen.is_coloured
    left, right = text_bounds(page)
    top, bottom = min(w.y0 for w in page.words), max(w.y1 for w in page.words)
    beside = x1 < left + height or x0 > right - height or y1 < top + height or y0 > bottom
    return y1 - y0 > (1.6 if beside else 2.2) * height


def _explained(page: PageReading, box: Box, sight: PageSeen, written: Sequence[FieldReading], height: float) -> bool:
    """Whether a stroke is a filled-in field, a stamp, or too small or too straight to be a note."""
    near = round(1.5 * height)
    # The lines of an incoming stamp are filled in by hand.
    if any(_meets(box, _grown(stamp, round(0.3 * height))) for stamp in sight.stamps):
        return True
    for one in written:
        if one.page == page.number and one.box and _meets(box, _grown(one.box, near)):
            return True
    if any(_meets(box, _grown(seal, 2 * near)) for seal in sight.seals):
        return True
    wide, high = box[2] - box[0], box[3] - box[1]
    # Longer than any signature of a margin: a fold, the frame of a stamp.
    return min(wide, high) < 0.9 * height or wide > 0.4 * page.width or high > 0.25 * page.height


def _signatures(strokes: Found, colour: bool, signer: FieldReading) -> FieldReading:
    if signer.box is None and not strokes:
        return FieldReading(None, 0.4, None, None, False, noop("không thấy chỗ ký nên không đếm được chữ ký"))
    trust = 0.9 if colour else 0.8
    if not strokes:
        return FieldReading(
            "0", trust - 0.25, signer.page, None, False, noop("không thấy nét bút giữa chức vụ và họ tên")
        )
    page = strokes[0][0]
    boxes = [box for number, box in strokes if number == page]
    whole = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    return FieldReading("1", trust, page, whole, False, noop("nét bút giữa chức vụ và họ tên người ký"))


def _autograph(notes: Found, pages: Sequence[PageReading], colour: bool) -> FieldReading:
    if not notes:
        return FieldReading(None, 0.6, None, None, False, noop("không thấy nét bút ngoài chỗ ký"))
    number, box = max(notes, key=lambda note: (note[1][2] - note[1][0]) * (note[1][3] - note[1][1]))
    page = next(page for page in pages if page.number == number)
    reason = Sentence("nét viết tay {where} trang {page}, chưa đọc", where=_where(page, box), page=number)
    return FieldReading(None, 0.7 if colour else 0.6, number, box, True, reason)


def _where(page: PageReading, box: Box) -> str:
    x, y = (box[0] + box[2]) / 2 / page.width, (box[1] + box[3]) / 2 / page.height
    if x < 0.14:
        return noop("ở lề trái")
    if x > 0.9:
        return noop("ở lề phải")
    return noop("ở đầu") if y < 0.12 else noop("ở cuối") if y > 0.88 else noop("trong phần chữ")


def _tables(pages: Sequence[PageReading], sights: dict[int, PageSeen]) -> Found:
    """Tables of the document; one that runs on at the top of the next page with the same columns counts once."""
    found: Found = []
    last: tuple[int, tuple[float, ...], bool] | None = None
    for page in pages:
        for table in sights[page.number].tables:
            at_top = table.box[1] < 0.16 * page.height
            runs_on = (
                last is not None
                and last[0] == page.number - 1
                and last[2]
                and at_top
                and len(last[1]) == len(table.columns)
                and all(abs(a - b) < 0.02 for a, b in zip(last[1], table.columns, strict=True))
            )
            if not runs_on:
                found.append((page.number, table.box))
            last = (page.number, table.columns, table.box[3] > 0.8 * page.height)
    return found


def _grown(box: Box, by: int) -> Box:
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)


def _inside(a: Box, b: Box) -> bool:
    x, y = (a[0] + a[2]) / 2, (a[1] + a[3]) / 2
    return b[0] <= x < b[2] and b[1] <= y < b[3]


def _meets(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
