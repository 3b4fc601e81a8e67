"""The minutes of a session as an official paper. Words are Vietnamese whoever reads.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục III mẫu 1.9 (biên bản); KH 82 III.2.b
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from khoso.engines.office import Annex, Bullets, Column, Heading, OfficialPaper, Paragraph, Signer, Table
from khoso.engines.office.port import Block
from khoso.foundation.identity.agencies import issuing
from khoso.instruments.approvals.queries import Room, Said, Tally
from khoso.kernel import clock
from khoso.stages.programme import queries as programme
from khoso.stages.selection.models import CouncilSession
from khoso.stages.selection.proposing import entries, papers
from khoso.stages.selection.sessions import queries, rules

DUTIES = {"chair": "Chủ tịch", "deputy": "Phó Chủ tịch", "secretary": "Thư ký", "member": "Thành viên"}
VOTES = {"yes": "Đồng ý", "no": "Không đồng ý", "abstain": "Ý kiến khác"}
NOTATION = "BB-HĐRS"


def moment(at: datetime) -> str:
    """«08 giờ 30 phút, ngày 05 tháng 01 năm 2026»."""
    here = at.astimezone(clock.VIETNAM)
    return f"{here:%H} giờ {here:%M} phút, ngày {here:%d} tháng {here:%m} năm {here:%Y}"


def paper(session: CouncilSession) -> OfficialPaper:
    """The minutes of a session that is being closed: everything as it stands now."""
    agency, room = session.agency, queries.room_of(session)
    plan = programme.current_plan()
    city: Any = plan.city if plan else None
    number, notation = papers.split_number(session.minutes_number, NOTATION)
    closed = session.closed_at or clock.now()
    chair, secretary = presiding(room), writing(room)
    return OfficialPaper(
        superior=issuing.issuer_of(agency).upper(),
        agency=session.body.name.upper(),
        number=number,
        notation=notation,
        place=issuing.place_of(agency, city),
        dated=closed.astimezone(clock.VIETNAM).date(),
        kind="BIÊN BẢN",
        subject=f"Họp Hội đồng rà soát xét {_lower(session.list.title)}",
        blocks=[
            *_opening(session, room, chair, secretary),
            *_content(session, room),
            *_result(session, room),
            Paragraph(
                f"Cuộc họp kết thúc vào {moment(closed)}. Biên bản được lập ngay tại cuộc họp, đọc cho các thành viên "
                "cùng nghe và thống nhất."
            ),
        ],
        signer=Signer(posts=["CHỦ TỌA"], name=chair.elector.name if chair else ""),
        recorder=Signer(posts=["THƯ KÝ"], name=secretary.elector.name if secretary else ""),
        recipients=["Thủ trưởng cơ quan", "Thành viên Hội đồng"],
        kept_at="VT, Hội đồng",
        annexes=_annexes(session),
    )


def _annexes(session: CouncilSession) -> list[Annex]:
    """The list as the council had it before itself; a very long one is named by its digest in the text."""
    if _count(session) > papers.DRAWN_AT_ONCE:
        return []
    return [Annex("Danh mục được xét tại cuộc họp", [papers.list_table(session.list, with_struck=True)], is_wide=True)]


def _count(session: CouncilSession) -> int:
    return session.list.entries.count()


def presiding(room: Room) -> Said | None:
    """Who chairs: the chair who is there, else a deputy."""
    there = [one for one in room.said if one.elector.is_present]
    return next((one for duty in (rules.CHAIR, rules.DEPUTY) for one in there if one.elector.duty == duty), None)


def writing(room: Room) -> Said | None:
    """Who writes the minutes: the secretary who is there, else somebody present who does not chair."""
    there = [one for one in room.said if one.elector.is_present]
    secretary = next((one for one in there if one.elector.duty == rules.SECRETARY), None)
    chair = presiding(room)
    return secretary or next((one for one in reversed(there) if one is not chair), None)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _line(one: Said) -> str:
    position = f", {one.elector.position}" if one.elector.position else ""
    return f"{one.elector.name}{position}, {DUTIES[one.elector.duty]} Hội đồng"


def _opening(session: CouncilSession, room: Room, chair: Said | None, secretary: Said | None) -> list[Block]:
    there = [one for one in room.said if one.elector.is_present]
    away = [one for one in room.said if not one.elector.is_present]
    told = room.tally()
    blocks: list[Block] = [
        Paragraph(f"Thời gian bắt đầu: {moment(session.opened_at or session.starts_at)}."),
        Paragraph(f"Địa điểm: {session.place}."),
        Heading("I. Thành phần tham dự"),
        Paragraph(f"Có mặt: {told.present}/{told.members} thành viên (cần ít nhất {told.needed}), gồm:"),
        Bullets([_line(one) for one in there]),
    ]
    if away:
        blocks += [
            Paragraph(f"Vắng mặt: {len(away)} thành viên, gồm:"),
            Bullets([f"{_line(one)} (lý do: {one.elector.absence_reason})" for one in away]),
        ]
    else:
        blocks.append(Paragraph("Vắng mặt: không."))
    blocks.append(Paragraph(f"Chủ trì (chủ tọa): {_line(chair) if chair else ''}."))
    blocks.append(Paragraph(f"Thư ký (người ghi biên bản): {_line(secretary) if secretary else ''}."))
    return blocks


def _content(session: CouncilSession, room: Room) -> list[Block]:
    one = session.list
    told = papers.totals_of(one)
    dossiers = told.dossiers + told.struck
    proposer = one.proposed_by.full_name if one.proposed_by else "…"
    kept = "danh mục kèm theo biên bản này"
    if _count(session) > papers.DRAWN_AT_ONCE:
        kept = f"danh mục lưu trong Kho Số, mã băm SHA-256 {entries.digest(one)}"
    blocks: list[Block] = [
        Heading("II. Nội dung"),
        *[Paragraph(line) for line in session.agenda.splitlines() if line.strip()],
        Paragraph(
            f"Hội đồng xét «{one.title}» (bản {one.version}) do {proposer} trình,"
            f" gồm {papers.number_vn(dossiers)} hồ sơ ({kept})."
        ),
    ]
    if session.discussion.strip():
        blocks.append(Heading("1. Thảo luận", 2))
        blocks += [Paragraph(line) for line in session.discussion.splitlines() if line.strip()]
    blocks.append(Heading(f"{2 if session.discussion.strip() else 1}. Ý kiến và biểu quyết của từng thành viên", 2))
    rows = [
        [str(place), said.elector.name, DUTIES[said.elector.duty], _vote(said), said.whole.text if said.whole else ""]
        for place, said in enumerate((one for one in room.said if one.elector.is_present), start=1)
    ]
    columns = [
        Column("STT", 0.5, "center"),
        Column("Họ và tên", 1.8),
        Column("Nhiệm vụ", 1.2),
        Column("Biểu quyết", 1.2),
        Column("Ý kiến", 3.0),
    ]
    blocks.append(Table(columns, rows))
    return blocks


def _vote(one: Said) -> str:
    if not one.may_vote:
        return "Người trình, không biểu quyết"
    return VOTES[one.whole.vote] if one.whole else ""


def _counted(told: Tally) -> str:
    return f"đồng ý {told.yes}, không đồng ý {told.no}, ý kiến khác {told.abstain + told.silent}"


def _result(session: CouncilSession, room: Room) -> list[Block]:
    told = room.tally()
    came = "thông qua" if told.passes else "không thông qua"
    blocks: list[Block] = [
        Heading("III. Kết quả biểu quyết"),
        Paragraph(
            f"Về toàn bộ danh mục: {_counted(told)} trên {told.voters} thành viên có mặt được biểu quyết "
            f"(cần ít nhất {told.yes_needed}). Hội đồng {came}."
        ),
    ]
    raised = queries.objections(session, room)
    if raised:
        columns = [
            Column("Mã hồ sơ", 1.8),
            Column("Lý do đề nghị đưa ra", 2.6),
            Column("Người đề nghị", 1.4),
            Column("Biểu quyết đưa ra", 1.8),
            Column("Kết quả", 1.2),
        ]
        rows = [
            [
                one.entry.reference_code or one.entry.number,
                one.reason,
                one.raised_by,
                _counted(one.tally),
                "Đưa ra khỏi danh mục" if one.carries else "Giữ trong danh mục",
            ]
            for one in raised
        ]
        blocks += [Paragraph("Về từng hồ sơ có ý kiến:"), Table(columns, rows)]
    left = papers.totals_of(session.list)
    blocks += [
        Heading("IV. Kết luận"),
        *[Paragraph(line) for line in session.conclusion.splitlines() if line.strip()],
        Paragraph(
            f"Sau cuộc họp, danh mục còn {papers.number_vn(left.dossiers)} hồ sơ, {papers.number_vn(left.sheets)} tờ, "
            f"{papers.number_vn(left.pages)} trang."
        ),
    ]
    return blocks
