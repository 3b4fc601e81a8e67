"""Minutes of a hand-over and labels to stick on boxes and dossiers. Words are Vietnamese whoever reads.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục III mẫu 1.9 (biên bản); TT 05/2025 Đ.9.1.c, Đ.9.4.e
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from khoso.engines import office
from khoso.engines.office import (
    Annex,
    Bullets,
    Column,
    Heading,
    LabelSheet,
    OfficialPaper,
    Paragraph,
    QrLabel,
    Signer,
    Table,
)
from khoso.engines.office.port import Block
from khoso.foundation.identity.agencies import issuing
from khoso.foundation.identity.agencies.letterhead import letterhead
from khoso.kernel import clock, codes
from khoso.kernel.numbers_vi import grouped
from khoso.stages.digitisation import states
from khoso.stages.digitisation.models import PaperBox, PaperDifference, PaperHandOver, PaperLine, Presence
from khoso.stages.digitisation.paper import queries, rules

# Sheets of stickers as they are sold.
SHEETS = {
    "3x8": LabelSheet(3, 8),
    "3x7": LabelSheet(3, 7),
    "2x7": LabelSheet(2, 7),
    "2x4": LabelSheet(2, 4),
    "4x10": LabelSheet(4, 10),
}
MOST_LABELS = 1_200
_SAID = {Presence.HERE: "", Presence.LEFT: "Để lại, chưa giao", Presence.MISSING: "Không tìm thấy"}
_LIST = (
    Column("STT", 0.5, "center"),
    Column("Hộp", 0.8, "center"),
    Column("Mã hồ sơ", 2.0),
    Column("Tiêu đề hồ sơ", 4.0),
    Column("Số tờ", 0.7, "right"),
    Column("Tình trạng", 1.0, "center"),
    Column("Ghi chú", 2.0),
)


def minutes(one: PaperHandOver) -> OfficialPaper:
    """The minutes of a hand-over; before both confirmed they are a draft to read through."""
    agency = one.batch.agency
    head = letterhead(agency)
    number, _slash, notation = one.number.partition("/")
    lines = list(PaperLine.objects.filter(hand_over=one).select_related("box").order_by("place"))
    what = "Giao tài liệu lưu trữ để số hóa" if one.is_out else "Trả tài liệu lưu trữ gốc sau số hóa"
    return OfficialPaper(
        superior=head.superior,
        agency=head.issuer.upper(),
        number=number,
        notation=notation or f"BB-{head.initials}",
        place=head.place,
        dated=one.held_on,
        kind="BIÊN BẢN" if one.state == states.CONFIRMED else "BIÊN BẢN (DỰ THẢO)",
        subject=f"{what} (lần {one.ordinal}, {_lower(one.batch.title)})",
        blocks=[*_parties(one), *_counts(one, lines), *_conditions(one, lines), *_unlike(one), *_end(one)],
        signer=Signer(posts=["ĐẠI DIỆN BÊN NHẬN"], name=one.receiver.full_name if one.receiver else ""),
        recorder=Signer(posts=["ĐẠI DIỆN BÊN GIAO"], name=one.giver.full_name if one.giver else ""),
        recipients=["Bên giao", "Bên nhận"],
        kept_at="VT, hồ sơ số hóa",
        annexes=[Annex("Danh sách hộp, hồ sơ giao nhận", [_list(lines)], is_wide=True)],
    )


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _names(one: PaperHandOver) -> tuple[str, str]:
    """Who gives and who receives, as organisations."""
    agency = issuing.issuer_of(one.batch.agency)
    scans = issuing.issuer_of(one.batch.contractor) if one.batch.contractor else f"Bộ phận số hóa, {agency}"
    return (agency, scans) if one.is_out else (scans, agency)


def _parties(one: PaperHandOver) -> list[Block]:
    giver, receiver = _names(one)
    contract = f" theo hợp đồng số {one.batch.contract_number}" if one.batch.contract_number else ""
    blocks: list[Block] = [
        Paragraph(f"Hôm nay, ngày {one.held_on:%d/%m/%Y}, tại {one.place or '…………'}, hai bên gồm có:"),
        Bullets([_party("Bên giao", giver, one.giver), _party("Bên nhận", receiver, one.receiver)]),
        Paragraph(
            f"Cùng kiểm đếm từng hộp, hồ sơ, tờ tài liệu và tình trạng vật lý của tài liệu{contract}, kết quả như sau:"
        ),
    ]
    return blocks


def _party(side: str, name: str, person: Any) -> str:
    return f"{side}: {name}; đại diện: {person.full_name if person else '…………'}"


def _counts(one: PaperHandOver, lines: Sequence[PaperLine]) -> list[Block]:
    here = [line for line in lines if _presence(line) == Presence.HERE]
    boxes = {line.box_id for line in here if line.box.box}
    sheets = sum(line.giver_sheets or 0 for line in here)
    told: list[Block] = [
        Heading("I. SỐ LƯỢNG"),
        Bullets(
            [
                f"Số hộp: {grouped(len(boxes))}",
                f"Số hồ sơ: {grouped(len(here))}",
                f"Số tờ: {grouped(sheets)}",
            ]
        ),
    ]
    left = [line for line in lines if _presence(line) == Presence.LEFT]
    missing = [line for line in lines if _presence(line) == Presence.MISSING]
    if left:
        told.append(
            Paragraph(f"Để lại, không giao lần này: {grouped(len(left))} hồ sơ (ghi trong danh sách kèm theo).")
        )
    if missing:
        told.append(Paragraph(f"Không tìm thấy khi kiểm đếm: {grouped(len(missing))} hồ sơ, gồm:"))
        told.append(Bullets(_missing_lines(lines, missing)))
    if one.note:
        told.append(Paragraph(one.note))
    return told


def _missing_lines(lines: Sequence[PaperLine], missing: Sequence[PaperLine]) -> list[str]:
    """A box of which nothing is there is one line."""
    held, gone = Counter(line.box_id for line in lines), Counter(line.box_id for line in missing)
    told: dict[str, None] = {}
    for line in missing:
        box = f"hộp {line.box.box or '…'}"
        if held[line.box_id] == gone[line.box_id] > 1:
            told[f"Cả {box}: {gone[line.box_id]} hồ sơ"] = None
        else:
            told[f"{line.reference_code}, {box}: {line.title}"] = None
    return list(told)[:300]


def _presence(line: PaperLine) -> str:
    return line.giver_presence


def _conditions(one: PaperHandOver, lines: Sequence[PaperLine]) -> list[Block]:
    here = [line for line in lines if _presence(line) == Presence.HERE]
    counted = {code: sum(line.giver_condition == code for line in here) for code in (*codes.FORMAT, "")}
    told: list[Block] = [
        Heading("II. TÌNH TRẠNG VẬT LÝ"),
        Bullets(
            [f"{name}: {grouped(counted[code])} hồ sơ" for code, name in codes.FORMAT.items() if counted[code]]
            + ([f"Không ghi tình trạng: {grouped(counted[''])} hồ sơ"] if counted[""] else [])
            or ["Không có hồ sơ nào."]
        ),
    ]
    worn = [line for line in lines if rules.UNTREATED in (line.giver_condition, line.expected_condition)]
    if worn and one.is_out:
        # Luật: TT 05/2025 Đ.6.4
        told.append(
            Paragraph(
                f"{grouped(len(worn))} hồ sơ có tình trạng hỏng: không số hóa cho tới khi được xử lý nghiệp vụ "
                "(khoản 4 Điều 6 Thông tư số 05/2025/TT-BNV)."
            )
        )
    return told


def _unlike(one: PaperHandOver) -> list[Block]:
    if one.is_out:
        return []
    rows = list(
        PaperDifference.objects.filter(hand_over=one, opened_at=one.confirmed_at)
        .select_related("line", "box", "owner")
        .order_by("pk")
        if one.confirmed_at
        else []
    )
    if not rows:
        same = "Số trả lại khớp với số đã giao." if one.state == states.CONFIRMED else "Ghi khi hai bên đã xác nhận."
        return [Heading("III. ĐỐI CHIẾU VỚI LÚC GIAO"), Paragraph(same)]
    columns = [
        Column("STT", 0.5, "center"),
        Column("Hộp, hồ sơ", 2.4),
        Column("Chênh lệch", 1.4),
        Column("Lúc giao", 0.9, "center"),
        Column("Lúc trả", 0.9, "center"),
        Column("Người giải trình, thời hạn", 2.0),
    ]
    table = [
        [
            str(place),
            row.line.reference_code if row.line else f"Hộp {row.box.box}",
            KIND_WORDS[row.kind],
            told(row.kind, row.went),
            told(row.kind, row.came),
            f"{row.owner.full_name}, {row.due_on:%d/%m/%Y}",
        ]
        for place, row in enumerate(rows, start=1)
    ]
    return [
        Heading("III. ĐỐI CHIẾU VỚI LÚC GIAO"),
        Paragraph(f"Có {grouped(len(rows))} chênh lệch, bên giao giải trình đúng thời hạn:"),
        Table(columns, table),
    ]


KIND_WORDS = {
    "box_missing": "Thiếu cả hộp",
    "dossier_missing": "Thiếu hồ sơ",
    "sheets_fewer": "Thiếu tờ",
    "sheets_more": "Thừa tờ",
    "condition_worse": "Tình trạng xấu hơn",
}


def told(kind: str, value: str) -> str:
    """A value of a difference in words: sheets, or a condition by its code."""
    if not value:
        return "không có"
    return codes.FORMAT.get(value, value) if kind == "condition_worse" else f"{grouped(int(value))} tờ"


def _end(one: PaperHandOver) -> list[Block]:
    proof = f" Mã băm SHA-256 của số liệu: {one.frozen_digest}." if one.frozen_digest else ""
    return [
        Paragraph(
            "Biên bản được lập ngay khi kiểm đếm xong, hai bên cùng nghe, thống nhất và xác nhận trong Kho Số; mỗi bên "
            f"giữ 01 bản.{proof}"
        )
    ]


def _list(lines: Iterable[PaperLine]) -> Table:
    rows = [
        [
            str(place),
            line.box.box,
            line.reference_code,
            line.title,
            "" if line.giver_sheets is None else str(line.giver_sheets),
            codes.FORMAT.get(line.giver_condition, ""),
            "; ".join(part for part in (_SAID.get(_presence(line), ""), line.note) if part),  # type: ignore[call-overload]
        ]
        for place, line in enumerate(lines, start=1)
    ]
    return Table(_LIST, rows)


# labels --------------------------------------------------------------------------------------------------------------


def box_labels(boxes: Sequence[PaperBox], address: str) -> list[QrLabel]:
    """One label for each box; `address` is the house's own, where a code is appended."""
    made = []
    for box in boxes:
        if not box.box:
            continue
        code = queries.box_code(box)
        made.append(QrLabel(f"{address}{code}", code, f"HỘP {box.box}", [box.fonds.title, *_where(box)]))
    return made


def dossier_labels(lines: Sequence[PaperLine], address: str) -> list[QrLabel]:
    """One label for each dossier."""
    made = []
    for line in lines:
        code = rules.label_code("dossier", line.dossier_id)
        box = f"Hộp {line.box.box}" if line.box.box else ""
        heading = f"Hồ sơ {line.number}"
        title = line.title if len(line.title) <= 90 else f"{line.title[:88]}…"
        made.append(
            QrLabel(f"{address}{code}", code, heading, [" · ".join(filter(None, [box, *_where(line.box)])), title])
        )
    return made


def _where(box: PaperBox) -> list[str]:
    register = f"Mục lục {box.register_number}" if box.register_number else ""
    return [" · ".join(filter(None, [register, box.store, box.shelf]))]


def labels_pdf(labels: Sequence[QrLabel], sheet: str, skip: int) -> bytes:
    """The labels on sheets of one of the sizes of `SHEETS`."""
    return office.qr_labels_pdf(labels, SHEETS[sheet], skip=skip, at=clock.now())
