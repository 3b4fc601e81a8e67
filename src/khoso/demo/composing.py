"""Composing an item: which kind, about what, from whom, and how a paper of that kind opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from khoso.demo import agencies
from khoso.demo.agencies import Issuer, Place, person
from khoso.demo.documents import (
    Block,
    Document,
    Para,
    fill,
    goods_table,
    legal_basis,
    number_for,
    vietnamese_day,
)
from khoso.demo.seeds import dice as dice_of
from khoso.demo.topics import Topic
from khoso.kernel.codes import KIND

# Kind code, abbreviation in the notation, patterns of the subject, papers a year.
KINDS: dict[str, tuple[str, tuple[str, ...], int]] = {
    "01": ("NQ", ("Về việc thông qua kế hoạch {viec} năm {nam}", "Về việc {viec} trên địa bàn xã"), 20),
    "02": (
        "QĐ",
        (
            "Về việc thành lập Tổ công tác {viec}",
            "Về việc phê duyệt kế hoạch {viec} năm {nam}",
            "Về việc phân bổ kinh phí {viec}",
        ),
        190,
    ),
    "07": (
        "TB",
        ("Kết luận cuộc họp bàn về việc {viec}", "Về việc triển khai {viec}", "Phân công cán bộ phụ trách {viec}"),
        80,
    ),
    "08": ("HD", ("Thực hiện việc {viec} năm {nam}", "Về trình tự, thủ tục {viec}"), 24),
    "09": ("CTr", ("Công tác {viec} năm {nam}", "Phối hợp {viec} giai đoạn {nam} - {sau}"), 18),
    "10": ("KH", ("Tổ chức thực hiện việc {viec} năm {nam}", "Kiểm tra việc {viec} năm {nam}"), 60),
    "14": ("BC", ("Kết quả {viec} năm {nam}", "Tình hình thực hiện việc {viec} sáu tháng đầu năm {nam}"), 120),
    "15": ("TTr", ("Về việc xin kinh phí {viec}", "Về việc xin chủ trương {viec}", "Về việc xin {viec}"), 70),
    "20": ("BB", ("Họp bàn về việc {viec}", "Kiểm tra thực tế việc {viec}"), 60),
    "21": ("HĐ", ("Về việc {hopdong}",), 25),
    "22": (
        "CV",
        ("V/v triển khai {viec}", "V/v báo cáo tình hình {viec}", "V/v hỗ trợ kinh phí {viec}", "V/v {viec}"),
        260,
    ),
    "26": ("GM", ("Họp triển khai {viec}", "Dự hội nghị tổng kết việc {viec}"), 90),
}
_ORDER = ("15", "22", "02", "10", "14", "26", "20", "07", "21", "01", "09", "08")


@dataclass(frozen=True, slots=True)
class Brief:
    """What is decided about an item before it is composed."""

    place: Place
    topic: Topic
    issued: date
    kind: str
    pages: int | None
    sheet: int
    seed: str
    work: str = ""
    subject: str = ""
    secret: bool = False


def kinds_for(dice: Random, count: int) -> list[str]:
    """`count` kinds such that any twelve in a row of one dossier show all twelve."""
    start = dice.randrange(len(_ORDER))
    return [_ORDER[(start + step * 5) % len(_ORDER)] for step in range(count)]


def _issuer(brief: Brief, dice: Random) -> Issuer:
    place = brief.place
    if brief.kind == "01":
        return agencies.people_council(place)
    if brief.kind in ("15", "20", "21", "09") or dice.random() < 0.62:
        return agencies.people_committee(place)
    if dice.random() < 0.5:
        return agencies.district_committee(place)
    return agencies.district_office(place, brief.topic.office)


def compose(brief: Brief) -> Document:
    """The item that `brief` asks for; the same brief always gives the same item."""
    dice = dice_of(brief.seed, "document")
    issuer = _issuer(brief, dice)
    year = brief.issued.year
    work = brief.work or dice.choice(brief.topic.works)
    facts = {
        "xa": brief.place.commune,
        "huyen": brief.place.district,
        "nam": str(year),
        "truoc": str(year - 1),
        "sau": str(year + 4),
        "viec": work,
        "hopdong": brief.topic.contract,
        "seed": brief.seed,
    }
    abbreviation, subjects, per_year = KINDS[brief.kind]
    subject = brief.subject or fill(dice.choice(subjects), dice, facts)
    own = issuer.name == agencies.people_committee(brief.place).name
    number = number_for(brief.issued, dice, per_year if own else per_year * 6)
    short = issuer.short if year >= 2004 or issuer.short != "UBND" else "UB"
    notation = f"{short}-VP" if brief.kind == "22" else f"{abbreviation}-{short}"
    doc = Document(
        kind=brief.kind,
        kind_name=KIND[brief.kind],
        number=f"{number:02d}",
        notation=notation,
        issued=brief.issued,
        issuer=issuer,
        subject=subject,
        signer=person(dice),
        post=issuer.post(dice),
        addressees=_addressees(brief, dice, own),
        recipients=_recipients(brief, dice, own),
        opening=(),
        topic=brief.topic,
        facts=facts,
        pages=brief.pages,
        urgency=dice.choice(("KHẨN", "HỎA TỐC")) if brief.kind in ("22", "26") and dice.random() < 0.12 else "",
        secrecy="MẬT" if brief.secret else "",
        received="" if own or brief.kind == "01" else str(number_for(brief.issued, dice, 400)),
        sheet=brief.sheet,
        seed=brief.seed,
    )
    doc = _signed_by_two(doc, dice) if brief.kind in ("20", "21") else doc
    return replace(doc, opening=_OPENINGS.get(brief.kind, _plain)(doc, dice))


def _signed_by_two(doc: Document, dice: Random) -> Document:
    """Minutes bear the chair's and the secretary's hand, a contract both parties'."""
    second = ("THƯ KÝ",) if doc.kind == "20" else ("ĐẠI DIỆN BÊN B", "GIÁM ĐỐC")
    first = ("CHỦ TỌA",) if doc.kind == "20" else ("ĐẠI DIỆN BÊN A", *doc.post[-1:])
    return replace(doc, post=first, second_post=second, second_signer=person(dice))


