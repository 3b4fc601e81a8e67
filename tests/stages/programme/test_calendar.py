"""The calendar: days off of the year, the month on a page, the feed that calendar programs read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from tests.house import furnished, signed_in
from tests.stages.programme.people import Town, town

from khoso.foundation.audit import strangers
from khoso.foundation.identity.people.actions import disable_person, enable_person
from khoso.kernel import calendar, clock
from khoso.kernel.calendar import CalendarEntry, EntryKind
from khoso.stages.programme import queries
from khoso.stages.programme.bodies.actions import Given, Minuted, found_body, record_meeting
from khoso.stages.programme.days import actions, feed
from khoso.stages.programme.days.errors import DayNotAllowed, DayRefused
from khoso.stages.programme.days.month import grid, month_named
from khoso.stages.programme.days.rules import WorkCalendar
from khoso.stages.programme.models import CalendarFeed, DayOff, PlanTask
from khoso.stages.programme.rounds.actions import Found, Visited, add_visits, plan_round, record_visit

pytestmark = [pytest.mark.django_db]
NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
SECRET_TEXT = "Sổ mật của chuyến kiểm tra"


@pytest.fixture
def here(tmp_path: Path, db: None) -> Iterator[Town]:
    with furnished(tmp_path / "nha"), clock.frozen_at(NOW):
        yield town()


def busy(here: Town) -> None:
    """A November with something of every kind."""
    PlanTask.objects.filter(proof="council.founded").update(deadline_to=date(2026, 11, 16))
    body = found_body(
        here.commune, "council", "", [Given("Lê Thị Mẫu", "chair")], founded_on=date(2026, 6, 10), by=here.clerk
    )
    record_meeting(body, Minuted(date(2026, 11, 12), "Nội dung họp kín"), by=here.clerk)
    round_ = plan_round("Đợt 11", "", date(2026, 11, 2), date(2026, 11, 13), by=here.officer)
    (visit, _) = add_visits(round_, [here.commune, here.neighbour], by=here.officer)
    found = [Found(SECRET_TEXT, due_on=date(2026, 11, 25))]
    record_visit(visit, Visited(date(2026, 11, 2), "", "Xong.", None, found), by=here.officer)


def told(person: Any) -> list[tuple[str, str]]:
    entries = calendar.entries_for(person, date(2026, 11, 1), date(2026, 11, 30))
    return [(f"{one.day:%d/%m}", one.kind.value) for one in entries]


def test_each_has_what_concerns_them(here: Town) -> None:
    busy(here)
    assert told(here.clerk) == [
        ("02/11", "visit"),
        ("12/11", "meeting"),
        ("15/11", "task"),
        ("24/11", "holiday"),
        ("25/11", "finding"),
    ]
    assert told(here.stranger) == [("09/11", "visit"), ("15/11", "task"), ("24/11", "holiday")]
    assert told(here.officer) == [("02/11", "visit"), ("09/11", "visit"), ("24/11", "holiday"), ("25/11", "finding")]


def test_a_decision_of_the_year_moves_every_count(here: Town) -> None:
    assert queries.add_working_days(date(2026, 11, 23), 1) == date(2026, 11, 25)
    with pytest.raises(DayNotAllowed):
        actions.record_day_off(date(2026, 11, 25), "Nghỉ", "QĐ 1", is_working=False, by=here.head)
    actions.swap_days(date(2026, 11, 25), date(2026, 11, 28), "Hoán đổi", "TB 9/2026", by=here.officer)
    assert queries.add_working_days(date(2026, 11, 23), 1) == date(2026, 11, 26)
    assert queries.is_working_day(date(2026, 11, 28))
    assert queries.working_days_between(date(2026, 11, 23), date(2026, 11, 30)) == 4
    actions.remove_day_off(DayOff.objects.get(day=date(2026, 11, 28)), by=here.officer)
    assert not queries.is_working_day(date(2026, 11, 28))


@pytest.mark.parametrize(
    ("day", "is_working", "name", "decision", "field"),
    [
        (date(2026, 11, 24), False, "Nghỉ", "QĐ 1", "day"),  # free by law already
        (date(2026, 11, 25), True, "Làm", "QĐ 1", "day"),
        (date(1999, 1, 1), False, "Nghỉ", "QĐ 1", "day"),
        (date(2026, 11, 25), False, " ", "QĐ 1", "name"),
        (date(2026, 11, 25), False, "Nghỉ", "", "decision"),
    ],
)
def test_what_changes_nothing_or_has_no_decision_is_refused(
    here: Town, day: date, is_working: bool, name: str, decision: str, field: str
) -> None:
    with pytest.raises(DayRefused) as refused:
        actions.record_day_off(day, name, decision, is_working=is_working, by=here.officer)
    assert (refused.value.field, DayOff.objects.count()) == (field, 0)


def test_a_swap_is_written_whole_or_not_at_all(here: Town) -> None:
    with pytest.raises(DayRefused) as refused:
        actions.swap_days(date(2026, 11, 24), date(2026, 11, 28), "Đổi", "TB 9", by=here.officer)
    assert (refused.value.field, DayOff.objects.count()) == ("day", 0)
    with pytest.raises(DayRefused) as refused:
        actions.swap_days(date(2026, 11, 25), date(2026, 11, 27), "Đổi", "TB 9", by=here.officer)
    assert (refused.value.field, DayOff.objects.count()) == ("worked", 0)


def test_the_screen_of_days_off_keeps_a_swap(here: Town) -> None:
    client, address = signed_in(Client(), here.officer), reverse("programme:days-off")
    sent = {"what": "swap", "day": "2026-11-25", "worked": "2026-11-28", "name": "Đổi", "decision": "TB 9"}
    assert client.post(address, {**sent, "worked": ""}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert [(one.day, one.is_working) for one in DayOff.objects.all()] == [
        (date(2026, 11, 25), False),
        (date(2026, 11, 28), True),
    ]
    assert "TB 9" in client.get(address).content.decode()


def test_a_month_is_whole_weeks_with_what_they_hold() -> None:
    entries = [
        CalendarEntry("a-1", EntryKind.TASK, date(2026, 11, 2), "Muộn", is_due=True),
        CalendarEntry("a-2", EntryKind.TASK, date(2026, 11, 2), "Xong", is_due=True, is_done=True),
        CalendarEntry("a-3", EntryKind.OTHER, date(2026, 11, 9), "Dài", last=date(2026, 11, 11)),
    ]
    weeks = grid(date(2026, 11, 1), entries, WorkCalendar(), date(2026, 11, 22))
    days = [day for week in weeks for day in week]
    assert (days[0].day, days[-1].day, len(weeks)) == (date(2026, 10, 26), date(2026, 12, 6), 6)
    assert {f"{day.day:%d}": [(line.entry.key, line.is_late) for line in day.lines] for day in days if day.lines} == {
        "02": [("a-1", True), ("a-2", False)],
        "09": [("a-3", False)],
        "11": [("a-3", False)],
    }
    assert [day.day for day in days if day.is_in_month and not day.is_working and day.day.weekday() < 5] == [
        date(2026, 11, 24)
    ]


@pytest.mark.parametrize(
    ("text", "month"),
    [("2026-12", date(2026, 12, 1)), ("", date(2026, 11, 1)), ("x", date(2026, 11, 1)), ("9999-12", date(2099, 12, 1))],
)
def test_whatever_month_an_address_names_the_answer_is_a_month(text: str, month: date) -> None:
    assert month_named(text, date(2026, 11, 22)) == month


def test_the_page_shows_the_month_and_asks_few_questions(here: Town, django_assert_max_num_queries: Any) -> None:
    busy(here)
    client = signed_in(Client(), here.clerk)
    client.get(reverse("programme:calendar"))
    with django_assert_max_num_queries(45):
        page = client.get(reverse("programme:calendar"), {"thang": "2026-11"}).content.decode()
    assert "Lịch tháng 11/2026" in page
    assert "Ngày Văn hóa Việt Nam" in page


def feed_of(client: Client, secret: str) -> Any:
    return client.get(reverse("programme:calendar-feed", args=[secret]))


def test_a_calendar_program_reads_the_feed_and_it_tells_nothing_of_documents(here: Town) -> None:
    busy(here)
    answer = feed_of(Client(), actions.open_feed(here.clerk))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    raw = answer.content
    assert b"\r\n" in raw
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    read = Calendar.from_ical(raw)
    assert (str(read["VERSION"]), str(read["METHOD"])) == ("2.0", "PUBLISH")
    events = {str(one["UID"]): one for one in read.walk("VEVENT")}
    november = {key: one for key, one in events.items() if one.decoded("DTSTART").strftime("%Y%m") == "202611"}
    kinds = sorted(key.split("-")[0] for key in november)
    assert kinds == ["finding", "holiday", "meeting", "task", "visit"]
    culture = events["holiday-2026-11-24@kho-so"]
    assert (culture.decoded("DTSTART"), culture.decoded("DTEND")) == (date(2026, 11, 24), date(2026, 11, 25))
    assert culture["DTSTART"].params["VALUE"] == "DATE"
    assert str(culture["SUMMARY"]) == "Ngày Văn hóa Việt Nam"
    text = "".join(str(one) for event in events.values() for one in event.values())
    assert SECRET_TEXT not in text
    assert "Nội dung họp kín" not in text


def test_the_same_thing_keeps_its_uid(here: Town) -> None:
    busy(here)
    secret = actions.open_feed(here.clerk)
    told_ = [
        {str(one["UID"]) for one in Calendar.from_ical(feed_of(Client(), secret).content).walk("VEVENT")}
        for _ in range(2)
    ]
    assert told_[0] == told_[1]


def test_signs_of_the_format_in_a_title_are_only_text() -> None:
    title = "Họp; bàn, \\ và\nBEGIN:VEVENT"
    entry = CalendarEntry("x-1", EntryKind.OTHER, date(2026, 11, 2), title)
    (event,) = Calendar.from_ical(feed.written([entry], "Lịch", str)).walk("VEVENT")
    assert str(event["SUMMARY"]) == title


def test_only_the_digest_is_kept_and_a_new_address_ends_the_old(here: Town) -> None:
    first = actions.open_feed(here.clerk)
    second = actions.open_feed(here.clerk)
    row = CalendarFeed.objects.get()
    assert first not in (row.digest, second)
    assert row.digest == actions.digest_of(second)
    assert [feed_of(Client(), secret).status_code for secret in (first, second)] == [404, 200]
    actions.close_feed(here.clerk)
    assert feed_of(Client(), second).status_code == 404


def test_the_address_is_shown_once(here: Town) -> None:
    client = signed_in(Client(), here.clerk)
    assert client.post(reverse("programme:feed-open")).status_code == 302
    shown = client.get(reverse("programme:calendar")).context["feed_address"]
    assert client.get(reverse("programme:calendar")).context["feed_address"] == ""
    assert Client().get(shown.removeprefix("http://testserver")).status_code == 200


def test_an_account_out_of_use_loses_its_address_for_good(here: Town) -> None:
    secret = actions.open_feed(here.clerk)
    disable_person(here.clerk, "nghỉ việc", by=None)
    assert CalendarFeed.objects.count() == 0
    enable_person(here.clerk, by=None)
    assert feed_of(Client(), secret).status_code == 404


def test_who_guesses_is_held_up(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "EACH", 3)
    secret, client = actions.open_feed(here.clerk), Client()
    assert [feed_of(client, f"doan{number}").status_code for number in range(5)] == [404, 404, 404, 429, 429]
    assert feed_of(client, secret).status_code == 200
