"""What an invented paper says, before anybody lays it out: fields, blocks of text and whose seal it bears."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from khoso.demo.agencies import Issuer, Place, person
from khoso.demo.seeds import dice as dice_of
from khoso.demo.topics import Topic


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. `align` is justify, left or centre; `face` regular, bold or italic; sizes in points."""

    text: str
    align: str = "justify"
    face: str = "regular"
    size: float = 14
    indent: bool = True
    before: float = 6


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; `widths` are shares of the text's width, `aligns` one letter a column (l, c, r)."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    aligns: str
    size: float = 12


Block = Para | Table


@dataclass(frozen=True, slots=True)
class Document:
    """One invented item, complete but for its looks. `pages` asks for an exact number of pages; None lets it flow."""

    kind: str
    kind_name: str
    number: str
    notation: str
    issued: date
    issuer: Issuer
    subject: str
    signer: str
    post: tuple[str, ...]
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    opening: tuple[Block, ...]
    topic: Topic
    facts: dict[str, str] = field(hash=False)
    pages: int | None = None
    urgency: str = ""
    secrecy: str = ""
    received: str = ""
    second_post: tuple[str, ...] = ()
    second_signer: str = ""
    sheet: int = 1
    seed: str = ""

    @property
    def old(self) -> bool:
        """Written on a typewriter: computers reached communes in the middle of the nineties."""
        return self.issued.year < 1996


_SLOT = re.compile(r"\{(\w+)(?::(\d+)-(\d+))?\}")


def money(thousands: int) -> str:
    """An amount of `thousands` nghìn đồng with dots: 17500 → `17.500.000`."""
    return f"{thousands * 1000:,}".replace(",", ".")


