"""Reminders on real rows: told once, one letter a day, failures kept and shown, a kill in between, by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.house import signed_in
from tests.stages.reporting.town import Town, at

from khoso.engines.jobs.memory import MemoryQueue
from khoso.engines.messages.memory import MemoryPost
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency, Delegation, Membership, Person
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.stages.programme import states as task_states
from khoso.stages.programme.models import MonitoringMinutes, RoundFinding
from khoso.stages.reporting import states
from khoso.stages.reporting.models import Difficulty, Notice, Period, Report, ReportMove, Request
from khoso.stages.reporting.models.notices import Channel
from khoso.stages.reporting.reminders import actions, calendar, queries, sending, telling
from khoso.stages.reporting.reminders.errors import NoticeNotAllowed, NoticeRefused
from khoso.stages.reporting.reminders.facts import open_facts
from khoso.stages.reporting.reminders.jobs import remind, send_letters

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P7"), pytest.mark.luat("KH 82 VI.6.c")]

DUE = date(2026, 6, 12)
MONDAY, WEDNESDAY, FRIDAY = date(2026, 6, 15), date(2026, 6, 17), date(2026, 6, 19)


def _tick(moment: datetime) -> None:
    """What the machine does at that moment."""
    with clock.frozen_at(moment):
        remind()
        send_letters()


def _told(channel: Any = Channel.IN_SYSTEM) -> list[tuple[str, str, int]]:
    rows = Notice.objects.filter(channel=channel).order_by("pk")
    return [(one.person.username if one.person else one.address, one.rule, one.level) for one in rows]


def _letters(mail: MemoryPost) -> list[tuple[str, str]]:
    return [(str(letter["To"]), str(letter["Subject"])) for letter in mail.taken]


@pytest.mark.usefixtures("queue")
def test_a_late_task_climbs_from_the_clerk_to_the_committee(town: Town, mail: MemoryPost) -> None:
    town.task(3, DUE)
    expected: list[tuple[str, str, int]] = []
    for day, more in (
        (date(2026, 6, 9), [("van-thu-a", "task.before", 0)]),
        (date(2026, 6, 10), []),
        (DUE, [("van-thu-a", "task.today", 0)]),
        (MONDAY, [("van-thu-a", "task.late", 0), ("thu-truong-a", "task.late", 1)]),
        (WEDNESDAY, [("thu-truong-a", "task.listed", 1), ("can-bo-so", "task.listed", 2)]),
        (
            FRIDAY,
            [
                ("thu-truong-a", "task.escalated", 1),
                ("can-bo-so", "task.escalated", 2),
                ("chu-tich", "task.escalated", 3),
            ],
        ),
    ):
        for hour in (8, 11, 15):
            _tick(at(day, hour))
        expected += more
        assert _told() == expected
    assert [to for to, _ in _letters(mail)] == [f"{name}@example.vn" for name, *_ in expected]
    assert _letters(mail)[2][1] == "Kho Số: Nhiệm vụ II.3 · Phường A: chậm 1 ngày làm việc (hạn 12/06/2026)"
    assert Notice.objects.filter(sent_at__isnull=True).count() == 0


@pytest.mark.usefixtures("queue", "mail")
def test_what_is_done_is_told_to_nobody(town: Town) -> None:
    for number, state in enumerate((task_states.DONE, task_states.WAIVED), start=1):
        task = town.task(number, DUE)
        task.state = state
        task.save()
    said = town.task(3, DUE)
    said.state = task_states.SAID_DONE
    said.save()
    _tick(at(MONDAY))
    assert {one.subject_id for one in Notice.objects.all()} == {str(said.pk)}


@pytest.mark.usefixtures("queue", "mail")
def test_nothing_is_said_on_free_days_or_outside_office_hours(town: Town) -> None:
    town.task(3, DUE)
    for moment in (at(date(2026, 6, 13)), at(date(2026, 6, 14)), at(MONDAY, 6, 59), at(MONDAY, 17), at(MONDAY, 23)):
        _tick(moment)
    assert _told() == []
    _tick(at(MONDAY, 7))
    assert len(_told()) == 2


@pytest.mark.usefixtures("queue")
def test_twenty_things_are_one_letter_a_day(town: Town, mail: MemoryPost) -> None:
    for number in range(1, 21):
        town.task(number, DUE)
    town.task(30, date(2026, 6, 18))
    _tick(at(MONDAY))
    assert _letters(mail) == [
        ("van-thu-a@example.vn", "Kho Số: 21 lời nhắc ngày 15/06/2026"),
        ("thu-truong-a@example.vn", "Kho Số: 20 lời nhắc ngày 15/06/2026"),
    ]
    body = mail.taken[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert body.count("- Nhiệm vụ II.") == 21
    assert "NHIỆM VỤ: VỪA QUÁ HẠN" in body and "NHIỆM VỤ: SẮP ĐẾN HẠN" in body
    assert "Anh/chị nhận thư này vì" in body
    # What comes up later that day waits for the next morning.
    town.task(31, DUE)
    _tick(at(MONDAY, 14))
    assert len(mail.taken) == 2
    _tick(at(date(2026, 6, 16)))
    assert [subject for to, subject in _letters(mail)[2:] if to.startswith("van-thu")] == [
        "Kho Số: Nhiệm vụ II.31 · Phường A: chậm 1 ngày làm việc (hạn 12/06/2026)"
    ]
    with clock.frozen_at(at(MONDAY)):
        assert queries.unread_count(town.clerk) == 2


@pytest.mark.usefixtures("queue")
def test_a_kill_between_sending_and_noting_makes_one_duplicate_with_the_same_name(
    town: Town, mail: MemoryPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.task(3, DUE)

    class Killed(BaseException):
        pass

    send = mail.send

    def killed_after(message: Any) -> str:
        send(message)
        raise Killed

    monkeypatch.setattr(mail, "send", killed_after)
    with pytest.raises(Killed):
        _tick(at(DUE))
    monkeypatch.setattr(mail, "send", send)
    # Not at once: it was counted as tried.
    _tick(at(DUE, 8, 1))
    assert len(mail.taken) == 1
    _tick(at(DUE, 9))
    _tick(at(DUE, 10))
    assert [letter["Message-ID"] for letter in mail.taken] == [mail.taken[0]["Message-ID"]] * 2


@pytest.mark.usefixtures("queue")
def test_what_passes_is_tried_later_and_what_never_will_is_shown_with_its_reason(town: Town, mail: MemoryPost) -> None:
    town.task(3, DUE)
    mail.busy.add("van-thu-a@example.vn")
    mail.unknown.add("thu-truong-a@example.vn")
    _tick(at(MONDAY))
    assert _letters(mail) == []
    with clock.frozen_at(at(MONDAY)):
        shown = {one.address: (bool(one.given_up_at), one.failure) for one in queries.failures()}
    assert shown == {
        "van-thu-a@example.vn": (False, "Máy chủ thư tạm thời chưa nhận thư cho van-thu-a@example.vn."),
        "thu-truong-a@example.vn": (True, "Máy chủ thư từ chối địa chỉ thu-truong-a@example.vn."),
    }
    mail.busy.clear()
    _tick(at(MONDAY, 8, 4))
    assert _letters(mail) == []
    _tick(at(MONDAY, 8, 6))
    assert [to for to, _ in _letters(mail)] == ["van-thu-a@example.vn"]
    # Home Affairs has the address mended and lets it be sent again.
    Person.objects.filter(pk=town.head.pk).update(email="moi@example.vn")
    with clock.frozen_at(at(MONDAY, 10)):
        assert actions.try_again(town.officer) == 1
    _tick(at(MONDAY, 10, 1))
    assert [to for to, _ in _letters(mail)] == ["van-thu-a@example.vn", "moi@example.vn"]
    assert queries.failures().count() == 0


@pytest.mark.usefixtures("queue")
def test_a_server_that_is_down_is_asked_once_a_run_and_nothing_is_lost(town: Town, mail: MemoryPost) -> None:
    town.task(3, DUE)
    mail.is_down = True
    _tick(at(MONDAY))
    assert sorted(Notice.objects.filter(channel=Channel.EMAIL).values_list("attempts", flat=True)) == [0, 1]
    mail.is_down = False
    _tick(at(MONDAY, 9))
    assert len(mail.taken) == 2
    assert Notice.objects.filter(given_up_at__isnull=False).count() == 0


@pytest.mark.usefixtures("queue")
def test_an_address_that_stays_busy_is_given_up_after_its_tries(town: Town, mail: MemoryPost) -> None:
    town.task(3, DUE)
    mail.busy.add("van-thu-a@example.vn")
    with clock.frozen_at(at(DUE)):
        remind()
    moment = at(DUE)
    for wait in sending.WAITS:
        with clock.frozen_at(moment):
            if telling.is_telling_time():
                send_letters()
        moment += timedelta(minutes=wait)
    for day in range(20):
        with clock.frozen_at(at(MONDAY + timedelta(day))):
            send_letters()
    [notice] = Notice.objects.filter(channel=Channel.EMAIL, rule="task.today")
    assert (notice.attempts, notice.given_up_at is not None) == (len(sending.WAITS), True)


@pytest.mark.usefixtures("queue")
def test_without_a_mail_server_everything_stays_in_the_system(town: Town) -> None:
    town.task(3, DUE)
    _tick(at(MONDAY))
    assert _told(Channel.EMAIL) == []
    assert [name for name, *_ in _told()] == ["van-thu-a", "thu-truong-a"]


@pytest.mark.usefixtures("queue")
def test_an_agency_without_people_is_told_at_its_address_and_one_without_both_is_seen(
    town: Town, mail: MemoryPost
) -> None:
    mute = Agency.objects.create(code="T.PC", name="Phường C", kind="ward")
    town.task(3, DUE, agency=town.wards[1])
    town.task(4, DUE, agency=mute)
    _tick(at(DUE))
    assert [to for to, _ in _letters(mail)] == ["b@phuong.example.vn"]
    [untold] = Notice.objects.filter(channel=Channel.IN_SYSTEM)
    assert (untold.agency, untold.person, untold.sent_at) == (mute, None, None)
    assert [(head.agency, head.untold) for head in queries.chain_heads() if head.untold] == [(mute, 1)]


@pytest.mark.usefixtures("queue", "mail")
def test_the_owner_is_told_instead_of_the_clerk_while_the_account_is_used(town: Town) -> None:
    owner = town.worker("chu-viec", town.wards[0], Role.SUPERVISOR)
    town.task(3, DUE, owner=owner)
    _tick(at(DUE))
    assert [name for name, *_ in _told()] == ["chu-viec"]
    Person.objects.filter(pk=owner.pk).update(is_active=False)
    Membership.objects.filter(person=town.head).update(ended_at=at(DUE))
    _tick(at(MONDAY))
    # The head's role ended: the agency's own address is told in their place.
    assert [name for name, *_ in _told()[1:]] == ["van-thu-a"]
    assert _told(Channel.EMAIL)[-1] == ("a@phuong.example.vn", "task.late", 1)


@pytest.mark.usefixtures("queue", "mail")
def test_reports_requests_findings_and_difficulties_are_owed_until_handed_in(town: Town) -> None:
    ward = town.wards[0]
    period = Period.objects.create(
        programme=town.programme, number=1, starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 14), due_at=at(DUE, 17)
    )
    asked = Request.objects.create(programme=town.programme, title="x", asked_at=at(DUE), due_at=at(DUE, 17))
    common = {"programme": town.programme, "agency": ward, "due_at": at(DUE, 17), "opened_at": at(DUE)}
    first = Report.objects.create(**common, kind="two_weekly", period=period)
    Report.objects.create(**common, kind="ad_hoc", request=asked)
    Report.objects.create(**common, kind="final", state=states.LOCKED, submitted_at=at(DUE))
    # A correction that is being written is owed to nobody.
    Report.objects.create(**common, kind="final", version=2)
    minutes = MonitoringMinutes.objects.create(agency=ward, watched_on=DUE, subject="x", text="y", recorded_at=at(DUE))
    RoundFinding.objects.create(agency=ward, monitoring=minutes, text="x", due_on=DUE)
    RoundFinding.objects.create(agency=ward, monitoring=minutes, text="y", due_on=DUE, state="mended")

    def owed() -> list[tuple[str, date]]:
        return sorted((fact.kind.value, fact.due) for fact in open_facts())

    with clock.frozen_at(at(MONDAY)):
        assert owed() == [("finding", DUE), ("report", DUE), ("request", DUE)]
        Report.objects.filter(pk=first.pk).update(state=states.SUBMITTED, submitted_at=at(DUE))
        Request.objects.filter(pk=asked.pk).update(closed_at=at(DUE))
        assert owed() == [("finding", DUE)]
        # Returned with a reason: it has to come again, by a day of its own.
        ReportMove.objects.create(report=first, move="return", at=at(MONDAY))
        Report.objects.filter(pk=first.pk).update(state=states.RETURNED)
        [_, (kind, again)] = owed()
        assert kind == "report" and again > MONDAY
        Report.objects.create(
            **common, kind="two_weekly", period=period, version=2, state=states.SUBMITTED, submitted_at=at(MONDAY, 9)
        )
        assert owed() == [("finding", DUE)]


@pytest.mark.usefixtures("queue")
def test_home_affairs_reminds_by_hand_at_once_and_once(town: Town, mail: MemoryPost) -> None:
    wanted = [ward.pk for ward in town.wards]
    saturday = at(date(2026, 6, 20), 20)
    with clock.frozen_at(saturday):
        told = {"title": "Gửi báo cáo kỳ 1", "text": "Trước 17 giờ.", "by": town.officer, "name": "n1"}
        assert actions.write_by_hand(wanted, **told) == 2
        assert actions.write_by_hand(wanted, **told) == 0
        send_letters()
    assert sorted(to for to, _ in _letters(mail)) == [
        "b@phuong.example.vn",
        "thu-truong-a@example.vn",
        "van-thu-a@example.vn",
    ]
    assert AuditEntry.objects.filter(verb="reporting.notice.write").count() == 1
    with pytest.raises(NoticeNotAllowed):
        actions.write_by_hand(wanted, title="x", text="", by=town.head, name="n2")
    wrong: tuple[dict[str, Any], ...] = ({"title": " "}, {"agency_ids": []})
    for bad in wrong:
        with pytest.raises(NoticeRefused):
            actions.write_by_hand(**told | {"agency_ids": wanted, "name": "n3"} | bad)


@pytest.mark.usefixtures("queue", "mail")
def test_reading_counts_groups_and_only_ones_own(town: Town) -> None:
    for number in range(1, 4):
        town.task(number, DUE)
    town.task(9, date(2026, 6, 18))
    _tick(at(MONDAY))
    groups = [one["digest"] for one in queries.digests(queries.own(town.clerk))]
    assert len(groups) == 2
    [day] = queries.days(queries.own(town.clerk), groups)
    assert [(group.rule, len(group.lines)) for group in day.groups] == [("task.late", 3), ("task.before", 1)]
    late = day.groups[0].digest
    assert actions.mark_read(town.head, late) == 0
    assert actions.mark_read(town.clerk, late) == 3
    assert queries.own(town.clerk, unread=True).count() == 1
    assert actions.mark_read(town.clerk) == 1


def test_the_screens_of_notices(town: Town, queue: MemoryQueue, mail: MemoryPost) -> None:
    task = town.task(3, DUE)
    for day in (DUE, MONDAY, WEDNESDAY, FRIDAY):
        _tick(at(day))
    with clock.frozen_at(at(FRIDAY, 9)):
        clerk, officer = signed_in(Client(), town.clerk), signed_in(Client(), town.officer)
        page = clerk.get("/loi-nhac").content.decode()
        assert "Nhiệm vụ: vừa quá hạn" in page and 'class="ks-icon-button ks-bell"' in page
        clerk.post("/loi-nhac/doc")
        assert "Không có lời nhắc chưa đọc" in clerk.get("/loi-nhac").content.decode()
        assert "Nhiệm vụ II.3 · Phường A" in clerk.get("/loi-nhac?doc=tat-ca&loai=task").content.decode()
        assert "Nhiệm vụ II.3" not in clerk.get("/loi-nhac?doc=tat-ca&loai=report").content.decode()
        chain = officer.get(f"/loi-nhac/chuoi/ve/task/{task.pk}").content.decode().split("Dòng thời gian")[1]
        order = ["Người van-thu-a", "Người thu-truong-a", "Người can-bo-so", "Người chu-tich"]
        assert [chain.index(name) for name in order] == sorted(chain.index(name) for name in order)
        assert "Phường A" in officer.get("/loi-nhac/chuoi").content.decode()
        assert officer.get(f"/loi-nhac/chuoi/{town.wards[0].code}").status_code == 200
        for address in (
            "/loi-nhac/chuoi",
            "/loi-nhac/chuoi/T.PA",
            f"/loi-nhac/chuoi/ve/task/{task.pk}",
            "/loi-nhac/viet",
        ):
            assert clerk.get(address).status_code == 403, address
        told = {"ten": "m1", "tieu-de": "Nộp sản phẩm", "noi-dung": "Sớm.", "co-quan": [w.pk for w in town.wards]}
        before = len(mail.taken)
        seen = officer.post("/loi-nhac/viet", told | {"buoc": "xem"}).content.decode()
        assert "2 cơ quan, 2 người trong hệ thống, 3 thư điện tử. Chưa gửi gì." in seen and "data-confirm" in seen
        assert Notice.objects.filter(rule="").count() == 0
        back = officer.post("/loi-nhac/viet", told | {"buoc": "sua"}).content.decode()
        assert 'value="Nộp sản phẩm"' in back and back.count(" checked") == 1
        assert officer.post("/loi-nhac/viet", told | {"buoc": "gui"}).status_code == 302
        assert officer.post("/loi-nhac/viet", told | {"buoc": "gui"}).status_code == 302
        queue.run_all()
        assert len(mail.taken) - before == 3


def test_two_runs_at_once_tell_once(town: Town, mail: MemoryPost) -> None:
    town.task(3, DUE)
    with clock.frozen_at(at(DUE)):
        assert telling.tell_by_rule() == 2
        assert telling.tell_by_rule() == 0
        assert sending.make_letters() == 1
        assert sending.make_letters() == 0
        assert (sending.send_letters(), sending.send_letters()) == (1, 0)


def test_the_calendar_shows_what_a_person_owes(town: Town) -> None:
    town.programme.agency_final_due, town.programme.city_final_due = date(2026, 6, 14), date(2026, 6, 29)
    town.programme.save()
    period = Period.objects.create(
        programme=town.programme, number=1, starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 14), due_at=at(DUE, 17)
    )
    asked = Request.objects.create(programme=town.programme, title="x", asked_at=at(DUE), due_at=at(MONDAY, 17))
    asked.agencies.add(town.wards[1])
    Report.objects.create(
        programme=town.programme,
        due_at=at(DUE, 17),
        opened_at=at(DUE),
        agency=town.wards[0],
        kind="two_weekly",
        period=period,
        state=states.SUBMITTED,
    )
    waiting = Difficulty.objects.create(
        programme=town.programme, agency=town.wards[0], text="Kín", raised_at=at(DUE), due_on=WEDNESDAY
    )

    def shown(person: Person) -> list[tuple[str, int, bool, bool]]:
        found = calendar.calendar_entries(Person.objects.get(pk=person.pk), date(2026, 6, 1), date(2026, 6, 30))
        return [(one.key, one.day.day, one.is_done, one.is_due) for one in found]

    with clock.frozen_at(at(DUE)):
        mine = (f"report-period-{period.pk}", 12, True, True)
        final = (f"report-final-agency-{town.programme.pk}", 14, False, True)
        assert shown(town.clerk) == [mine, final]
        assert shown(town.officer) == [
            (f"report-period-{period.pk}", 12, False, False),
            (f"report-final-agency-{town.programme.pk}", 14, False, False),
            (f"report-final-city-{town.programme.pk}", 29, False, True),
            (f"report-request-{asked.pk}", 15, False, False),
            (f"difficulty-{waiting.pk}", 17, False, True),
        ]
        titles = [one.title for one in calendar.calendar_entries(town.officer, DUE, WEDNESDAY)]
        # It leaves the house with the calendar a person subscribes to.
        assert not any("Kín" in title for title in titles)


@pytest.mark.usefixtures("queue", "mail")
def test_a_deputy_is_told_beside_the_head_while_the_role_is_lent(town: Town) -> None:
    deputy = town.worker("pho", town.wards[0], Role.SUPERVISOR)
    loan = {"giver": town.head, "taker": deputy, "agency": town.wards[0], "role": Role.HEAD, "made_at": at(DUE)}
    Delegation.objects.create(**loan, valid_from=MONDAY, valid_to=MONDAY)
    town.task(3, DUE)
    _tick(at(MONDAY))
    _tick(at(WEDNESDAY))
    assert [name for name, rule, _ in _told() if rule == "task.late"] == ["van-thu-a", "thu-truong-a", "pho"]
    assert [name for name, rule, _ in _told() if rule == "task.listed"] == ["thu-truong-a", "can-bo-so"]


@pytest.mark.usefixtures("queue")
def test_screens_ask_no_more_for_many_than_for_few(town: Town) -> None:
    def questions(addresses: list[str]) -> list[int]:
        client, counts = signed_in(Client(), town.officer), []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.append(len(asked))
        return counts

    addresses = ["/loi-nhac", "/loi-nhac/chuoi", "/loi-nhac/chuoi/T.PA", "/loi-nhac/viet", "/vuong-mac"]
    for number in range(1, 4):
        town.task(number, DUE)
        Difficulty.objects.create(
            programme=town.programme, agency=town.wards[0], text="x", raised_at=at(DUE), due_on=MONDAY
        )
    _tick(at(WEDNESDAY))
    with clock.frozen_at(at(WEDNESDAY)):
        few = questions(addresses)
        for number in range(10, 40):
            town.task(number, DUE, agency=town.wards[number % 2])
            Difficulty.objects.create(
                programme=town.programme, agency=town.wards[1], text="y", raised_at=at(DUE), due_on=MONDAY
            )
    _tick(at(WEDNESDAY, 9))
    with clock.frozen_at(at(WEDNESDAY, 9)):
        assert questions(addresses) == few
