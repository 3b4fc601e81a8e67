"""The papers of a round: minutes of acceptance, of each hand-over, and the certificate. Vietnamese whoever draws them.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục III mẫu 1.9 (biên bản); TT 05/2025 Đ.9.8; KH 82 Phụ lục II
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import translation

from khoso.engines import blobs, office, signatures
from khoso.engines.office import Annex, Bullets, Column, Heading, OfficialPaper, Paragraph, Signer, Table
from khoso.engines.office.port import Block
from khoso.foundation.identity.agencies.letterhead import letterhead
from khoso.foundation.identity.models import Agency
from khoso.instruments.signing import actions as signing
from khoso.kernel import clock, codes
from khoso.kernel.numbers_vi import grouped
from khoso.stages.acceptance.models import AcceptanceRound, RoundDossier
from khoso.stages.acceptance.rounds import figures, sizes
from khoso.stages.acceptance.rounds.figures import Volume
from khoso.stages.acceptance.rounds.minutes import CLIENT, CONTRACTOR, INVITED, Side
from khoso.stages.acceptance.rules import in_vietnamese

NOTATION, HANDING_NOTATION, CERTIFICATE_NOTATION = "BB-NT", "BB-BG", "XN-KL"
PARTS = {CLIENT: "Bên giao việc", CONTRACTOR: "Bên số hóa", INVITED: "Cơ quan được mời"}
CONDITIONS = {**codes.FORMAT, figures.NO_CONDITION: "Chưa ghi"}
# A longer list stays in the store; the paper names it by its digest.
DRAWN_AT_ONCE = 1500


def moment(at: datetime) -> str:
    """«08 giờ 30 phút, ngày 05 tháng 01 năm 2026»."""
    here = at.astimezone(clock.VIETNAM)
    return f"{here:%H} giờ {here:%M} phút, ngày {here:%d} tháng {here:%m} năm {here:%Y}"


def split_number(number: str, notation: str) -> tuple[str, str]:
    """«03/BB-NT» → («03», «BB-NT»)."""
    head, dash, tail = number.partition("/")
    return head, tail if dash else notation


def minutes_paper(
    agency: Agency,
    number: str,
    notation: str,
    subject: str,
    blocks: Sequence[Block],
    sides: Sequence[Side],
    *,
    annexes: Sequence[Annex] = (),
) -> OfficialPaper:
    """Minutes with a place for every side: the contractor left, the client right, others in the table above."""
    told = letterhead(agency)
    head, tail = split_number(number, notation)
    client = next((one for one in sides if one.part == CLIENT), None)
    contractor = next((one for one in sides if one.part == CONTRACTOR), None)
    return OfficialPaper(
        superior=told.superior,
        agency=told.issuer.upper(),
        number=head,
        notation=tail,
        place=told.place,
        dated=clock.today(),
        kind="BIÊN BẢN",
        subject=subject,
        blocks=[*blocks, *_signing_table(sides)],
        signer=Signer(posts=["ĐẠI DIỆN BÊN GIAO VIỆC"], name=client.name if client else ""),
        recorder=Signer(posts=["ĐẠI DIỆN BÊN SỐ HÓA"], name=contractor.name if contractor else ""),
        recipients=["Các bên ký biên bản"],
        kept_at="VT, hồ sơ hợp đồng",
        annexes=annexes,
    )


def present(sides: Sequence[Side], place: str, at: datetime) -> list[Block]:
    """Who met, where and when."""
    lines = [f"{PARTS[one.part]}: {one.organisation}; đại diện: {_named(one)}" for one in sides]
    where = [Paragraph(f"Địa điểm: {place}.")] if place else []
    return [Paragraph(f"Thời gian: {moment(at)}."), *where, Heading("I. Thành phần"), Bullets(lines)]


def _named(side: Side) -> str:
    return f"{side.name}, {side.position}" if side.position else side.name


def _signing_table(sides: Sequence[Side]) -> list[Block]:
    columns = [Column("STT", 0.4, "center"), Column("Bên", 1.2), Column("Đại diện", 2.2), Column("Cách ký", 2.4)]
    rows = [
        [
            str(place),
            PARTS[one.part],
            _named(one),
            "Ký trong Kho Số; chữ ký số của cơ quan trong tệp PDF"
            if one.person and one.agency
            else "Ký trong Kho Số"
            if one.person
            else "Ký trên bản giấy",
        ]
        for place, one in enumerate(sides, start=1)
    ]
    return [
        Paragraph("Biên bản được các bên đọc, thống nhất nội dung và ký theo thứ tự sau:"),
        Table(columns, rows),
    ]


def volume_table(told: Volume) -> Table:
    """Pages by size, each split by condition of the paper."""
    shown = [one for one in sizes.LABELS if told.of_size(one)] or [sizes.A4]
    columns = [
        Column("Khổ giấy", 1.6),
        *(Column(label, 1.0, "right") for label in CONDITIONS.values()),
        Column("Cộng (trang)", 1.2, "right"),
    ]
    rows = [
        [
            str(sizes.LABELS[size]),
            *(grouped(told.classes.get((size, one), 0)) for one in CONDITIONS),
            grouped(told.of_size(size)),
        ]
        for size in shown
    ]
    totals = ["Cộng, không kể mặt trắng", *(grouped(told.of_condition(one)) for one in CONDITIONS), grouped(told.pages)]
    return Table(columns, rows, totals=totals)


def volume_lines(told: Volume) -> list[str]:
    return [
        f"Hồ sơ: {grouped(told.dossiers)}",
        f"Tài liệu: {grouped(told.items)}",
        f"Trang (mặt có nội dung): {grouped(told.pages)}; mặt trắng không tính: {grouped(told.blanks)}",
        f"Trường thông tin đã có người xác nhận: {grouped(told.fields)}",
    ]


def acceptance_paper(one: AcceptanceRound, number: str, sides: Sequence[Side], place: str, note: str) -> OfficialPaper:
    """The minutes of acceptance of a round as it was counted."""
    with translation.override("vi"):
        accepted = figures.volume([one.pk], is_accepted=True)
        rejected = figures.volume([one.pk], is_accepted=False)
        share = f"{sizes.TOLERANCE * 100:.0f}"
        blocks: list[Block] = [
            *present(sides, place, clock.now()),
            Heading("II. Nội dung nghiệm thu"),
            Paragraph(
                f"{one.title}, đợt số hóa «{one.batch.title}»"
                + (f", hợp đồng số {one.batch.contract_number}." if one.batch.contract_number else ".")
            ),
            Bullets([f"Lô giao nộp: {told.folder_name}" for told in one.deliveries.order_by("registered_at")]),
            Heading("III. Khối lượng đạt"),
            Bullets(volume_lines(accepted)),
            volume_table(accepted),
            Paragraph(
                "Khổ giấy đo từ điểm ảnh và độ phân giải của từng trang (A4: 210 × 297 mm, A3: 297 × 420 mm, sai số "
                f"{share} %); tình trạng vật lý theo danh mục; trang là mặt có nội dung.",
                is_italic=True,
            ),
            Heading("IV. Khối lượng không đạt"),
            *_rejected_blocks(one, rejected),
            Heading("V. Kết luận"),
            *[Paragraph(line) for line in note.splitlines() if line.strip()],
            Paragraph(
                f"Các bên thống nhất nghiệm thu {grouped(accepted.dossiers)} hồ sơ, {grouped(accepted.pages)} trang. "
                "Số liệu đếm từ tệp và sự kiện lưu trong Kho Số, mã băm SHA-256 của các dòng kiểm đếm: "
                f"{one.digest}."
            ),
        ]
        return minutes_paper(
            one.agency, number, NOTATION, f"Nghiệm thu sản phẩm số hóa: {one.title}", blocks, sides, annexes=_lists(one)
        )


def _rejected_blocks(one: AcceptanceRound, rejected: Volume) -> list[Block]:
    if not rejected.dossiers:
        return [Paragraph("Không có hồ sơ nào không đạt.")]
    lines = [
        f"{' '.join(in_vietnamese([(code, '…')])).rstrip('.')}: {grouped(count)} hồ sơ"
        for code, count in figures.reasons(one)
    ]
    return [
        Paragraph(f"{grouped(rejected.dossiers)} hồ sơ, {grouped(rejected.pages)} trang, lý do:"),
        Bullets(lines),
    ]


def _lists(one: AcceptanceRound) -> list[Annex]:
    if one.dossiers.count() > DRAWN_AT_ONCE:
        return []
    rows = RoundDossier.objects.filter(round=one).select_related("dossier").order_by("dossier__reference_code")
    columns = [
        Column("STT", 0.4, "center"),
        Column("Mã hồ sơ", 1.6),
        Column("Tiêu đề", 3.4),
        Column("Tài liệu", 0.7, "right"),
        Column("Trang", 0.7, "right"),
    ]
    good = [row for row in rows if row.is_accepted]
    bad = [row for row in rows if not row.is_accepted]
    annexes = []
    if good:
        annexes.append(Annex("Hồ sơ đạt", [Table([*columns, Column("Trường", 0.7, "right")], _rows(good))]))
    if bad:
        told = Table([*columns, Column("Lý do", 3.0)], _rows(bad, with_reasons=True))
        annexes.append(Annex("Hồ sơ không đạt", [told], is_wide=True))
    return annexes


def _rows(rows: Sequence[RoundDossier], *, with_reasons: bool = False) -> list[list[str]]:
    return [
        [
            str(place),
            row.dossier.reference_code,
            row.dossier.title,
            grouped(row.items),
            grouped(row.pages),
            " ".join(in_vietnamese(row.reasons)) if with_reasons else grouped(row.fields),
        ]
        for place, row in enumerate(rows, start=1)
    ]


def handing_paper(
    batch: Any, delivery: Any, facts: dict[str, Any], number: str, sides: Sequence[Side], place: str, note: str
) -> OfficialPaper:
    """The minutes of one hand-over of scans: what was in the delivery, counted from its files."""
    with translation.override("vi"):
        blocks: list[Block] = [
            *present(sides, place, clock.now()),
            Heading("II. Sản phẩm bàn giao"),
            Paragraph(f"Lô giao nộp «{delivery.folder_name}», bảng kê {delivery.catalogue_name}."),
            Bullets(
                [
                    f"Nhận lúc: {moment(delivery.registered_at)}",
                    f"Hồ sơ: {grouped(facts['dossiers'])}",
                    f"Tệp: {grouped(facts['files'])}; dung lượng {grouped(facts['bytes'])} byte",
                    f"Tệp đạt kiểm tra máy: {grouped(facts['checked'])}, {grouped(facts['pages'])} trang ảnh",
                    f"Tệp bị từ chối, cách ly: {grouped(facts['stopped'])}; chưa kiểm tra: {grouped(facts['waiting'])}",
                    f"Mã băm SHA-256 của danh sách tệp: {facts['rows']}",
                ]
            ),
            *[Paragraph(line) for line in note.splitlines() if line.strip()],
            Paragraph("Số liệu đếm từ tệp đã nhận; việc nghiệm thu được lập biên bản riêng."),
        ]
        subject = f"Bàn giao sản phẩm số hóa, {batch.title}"
        return minutes_paper(batch.agency, number, HANDING_NOTATION, subject, blocks, sides)


def certificate_paper(one: AcceptanceRound, by: Any) -> OfficialPaper:
    """«Giấy xác nhận khối lượng hoàn thành» of a round."""
    told = letterhead(one.agency)
    head, tail = split_number(one.certificate_number, CERTIFICATE_NOTATION)
    accepted = figures.volume([one.pk], is_accepted=True)
    signed = one.minutes.filter(kind="acceptance", state="signed").first()
    contractor = one.batch.contractor.name if one.batch.contractor else "cơ quan tự số hóa"
    blocks: list[Block] = [
        Paragraph(
            f"{told.issuer} xác nhận khối lượng hoàn thành của {contractor}, đợt số hóa «{one.batch.title}»"
            + (f", hợp đồng số {one.batch.contract_number}" if one.batch.contract_number else "")
            + f", theo biên bản nghiệm thu số {signed.number if signed else ''}:"
        ),
        Bullets(volume_lines(accepted)),
        volume_table(accepted),
        Paragraph(
            "Gói tin của các hồ sơ trên đã được tạo, kiểm tra và lưu đủ bản sao nguyên vẹn ở mọi nơi lưu trữ vào "
            f"{moment(one.certified_at or clock.now())}. Mã băm SHA-256 của các dòng kiểm đếm: {one.digest}."
        ),
    ]
    return OfficialPaper(
        superior=told.superior,
        agency=told.issuer.upper(),
        number=head,
        notation=tail,
        place=told.place,
        dated=clock.today(),
        kind="GIẤY XÁC NHẬN",
        subject="Khối lượng số hóa hoàn thành",
        blocks=blocks,
        signer=Signer([getattr(by, "position", "").upper() or told.post], by.full_name, told.authority),
        recipients=[contractor],
        kept_at="VT, hồ sơ hợp đồng",
    )


def keep_certificate(one: AcceptanceRound, by: Any) -> None:
    """Draw the certificate and sign it with the agency's key; its digests go onto the round."""
    at = one.certified_at or clock.now()
    with translation.override("vi"):
        paper = certificate_paper(one, by)
        docx, pdf = office.docx(paper), office.pdf(paper, at=at)
    key = signatures.signer_for(one.agency.code, one.agency.name)
    with tempfile.TemporaryDirectory(prefix="khoso-xac-nhan-") as folder:
        plain, out = Path(folder) / "truoc.pdf", Path(folder) / "sau.pdf"
        plain.write_bytes(pdf)
        facts = signatures.sign_pdf(
            plain,
            out,
            signer=key.signer,
            signer_name=one.agency.name,
            at=at,
            timestamper=key.timestamper,
            evidence=key.evidence,
            shown_as=one.certificate_number,
        )
        one.certificate_pdf = blobs.store().put_file(out).sha256
    one.certificate_docx = blobs.store().put_bytes(docx).sha256
    signing.record_signature(
        subject=("acceptance_round", one.pk),
        sha256_before=facts.sha256_before,
        sha256_after=facts.sha256_after,
        signer_name=facts.signer_name,
        signed_at=facts.at,
        profile=facts.profile,
        certificate_fingerprint=facts.certificate_fingerprint,
        is_demonstration=key.is_demonstration,
    )