def vietnamese_day(day: date) -> str:
    """`05 tháng 01 năm 2011`: a zero before days under 10 and months 1 and 2, as Decree 30 writes."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d} tháng {month} năm {day.year}"


def fill(text: str, dice: Random, facts: dict[str, str]) -> str:
    """`text` with its slots filled: names from `facts`, numbers and amounts by chance.

    With a `seed` among the facts a sentence is filled the same way wherever the item says it.
    """
    if "seed" in facts:
        dice = dice_of(facts["seed"], text)

    def value(match: re.Match[str]) -> str:
        name, low, high = match.groups()
        if name == "so":
            return str(dice.randint(int(low), int(high)))
        if name == "tien":
            return f"{dice.randint(int(low), int(high))}.{dice.choice((0, 200, 350, 500, 750)):03d}.000"
        if name == "thon":
            return f"thôn {dice.randint(1, 9)}"
        if name == "ten":
            return person(dice)
        if name == "ngay":
            return f"{dice.randint(1, 28):02d}/{dice.randint(1, 12)}/{facts['truoc']}"
        return facts[name]

    return _SLOT.sub(value, text)


def legal_basis(year: int) -> str:
    """The organic law of local government in force in `year`."""
    if year < 1990:
        return "Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 30 tháng 6 năm 1983"
    if year < 1995:
        return "Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 30 tháng 6 năm 1989"
    if year < 2004:
        return "Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 21 tháng 6 năm 1994"
    if year < 2016:
        return "Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 26 tháng 11 năm 2003"
    return "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015"


def goods_table(topic: Topic, dice: Random) -> Table:
    """A table of what the matter costs, with its total."""
    main, *others = topic.goods
    chosen = [main, *dice.sample(others, k=dice.randint(2, len(others)))]
    rows, total = [], 0
    for order, (name, unit, low, high, price) in enumerate(chosen, 1):
        count = dice.randint(low, high)
        cost = max(1, price * dice.randint(85, 115) // 100)
        total += count * cost
        rows.append((str(order), name, unit, str(count), money(cost), money(count * cost)))
    rows.append(("", "Tổng cộng", "", "", "", money(total)))
    return Table(
        ("TT", "Nội dung", "Đơn vị", "Số lượng", "Đơn giá (đồng)", "Thành tiền (đồng)"),
        tuple(rows),
        (0.06, 0.34, 0.13, 0.11, 0.17, 0.19),
        "clccrr",
    )


def hamlets_table(dice: Random) -> Table:
    """A table of households by hamlet."""
    rows = []
    for order in range(1, dice.randint(5, 9)):
        homes = dice.randint(60, 240)
        done = dice.randint(homes // 2, homes)
        rows.append((str(order), f"Thôn {order}", str(homes), str(done), f"{100 * done / homes:.1f}".replace(".", ",")))
    return Table(
        ("TT", "Đơn vị", "Tổng số hộ", "Số hộ thực hiện", "Tỷ lệ (%)"),
        tuple(rows),
        (0.08, 0.30, 0.20, 0.24, 0.18),
        "clccc",
    )


_FILLERS = (
    "Các ngành, đoàn thể của xã căn cứ chức năng, nhiệm vụ được giao chủ động phối hợp thực hiện, định kỳ hằng tháng "
    "báo cáo kết quả về Ủy ban nhân dân xã qua bộ phận văn phòng.",
    "Đề nghị Ủy ban Mặt trận Tổ quốc xã và các tổ chức thành viên đẩy mạnh tuyên truyền, vận động hội viên và nhân dân "
    "tham gia {viec}.",
    "Bộ phận tài chính - kế toán bảo đảm kinh phí, hướng dẫn thanh toán, quyết toán theo đúng chế độ hiện hành.",
    "Trưởng các thôn chịu trách nhiệm tổ chức họp dân, phổ biến nội dung và nắm bắt những ý kiến còn khác nhau để phản "
    "ánh kịp thời về xã.",
    "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các đơn vị phản ánh về Ủy ban nhân dân xã để xem xét, giải "
    "quyết.",
    "Nhìn chung, việc {viec} đã được cấp ủy, chính quyền quan tâm lãnh đạo, nhân dân đồng tình hưởng ứng.",
    "Giao ông {ten}, công chức văn phòng, theo dõi, đôn đốc và tổng hợp tình hình báo cáo Chủ tịch Ủy ban nhân dân xã.",
    "Đài truyền thanh xã xây dựng chương trình phát thanh, đưa tin về gương người tốt, việc tốt trong {viec}.",
)

_HEADINGS = (
    "Tình hình thực hiện",
    "Kết quả đạt được",
    "Nhiệm vụ và giải pháp",
    "Khó khăn, vướng mắc",
    "Tổ chức thực hiện",
    "Kinh phí thực hiện",
)


def more_blocks(doc: Document, dice: Random) -> Iterator[Block]:
    """Body text without end: headed sections of facts, tasks and troubles of the matter, now and then a table.

    No sentence comes twice before all have been said; then they come again with other figures.
    """
    topic = doc.topic
    facts = dict(doc.facts)
    pools = (topic.facts, topic.facts, topic.tasks, topic.troubles, (*_FILLERS, *topic.tasks), _FILLERS)
    said = {block.text.lstrip("- 0123456789.") for block in doc.opening if isinstance(block, Para)}
    section, empty = 0, 0
    for turn in itertools.count():
        which = turn % len(_HEADINGS)
        sentences = [fill(sentence, dice, facts) for sentence in dice.sample(pools[which], k=len(pools[which]))]
        fresh = [text for text in sentences if text not in said][: dice.randint(3, 4)]
        empty = 0 if fresh else empty + 1
        if empty == len(_HEADINGS):
            said, empty, facts = set(), 0, {**facts, "seed": f"{doc.seed}/{turn}"}
        if not fresh:
            continue
        said.update(fresh)
        section += 1
        yield Para(f"{section}. {_HEADINGS[which]}", face="bold")
        lead = "- " if which in (2, 4) else ""
        yield from (Para(lead + text) for text in fresh)
        if which == 5:
            yield Para("Kinh phí cụ thể như sau:")
            yield goods_table(topic, dice)
        elif which == 1 and dice.random() < 0.5:
            yield Para("Kết quả chi tiết của từng thôn như sau:")
            yield hamlets_table(dice)


def number_for(day: date, dice: Random, per_year: int) -> int:
    """A running number that fits the day: offices that issue `per_year` papers are about there by then."""
    start = date(day.year, 1, 1)
    share = (day - start) / timedelta(days=366)
    return max(1, int(share * per_year) + dice.randint(0, 2))


def truth_fields(doc: Document, place: Place) -> dict[str, object]:
    """The true fields of an item, in the field's names."""
    return {
        "kind": doc.kind,
        "number": doc.number,
        "notation": doc.notation,
        "issued_date": doc.issued.isoformat(),
        "issuer": doc.issuer.name,
        "subject": doc.subject,
        "signer": doc.signer,
        "urgency": doc.urgency,
        "secrecy": doc.secrecy,
        "incoming": bool(doc.received),
        "place": place.code,
    }
