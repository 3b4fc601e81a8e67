"""The register of a site and the minutes of a wiping on paper. Words are Vietnamese whoever reads.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục III; TT 05/2025 Đ.7.2.a; NĐ 31/2026 Đ.12
"""

from __future__ import annotations

from typing import Any

from khoso.engines import office
from khoso.engines.office import Annex, Bullets, Column, Heading, OfficialPaper, Paragraph, Signer, Table
from khoso.foundation.identity.agencies import issuing
from khoso.foundation.identity.agencies.letterhead import letterhead
from khoso.kernel import clock
from khoso.stages.digitisation.models import Batch, SiteDevice, WipeRecord
from khoso.stages.digitisation.site import queries

FORMATS = ("docx", "pdf")
_DUTIES = {"operator": "Người quét", "lead": "Phụ trách tại chỗ", "technician": "Kỹ thuật viên", "checker": "Kiểm tra"}
_KINDS = {
    "scanner": "Máy quét",
    "computer": "Máy tính",
    "server": "Máy chủ",
    "storage": "Ổ lưu trữ",
    "network": "Thiết bị mạng",
    "camera": "Máy ảnh, camera",
    "other": "Thiết bị khác",
}
_METHODS = {
    "overwrite": "ghi đè toàn bộ ổ",
    "crypto": "hủy khóa mã hóa của ổ",
    "degauss": "khử từ",
    "destroy": "phá hủy vật lý",
    "no_storage": "thiết bị không có bộ nhớ lưu dữ liệu, hai bên cùng xác nhận",
}


def _day(day: Any) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _stay(row: Any) -> str:
    return f"{_day(row.arrived_on)} - {_day(row.left_on) or 'đang ở'}"


def _drawn(paper: OfficialPaper, file_format: str) -> bytes:
    return office.docx(paper) if file_format == "docx" else office.pdf(paper, at=clock.now())


def _contractor(batch: Batch) -> str:
    return batch.contractor.name if batch.contractor else "cơ quan tự số hóa"


def _contract(batch: Batch) -> str:
    return f", hợp đồng số {batch.contract_number}, đợt {batch.number}" if batch.contract_number else ""


def _annexes(told: queries.SiteRegister, *, with_cards: bool) -> list[Annex]:
    """People, devices and software of a site, a table each."""
    people = [
        [
            str(at),
            row.person.name,
            _card(row, with_cards),
            _DUTIES[row.person.duty],
            _paper_of(row.undertaking),
            _stay(row.person),
        ]
        for at, row in enumerate(told.people, start=1)
    ]
    devices = [
        [
            str(at),
            f"{_KINDS[row.device.kind]}: {row.device.name}",
            row.device.serial,
            row.device.disk_serial,
            row.device.seal_number,
            row.inspected,
            row.wiping.minutes_number if row.wiping else "",
            _stay(row.device),
        ]
        for at, row in enumerate(told.devices, start=1)
    ]
    software = [
        [str(at), one.name, one.version, " · ".join(p for p in (_day(one.checked_on), one.checked_by) if p), _stay(one)]
        for at, one in enumerate(told.software, start=1)
    ]
    return [
        Annex("Người", [Table(_columns("STT", "Họ và tên", "Số căn cước", "Nhiệm vụ", "Cam kết", "Có mặt"), people)]),
        Annex("Thiết bị", [Table(_device_columns(), devices)], is_wide=True),
        Annex("Phần mềm", [Table(_columns("STT", "Tên", "Phiên bản", "Kiểm tra", "Có mặt"), software)]),
    ]


