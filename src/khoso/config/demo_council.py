"""Catalogue, council and lists of the demonstration: invented, in every state a screen has something for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock, ids
from khoso.stages.catalogue.actions import register_fonds
from khoso.stages.catalogue.models import Accumulation, Arrangement, ArrangementReport, Dossier, Fonds, Origin, Series
from khoso.stages.catalogue.rules import dossier_reference_code
from khoso.stages.programme import actions as programme
from khoso.stages.programme.actions import Given
from khoso.stages.selection.models import Assessment
from khoso.stages.selection.proposing import actions as lists
from khoso.stages.selection.proposing.hindrances import hindered
from khoso.stages.selection.sessions import actions as sessions
from khoso.stages.selection.sessions.closing import close_session

COUNCIL = "Hội đồng rà soát hồ sơ, tài liệu số hóa xã Mẫu An"
TEAM = "Tổ Quản lý, Giám sát số hóa tài liệu xã Mẫu An"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A series of one fonds: how many dossiers, of which years, under which term, about what."""

    code: str
    title: str
    count: int
    first_year: int
    last_year: int
    term: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """A fonds of the demonstration."""

    code: str
    title: str
    origin: str
    shelves: tuple[Shelf, ...]


HOLDINGS = (
    Holding(
        "UBND",
        "Phông Ủy ban nhân dân xã Mẫu An",
        str(Origin.CREATED),
        (
            Shelf(
                "01",
                "Đất đai, xây dựng",
                90,
                2009,
                2024,
                "02",
                (
                    "cấp giấy chứng nhận quyền sử dụng đất",
                    "giao đất ở",
                    "giải quyết tranh chấp đất đai",
                    "cấp phép xây dựng nhà ở",
                ),
            ),
            Shelf(
                "02",
                "Hộ tịch, tư pháp",
                70,
                2005,
                2023,
                "03",
                ("đăng ký khai sinh", "đăng ký kết hôn", "chứng thực hợp đồng", "hòa giải ở cơ sở"),
            ),
            Shelf(
                "03",
                "Tổng hợp, văn phòng",
                50,
                2012,
                2025,
                "05",
                ("chương trình công tác năm", "báo cáo kinh tế - xã hội", "họp giao ban của Ủy ban nhân dân xã"),
            ),
            Shelf(
                "04",
                "Lao động, thương binh và xã hội",
                40,
                2008,
                2022,
                "04",
                ("trợ cấp người có công", "chính sách bảo trợ xã hội", "rà soát hộ nghèo"),
            ),
        ),
    ),
    Holding(
        "HDND",
        "Phông Hội đồng nhân dân xã Mẫu An",
        str(Origin.CREATED),
        (
            Shelf(
                "01",
                "Kỳ họp, nghị quyết",
                30,
                2004,
                2024,
                "01",
                ("kỳ họp thường lệ", "nghị quyết phát triển kinh tế - xã hội", "giám sát chuyên đề"),
            ),
        ),
    ),
    Holding(
        "PTNMT",
        "Phông Phòng Tài nguyên và Môi trường huyện Mẫu (đã kết thúc hoạt động)",
        str(Origin.FORMER_DISTRICT),
        (
            Shelf(
                "01",
                "Địa chính các xã",
                60,
                1996,
                2015,
                "02",
                ("đo đạc bản đồ địa chính", "thu hồi đất làm đường", "thống kê, kiểm kê đất đai"),
            ),
        ),
    ),
)
# Every so many dossiers one is not like the others.
UNARRANGED_EVERY, HELD_EVERY, DIGITISED_EVERY, EXPIRED_EVERY = 9, 61, 14, 23


def seed_council(agency: Agency) -> None:
    """Council, team, catalogue, assessments and lists of the demonstration; nothing when they are there already."""
    if Fonds.objects.filter(agency=agency, code=HOLDINGS[0].code).exists():
        return
    people = {person.username: person for person in Person.objects.filter(is_demo=True)}
    _bodies(agency, people)
    made = [dossier for holding in HOLDINGS for dossier in _holding(agency, holding)]
    _arrangement(agency)
    chosen = _assessments(made, people["vanthu"])
    _lists(agency, chosen, people)