def _addressees(brief: Brief, dice: Random, own: bool) -> tuple[str, ...]:
    if brief.kind == "26":
        return (f"Ông (bà) {person(dice)}, Trưởng thôn {dice.randint(1, 9)}",)
    if brief.kind not in ("14", "15", "22"):
        return ()
    if not own:
        return (f"Ủy ban nhân dân xã {brief.place.commune}",)
    upper = (
        f"Ủy ban nhân dân huyện {brief.place.district}",
        f"Phòng {brief.topic.office} huyện {brief.place.district}",
    )
    return upper if brief.kind != "22" or dice.random() < 0.5 else ("Trưởng các thôn, các ngành, đoàn thể xã",)


def _recipients(brief: Brief, dice: Random, own: bool) -> tuple[str, ...]:
    first = (
        "Như trên;" if brief.kind in ("14", "15", "22", "26") else "Như Điều 3;" if brief.kind == "02" else "Các thôn;"
    )
    middle = ("TT. Đảng ủy, HĐND xã;", "CT, các PCT UBND xã;") if own else (f"UBND huyện {brief.place.district};",)
    return (first, *middle, "Lưu: VT." if dice.random() < 0.6 else f"Lưu: VT, {brief.topic.heading}.")


def _basis(doc: Document, dice: Random) -> list[Block]:
    facts = doc.facts
    face = "regular" if doc.old else "italic"
    lines = [
        f"Căn cứ {legal_basis(doc.issued.year)};",
        fill(
            f"Căn cứ Kế hoạch số {{so:11-98}}/KH-UBND ngày {{ngay}} của Ủy ban nhân dân huyện {facts['huyen']} "
            f"về việc {facts['viec']};",
            dice,
            facts,
        ),
        f"Xét đề nghị của công chức phụ trách và ý kiến thống nhất của các thành viên {doc.issuer.name},",
    ]
    return [Para(line, face=face) for line in lines]