def register_file(batch: Batch, told: queries.SiteRegister, file_format: str, *, with_cards: bool) -> bytes:
    """The register of a site, of one day or of all days, as DOCX or PDF. `with_cards`: whole numbers of cards."""
    head = letterhead(batch.agency)
    when = f"ngày {_day(told.day)}" if told.day else f"tính đến ngày {_day(clock.today())}"
    annexes = _annexes(told, with_cards=with_cards)
    paper = OfficialPaper(
        superior=head.superior,
        agency=head.issuer,
        number="",
        notation="",
        place=issuing.place_of(batch.agency, None),
        dated=clock.today(),
        kind="SỔ THEO DÕI",
        subject=f"Người, thiết bị, phần mềm tại nơi số hóa, {when}",
        blocks=[
            Paragraph(f"Đợt số hóa: {batch.title}. Đơn vị số hóa: {_contractor(batch)}{_contract(batch)}."),
            Bullets([f"{len(told.people)} người", f"{len(told.devices)} thiết bị", f"{len(told.software)} phần mềm"]),
        ],
        signer=Signer([head.post], head.head_name, head.authority),
        recipients=["Tổ Quản lý, Giám sát", "Đơn vị số hóa"],
        annexes=annexes,
    )
    return _drawn(paper, file_format)


def _card(row: queries.PersonRow, is_whole: bool) -> str:
    return row.person.identity_number if is_whole else row.card


def _columns(*titles: str) -> list[Column]:
    return [Column(title, 0.5 if title == "STT" else 1.6, "center" if title == "STT" else "left") for title in titles]


def _device_columns() -> list[Column]:
    return _columns("STT", "Thiết bị", "Số máy", "Số ổ đĩa", "Niêm phong", "Biên bản kiểm tra", "Xóa dữ liệu", "Có mặt")


def _paper_of(standing: Any) -> str:
    return standing.number if standing and standing.is_open else ""


def wipe_minutes(wiping: WipeRecord, file_format: str) -> bytes:
    """The minutes of one wiping, signed by both sides."""
    device: SiteDevice = wiping.device
    batch = device.batch
    head = letterhead(batch.agency)
    at = wiping.wiped_at.astimezone(clock.VIETNAM)
    proofs = [f"Sau khi xóa: {wiping.proof_after.file_name} (SHA-256 {wiping.proof_after.sha256})."]
    if wiping.proof_before:
        before = wiping.proof_before
        proofs.insert(0, f"Trước khi xóa: {before.file_name} (SHA-256 {before.sha256}).")
    paper = OfficialPaper(
        superior=head.superior,
        agency=head.issuer,
        number=wiping.minutes_number.partition("/")[0],
        notation=wiping.minutes_number.partition("/")[2] or "BB-XDL",
        place=issuing.place_of(batch.agency, None),
        dated=at.date(),
        kind="BIÊN BẢN",
        subject="Xóa dữ liệu trên thiết bị trước khi rời nơi số hóa",
        blocks=[
            Paragraph(f"Thời gian: {at:%H} giờ {at:%M} phút, ngày {at:%d} tháng {at:%m} năm {at:%Y}."),
            Paragraph(f"Đợt số hóa: {batch.title}{_contract(batch)}."),
            Heading("I. Thành phần"),
            Bullets(
                [
                    f"Đại diện {batch.agency.name}: {wiping.witness_of_agency}",
                    f"Đại diện {_contractor(batch)}: {wiping.witness_of_contractor}",
                ]
            ),
            Heading("II. Thiết bị"),
            Paragraph(
                f"{_KINDS[device.kind]} {device.name}, số máy {device.serial}, số ổ đĩa "
                f"{device.disk_serial or 'không có'}, số niêm phong {device.seal_number or 'không có'}."
            ),
            Heading("III. Việc đã làm"),
            Paragraph(f"Cách xóa dữ liệu: {_METHODS[wiping.method]}."),
            Paragraph("Bằng chứng kèm theo:"),
            Bullets(proofs),
            *([Paragraph(wiping.note)] if wiping.note else []),
            Paragraph(
                "Hai bên thống nhất: toàn bộ dữ liệu trên thiết bị đã được hủy, thiết bị được rời nơi số hóa theo "
                "Điều 7 Thông tư 05/2025/TT-BNV."
            ),
        ],
        signer=Signer(posts=["ĐẠI DIỆN CƠ QUAN"], name=wiping.witness_of_agency),
        recorder=Signer(posts=["ĐẠI DIỆN ĐƠN VỊ SỐ HÓA"], name=wiping.witness_of_contractor),
        recipients=["Hai bên"],
        kept_at="VT",
    )
    return _drawn(paper, file_format)
