"""A session rests fifteen minutes at most; asking by itself is no work; one's own sessions can be ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.foundation.identity.signing import account, at, is_in, quick_passwords, sign_in, verbs

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Person
from khoso.foundation.identity.sign_in import sessions
from khoso.kernel import clock

__all__ = ["quick_passwords"]
pytestmark = [pytest.mark.django_db, pytest.mark.luat("QCVN 12:2026"), pytest.mark.mission("X1")]
START = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LEFT = "/phien/con-lai"


def after(**span: int) -> Any:
    return clock.frozen_at(START + timedelta(**span))


@pytest.mark.parametrize(("minutes", "goes_on"), [(1, True), (14, True), (15, False), (60, False)])
def test_a_session_ends_after_fifteen_minutes_of_nothing(minutes: int, goes_on: bool) -> None:
    client = at()
    with after(minutes=0):
        account()
        sign_in(client, "thu")
    with after(minutes=minutes):
        answer = client.get("/tai-khoan?a=1")
    led = None if goes_on else f"{reverse('identity:sign-in')}?next=%2Ftai-khoan%3Fa%3D1&het-phien=1"
    assert (is_in(client), answer.status_code, answer.get("Location")) == (goes_on, 200 if goes_on else 302, led)


def test_work_makes_it_last_and_asking_by_itself_does_not() -> None:
    worked, asked = at(), at()
    with after(minutes=0):
        account()
        sign_in(worked, "thu")
        sign_in(asked, "thu")
    for minute in (5, 10, 14):
        with after(minutes=minute):
            worked.get("/tai-khoan")
            asked.get(LEFT)
            asked.get("/tai-khoan", headers={"x-khoso-background": "1"})
    with after(minutes=16):
        assert (worked.get(LEFT).json(), asked.get(LEFT).json()) == ({"left": 13 * 60}, {"left": 0})


def test_saying_one_is_still_there_begins_the_rest_anew() -> None:
    client = at()
    with after(minutes=0):
        account()
        sign_in(client, "thu")
    with after(minutes=14):
        said = client.post(reverse("identity:session-goes-on")).json()
    with after(minutes=28):
        assert (said, client.get("/tai-khoan").status_code) == ({"left": 900}, 200)


def test_a_fragment_of_an_ended_session_leads_its_page_to_the_door() -> None:
    client = at()
    with after(minutes=0):
        account()
        sign_in(client, "thu")
    with after(minutes=20):
        answer = client.get("/tai-khoan", headers={"hx-request": "true", "hx-current-url": "http://testserver/tim?q=x"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/dang-nhap?next=%2Ftim%3Fq%3Dx&het-phien=1")


def test_a_program_is_told_that_its_session_ended() -> None:
    client = at()
    with after(minutes=0):
        account()
        sign_in(client, "thu")
    with after(minutes=20):
        answer = client.get("/tai-khoan", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (401, "identity.session_expired")


def test_coming_in_going_out_and_running_out_are_on_record() -> None:
    client = at()
    with after(minutes=0):
        account()
        sign_in(client, "thu")
        client.post(reverse("identity:sign-out"))
        sign_in(client, "thu")
    with after(minutes=20):
        client.get("/tai-khoan")
    told = [verb for verb in verbs("thu") if verb.startswith("identity.session")]
    opened, closed, expired = (f"identity.session.{what}" for what in ("open", "close", "expire"))
    assert told == [opened, closed, opened, expired]


def test_one_sees_own_sessions_and_ends_another_but_not_somebody_elses() -> None:
    account()
    account("khac")
    here, there, stranger = at(), at("10.0.0.5"), at("10.0.0.6")
    sign_in(here, "thu")
    sign_in(there, "thu")
    sign_in(stranger, "khac")
    shown = here.get(reverse("usersessions_list")).context["sessions"]
    foreign = stranger.get(reverse("usersessions_list")).context["sessions"][0]
    for session in (*[one for one in shown if one.ip == "10.0.0.5"], foreign):
        here.post(reverse("identity:end-session", args=[session.pk]))
    seen = [client.get("/tai-khoan").status_code for client in (here, there, stranger)]
    assert (sorted(one.ip for one in shown), seen) == (["10.0.0.5", "10.1.2.3"], [200, 302, 200])


def test_all_other_sessions_end_at_once() -> None:
    account()
    here, there = at(), at("10.0.0.5")
    sign_in(here, "thu")
    sign_in(there, "thu")
    here.post(reverse("identity:end-other-sessions"))
    assert (here.get("/tai-khoan").status_code, there.get("/tai-khoan").status_code) == (200, 302)


def test_ending_all_sessions_of_a_person_leaves_those_of_others() -> None:
    one = account()
    account("khac")
    mine, other = at(), at()
    sign_in(mine, "thu")
    sign_in(other, "khac")
    assert sessions.end_all(one) == 1
    assert (mine.get("/tai-khoan").status_code, other.get("/tai-khoan").status_code) == (302, 200)
    assert AuditEntry.objects.filter(verb="identity.session.end", subject_id="thu").count() == 1


def test_signing_in_gives_the_session_another_key() -> None:
    account()
    client = at()
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    sign_in(client, "thu")
    assert (client.session.session_key == before, is_in(client)) == (False, True)


def test_when_a_person_was_seen_last_is_known_to_the_minute() -> None:
    client = at()
    with after(minutes=0):
        account()
        sign_in(client, "thu")
    with after(minutes=3):
        client.get("/tai-khoan")
    assert Person.objects.get(username="thu").last_seen_at == START + timedelta(minutes=3)


def test_work_costs_no_writing_more_than_once_in_ten_seconds() -> None:
    client = at()
    with after(minutes=0):
        account()
        sign_in(client, "thu")
        client.get("/tai-khoan")
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            client.get("/tai-khoan")
    assert [one["sql"] for one in asked if one["sql"].startswith(("UPDATE", "INSERT", "DELETE"))] == []


def test_watching_the_progress_of_a_delivery_is_no_work() -> None:
    from django.urls import resolve

    from khoso.foundation.identity.sign_in.sessions import is_background

    view = resolve("/lo-giao-nop/7c1a3f0e-0000-4000-8000-000000000000/tien-do").func
    assert is_background(type("Request", (), {"META": {}})(), view)