def _decision(doc: Document, dice: Random) -> tuple[Block, ...]:
    facts, who = doc.facts, doc.issuer.name
    resolves = "QUYẾT NGHỊ:" if doc.kind == "01" else "QUYẾT ĐỊNH:"
    head = (
        []
        if doc.kind == "01"
        else [
            Para(f"CHỦ TỊCH {who.upper()}" if doc.issuer.on_behalf else "TRƯỞNG PHÒNG", "centre", "bold", indent=False)
        ]
    )
    what = doc.subject.removeprefix("Về việc ")
    return (
        *head,
        *_basis(doc, dice),
        Para(resolves, "centre", "bold", indent=False, before=10),
        Para(f"Điều 1. Nay {what}, do ông (bà) {person(dice)} chịu trách nhiệm chính.".replace("Nay thành", "Thành")
             .replace("Nay phê", "Phê").replace("Nay phân", "Phân").replace("Nay thông", "Thông")),
        Para("Điều 2. " + fill(dice.choice(doc.topic.tasks), dice, facts)),
        Para("Điều 3. Văn phòng, các ngành, đoàn thể có liên quan và Trưởng các thôn chịu trách nhiệm thi hành. "
             f"Văn bản này có hiệu lực kể từ ngày ký, ngày {vietnamese_day(doc.issued)}./."),
    )  # fmt: skip


def _request(doc: Document, dice: Random) -> tuple[Block, ...]:
    facts = doc.facts
    reasons = dice.sample(doc.topic.facts, k=3)
    return (
        Para(fill(f"Thực hiện nhiệm vụ được giao năm {{nam}} về việc {facts['viec']}, {doc.issuer.name} báo cáo và "
                  "trình như sau:", dice, facts)),
        *(Para(fill(reason, dice, facts)) for reason in reasons),
        Para(fill("Từ tình hình trên, để bảo đảm phục vụ nhiệm vụ chung, xã đề nghị được hỗ trợ kinh phí theo bảng "
                  "dự toán dưới đây:", dice, facts)),
        goods_table(doc.topic, dice),
        Para(f"{doc.issuer.name} kính trình {doc.addressees[0]} xem xét, quyết định./."),
    )  # fmt: skip


def _letter(doc: Document, dice: Random) -> tuple[Block, ...]:
    facts = doc.facts
    tasks = dice.sample(doc.topic.tasks, k=3)
    return (
        Para(fill(f"Thực hiện Công văn số {{so:12-480}}/UBND-VP ngày {{ngay}} của Ủy ban nhân dân huyện "
                  f"{facts['huyen']} về việc {facts['viec']}, {doc.issuer.name} có ý kiến như sau:", dice, facts)),
        Para(fill(dice.choice(doc.topic.facts), dice, facts)),
        *(Para(f"{order}. {fill(task, dice, facts)}") for order, task in enumerate(tasks, 1)),
        Para(f"Nhận được văn bản này, đề nghị các đơn vị quan tâm phối hợp thực hiện. {doc.issuer.name} trân trọng "
             "cảm ơn./."),
    )  # fmt: skip


def _invitation(doc: Document, dice: Random) -> tuple[Block, ...]:
    facts = doc.facts
    hour = dice.choice(("07 giờ 30 phút", "08 giờ 00 phút", "13 giờ 30 phút", "14 giờ 00 phút"))
    return (
        Para(f"{doc.issuer.name} trân trọng kính mời ông (bà) đến dự cuộc họp về việc {facts['viec']}."),
        Para(f"1. Thời gian: {hour}, ngày {dice.randint(1, 28):02d} tháng {dice.randint(3, 12)} năm {facts['nam']}."),
        Para(f"2. Địa điểm: Hội trường {doc.issuer.name}."),
        Para("3. Thành phần: đại diện Đảng ủy, Hội đồng nhân dân, các ngành, đoàn thể và Trưởng các thôn."),
        Para("4. Nội dung: " + fill(dice.choice(doc.topic.tasks), dice, facts)),
        Para("Do tính chất quan trọng của cuộc họp, đề nghị ông (bà) đến dự đúng giờ và chuẩn bị ý kiến đóng góp./."),
    )