def _bodies(agency: Agency, people: dict[str, Person]) -> None:
    head, founded = people["thutruong"], date(2026, 6, 10)
    council = [
        Given("Vũ Thị Mẫu", "chair", "Phó Chủ tịch Ủy ban nhân dân xã", people["hoidong"]),
        Given("Cao Văn Mẫu", "deputy", "Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã"),
        Given("Bùi Văn Mẫu", "secretary", "Công chức Văn phòng - Thống kê", people["giamsat"]),
        Given("Ngô Thị Mẫu", "member", "Công chức Địa chính"),
        Given("Đinh Văn Mẫu", "member", "Công chức Tư pháp - Hộ tịch"),
    ]
    team = [
        Given("Bùi Văn Mẫu", "chair", "Công chức Văn phòng - Thống kê", people["giamsat"]),
        Given("Nguyễn Thị Mẫu", "secretary", "Văn thư, lưu trữ", people["vanthu"]),
        Given("Ngô Thị Mẫu", "member", "Công chức Địa chính"),
    ]
    for kind, name, members, number in (
        ("council", COUNCIL, council, "45/QĐ-UBND"),
        ("supervision", TEAM, team, "46/QĐ-UBND"),
    ):
        programme.found_body(agency, kind, name, members, founded_on=founded, decision_number=number, by=head)


def _holding(agency: Agency, holding: Holding) -> list[Dossier]:
    fonds = register_fonds(agency, code=holding.code, title=holding.title)
    fonds.origin, fonds.start, fonds.end = (
        holding.origin,
        str(min(shelf.first_year for shelf in holding.shelves)),
        str(max(shelf.last_year for shelf in holding.shelves)),
    )
    fonds.save(update_fields=["origin", "start", "end"])
    made: list[Dossier] = []
    for shelf in holding.shelves:
        series = Series.objects.create(
            id=ids.new("series", agency.code, holding.code, shelf.code), fonds=fonds, code=shelf.code, title=shelf.title
        )
        made += _dossiers(fonds, series, shelf)
    return Dossier.objects.bulk_create(made, batch_size=500)


def _dossiers(fonds: Fonds, series: Series, shelf: Shelf) -> Iterator[Dossier]:
    now = clock.now()
    for place in range(1, shelf.count + 1):
        year = shelf.first_year + place * (shelf.last_year - shelf.first_year) // shelf.count
        subject = shelf.subjects[place % len(shelf.subjects)]
        sheets = 18 + place * 37 % 160
        is_arranged = place % UNARRANGED_EVERY != 0
        number, box, register = f"{place:03d}", f"{(place - 1) // 12 + 1:02d}", shelf.code
        yield Dossier(
            id=ids.new("dossier", fonds.agency.code, fonds.code, register, box, number),
            fonds=fonds,
            series=series,
            origin=fonds.origin,
            register_number=register,
            box=box,
            store="Kho 1",
            shelf=f"Giá {(place - 1) // 36 + 1}",
            number=number,
            reference_code=dossier_reference_code(
                f"{fonds.agency.code}.{fonds.code}", year, number, register_number=register, box=box
            ),
            title=f"Hồ sơ {subject} năm {year}, tập {place % 5 + 1}",
            retention_code="06" if place % EXPIRED_EVERY == 0 else shelf.term,
            start=str(year) if place % 7 else f"{year}?",
            end=str(year),
            declared_sheet_count=sheets,
            declared_page_count=None if place % 31 == 0 else sheets * 2 - place % 9,
            declared_item_count=4 + place % 17,
            arrangement=Arrangement.ARRANGED if is_arranged else Arrangement.UNARRANGED,
            arranged_at=now if is_arranged else None,
            secrecy_held_for="mật" if place % HELD_EVERY == 0 else "",
            digitised_at=now - timedelta(days=400) if place % DIGITISED_EVERY == 0 else None,
            digitised_how="Số hóa năm 2025" if place % DIGITISED_EVERY == 0 else "",
            registered_at=now,
        )


def _arrangement(agency: Agency) -> None:
    """A part was arranged by a report; two heaps of paper are known by their metres only."""
    report = ArrangementReport.objects.create(
        agency=agency,
        number="12/BC-UBND",
        issued_on=date(2026, 5, 20),
        title="Báo cáo tổng kết chỉnh lý tài liệu giai đoạn 2004 - 2024",
        done_by="Đơn vị chỉnh lý Mẫu",
        metres=62,
        dossier_count=Dossier.objects.filter(fonds__agency=agency, arrangement=Arrangement.ARRANGED).count(),
    )
    rows = Dossier.objects.filter(fonds__agency=agency, arrangement=Arrangement.ARRANGED, arrangement_report=None)
    rows.filter(fonds__code__in=[holding.code for holding in HOLDINGS]).update(arrangement_report=report)
    heaps = (
        ("Tài liệu kế toán 2010 - 2020 bó gói", 14, 96, Arrangement.UNARRANGED, "2010", "2020"),
        ("Tài liệu hợp tác xã trước 2005", 6, None, Arrangement.ARRANGING, "", "2005"),
    )
    Accumulation.objects.bulk_create(
        Accumulation(
            agency=agency,
            title=title,
            metres=metres,
            boxes=boxes,
            place="Kho 2",
            arrangement=state,
            start=start,
            end=end,
        )
        for title, metres, boxes, state, start, end in heaps
    )


