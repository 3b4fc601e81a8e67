"""One invented paper: what is true of it, and its pages set in one of many looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bench.fields.offices import Office, office
from bench.fields.setting import set_paper
from khoso.demo.agencies import Place, person
from khoso.demo.composing import Brief, compose
from khoso.demo.documents import Block, Para, goods_table
from khoso.demo.seeds import dice as dice_of
from khoso.demo.setter import PageLayout
from khoso.demo.topics import TOPICS

# Title, code of TT05, abbreviation, how often.
KINDS = (
    ("CÔNG VĂN", "22", "", 26), ("QUYẾT ĐỊNH", "02", "QĐ", 12), ("BÁO CÁO", "14", "BC", 8),
    ("TỜ TRÌNH", "15", "TTr", 7), ("KẾ HOẠCH", "10", "KH", 7), ("THÔNG BÁO", "07", "TB", 6),
    ("GIẤY MỜI", "26", "GM", 5),
    ("NGHỊ QUYẾT", "01", "NQ", 4),
    ("CHỈ THỊ", "03", "CT", 3), ("HƯỚNG DẪN", "08", "HD", 3), ("CHƯƠNG TRÌNH", "09", "CTr", 2),
    ("BIÊN BẢN", "20", "BB", 3),
    ("HỢP ĐỒNG", "21", "HĐ", 3), ("QUY CHẾ", "04", "QC", 1), ("QUY ĐỊNH", "05", "QyĐ", 1), ("PHƯƠNG ÁN", "11", "PA", 2),
    ("ĐỀ ÁN", "12", "ĐA", 1), ("DỰ ÁN", "13", "DA", 1), ("CÔNG ĐIỆN", "23", "CĐ", 1), ("GIẤY ỦY QUYỀN", "16", "GUQ", 1),
    ("PHIẾU GỬI", "17", "PG", 1), ("PHIẾU CHUYỂN", "18", "PC", 1), ("PHIẾU BÁO", "19", "PB", 1),
    ("GIẤY GIỚI THIỆU", "27", "GGT", 1), ("THÔNG CÁO", "06", "TC", 1), ("BẢN GHI NHỚ", "24", "BGN", 1),
    ("BẢN THỎA THUẬN", "25", "BTT", 1), ("GIẤY NGHỈ PHÉP", "28", "GNP", 1), ("THƯ MỜI", "32", "TM", 1),
)  # fmt: skip
# Kinds that the sets of phrases know; other kinds borrow their words.
_PHRASES = {"01", "02", "07", "08", "09", "10", "14", "15", "20", "21", "22", "26"}
_SUBJECT_STARTS = ("Về việc {0}", "Về {0}", "V/v {0}", "Triển khai {0} năm {1}", "Tăng cường công tác {0} trên địa bàn",
                   "{0} giai đoạn {1} - {2}", "Kết quả {0} năm {1}, phương hướng, nhiệm vụ năm {3}")  # fmt: skip


@dataclass(slots=True)
class Look:
    """How a paper looks, thrown once."""

    family: str
    number: str  # print, dots or blank: how the number was filled in
    day: str  # print, day, both, short, empty, none
    spaced: bool
    received: str
    stamped: str
    urgency: str
    secrecy: str
    autograph: bool
    seal: bool
    signed: bool
    table: bool
    drawing: bool
    capitals: bool
    brackets: bool
    pages: int


@dataclass(slots=True)
class Paper:
    """A paper with its truth by field name (None: the page does not carry it) and the fields filled in by hand."""

    name: str
    truth: dict[str, str | None]
    hand: set[str]
    look: Look
    office: Office
    title: str
    day: date
    subject: str
    post: tuple[str, ...]
    signer: str
    recipients: tuple[str, ...]
    addressees: tuple[str, ...]
    body: tuple[Block, ...]
    number: str
    notation: str
    pages: list[PageLayout] = field(default_factory=list)


def _look(dice: Random, year: int, kind: str) -> Look:
    old = year < 1996
    day = dice.choices(("print", "day", "both", "short", "empty", "none"), weights=(46, 20, 18, 6, 5, 5))[0]
    return Look(
        family="mono" if old else "serif",
        number=dice.choices(("print", "dots", "blank"), weights=(60, 20, 20))[0],
        day=day,
        spaced=dice.random() < 0.25,
        received=str(dice.randint(12, 980)) if dice.random() < 0.22 else "",
        stamped="",
        urgency=dice.choice(("KHẨN", "THƯỢNG KHẨN", "HỎA TỐC")) if dice.random() < 0.1 else "",
        secrecy=dice.choice(("MẬT", "TỐI MẬT", "TUYỆT MẬT")) if dice.random() < 0.05 else "",
        autograph=dice.random() < 0.18,
        seal=dice.random() < 0.9,
        signed=dice.random() < 0.94,
        table=dice.random() < 0.12,
        drawing=dice.random() < 0.04,
        capitals=dice.random() < 0.12,
        brackets=dice.random() < 0.08,
        pages=2 if dice.random() < 0.12 else 1,
    )


def _subject(dice: Random, composed: str, code: str, topic_work: str, year: int) -> str:
    if code == "22":
        return composed if composed.startswith("V/v") else f"V/v {topic_work}"
    if code in _PHRASES and dice.random() < 0.6:
        return composed
    text = dice.choice(_SUBJECT_STARTS).format(topic_work, year, year + 5, year + 1)
    return text[:1].upper() + text[1:]


def _notation(dice: Random, who: Office, abbreviation: str, year: int) -> str:
    if who.party:
        return f"{abbreviation or 'CV'}/{who.short}"
    if not abbreviation:
        return f"{who.short}-{dice.choice(('VP', 'NV', 'TH', 'VX', 'KT', 'TCCB'))}"
    body = f"{abbreviation}-{who.short}"
    return f"{year}/{body}" if abbreviation in ("QĐ", "NQ", "CT") and dice.random() < 0.12 else body


def _post(dice: Random, who: Office) -> tuple[str, ...]:
    first = (who.behalf,) if who.behalf else ()
    way = dice.random()
    if way < 0.5:
        return (*first, who.head)
    if way < 0.88:
        return (*first, f"KT. {who.head}", who.deputy)
    sign = dice.choice(("TL.", "TUQ."))
    return (f"{sign} {who.head}", "CHÁNH VĂN PHÒNG")


def make(seed: str, index: int) -> Paper:
    """Paper `index` of the corpus `seed`; always the same one."""
    dice = dice_of(seed, "paper", index)
    party = dice.random() < 0.1
    who = office(dice, party=party)
    title, code, abbreviation, _ = dice.choices(KINDS, weights=[kind[3] for kind in KINDS])[0]
    year = dice.randint(1988, 1995) if dice.random() < 0.18 and not party else dice.randint(1996, 2025)
    day = date(year, 1, 1) + timedelta(days=dice.randrange(360))
    place = Place("X", who.seat, who.seat, who.seat)
    topic = dice.choice(TOPICS)
    like = code if code in _PHRASES else "10"
    composed = compose(Brief(place, topic, day, like, None, 1, f"{seed}/{index}", work=dice.choice(topic.works)))
    look = _look(dice, year, code)
    subject = _subject(dice, composed.subject, code, dice.choice(topic.works), year)
    number = f"{dice.randint(1, dice.choice((60, 400, 4000))):02d}"
    opening = [block for block in composed.opening if isinstance(block, Para)]
    body: list[Block] = [*opening[: dice.randint(2, 5)]]
    if look.table:
        body.append(goods_table(topic, dice))
    paper = Paper(
        f"{seed}-{index:04d}", {}, set(), look, who, title, day, subject, _post(dice, who), person(dice),
        composed.recipients, composed.addressees if code in ("22", "15", "14", "26") else (), tuple(body), number,
        _notation(dice, who, abbreviation, year),
    )  # fmt: skip
    paper.truth = _truth(paper, code)
    set_paper(paper, dice)
    return paper


def _truth(paper: Paper, code: str) -> dict[str, str | None]:
    look = paper.look
    if look.number != "print":
        paper.hand.add("number")
    if look.day in ("day", "both"):
        paper.hand.add("issued_date")
    # Minutes and contracts tell their day in their first sentence.
    inside = any(isinstance(block, Para) and block.text.lstrip(" -").startswith("Hôm nay") for block in paper.body)
    told = look.day not in ("empty", "none") or (look.day == "none" and inside)
    return {
        "kind": code,
        "number": paper.number,
        "notation": paper.notation,
        "issued_date": paper.day.isoformat() if told else None,
        "issuer": paper.office.name,
        "superior": paper.office.superior or None,
        "place": paper.office.seat if look.day != "none" else None,
        "subject": paper.subject,
        "signer": paper.signer,
        "post": " ".join(paper.post),
        "recipients": "\n".join(paper.recipients),
        "urgency": look.urgency or None,
        "secrecy": look.secrecy or None,
        "language": "01",
    }
