"""The city's pages over a small seeded city: what was planted is what is shown, in few questions."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from bench.city_rows import City, make_city
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.house import person, signed_in

from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.kernel.figures import CardKind, cards_for
from khoso.stages.programme.models import Programme
from khoso.stages.reporting.city import bottlenecks, flagging, reading, wall
from khoso.stages.reporting.city.flags import FlagKind
from khoso.stages.reporting.city.lateness import BEHIND, Light
from khoso.stages.reporting.city.wall import Wanted
from khoso.stages.reporting.models import Report, ReportFigure

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P7")]

# After the sixth period's reports were due.
NOW = datetime(2026, 9, 10, 3, tzinfo=UTC)
# Read once each, whatever is asked; reports and agencies are read by other parts of a page too.
OURS = ("programme_task", "identity_succession", "reporting_difficulty")
PAGES = (
    "reporting:city-wall",
    "reporting:city-map",
    "reporting:city-curve",
    "reporting:city-bottlenecks",
    "reporting:city-flags",
    "reporting:city-ranking",
    "reporting:city-reports",
)


@pytest.fixture(scope="module")
def planted(django_db_setup: Any, django_db_blocker: Any) -> Any:
    """A city of 27 agencies and six periods, made once for the file and taken away after it."""
    from django.db import transaction

    with django_db_blocker.unblock(), clock.frozen_at(NOW):
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield make_city(agencies=27, periods=6)
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def city(planted: City) -> Any:
    with clock.frozen_at(NOW):
        yield planted


def home_affairs() -> Client:
    return signed_in(Client(), person("so-noi-vu", (Agency.objects.get(code="DN.SNV"), Role.HOME_AFFAIRS)))


def rows_by_agency(city: City) -> dict[int, wall.Row]:
    seen = wall.wall(city.plan, Wanted())
    return {row.face.id: row for row in seen.rows}


def test_the_wall_shows_what_was_planted(city: City) -> None:
    rows = rows_by_agency(city)
    report = 8
    assert {rows[agency].cells[report].light for agency in city.of("idle")} == {Light.VERY_LATE}
    assert all(rows[agency].behind for agency in city.of("very_late") + city.of("idle"))
    assert all(sum(cell.claims for cell in rows[agency].cells) for agency in city.of("untruthful"))
    for agency in city.of("good") + city.of("busy"):
        assert {cell.light for cell in rows[agency].cells} & BEHIND == set()


def test_the_wall_asks_the_same_few_questions_whatever_it_shows(city: City) -> None:
    client = home_affairs()
    client.get(reverse("reporting:city-wall"))
    asked = []
    for query in ("", "?xep=tre&tre=1", "?chang=review&loai=communes"):
        with CaptureQueriesContext(
            connection,
        ) as questions:
            assert client.get(reverse("reporting:city-wall") + query).status_code == 200
        asked.append([part for one in questions for part in OURS if f'FROM "{part}"' in one["sql"]])
    assert asked == [list(OURS)] * 3


def test_every_cell_leads_to_its_evidence(city: City) -> None:
    client = home_affairs()
    page = client.get(reverse("reporting:city-wall")).content.decode()
    links = set(re.findall(r'href="(/toan-thanh-pho/\d+/\w+)"', page))
    shown = sum(cell.light is not Light.NONE for row in rows_by_agency(city).values() for cell in row.cells)
    assert len(links) == shown
    late = city.of("late")[0]
    evidence = client.get(reverse("reporting:city-evidence", args=[late, "organise"]))
    assert evidence.status_code == 200
    assert "II.1 " in evidence.content.decode()
    assert client.get(reverse("reporting:city-evidence", args=[late, "khong-co"])).status_code == 404


def test_narrowing_and_sorting(city: City) -> None:
    behind = wall.wall(city.plan, Wanted(only_behind=True, sort="late"))
    assert all(row.behind for row in behind.shown)
    assert behind.shown[0].whole.light is Light.VERY_LATE
    assert len(behind.rows) > len(behind.shown)
    communes = wall.wall(city.plan, Wanted(kind="communes"))
    assert all(row.face.is_commune for row in communes.shown)
    assert [group.label for group in communes.groups] == sorted(
        {group.label for group in communes.groups}, key=[group.label for group in communes.groups].index
    )


def test_communes_stand_under_the_former_district_most_of_them_lay_in(city: City) -> None:
    district = reading.faces(list(Agency.objects.filter(code="75.26041").values_list("pk", flat=True)))
    [face] = district.values()
    assert (face.name, wall.district_name(face.district[1])) == ("UBND phường Trấn Biên", "Thành phố Biên Hòa (cũ)")


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_for_home_affairs_and_the_citys_head_only(city: City, name: str) -> None:
    assert home_affairs().get(reverse(name)).status_code == 200
    head = person("chu-tich", (city.plan.city, Role.HEAD))
    assert signed_in(Client(), head).get(reverse(name)).status_code == 200
    commune = person("chu-tich-xa", (Agency.objects.get(pk=city.of("late")[0]), Role.HEAD))
    assert signed_in(Client(), commune).get(reverse(name)).status_code == 404
    clerk = person("van-thu-xa", (city.plan.city, Role.CLERK))
    assert signed_in(Client(), clerk).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("character", ["good", "late", "untruthful", "idle"])
def test_one_agency_is_told_on_one_page(city: City, character: str) -> None:
    agency = city.of(character)[0]
    page = home_affairs().get(reverse("reporting:city-agency", args=[agency]))
    assert page.status_code == 200
    text = page.content.decode()
    assert reading.faces([agency])[agency].name in text
    assert text.count("ks-road-step") == 9


def test_an_agency_without_part_in_the_plan_has_no_page(city: City) -> None:
    stranger = Agency.objects.create(code="LA.01", name="Đơn vị lạ", kind="contractor")
    assert home_affairs().get(reverse("reporting:city-agency", args=[stranger.pk])).status_code == 404


@pytest.mark.luat("KH 82 VI.5.đ")
def test_flags_are_what_was_planted(city: City) -> None:
    period = city.periods[5]
    found = flagging.flags_of(city.plan, period)
    untruthful = set(city.of("untruthful"))
    assert {one.agency_id for one in found if one.kind is FlagKind.OVERTYPED} == untruthful
    assert {one.agency_id for one in found if one.kind is FlagKind.CLAIM} == untruthful
    assert {(one.said - one.shown, one.reason) for one in found if one.kind is FlagKind.OVERTYPED} == {
        (200, "Số của nhà thầu báo.")
    }


def test_a_sudden_jump_is_flagged(city: City) -> None:
    agency, name = city.of("good")[0], "packages.dossiers_loaded"
    last = ReportFigure.objects.get(report__agency_id=agency, report__period=city.periods[5], name=name)
    ReportFigure.objects.filter(pk=last.pk).update(counted=last.counted + 5000, counted_in_period=5000)
    found = [one for one in flagging.sudden(city.plan.pk, agency) if one.kind is FlagKind.JUMP]
    assert [(one.figure, one.period, one.said) for one in found] == [(name, 6, 5000)]


def test_bottlenecks_name_who_holds_up_whom(city: City) -> None:
    page = home_affairs().get(reverse("reporting:city-bottlenecks"))
    assert page.status_code == 200
    from khoso.stages.programme import queries as programme

    work = programme.standings(city.plan.pk)
    found = bottlenecks.held(work, programme.dependencies(city.plan.pk), city.plan.starts_on, clock.today())
    first = found[0]
    shown = reading.faces([first.task.agency_id])[first.task.agency_id].name
    assert shown in page.content.decode()


def test_a_returned_report_that_nobody_sent_again_is_missing(city: City) -> None:
    agency, period = city.of("good")[0], city.periods[5]
    before = reading.filed(city.plan.pk)[agency][6]
    assert before.submitted_at is not None
    report = Report.objects.get(agency_id=agency, period=period)
    Report.objects.filter(pk=report.pk).update(state="returned")
    assert reading.filed(city.plan.pk)[agency][6].submitted_at is None
    report.pk, report.version, report.state = None, 2, "submitted"
    report.submitted_at = NOW - timedelta(days=1)
    report.save()
    # The first time it came counts: a correction makes nobody late.
    assert reading.filed(city.plan.pk)[agency][6] == before


def test_the_home_page_of_home_affairs_says_who_is_behind(city: City) -> None:
    officer = person("so-noi-vu-2", (Agency.objects.get(code="DN.SNV"), Role.HOME_AFFAIRS))
    [card] = [one for one in cards_for(officer)[CardKind.LATE] if one.name == "city-behind"]
    assert card.count == sum(bool(row.behind) for row in rows_by_agency(city).values())
    clerk = person("van-thu-2", (Agency.objects.get(pk=city.of("late")[0]), Role.CLERK))
    assert [one for one in cards_for(clerk)[CardKind.LATE] if one.name == "city-behind"] == []


def test_pages_without_a_plan_say_so(city: City) -> None:
    Programme.objects.update(is_current=False)
    for name in PAGES:
        page = home_affairs_alone().get(reverse(name))
        assert page.status_code == 200
        assert "Chưa nạp kế hoạch nào" in page.content.decode()


def home_affairs_alone() -> Client:
    agency, _ = Agency.objects.get_or_create(code="DN.SNV", defaults={"name": "Sở Nội vụ", "kind": "department"})
    return signed_in(Client(), person("so-noi-vu-3", (agency, Role.HOME_AFFAIRS)))


def test_names_of_people_cannot_act_on_the_page(city: City) -> None:
    Agency.objects.filter(pk=city.of("late")[0]).update(name='Cơ quan <b>"x"</b>')
    for name in ("reporting:city-wall", "reporting:city-map"):
        page = home_affairs().get(reverse(name)).content.decode()
        assert '<b>"x"</b>' not in page
        assert "&lt;b&gt;" in page
    assert date(2026, 9, 10) == clock.today()