def _assessments(dossiers: Iterable[Dossier], by: Person) -> list[Any]:
    """Most arranged dossiers are assessed; returned are those a list may take."""
    made, free = [], []
    for place, dossier in enumerate(dossiers):
        if dossier.arrangement != Arrangement.ARRANGED or place % 4 == 3:
            continue
        row = Assessment(dossier=dossier, assessed_by=by, assessed_at=clock.now(), **_answer(place))
        made.append(row)
        if not dossier.secrecy_held_for and dossier.digitised_at is None:
            free.append(dossier.pk)
    Assessment.objects.bulk_create(made, batch_size=500)
    blocked = hindered(free)
    return [pk for pk in free if pk not in blocked]


def _answer(place: int) -> dict[str, Any]:
    if place % 19 == 0:
        return {"group": 2, "criteria": ["2.3", "2.5"], "risk_class": "A"}
    if place % 17 == 0:
        return {
            "group": 3,
            "criteria": ["3.2"],
            "risk_class": "B",
            "conditions": "Che thông tin cá nhân khi đưa ra khai thác",
        }
    if place % 29 == 0:
        return {"group": 1, "criteria": ["1.9"], "risk_class": "D", "risk_factors": ["R1", "R2"]}
    criteria = (["1.2", "1.3"], ["1.3", "1.5", "1.6"], ["1.2", "1.10"])[place % 3]
    return {
        "group": 1,
        "criteria": criteria,
        "risk_class": "B" if place % 5 == 0 else "A",
        "benefit_note": "Người dân hỏi thường xuyên tại bộ phận một cửa",
    }


def _lists(agency: Agency, chosen: list[Any], people: dict[str, Person]) -> None:
    """A list the council passed, one it is invited to, one still being made."""
    clerk, secretary = people["vanthu"], people["giamsat"]
    third = len(chosen) // 4
    passed = lists.draft_from(agency, chosen[:third], title="Danh mục số hóa đợt 1 năm 2026: đất đai", by=clerk)
    _pass(lists.propose(passed, by=clerk), secretary, people["hoidong"])
    asked = lists.draft_from(
        agency, chosen[third : 2 * third], title="Danh mục số hóa đợt 2 năm 2026: hộ tịch, chính sách", by=clerk
    )
    lists.propose(asked, by=clerk)
    sessions.call_session(
        asked, starts_at=_at(1, 14), place="Phòng họp số 2, trụ sở UBND xã", agenda=_AGENDA, by=secretary
    )
    rest = chosen[2 * third : 2 * third + 20]
    lists.draft_from(agency, rest, title="Danh mục số hóa đợt 3 năm 2026 (đang lập)", by=clerk)


_AGENDA = "1. Văn thư báo cáo danh mục đề nghị số hóa.\n2. Thành viên cho ý kiến.\n3. Biểu quyết.\n4. Kết luận."


def _at(days: int, hour: int) -> datetime:
    return datetime.combine(clock.today() + timedelta(days=days), time(hour), clock.VIETNAM)


def _pass(one: Any, secretary: Person, chair: Person) -> None:
    """A session that was held: everybody agrees but one, one dossier is struck out."""
    session = sessions.call_session(
        one,
        starts_at=clock.now() - timedelta(hours=3),
        place="Phòng họp số 1, trụ sở UBND xã",
        agenda=_AGENDA,
        by=secretary,
    )
    assert session.ballot is not None
    there = {elector.name: elector for elector in session.ballot.electors.all()}
    sessions.open_session(session, {there["Cao Văn Mẫu"].pk: "Đi công tác"}, by=secretary)
    sessions.say(session, there["Vũ Thị Mẫu"], "yes", "Nhu cầu tra cứu đất đai rất lớn, cần làm ngay.", by=chair)
    sessions.say(session, there["Bùi Văn Mẫu"], "yes", "Đã đối chiếu với kho, hồ sơ đủ.", by=secretary)
    sessions.say(session, there["Ngô Thị Mẫu"], "yes", "Đồng ý.", by=secretary)
    sessions.say(session, there["Đinh Văn Mẫu"], "abstain", "Đề nghị làm hồ sơ trước 2010 trước.", by=secretary)
    doubtful = one.entries.order_by("reference_code").first()
    for name in ("Vũ Thị Mẫu", "Bùi Văn Mẫu", "Ngô Thị Mẫu"):
        reason = "Hồ sơ đang phục vụ thanh tra, để lại đợt sau."
        sessions.say(session, there[name], "yes", reason, entry=doubtful, by=secretary)
    close_session(
        session,
        conclusion="Hội đồng thống nhất trình Thủ trưởng phê duyệt danh mục.",
        minutes_number="01/BB-HĐRS",
        by=secretary,
    )
