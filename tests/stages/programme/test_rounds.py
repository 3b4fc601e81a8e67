"""Inspection rounds, monitoring, and findings until they are mended and looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.house import furnished, person, signed_in
from tests.stages.programme.files import pdf, upload
from tests.stages.programme.people import Town, town

from khoso.engines.office.port import Bullets, Heading, Paragraph
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.kernel.figures import CardKind, cards_for, figures
from khoso.kernel.states import WrongState
from khoso.stages.programme.days.rules import WorkCalendar
from khoso.stages.programme.models import MonitoringMinutes, Round, RoundFinding, Visit
from khoso.stages.programme.rounds import actions, publishing, queries
from khoso.stages.programme.rounds.actions import Found, Visited, Watched
from khoso.stages.programme.rounds.errors import NoticePublished, RoundNotAllowed, RoundRefused
from khoso.stages.programme.rounds.notice import Seen, Wrong, blocks_of, composed
from khoso.stages.programme.rounds.rules import FindingClock, clock_of, spread

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P12")]
NOW = datetime(2026, 9, 7, 3, 0, tzinfo=UTC)
TODAY = date(2026, 9, 7)


@pytest.fixture
def here(tmp_path: Path, db: None) -> Iterator[Town]:
    with furnished(tmp_path / "nha"), clock.frozen_at(NOW):
        yield town()


def planned(here: Town) -> Round:
    made = actions.plan_round("Đợt kiểm tra tháng 9", "", date(2026, 9, 1), date(2026, 9, 8), by=here.officer)
    actions.add_visits(made, [here.commune, here.neighbour], by=here.officer)
    return made


GRAVE = Found("Chưa có nội quy số hóa", "Ban hành nội quy", "grave", date(2026, 9, 14))


def visited(here: Town, *found: Found) -> Visit:
    visit = planned(here).visits.get(agency=here.commune)
    return actions.record_visit(
        visit, Visited(date(2026, 9, 3), "Đoàn 1", "Đang chuẩn bị.", None, found or (GRAVE,)), by=here.officer
    )


@given(st.integers(1, 200), st.integers(1, 60))
def test_visits_spread_evenly_and_in_order(count: int, days: int) -> None:
    free = [date(2026, 9, 1) + timedelta(days=number) for number in range(days)]
    told = spread(count, free)
    a_day = [told.count(day) for day in set(told)]
    assert told == sorted(told)
    assert len(told) == count
    assert max(a_day) - min(a_day) <= (1 if count >= days else 0)
    assert len(set(told)) == min(count, days)


def test_a_round_spreads_over_working_days_and_keeps_to_its_span(here: Town) -> None:
    made = planned(here)
    # From Tuesday 01/09: National Day is free, so the first working day is Thursday 03/09.
    assert [one.planned_on for one in made.visits.all()] == [date(2026, 9, 3), date(2026, 9, 7)]
    with pytest.raises(RoundRefused):
        actions.add_visits(made, [here.commune], by=here.officer)
    with pytest.raises(RoundRefused):
        actions.add_visits(made, [here.home], on=date(2026, 9, 9), by=here.officer)
    weekend = actions.plan_round("Cuối tuần", "", date(2026, 9, 12), date(2026, 9, 13), by=here.officer)
    with pytest.raises(RoundRefused):
        actions.add_visits(weekend, [here.commune], by=here.officer)
    with pytest.raises(RoundNotAllowed):
        actions.plan_round("Của xã", "", TODAY, TODAY, by=here.head)


@pytest.mark.parametrize(
    ("due", "is_open", "today", "told"),
    [
        (date(2026, 9, 14), True, date(2026, 9, 7), FindingClock(5)),
        (date(2026, 9, 14), True, date(2026, 9, 14), FindingClock(0)),
        (date(2026, 9, 14), True, date(2026, 9, 15), FindingClock(-1)),
        (date(2026, 9, 11), True, date(2026, 9, 12), FindingClock(-1)),  # a Saturday after the term is late
        (date(2026, 9, 14), False, date(2026, 10, 1), FindingClock(None)),
        (None, True, date(2026, 9, 7), FindingClock(None)),
    ],
)
def test_the_clock_of_a_finding(due: date | None, is_open: bool, today: date, told: FindingClock) -> None:
    assert clock_of(due, is_open, today, WorkCalendar()) == told


def test_a_visit_is_recorded_once_and_the_agency_sees_what_to_mend(here: Town) -> None:
    visit = visited(here)
    with pytest.raises(RoundRefused):
        actions.record_visit(visit, Visited(TODAY, "", "Lần hai"), by=here.officer)
    assert [one.text for one in queries.findings_seen_by(here.clerk)] == [GRAVE.text]
    assert list(queries.findings_seen_by(here.stranger)) == []
    other = Visit.objects.get(agency=here.neighbour)
    with pytest.raises(RoundRefused):
        actions.record_visit(other, Visited(TODAY + timedelta(1), "", "Chưa tới ngày"), by=here.officer)
    with pytest.raises(RoundRefused):
        actions.record_visit(
            other, Visited(TODAY, "", "Hạn sai", None, [Found("Sai", due_on=TODAY - timedelta(1))]), by=here.officer
        )
    assert Visit.objects.get(pk=other.pk).visited_on is None


def test_a_finding_is_mended_with_evidence_sent_back_and_closed_by_another(here: Town) -> None:
    finding = visited(here).findings.get()
    evidence = here.paper(here.commune, "30/QĐ-UBND", date(2026, 9, 5))
    with pytest.raises(RoundRefused):
        actions.mend_finding(finding, "Đã ban hành", None, by=here.clerk)
    with pytest.raises(RoundNotAllowed):
        actions.mend_finding(finding, "Đã ban hành", evidence, by=here.stranger)
    with pytest.raises(WrongState):
        actions.close_finding(finding, by=here.officer)
    actions.mend_finding(finding, "Đã ban hành", evidence, by=here.clerk)
    with pytest.raises(RoundNotAllowed):
        actions.close_finding(finding, by=here.supervisor)
    actions.send_finding_back(finding, "Chưa có chữ ký", due_on=date(2026, 9, 20), by=here.officer)
    finding.refresh_from_db()
    assert (finding.state, finding.due_on, finding.send_back_reason) == ("open", date(2026, 9, 20), "Chưa có chữ ký")
    actions.mend_finding(finding, "Đã ký", evidence, by=here.clerk)
    actions.close_finding(finding, by=here.officer)
    finding.refresh_from_db()
    assert (finding.state, finding.closed_by) == ("closed", here.officer)


@pytest.mark.luat("KH 82 Phụ lục II II.15")
def test_a_team_minutes_and_closes_its_own_findings_but_never_its_own_word(here: Town) -> None:
    said = Watched(TODAY, "Giám sát quét đợt 1", "Quét đúng quy trình.", ["Lê Thị Mẫu"], findings=[Found("Thiếu sổ")])
    with pytest.raises(RoundNotAllowed):
        actions.record_monitoring(here.commune, said, by=here.clerk)
    with pytest.raises(RoundNotAllowed):
        actions.record_monitoring(here.neighbour, said, by=here.supervisor)
    minutes = actions.record_monitoring(here.commune, said, by=here.supervisor)
    finding = minutes.findings.get()
    evidence = here.paper(here.commune)
    actions.mend_finding(finding, "Đã lập sổ", evidence, by=here.supervisor)
    with pytest.raises(RoundRefused):
        actions.close_finding(finding, by=here.supervisor)
    second = person("giamsat2", (here.commune, Role.SUPERVISOR))
    actions.close_finding(finding, by=second)
    finding.refresh_from_db()
    assert finding.state == "closed"


def test_the_notice_is_composed_edited_published_and_frozen(here: Town) -> None:
    visit = visited(here)
    made = visit.round
    assert publishing.draft_of(made) == composed(
        "Đợt kiểm tra tháng 9",
        date(2026, 9, 1),
        date(2026, 9, 8),
        [
            Seen(
                "UBND xã Mẫu", date(2026, 9, 3), "Đang chuẩn bị.", [Wrong(GRAVE.text, GRAVE.demand, True, GRAVE.due_on)]
            ),
            Seen("UBND xã Bên", None),
        ],
    )
    publishing.save_notice(made, "I. KẾT QUẢ\nĐã sửa.", by=here.officer)
    made.refresh_from_db()
    assert publishing.draft_of(made) == "I. KẾT QUẢ\nĐã sửa."
    assert here.task("round.published", here.home).state == "not_begun"
    publishing.publish_notice(made, "I. KẾT QUẢ\nĐã sửa.", "12/TB-SNV", by=here.officer)
    assert here.task("round.published", here.home).state == "done"
    made.refresh_from_db()
    assert made.notice is not None
    assert (made.notice.media_type, made.notice.number, made.notice.agency) == (
        "application/pdf",
        "12/TB-SNV",
        here.home,
    )
    with pytest.raises(NoticePublished):
        publishing.save_notice(made, "Khác", by=here.officer)
    with pytest.raises(NoticePublished):
        actions.add_visits(made, [here.home], by=here.officer)
    client, address = signed_in(Client(), here.clerk), reverse("programme:round-notice", args=[made.pk])
    assert "Đã sửa." in client.get(address).content.decode()
    paper = client.get(reverse("programme:notice-paper", args=[made.pk, "docx"]))
    assert (paper.status_code, paper.content[:2]) == (200, b"PK")


def test_a_notice_not_out_is_nobodys_but_home_affairs(here: Town) -> None:
    made = visited(here).round
    address = reverse("programme:round-notice", args=[made.pk])
    assert signed_in(Client(), here.clerk).get(address).status_code == 404
    assert signed_in(Client(), here.officer).get(address).status_code == 200
    assert (
        signed_in(Client(), here.clerk).get(reverse("programme:notice-paper", args=[made.pk, "pdf"])).status_code == 404
    )


def test_nothing_is_published_of_a_round_that_visited_nobody(here: Town) -> None:
    made = planned(here)
    with pytest.raises(RoundRefused):
        publishing.publish_notice(made, "Văn bản", "1/TB-SNV", by=here.officer)


def test_the_text_of_a_notice_becomes_the_parts_of_a_paper() -> None:
    text = "I. KẾT QUẢ\n1. UBND xã Mẫu\nĐang chuẩn bị.\n- Chưa có nội quy.\n- Thiếu sổ.\nII. YÊU CẦU\n- Khắc phục."
    assert blocks_of(text) == [
        Heading("I. KẾT QUẢ", 1),
        Heading("1. UBND xã Mẫu", 2),
        Paragraph("Đang chuẩn bị."),
        Bullets(("Chưa có nội quy.", "Thiếu sổ.")),
        Heading("II. YÊU CẦU", 1),
        Bullets(("Khắc phục.",)),
    ]


def test_figures_count_what_they_can_show(here: Town) -> None:
    finding = visited(here, GRAVE, Found("Thiếu sổ")).findings.first()
    actions.record_monitoring(here.commune, Watched(TODAY, "Giám sát", "Tốt.", ["A"]), by=here.supervisor)
    told = figures()
    open_, kept = told["programme.findings_open"], told["programme.monitoring_minutes"]
    before = NOW - timedelta(days=10)
    assert (open_.counted(before), kept.counted(before)) == ({}, {})
    assert (open_.counted(NOW), kept.counted(NOW)) == ({here.commune.pk: 2}, {here.commune.pk: 1})
    assert sum(one.amount for one in open_.evidence(here.commune.pk, NOW, 0, 50)) == 2
    assert sum(one.amount for one in kept.evidence(here.commune.pk, NOW, 0, 50)) == 1
    assert finding is not None
    actions.mend_finding(finding, "Xong", here.paper(here.commune), by=here.clerk)
    actions.close_finding(finding, by=here.officer)
    assert open_.counted(NOW) == {here.commune.pk: 1}
    assert open_.counted(NOW - timedelta(seconds=1)) == {here.commune.pk: 2}


def cards(someone: object) -> dict[str, int | None]:
    told = cards_for(someone)
    mine = [card for kind in (CardKind.LATE, CardKind.WAITING) for card in told[kind]]
    return {card.name: card.count for card in mine if card.name.startswith(("findings", "visits"))}


def test_home_tells_each_what_waits_for_them(here: Town) -> None:
    finding = visited(here).findings.get()
    assert cards(here.clerk) == {"findings-due": 1}
    assert cards(here.stranger) == {}
    with clock.frozen_at(datetime(2026, 9, 15, 3, tzinfo=UTC)):
        assert cards(here.clerk) == {"findings-late": 1}
        # The neighbour's day has passed and nobody wrote down what was seen there.
        assert cards(here.officer) == {"visits-unrecorded": 1}
    actions.mend_finding(finding, "Đã ban hành", here.paper(here.commune), by=here.clerk)
    assert cards(here.clerk) == {}
    assert cards(here.officer) == {"findings-mended": 1}
    assert cards(here.supervisor) == {}


def test_home_affairs_records_a_visit_and_the_agency_mends_it_on_the_screens(here: Town) -> None:
    visit = planned(here).visits.get(agency=here.commune)
    officer, clerk = signed_in(Client(), here.officer), signed_in(Client(), here.clerk)
    sent = {
        "visited_on": "2026-09-03",
        "summary": "Đang chuẩn bị.",
        "ton-tai-TOTAL_FORMS": "2",
        "ton-tai-INITIAL_FORMS": "0",
        "ton-tai-0-text": "Chưa có nội quy",
        "ton-tai-0-weight": "grave",
        "ton-tai-0-due_on": "2026-09-14",
    }
    address = reverse("programme:visit-record", args=[visit.pk])
    half = officer.post(address, {**sent, "ton-tai-1-demand": "Yêu cầu không có tồn tại"})
    assert (half.status_code, RoundFinding.objects.count()) == (422, 0)
    recorded = officer.post(address, sent)
    assert recorded.status_code == 302, (recorded.context["form"].errors, recorded.context["rows"].errors)
    finding = RoundFinding.objects.get()
    page = clerk.get(reverse("programme:findings")).content.decode()
    assert "Chưa có nội quy" in page
    assert "Còn 5 ngày làm việc" in page
    mended = clerk.post(
        reverse("programme:finding-mend", args=[finding.pk]), {"text": "Đã ban hành", "file": upload(pdf())}
    )
    assert mended.status_code == 302
    assert officer.post(reverse("programme:finding-close", args=[finding.pk])).status_code == 302
    finding.refresh_from_db()
    assert finding.state == "closed"


def test_a_supervisor_minutes_on_the_screen(here: Town) -> None:
    client = signed_in(Client(), here.supervisor)
    sent = {
        "agency": here.commune.pk,
        "watched_on": "2026-09-07",
        "subject": "Giám sát quét",
        "others": "Lê Thị Mẫu, Trần Văn Mẫu",
        "text": "Đúng quy trình.",
        "ton-tai-TOTAL_FORMS": "0",
        "ton-tai-INITIAL_FORMS": "0",
    }
    assert client.get(reverse("programme:monitoring-record")).status_code == 200
    assert client.post(reverse("programme:monitoring-record"), sent).status_code == 302
    minutes = MonitoringMinutes.objects.get()
    assert minutes.present == ["Lê Thị Mẫu", "Trần Văn Mẫu"]
    assert "Đúng quy trình." in client.get(reverse("programme:monitoring", args=[minutes.pk])).content.decode()
