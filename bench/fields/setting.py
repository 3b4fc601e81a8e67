"""Setting an invented paper: letterheads, number lines and dates as offices of many years really put them."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

from khoso.demo import fonts
from khoso.demo.documents import Para, Table
from khoso.demo.setter import BODY, BOTTOM, LEFT, RIGHT, TOP, WIDTH, Mark, PageLayout, Setter

if TYPE_CHECKING:
    from bench.fields.papers import Paper

Pieces = list[tuple[str, str]]
"""Text and how it comes: print, hand over dots, or hand over white."""


def set_paper(paper: Paper, dice: Random) -> None:
    """Fill `paper.pages`, and what of its truth only the setting decides."""
    setter = Setter(paper.look.family, most=paper.look.pages)
    centre = LEFT + BODY * dice.uniform(0.17, 0.21)
    right = LEFT + BODY * dice.uniform(0.69, 0.73)
    setter.y += dice.choice((0, 20, 60, 110))
    _letterhead(setter, paper, dice, centre, right)
    _title(setter, paper, dice, centre)
    _marks(setter, paper, dice, centre)
    closing = 60 + max(len(paper.post) * 46 + 300, (len(paper.recipients) + 1) * 38)
    setter.reserve = closing
    for block in paper.body:
        setter.block(block)
    if paper.look.pages == 2:
        setter.reserve, setter.most = 0, 2
        setter.new_page()
        setter.reserve = closing
        for block in paper.body[:2]:
            setter.block(block)
    setter.reserve, setter.full = 0, False
    _closing(setter, paper, dice)
    if paper.look.drawing:
        setter.pages.append(_drawing(dice))
    paper.pages = setter.pages
    paper.truth |= {
        "page_count": str(len(paper.pages)),
        "seals": "1" if paper.look.seal else "0",
        "signatures": "1" if paper.look.signed else "0",
        "tables": str(sum(isinstance(block, Table) for block in paper.body)),
        "maps": "1" if paper.look.drawing else "0",
        "autograph": "có" if paper.look.autograph else None,
    }


def _pieces(setter: Setter, x: float, y: float, pieces: Pieces, face: str, size: float) -> None:
    """A line around the centre `x`; what is filled in by hand leaves room as a form does."""
    pixels = setter.size(size)

    def wide(text: str, way: str) -> float:
        return fonts.width(setter.family, face, pixels, text) if way == "print" else len(text) * 20 + 30

    at = x - sum(wide(text, way) for text, way in pieces) / 2
    for text, way in pieces:
        if way == "print":
            setter.put(text, at, y, face, size)
        else:
            if way == "dots":
                setter.put(
                    "." * int(wide(text, way) / fonts.width(setter.family, face, pixels, ".")), at, y, face, size
                )
            setter.page.marks.append(Mark("hand", at + 12, y - 2, text, 34))
        at += wide(text, way)


def _letterhead(setter: Setter, paper: Paper, dice: Random, centre: float, right: float) -> None:
    who = paper.office
    step, size = dice.choice((40.0, 43.0, 48.0)), dice.choice((11.5, 12, 12.5))
    lines = [(text, "regular") for text in ([who.above] if who.above else [])]
    for part in who.lines:
        lines += [
            (" ".join(words), "bold") for words in setter.break_lines(part, "bold", setter.size(size), BODY * 0.36)
        ]
    broken: list[tuple[str, str]] = []
    for text, face in lines:
        broken += [(" ".join(words), face) for words in setter.break_lines(text, face, setter.size(size), BODY * 0.38)]
    y = setter.y + 20
    for order, (text, face) in enumerate(broken):
        setter.put(text, centre, y + order * step, face, size, "centre")
    under = y + (len(broken) - 1) * step + 14
    if who.party:
        setter.put("*", centre, under + 26, "regular", 12, "centre")
        under += 26
        setter.put("ĐẢNG CỘNG SẢN VIỆT NAM", right, y, "bold", 14, "centre")
        setter.page.rules.append((right - 220, y + 14, right + 220, y + 14, 2))
    else:
        setter.page.rules.append((centre - 80, under, centre + 80, under, 2))
        setter.put("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", right, y, "bold", size, "centre")
        start = setter.put("Độc lập - Tự do - Hạnh phúc", right, y + step, "bold", size + 1, "centre")
        setter.page.rules.append((start, y + step + 14, 2 * right - start, y + step + 14, 2))
    y = max(under, y + step) + dice.choice((50, 66, 80))
    _number_line(setter, paper, dice, centre, y)
    _date_line(setter, paper, dice, right, y + dice.choice((0, 0, 6, -20)))
    setter.y = y + 24


def _number_line(setter: Setter, paper: Paper, dice: Random, centre: float, y: float) -> None:
    look = paper.look
    label = dice.choice(("Số: ", "Số: ", "Số:", "Số : ", "Số "))
    notation = paper.notation.replace("-", " - ") if look.spaced else paper.notation
    joint = "-" if paper.office.party else dice.choice(("/", "/", " /")) if look.spaced else "/"
    pieces = [(label, "print"), (paper.number, look.number), (f"{joint}{notation}", "print")]
    _pieces(setter, centre, y, pieces, "regular", dice.choice((12, 13)))


def _date_line(setter: Setter, paper: Paper, dice: Random, right: float, y: float) -> None:
    look, day = paper.look, paper.day
    face = "regular" if look.family == "mono" or dice.random() < 0.1 else "italic"
    if look.day == "none":
        return
    month = f"{day.month:02d}" if day.month < 3 or dice.random() < 0.2 else str(day.month)
    shown = (f"{day.day:02d}", month)
    seat = paper.office.seat
    if look.day == "short":
        text = dice.choice((f"{seat}, ngày {day:%d/%m/%Y}", f"{seat}, {day:%d/%m/%Y}", f"{seat}, ngày {day:%d-%m-%Y}"))
        setter.put(text, right, y, face, 13, "centre")
        return
    if look.day == "empty":
        dots = dice.choice(("......", "     "))
        setter.put(f"{seat}, ngày {dots} tháng {dots} năm {day.year}", right, y, face, 13, "centre")
        return
    way = dice.choice(("dots", "blank"))
    ways = ("print" if look.day == "print" else way, way if look.day == "both" else "print")
    pieces = [(f"{seat}, ngày ", "print"), (shown[0], ways[0]), (" tháng ", "print"), (shown[1], ways[1]),
              (f" năm {day.year}", "print")]  # fmt: skip
    _pieces(setter, right, y, pieces, face, 13)


def _title(setter: Setter, paper: Paper, dice: Random, centre: float) -> None:
    look = paper.look
    subject = paper.subject.upper() if look.capitals and paper.title != "CÔNG VĂN" else paper.subject
    subject = f"({subject})" if look.brackets else subject
    if paper.title == "CÔNG VĂN":
        pixels = setter.size(12)
        y = setter.y + 24
        for words in setter.break_lines(subject, "regular", pixels, dice.choice((400, 440, 480))):
            setter.put(" ".join(words), centre, y, "regular", 12, "centre")
            y += pixels * setter.leading
        setter.y = y + 10
    if look.received:
        setter.y += 150
        _received(setter, paper, dice)
    if paper.title != "CÔNG VĂN":
        setter.y += dice.choice((20, 40, 70))
        setter.block(Para(paper.title, "centre", "bold", dice.choice((14, 15)), indent=False))
        pixels, most = setter.size(14), BODY * dice.choice((0.6, 0.75, 0.9))
        for words in setter.break_lines(subject, "bold", pixels, most):
            setter.block(Para(" ".join(words), "centre", "bold", 14, indent=False, before=0))
        if dice.random() < 0.85:
            setter.page.rules.append((WIDTH / 2 - 130, setter.y + 18, WIDTH / 2 + 130, setter.y + 18, 2))
        setter.y += 26
    if len(paper.addressees) == 1:
        setter.block(Para(f"Kính gửi: {paper.addressees[0]}", "centre", indent=False, before=14))
    for order, name in enumerate(paper.addressees if len(paper.addressees) > 1 else ()):
        setter.y += setter.size(14) * setter.leading
        if order == 0:
            setter.put("Kính gửi:", LEFT + 190, setter.y, "regular", 14)
        setter.put(f"- {name}{';' if order < len(paper.addressees) - 1 else '.'}", LEFT + 400, setter.y, "regular", 14)
    setter.y += dice.choice((14, 30))


def _received(setter: Setter, paper: Paper, dice: Random) -> None:
    """An incoming stamp: a form filled in by hand, or one that prints its own day."""
    x, y = LEFT + 150, setter.y - 82
    later = f"{min(28, paper.day.day + 1):02d}/{paper.day.month:02d}/{paper.day.year}"
    if dice.random() < 0.6:
        setter.page.marks.append(Mark("received", x, y, paper.look.received, 150))
        setter.page.marks.append(Mark("hand", x - 60, y + 46, later, 24))
    else:
        x = dice.choice((LEFT + 230, RIGHT - 260))
        setter.page.marks.append(Mark("secrecy", x, y - 20, f"ĐẾN Số: {paper.look.received}", 40))
        setter.page.marks.append(Mark("secrecy", x, y + 30, f"Ngày {later}", 40))


def _marks(setter: Setter, paper: Paper, dice: Random, centre: float) -> None:
    marks, look = setter.pages[0].marks, paper.look
    if look.urgency:
        at = (centre, setter.y + 60) if dice.random() < 0.6 else (LEFT + BODY * 0.5, TOP - 40)
        marks.append(Mark("urgency", at[0], at[1], look.urgency, 60))
        if at[1] > TOP:
            setter.y += 90
    if look.secrecy:
        marks.append(Mark("secrecy", LEFT + 70, TOP - 70, look.secrecy, 64))
    if dice.random() < 0.3:
        marks.append(Mark("staple", LEFT - dice.randint(90, 150), TOP - dice.randint(20, 80)))
    if dice.random() < 0.5:
        marks.append(Mark("pencil", RIGHT + 20, TOP - 60, str(dice.randint(1, 220)), 34))
    if look.autograph:
        x, y = dice.choice(((LEFT + BODY * 0.45, TOP - 60), (LEFT - 130, 1300), (RIGHT - 150, TOP + 330)))
        marks.append(Mark("signature", x, y, "", 90))
        marks.append(Mark("hand", x - 40, y + 80, f"{dice.randint(1, 28)}/{dice.randint(1, 12)}", 36))


def _closing(setter: Setter, paper: Paper, dice: Random) -> None:
    page = setter.page
    y = min(setter.y + 70, BOTTOM - 330.0 - len(paper.post) * 46)
    right = LEFT + BODY * dice.uniform(0.70, 0.75)
    setter.put("Nơi nhận:", LEFT, y, "bold" if setter.family == "mono" else "bolditalic", 12)
    for order, line in enumerate(paper.recipients, 1):
        setter.put(f"- {line}", LEFT, y + order * 36, "regular", 11)
    for order, line in enumerate(paper.post):
        setter.put(line, right, y + order * 46, "bold", 13, "centre")
    base = y + len(paper.post) * 46
    setter.put(paper.signer, right, base + 214, "bold", 13.5, "centre")
    if paper.look.signed:
        page.marks.append(Mark("signature", right + 30, base + 80, paper.signer, 130))
    if paper.look.seal:
        seal = Mark(
            "seal", right - dice.randint(110, 170), base + dice.randint(40, 90), "|".join(paper.office.seal), 142
        )
        page.marks.append(seal)


def _drawing(dice: Random) -> PageLayout:
    """A plan of plots and roads with few words on it."""
    setter = Setter("serif")
    setter.put(
        dice.choice(("SƠ ĐỒ VỊ TRÍ", "BẢN ĐỒ HIỆN TRẠNG", "MẶT BẰNG TỔNG THỂ")), WIDTH / 2, 300, "bold", 15, "centre"
    )
    page = setter.page
    for _ in range(dice.randint(14, 26)):
        x, y = dice.uniform(250, 1200), dice.uniform(450, 1900)
        corners = [(x, y)]
        for _ in range(dice.randint(3, 6)):
            x, y = x + dice.uniform(-260, 260), y + dice.uniform(-200, 200)
            corners.append((min(max(x, 220), 1450), min(max(y, 400), 2050)))
        corners.append(corners[0])
        page.rules += [(*a, *b, 2) for a, b in pairwise(corners)]
    for number in range(1, dice.randint(4, 9)):
        setter.put(f"Thửa {number}", dice.uniform(300, 1200), dice.uniform(450, 1900), "regular", 10)
    return page
