"""The layout of administrative papers (Decree 30/2020, Annex I), of a dossier's cover and of its inventory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from khoso.demo import fonts
from khoso.demo.documents import Block, Document, Para, Table, more_blocks, vietnamese_day
from khoso.demo.seeds import dice as dice_of
from khoso.demo.setter import BODY, BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Mark, PageLayout, Setter, points

_LEFT_CENTRE = LEFT + BODY * 0.19
_RIGHT_CENTRE = LEFT + BODY * 0.70
_MOST_NATURAL = {"26": 1, "22": 2, "02": 3, "15": 2, "21": 2, "20": 2, "01": 2, "07": 2}


def natural_pages(doc: Document, dice: Random) -> int:
    """How long a paper of this kind tends to be."""
    length = dice.choices((1, 2, 3, 4, 6), weights=(45, 30, 14, 8, 3))[0]
    return min(length, _MOST_NATURAL.get(doc.kind, 6))


def lay_out(doc: Document) -> list[PageLayout]:
    """The pages of an item. With `doc.pages` exactly that many, otherwise as many as the text takes."""
    dice = dice_of(doc.seed, "layout")
    wanted = doc.pages or natural_pages(doc, dice)
    setter = _try(doc, wanted)
    while doc.pages is None and setter is None and wanted < 12:
        wanted += 1
        setter = _try(doc, wanted)
    return (setter or _try(doc, wanted, drop=True) or Setter("serif")).pages


def _try(doc: Document, wanted: int, *, drop: bool = False) -> Setter | None:
    """Lay `doc` out on `wanted` pages; None when its opening does not fit and nothing may be dropped."""
    dice = dice_of(doc.seed, "body")
    setter = Setter("mono" if doc.old else "serif", most=wanted)
    _header(setter, doc, dice)
    annexed = doc.kind in ("01", "02")
    if annexed:
        setter.most = 1
    setter.reserve = _closing_height(setter, doc)
    last = doc.opening[-1]
    if doc.kind in ("07", "08", "09", "10", "14"):
        last = Para(f"Trên đây là {doc.kind_name.lower()} của {doc.issuer.name}./.")
    opening = doc.opening if last is not doc.opening[-1] else doc.opening[:-1]
    setter.reserve += setter.height(last) + points(6)
    for block in opening:
        if not _fits(setter, block):
            if not drop and doc.pages is None:
                return None
            continue
        setter.block(block)
    if not annexed:
        _pad(setter, doc, dice)
    setter.reserve = 0
    setter.block(last)
    _closing(setter, doc, dice)
    if annexed and wanted > 1:
        _annex(setter, doc, dice, wanted)
    setter.pages[0].marks.append(Mark("pencil", RIGHT + 40, TOP - 60, str(doc.sheet), 34))
    return setter


def _fits(setter: Setter, *blocks: Block) -> bool:
    pages_left = (setter.most or 1) - len(setter.pages)
    room = BOTTOM - setter.y - setter.reserve + pages_left * (BOTTOM - TOP - 60)
    return sum(setter.height(block) for block in blocks) <= room


def _pad(setter: Setter, doc: Document, dice: Random) -> None:
    """Go on with the matter until the last page is well begun."""
    enough = TOP + (BOTTOM - TOP) * dice.uniform(0.18, 0.5)
    held: list[Block] = []
    for block in more_blocks(doc, dice):
        held.append(block)
        if _leads(block):
            continue
        last = len(setter.pages) == setter.most
        if setter.full or (last and setter.y > enough) or (last and not _fits(setter, *held)):
            return
        if len(held) > 1 and not last and setter.y + setter.height(held[0]) + 110 > setter.limit:
            setter.new_page()
        for ready in held:
            setter.block(ready)
        held.clear()


def _leads(block: Block) -> bool:
    """Whether a block means nothing without the next one: a heading, or words that announce a table."""
    return isinstance(block, Para) and (block.face == "bold" or block.text.endswith(":"))


def _annex(setter: Setter, doc: Document, dice: Random, wanted: int) -> None:
    setter.most, setter.full, setter.reserve = wanted, False, 0
    setter.new_page()
    setter.block(Para("PHỤ LỤC", "centre", "bold", indent=False))
    setter.block(Para(f"NỘI DUNG {doc.facts['viec'].upper()}", "centre", "bold", indent=False))
    note = f"(Kèm theo {doc.kind_name} số {doc.number}/{doc.notation} ngày {vietnamese_day(doc.issued)})"
    setter.block(Para(note, "centre", "regular" if doc.old else "italic", 13, indent=False))
    _pad(setter, doc, dice)


def _pieces(setter: Setter, x: float, y: float, pieces: list[tuple[str, bool]], face: str, size: float) -> None:
    """A line of print with blanks filled in by hand: (text, by hand) pieces around the centre `x`."""
    pixels = setter.size(size)
    lengths = [len(text) * 20 + 26 if hand else fonts.width(setter.family, face, pixels, text) for text, hand in pieces]
    start = x - sum(lengths) / 2
    whole = "".join(text for text, _ in pieces)
    page = setter.page
    kept = len(page.lines)
    at = start
    for (text, hand), length in zip(pieces, lengths, strict=True):
        if hand:
            dots = "." * max(1, int(length / fonts.width(setter.family, face, pixels, ".")))
            setter.put(dots, at, y, face, size)
            page.marks.append(Mark("hand", at + 10, y - 2, text, 34))
        else:
            setter.put(text, at, y, face, size)
        at += length
    line = replace(page.lines[kept], text=" ".join(whole.split()), width=sum(lengths))
    del page.lines[kept:]
    page.lines.append(line)


def _header(setter: Setter, doc: Document, dice: Random) -> None:
    """Agency on the left, country on the right, number, place and day, kind and subject, addressees."""
    step = 43.0
    right = _RIGHT_CENTRE + (24 if setter.family == "mono" else 0)
    left_lines: list[tuple[str, str]] = [(doc.issuer.above.upper(), "regular")] if doc.issuer.above else []
    left_lines = [(text.replace("ỦY BAN NHÂN DÂN", "UBND"), face) for text, face in left_lines]
    for part in doc.issuer.letterhead:
        broken = setter.break_lines(part, "bold", setter.size(12.5), 500)
        left_lines += [(" ".join(words), "bold") for words in broken]
    y = setter.y + 20
    for order, (text, face) in enumerate(left_lines):
        setter.put(text, _LEFT_CENTRE, y + order * step, face, 12.5, "centre")
    under = y + (len(left_lines) - 1) * step + 14
    setter.page.rules.append((_LEFT_CENTRE - 80, under, _LEFT_CENTRE + 80, under, 2))
    setter.put("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", right, y, "bold", 12.5, "centre")
    motto = "Độc lập - Tự do - Hạnh phúc"
    start = setter.put(motto, right, y + step, "bold", 13.5, "centre")
    setter.page.rules.append((start, y + step + 14, 2 * right - start, y + step + 14, 2))
    y = max(under, y + step) + 66
    by_hand = dice.random() < (0.75 if doc.issued.year < 2018 else 0.35)
    _pieces(
        setter, _LEFT_CENTRE, y, [("Số: ", False), (doc.number, by_hand), (f"/{doc.notation}", False)], "regular", 13
    )
    day, month, year = doc.issued.day, doc.issued.month, doc.issued.year
    shown = (f"{day:02d}", f"{month:02d}" if month < 3 else str(month))
    slanted = "regular" if doc.old else "italic"
    pieces = [(f"{doc.issuer.seat}, ngày ", False), (shown[0], by_hand), (" tháng ", False), (shown[1], by_hand),
              (f" năm {year}", False)]  # fmt: skip
    _pieces(setter, right, y, pieces, slanted, 13.5)
    setter.y = y + 24
    _first_page_marks(setter, doc, dice)
    _title(setter, doc)


def _title(setter: Setter, doc: Document) -> None:
    if doc.kind == "22":
        pixels = setter.size(12)
        y = setter.y + 24
        for words in setter.break_lines(doc.subject, "regular", pixels, 440):
            setter.put(" ".join(words), _LEFT_CENTRE, y, "regular", 12, "centre")
            y += pixels * setter.leading
        setter.y = y + 10
    if doc.received:
        setter.y += 150
        setter.page.marks.append(Mark("received", LEFT + 150, setter.y - 82, doc.received, 150))
    if doc.kind != "22":
        setter.y += 40
        name = doc.kind_name.upper()
        setter.block(Para(name, "centre", "bold", 14, indent=False))
        setter.block(Para(doc.subject, "centre", "bold", 14, indent=False, before=3))
        setter.page.rules.append((WIDTH / 2 - 130, setter.y + 18, WIDTH / 2 + 130, setter.y + 18, 2))
        setter.y += 26
    if doc.urgency:
        setter.page.marks.append(Mark("urgency", _LEFT_CENTRE, setter.y + 50, doc.urgency, 60))
    if len(doc.addressees) == 1:
        setter.block(Para(f"Kính gửi: {doc.addressees[0]}", "centre", indent=False, before=14))
    elif doc.addressees:
        setter.y += points(14)
        for order, name in enumerate(doc.addressees):
            setter.y += setter.size(14) * setter.leading
            end = "." if order == len(doc.addressees) - 1 else ";"
            if order == 0:
                setter.put("Kính gửi:", LEFT + 190, setter.y, "regular", 14)
            setter.put(f"- {name}{end}", LEFT + 400, setter.y, "regular", 14)
    setter.y += 14


def _first_page_marks(setter: Setter, doc: Document, dice: Random) -> None:
    marks = setter.page.marks
    if doc.secrecy:
        marks.append(Mark("secrecy", LEFT + 70, TOP - 78, doc.secrecy, 64))
    if dice.random() < 0.35:
        marks.append(Mark("staple", LEFT - dice.randint(90, 150), TOP - dice.randint(20, 80)))


def _closing_height(setter: Setter, doc: Document) -> float:
    return 60 + len(doc.post) * 46 + 250 + 40


def _closing(setter: Setter, doc: Document, dice: Random) -> None:
    """Recipients on the left; post, seal, signature and name on the right."""
    y = min(setter.y + 76, BOTTOM - _closing_height(setter, doc) + 66)
    right = LEFT + BODY * 0.72
    page = setter.page
    if doc.second_post:
        left = LEFT + BODY * 0.22
        for order, line in enumerate(doc.second_post):
            setter.put(line, left, y + order * 46, "bold", 13, "centre")
        setter.put(doc.second_signer, left, y + len(doc.post) * 46 + 214, "bold", 13.5, "centre")
        page.marks.append(Mark("signature", left, y + len(doc.second_post) * 46 + 80, doc.second_signer, 110))
    else:
        setter.put("Nơi nhận:", LEFT, y, "bold" if doc.old else "bolditalic", 12)
        for order, line in enumerate(doc.recipients, 1):
            setter.put(f"- {line}", LEFT, y + order * 36, "regular", 11)
    for order, line in enumerate(doc.post):
        setter.put(line, right, y + order * 46, "bold", 13.5, "centre")
    base = y + len(doc.post) * 46
    setter.put(doc.signer, right, base + 214, "bold", 13.5, "centre")
    page.marks.append(Mark("signature", right + 30, base + 80, doc.signer, 130))
    if doc.kind != "20":
        page.marks.append(
            Mark("seal", right - dice.randint(120, 165), base + dice.randint(40, 80), "|".join(doc.issuer.seal), 142)
        )
    setter.y = base + 240


def inventory(rows: Sequence[tuple[str, ...]], dossier: str, year: int) -> list[PageLayout]:
    """The list of a dossier's items (ND30 Annex V columns), rows already as text."""
    setter = Setter("serif")
    setter.block(Para("MỤC LỤC VĂN BẢN, TÀI LIỆU", "centre", "bold", 14, indent=False))
    setter.block(Para(f"Số, ký hiệu hồ sơ: {dossier}", "centre", "bold", 13, indent=False, before=2))
    setter.block(Para(f"Năm: {year}", "centre", "bold", 13, indent=False, before=2))
    headers = ("Số TT", "Số, ký hiệu văn bản", "Ngày, tháng văn bản", "Tên loại và trích yếu nội dung văn bản",
               "Tác giả văn bản", "Tờ số", "Ghi chú")  # fmt: skip
    setter.block(Table(headers, tuple(rows), (0.06, 0.19, 0.14, 0.33, 0.14, 0.06, 0.08), "ccclccc", 11.5))
    return setter.pages


