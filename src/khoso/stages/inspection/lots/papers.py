"""The check report as an official paper: per lot, and per delivery. Words are Vietnamese whoever reads.

# Luật: TT 05/2025 Đ.9.5 (báo cáo kiểm tra); NĐ 30/2020/NĐ-CP Phụ lục III
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import translation

from khoso.engines.office import Bullets, Column, Heading, OfficialPaper, Paragraph, Signer, Table
from khoso.engines.office.port import Block
from khoso.foundation.identity.agencies import issuing
from khoso.instruments.quality import queries as seen
from khoso.instruments.quality.labels import DEFECT_LABELS, FAILED, PASSED
from khoso.kernel import clock
from khoso.stages.inspection.guides import queries as guides
from khoso.stages.inspection.lots import queries, showing
from khoso.stages.inspection.models import Lot, Units

NOTATION = "BC-KT"
# Defects told one by one; more are counted by kind and lie in the system.
MOST_LINES = 300


def lot_report(lot: Lot) -> OfficialPaper:
    """What was looked at, by which plan and seed, what was found, the verdict, and who looked."""
    with translation.override("vi"):
        made_of = Units(lot.units).label.lower()
        blocks = [*_opening([lot]), *_of_lot(lot, "II"), *_defects([lot], "III"), *_end([lot])]
        return _paper(lot, f"Kết quả kiểm tra {made_of}, lô kiểm tra số {lot.pk}", blocks)


def delivery_report(delivery: Any, lots: Sequence[Lot]) -> OfficialPaper:
    """Every lot a delivery was in, the first looked at first."""
    with translation.override("vi"):
        ordered = sorted(lots, key=lambda one: one.made_at)
        blocks = _opening(ordered)
        for place, lot in enumerate(ordered, start=2):
            blocks += _of_lot(lot, _roman(place))
        blocks += [*_defects(ordered, _roman(len(ordered) + 2), delivery), *_end(ordered)]
        return _paper(ordered[0], f"Kết quả kiểm tra lô giao nộp {delivery.folder_name}", blocks)


def _roman(number: int) -> str:
    told = ""
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            told, number = told + letters, number - value
    return told


def _paper(lot: Lot, subject: str, blocks: list[Block]) -> OfficialPaper:
    inspection = lot.inspection
    assert inspection is not None
    dated = (inspection.decided_at or clock.now()).astimezone(clock.VIETNAM).date()
    return OfficialPaper(
        superior=issuing.superior_of(lot.agency).upper(),
        agency=issuing.issuer_of(lot.agency).upper(),
        number="",
        notation=NOTATION,
        place=issuing.place_of(lot.agency, None),
        dated=dated,
        kind="BÁO CÁO",
        subject=subject,
        blocks=blocks,
        signer=Signer(posts=["NGƯỜI KẾT LUẬN"], name=_name(inspection.decided_by)),
        recipients=["Thủ trưởng cơ quan", "Đơn vị số hóa"],
        kept_at="VT, hồ sơ kiểm tra",
    )


def _name(person: Any) -> str:
    return str(person.full_name) if person else ""


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(clock.VIETNAM):%H:%M ngày %d/%m/%Y}" if at else "…"


def _opening(lots: Sequence[Lot]) -> list[Block]:
    first = lots[0]
    deliveries = {one.pk: one for lot in lots for one in lot.deliveries.all()}
    guide = guides.in_force(first.agency_id)
    batch = f" thuộc «{first.batch.title}»" if first.batch else ""
    blocks: list[Block] = [
        Heading("I. Phạm vi, căn cứ"),
        Paragraph(f"Kiểm tra sản phẩm số hóa theo Điều 9 khoản 5 Thông tư số 05/2025/TT-BNV{batch}, gồm:"),
        Bullets([f"Lô giao nộp {one.folder_name}, nhận {_moment(one.registered_at)}" for one in deliveries.values()]),
    ]
    if guide is not None:
        blocks.append(Paragraph(f"Căn cứ kiểm tra: «{guide.title}», bản {guide.version}."))
    return blocks


def _of_lot(lot: Lot, place: str) -> list[Block]:
    inspection = lot.inspection
    assert inspection is not None
    progress = seen.progress_of(inspection)
    bad = inspection.plan.get("found") or seen.bad_units(inspection)
    rows = [
        [str(one.label), one.aql.replace(".", ","), str(one.size), f"{one.accept}/{one.reject}", str(one.bad)]
        for one in showing.classes_of(inspection.plan, bad)
    ]
    columns = [
        Column("Mức lỗi", 1.6),
        Column("AQL (%)", 1.0, "center"),
        Column("Cỡ mẫu", 1.0, "center"),
        Column("Ac/Re", 1.0, "center"),
        Column("Đơn vị lỗi", 1.2, "center"),
    ]
    verdict = {PASSED: "ĐẠT", FAILED: "KHÔNG ĐẠT"}.get(inspection.state, "CHƯA KẾT LUẬN")
    blocks: list[Block] = [
        Heading(f"{place}. Lô kiểm tra {Units(lot.units).label.lower()} số {lot.pk}"),
        *[Paragraph(line) for line in showing.plan_words(lot)],
        Paragraph(
            f"Hạt giống: {inspection.seed}. Mã băm danh sách đơn vị (SHA-256): {inspection.units_digest}. Rút lại từ "
            "hạt giống và danh sách này cho đúng mẫu đã kiểm tra."
        ),
        Paragraph(
            f"Đã xem {progress.looked}/{progress.units} đơn vị, trong đó {progress.doubted} đơn vị ngoài mẫu do máy "
            f"nghi ngờ; {progress.bad} đơn vị có lỗi."
        ),
        Table(columns, rows),
    ]
    if lot.after_id:
        blocks.append(Paragraph(f"Lô này kiểm tra lại lô số {lot.after_id} không đạt."))
    blocks.append(Paragraph(f"Kết luận: {verdict}, lúc {_moment(inspection.decided_at)}."))
    if inspection.state == FAILED:
        blocks.append(
            Paragraph("Toàn bộ lô được trả lại để đơn vị số hóa rà soát 100 %, sửa lỗi, rồi kiểm tra lại từ đầu.")
        )
    return blocks


def _defects(lots: Sequence[Lot], place: str, delivery: Any = None) -> list[Block]:
    blocks: list[Block] = [Heading(f"{place}. Lỗi đã ghi")]
    counted = [(row, lot) for lot in lots for row in showing.defect_rows(lot)]
    if not counted:
        return [*blocks, Paragraph("Không ghi nhận lỗi nào.")]
    columns = [
        Column("Loại lỗi", 2.6),
        Column("Căn cứ", 1.8),
        *[Column(name, 0.9, "center") for name in ("Nghiêm trọng", "Nặng", "Nhẹ")],
    ]
    rows = [[str(row.label), row.law, *(str(count) for count in row.counts)] for row, _lot in counted]
    blocks.append(Table(columns, rows))
    deliveries = [delivery] if delivery is not None else [one for lot in lots for one in lot.deliveries.all()]
    wanted = {lot.inspection_id for lot in lots}
    found = seen.defects_of(queries.SCANS, {one.pk for one in deliveries}).filter(inspection__in=wanted)
    places = queries.places_of(found[:MOST_LINES])
    told = [
        [
            str(number),
            places.get(one.pk, one.unit_key),
            str(showing.kinds.label_of(one.kind)),
            str(one.get_severity_display()),
            str(DEFECT_LABELS[one.state]) + (f" ({one.reason})" if one.reason else ""),
        ]
        for number, one in enumerate(found[:MOST_LINES], start=1)
    ]
    blocks.append(
        Table(
            [
                Column("STT", 0.5, "center"),
                Column("Ở đâu", 3.0),
                Column("Lỗi", 2.0),
                Column("Mức", 1.0),
                Column("Tình trạng", 1.6),
            ],
            told,
        )
    )
    if (more := found.count() - MOST_LINES) > 0:
        blocks.append(Paragraph(f"Còn {more} lỗi khác lưu trong Kho Số."))
    return blocks


def _end(lots: Sequence[Lot]) -> list[Block]:
    names: dict[str, None] = {}
    for lot in lots:
        assert lot.inspection is not None
        for one in queries.lookers_of(lot):
            names |= dict.fromkeys([one])
    made = sorted({name for lot in lots if lot.inspection for name in lot.inspection.makers})
    blocks: list[Block] = [Paragraph(f"Người kiểm tra: {', '.join(names) or '…'}.")]
    if made:
        blocks.append(Paragraph(f"Người quét, nộp hoặc nhập (không tham gia kiểm tra, kết luận): {', '.join(made)}."))
    return blocks
