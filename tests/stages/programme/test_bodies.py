"""Councils, teams and the Steering Committee: members through time, meetings, the proof of the founding task."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.house import furnished, signed_in
from tests.stages.programme.files import pdf, upload
from tests.stages.programme.people import Town, town

from khoso.foundation.audit.models import AuditEntry
from khoso.kernel import clock
from khoso.stages.programme.bodies import actions, queries, rules
from khoso.stages.programme.bodies.actions import Given, Minuted
from khoso.stages.programme.bodies.errors import BodyNotAllowed, BodyRefused
from khoso.stages.programme.bodies.rules import Seat
from khoso.stages.programme.models import Body, BodyMember, Meeting

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P4")]
NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
FOUNDED = date(2026, 6, 10)


@pytest.fixture
def here(tmp_path: Path, db: None) -> Iterator[Town]:
    with furnished(tmp_path / "nha"), clock.frozen_at(NOW):
        yield town()


THREE = [Given("Lê Thị Mẫu", "chair"), Given("Trần Văn Mẫu", "secretary"), Given("Phạm Thị Mẫu", "member")]


def founded(here: Town, kind: str = "council", **more: Any) -> Body:
    return actions.found_body(here.commune, kind, "", THREE, founded_on=FOUNDED, by=here.clerk, **more)


def seats(body: Body) -> list[tuple[str, str, str, str]]:
    rows = BodyMember.objects.filter(body=body).order_by("pk")
    return [(one.name, one.duty, str(one.since), str(one.until)) for one in rows]


@pytest.mark.luat("KH 82 III.2.b")
def test_a_council_with_its_decision_proves_the_task_to_found_it(here: Town) -> None:
    body = founded(here, decision_number="12/QĐ-UBND")
    assert here.task("council.founded", here.commune).state == "not_begun"
    actions.attach_decision(body, here.paper(here.commune), by=here.head)
    assert here.task("council.founded", here.commune).state == "done"
    assert here.task("council.founded", here.neighbour).state == "not_begun"
    assert here.task("team.founded", here.commune).state == "not_begun"
    with_decision = founded(here, "supervision", decision=here.paper(here.commune, "13/QĐ-UBND"))
    assert here.task("team.founded", here.commune).state == "done"
    assert with_decision.name == "Tổ Quản lý, Giám sát"


def test_the_steering_committee_is_the_citys_and_kept_by_home_affairs(here: Town) -> None:
    paper = here.paper(here.city)
    with pytest.raises(BodyNotAllowed):
        actions.found_body(here.city, "steering", "", THREE, founded_on=FOUNDED, by=here.head)
    with pytest.raises(BodyRefused):
        actions.found_body(here.commune, "steering", "", THREE, founded_on=FOUNDED, by=here.officer)
    actions.found_body(here.city, "steering", "", THREE, founded_on=FOUNDED, decision=paper, by=here.officer)
    assert here.task("steering.founded", here.home).state == "done"


def test_an_agency_keeps_its_own_bodies_only(here: Town) -> None:
    with pytest.raises(BodyNotAllowed):
        actions.found_body(here.commune, "council", "", THREE, founded_on=FOUNDED, by=here.stranger)
    body = founded(here)
    with pytest.raises(BodyNotAllowed):
        actions.add_member(body, Given("Người Mới", "member"), since=FOUNDED, by=here.stranger)
    assert queries.body_for(here.stranger, body.pk) is None
    assert queries.body_for(here.clerk, body.pk) == body


@pytest.mark.parametrize(
    "members",
    [
        [],
        [Given("Trần Văn Mẫu", "member")],
        [Given("Lê Thị Mẫu", "chair"), Given("Trần Văn Mẫu", "chair")],
        [Given("Lê Thị Mẫu", "chair"), Given("lê thị  mẫu", "member")],
        [Given(" ", "chair")],
    ],
)
def test_what_is_no_body_is_refused_and_nothing_stays(here: Town, members: list[Given]) -> None:
    with pytest.raises(BodyRefused):
        actions.found_body(here.commune, "council", "", members, founded_on=FOUNDED, by=here.clerk)
    assert (Body.objects.count(), BodyMember.objects.count()) == (0, 0)
    assert AuditEntry.objects.filter(verb__startswith="programme.body").count() == 0


def test_one_living_council_at_a_time(here: Town) -> None:
    first = founded(here)
    with pytest.raises(BodyRefused):
        founded(here)
    actions.dissolve_body(first, date(2026, 6, 30), "20/QĐ-UBND", by=here.head)
    second = founded(here)
    assert {one[3] for one in seats(first)} == {"2026-06-30"}
    with pytest.raises(BodyRefused):
        actions.add_member(first, Given("Người Mới", "member"), since=date(2026, 7, 1), by=here.head)
    assert queries.living_body(here.commune.pk, "council") == second


def test_changes_of_members_keep_what_was(here: Town) -> None:
    body = founded(here)
    chair, secretary, member = body.members.order_by("pk")
    with pytest.raises(BodyRefused):
        actions.end_member(chair, last_day=date(2026, 6, 20), by=here.clerk)
    with pytest.raises(BodyRefused):
        actions.change_duty(chair, "member", "", from_day=date(2026, 6, 20), by=here.clerk)
    actions.hand_over_chair(body, secretary, from_day=date(2026, 6, 20), by=here.clerk)
    actions.end_member(member, last_day=date(2026, 6, 25), by=here.clerk)
    assert seats(body) == [
        ("Lê Thị Mẫu", "chair", "2026-06-10", "2026-06-19"),
        ("Trần Văn Mẫu", "secretary", "2026-06-10", "2026-06-19"),
        ("Phạm Thị Mẫu", "member", "2026-06-10", "2026-06-25"),
        ("Lê Thị Mẫu", "member", "2026-06-20", "None"),
        ("Trần Văn Mẫu", "chair", "2026-06-20", "None"),
    ]
    # Who left may come back; who is there may not come twice.
    actions.add_member(body, Given("Phạm Thị Mẫu", "deputy"), since=date(2026, 6, 26), by=here.clerk)
    with pytest.raises(BodyRefused):
        actions.add_member(body, Given("Trần Văn Mẫu", "member"), since=date(2026, 6, 26), by=here.clerk)


def test_who_was_there_was_a_member_that_day_and_the_quorum_is_told(here: Town) -> None:
    body = founded(here)
    keys = [one.pk for one in body.members.order_by("pk")]
    with pytest.raises(BodyRefused):
        actions.record_meeting(body, Minuted(date(2026, 6, 5), "Trước khi có", keys), by=here.clerk)
    with pytest.raises(BodyRefused):
        actions.record_meeting(body, Minuted(date(2026, 6, 12), "Người ngoài", [*keys, 999]), by=here.clerk)
    with pytest.raises(BodyRefused):
        actions.record_meeting(body, Minuted(date(2026, 6, 12), "Không ai dự"), by=here.clerk)
    held = actions.record_meeting(
        body, Minuted(date(2026, 6, 12), "Rà soát đợt 1", keys[:1], "Thống nhất."), by=here.clerk
    )
    told = rules.quorum(queries.seats_of(body), held.present, held.held_on)
    assert (told.present, told.members, told.is_enough) == (1, 3, False)
    assert rules.quorum(queries.seats_of(body), keys[:2], held.held_on).is_enough
    with pytest.raises(BodyRefused):
        actions.record_meeting(body, Minuted(date(2026, 6, 12), "Sửa", keys), by=here.clerk, meeting=held)


def test_a_meeting_to_come_is_minuted_when_it_was_held(here: Town) -> None:
    body = founded(here)
    keys = [one.pk for one in body.members.all()]
    with pytest.raises(BodyRefused):
        actions.record_meeting(body, Minuted(date(2026, 7, 8), "Họp tới", keys), by=here.clerk)
    coming = actions.record_meeting(body, Minuted(date(2026, 7, 8), "Họp tới"), by=here.clerk)
    with clock.frozen_at(datetime(2026, 7, 9, tzinfo=UTC)):
        held = actions.record_meeting(body, Minuted(date(2026, 7, 8), "Họp tới", keys), by=here.clerk, meeting=coming)
    assert (held.pk, sorted(held.present), Meeting.objects.count()) == (coming.pk, sorted(keys), 1)


def test_seats_of_one_person_meet_only_on_common_days() -> None:
    first = Seat("Lê Thị Mẫu", "member", date(2026, 6, 1), date(2026, 6, 30), key=1)
    later = Seat("Lê Thị Mẫu", "chair", date(2026, 7, 1), None)
    assert rules.why_not_seat([first], later) == ""
    assert rules.why_not_seat([first], Seat("Lê Thị Mẫu", "chair", date(2026, 6, 30), None)) != ""
    # Two people of one name, each with an account, are two.
    one, other = Seat("Trần Mẫu", "member", person_id=1), Seat("Trần Mẫu", "member", person_id=2)
    assert rules.why_not_seat([one], other) == ""


def test_a_clerk_founds_a_council_on_the_screen(here: Town) -> None:
    client: Client = signed_in(Client(), here.clerk)
    rows = {
        "thanh-vien-TOTAL_FORMS": "3",
        "thanh-vien-INITIAL_FORMS": "0",
        "thanh-vien-0-name": here.head.full_name,
        "thanh-vien-0-duty": "chair",
        "thanh-vien-1-name": "Trần Văn Mẫu",
        "thanh-vien-1-duty": "member",
    }
    sent = {"agency": here.commune.pk, "kind": "council", "founded_on": "2026-06-10", "number": "12/QĐ-UBND", **rows}
    refused = client.post(reverse("programme:body-found"), {**sent, "thanh-vien-0-duty": "member"})
    assert (refused.status_code, Body.objects.count()) == (422, 0)
    answer = client.post(reverse("programme:body-found"), {**sent, "file": upload(pdf())})
    body = Body.objects.get()
    assert answer.status_code == 302
    assert [(one.name, one.person) for one in body.members.order_by("pk")] == [
        (here.head.full_name, here.head),
        ("Trần Văn Mẫu", None),
    ]
    assert here.task("council.founded", here.commune).state == "done"
    page = client.get(reverse("programme:body", args=[body.pk])).content.decode()
    assert "12/QĐ-UBND" in page
    assert signed_in(Client(), here.stranger).get(reverse("programme:body", args=[body.pk])).status_code == 404


def test_home_affairs_sees_who_has_no_council(here: Town) -> None:
    founded(here)
    page = signed_in(Client(), here.officer).get(reverse("programme:bodies"))
    lacking = {one["kind"]: [agency.code for agency in one["agencies"]] for one in page.context["lacking"]}
    assert lacking == {"council": ["H19.98"], "supervision": ["H19.98", "H19.99"]}


def test_a_member_changes_on_the_screen(here: Town) -> None:
    body, client = founded(here), signed_in(Client(), here.clerk)
    chair, secretary, member = body.members.order_by("pk")
    address = reverse("programme:member-change", args=[body.pk, secretary.pk])
    assert "Chủ tịch" in client.get(address).content.decode()
    assert client.post(address, {"viec": "doi", "duty": "chair", "from_day": "2026-06-20"}).status_code == 302
    gone = client.post(
        reverse("programme:member-change", args=[body.pk, member.pk]), {"viec": "thoi", "last_day": "2026-06-25"}
    )
    assert gone.status_code == 302
    assert seats(body)[-1] == ("Trần Văn Mẫu", "chair", "2026-06-20", "None")
    assert seats(body)[2][3] == "2026-06-25"
    assert client.post(address, {"viec": "thoi", "last_day": "2026-06-25"}).status_code == 422
    assert chair.pk