def cover(fonds: str, code: str, title: str, first: str, last: str, sheets: str, retention: str,
          number: str, box: str) -> list[PageLayout]:  # fmt: skip
    """A dossier's cover: printed form, title typed, counts and days filled in by hand."""
    setter = Setter("serif")
    page = setter.page
    for inset, thick in ((0, 5), (14, 2)):
        x0, y0, x1, y1 = 150 + inset, 130 + inset, WIDTH - 120 - inset, HEIGHT - 140 - inset
        page.rules += [
            (x0, y0, x1, y0, thick),
            (x0, y1, x1, y1, thick),
            (x0, y0, x0, y1, thick),
            (x1, y0, x1, y1, thick),
        ]
    centre = (150 + WIDTH - 120) / 2
    setter.put(fonds.upper(), centre, 330, "bold", 15, "centre")
    setter.put(f"Mã hồ sơ: {code}", 240, 540, "bold", 13)
    setter.put("HỒ SƠ", centre, 860, "bold", 58, "centre")
    y = 1040.0
    for words in setter.break_lines(title, "regular", points(15), 1050):
        setter.put(" ".join(words), centre, y, "regular", 15, "centre")
        page.rules.append((centre - 560, y + 16, centre + 560, y + 16, 1))
        y += 76
    for _ in range(3):
        page.rules.append((centre - 560, y + 16, centre + 560, y + 16, 1))
        y += 76
    _pieces(
        setter, centre, 1640, [("Từ ngày ", False), (first, True), (" đến ngày ", False), (last, True)], "regular", 14
    )
    _pieces(setter, centre, 1724, [("Gồm: ", False), (sheets, True), (" tờ", False)], "regular", 14)
    setter.put(f"Hộp số: {box}", 240, 1900, "bold", 13)
    setter.put("Mục lục số: 01", 240, 1970, "bold", 13)
    _pieces(setter, 350, 2040, [("Hồ sơ số: ", False), (number, True)], "bold", 13)
    setter.put(f"Thời hạn bảo quản: {retention}", RIGHT - 560, 1900, "regular", 14)
    return [page]