def _minutes(doc: Document, dice: Random) -> tuple[Block, ...]:
    facts = doc.facts
    return (
        Para(f"Hôm nay, hồi {dice.randint(7, 14):02d} giờ 00 phút, ngày {vietnamese_day(doc.issued)}, tại trụ sở "
             f"{doc.issuer.name} đã tiến hành làm việc về việc {facts['viec']}."),
        Para("I. Thành phần tham dự", face="bold"),
        Para(f"1. Ông (bà) {doc.signer}, chủ tọa;"),
        Para(f"2. Ông (bà) {doc.second_signer or person(dice)}, thư ký;"),
        Para(f"3. Ông (bà) {person(dice)}, đại diện Ủy ban Mặt trận Tổ quốc xã và Trưởng các thôn."),
        Para("II. Nội dung", face="bold"),
        *(Para("- " + fill(fact, dice, facts)) for fact in dice.sample(doc.topic.facts, k=2)),
        Para("Sau khi thảo luận, các thành viên thống nhất: " + fill(dice.choice(doc.topic.tasks), dice, facts)),
        Para("Biên bản được đọc lại cho mọi người cùng nghe, nhất trí và ký tên dưới đây./."),
    )  # fmt: skip


def _contract(doc: Document, dice: Random) -> tuple[Block, ...]:
    facts = doc.facts
    return (
        Para(f"Hôm nay, ngày {vietnamese_day(doc.issued)}, tại {doc.issuer.name}, chúng tôi gồm có:"),
        Para(f"BÊN A: {doc.issuer.name}. Đại diện: ông (bà) {doc.signer}, chức vụ: Chủ tịch.", face="bold"),
        Para(f"BÊN B: Cửa hàng Mẫu số {dice.randint(1, 20)}, huyện {facts['huyen']}. Đại diện: ông (bà) "
             f"{person(dice)}, chức vụ: Giám đốc.", face="bold"),
        Para("Hai bên thỏa thuận ký kết hợp đồng với các điều khoản sau:"),
        Para(f"Điều 1. Bên A giao cho bên B thực hiện việc {facts['hopdong']} theo bảng kê dưới đây:"),
        goods_table(doc.topic, dice),
        Para(f"Điều 2. Thời gian thực hiện là {dice.randint(15, 90)} ngày kể từ ngày ký. Bên B bảo hành "
             f"{dice.choice((6, 12, 24))} tháng."),
        Para("Điều 3. Bên A thanh toán bằng tiền mặt hoặc chuyển khoản sau khi có biên bản nghiệm thu."),
        Para("Hợp đồng được lập thành bốn bản có giá trị như nhau, mỗi bên giữ hai bản./."),
    )  # fmt: skip


def _plain(doc: Document, dice: Random) -> tuple[Block, ...]:
    facts = doc.facts
    opening = {
        "07": f"{doc.issuer.name} thông báo đến các ngành, đoàn thể và các thôn về việc {facts['viec']} như sau:",
        "08": f"Để thống nhất trong việc {facts['viec']}, {doc.issuer.name} hướng dẫn một số nội dung như sau:",
        "09": f"Thực hiện nhiệm vụ năm {facts['nam']}, {doc.issuer.name} xây dựng chương trình công tác như sau:",
        "10": f"Để thực hiện tốt việc {facts['viec']}, {doc.issuer.name} xây dựng kế hoạch với các nội dung sau:",
        "14": f"{doc.issuer.name} báo cáo tình hình, kết quả {facts['viec']} như sau:",
    }[doc.kind]
    return (
        Para(opening),
        *(Para(fill(fact, dice, facts)) for fact in dice.sample(doc.topic.facts, k=2)),
        *(Para("- " + fill(task, dice, facts)) for task in dice.sample(doc.topic.tasks, k=2)),
    )


_OPENINGS: dict[str, Callable[[Document, Random], tuple[Block, ...]]] = {
    "01": _decision,
    "02": _decision,
    "15": _request,
    "20": _minutes,
    "21": _contract,
    "22": _letter,
    "26": _invitation,
}
