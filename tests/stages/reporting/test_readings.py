"""Keeping figures by day, the curve made of them, and the planned volume with its page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.house import House, person, signed_in
from tests.stages.reporting.history import History

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock, figures
from khoso.stages.programme.models import PlanTask, Programme, Task
from khoso.stages.reporting.models import FigureReading, VolumePlan
from khoso.stages.reporting.readings import drawing, keeping, planning, progress, queries
from khoso.stages.reporting.readings.curve import Outlook
from khoso.stages.reporting.readings.errors import VolumeNotAllowed, VolumeRefused

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P7")]
FILES = "digitisation.files_received"
STARTS, ENDS = date(2026, 7, 1), date(2026, 12, 31)
NOON = datetime(2026, 7, 6, 12, 0, tzinfo=clock.VIETNAM)


@pytest.fixture
def plan(db: None, commune: Agency, neighbour: Agency) -> Programme:
    """A plan whose one task two agencies do, and a contractor does not."""
    made = Programme.objects.create(
        code="KH-THU", title="Kế hoạch thử", starts_on=STARTS, ends_on=ENDS, first_period_starts_on=STARTS,
        agency_final_due=date(2026, 12, 15), loaded_at=NOON, is_current=True,
    )  # fmt: skip
    row = PlanTask.objects.create(
        programme=made, group="II", group_title="II", number=1, order=1, title="Số hóa", lead="Cơ quan",
        deadline_kind="before", agency_kinds=["commune"],
    )  # fmt: skip
    Agency.objects.create(code="NHA-THAU", name="Nhà thầu", kind="contractor")
    for agency in (commune, neighbour):
        Task.objects.create(plan_task=row, agency=agency)
    return made


def kept(name: str = FILES) -> list[tuple[date, int, int]]:
    rows = FigureReading.objects.filter(name=name).order_by("day", "agency_id")
    return list(rows.values_list("day", "agency_id", "value"))


def read_days(agency: Agency, name: str, per_day: int, days: int) -> None:
    """Readings that climb by as much every day."""
    FigureReading.objects.bulk_create(
        FigureReading(
            day=STARTS + timedelta(days=number), agency=agency, name=name, value=per_day * (number + 1), read_at=NOON
        )
        for number in range(days)
    )


def test_days_that_are_over_are_read_once_and_caught_up_with(
    house: House, plan: Programme, commune: Any, neighbour: Any
) -> None:
    history = History([commune, neighbour], 2)
    with clock.frozen_at(NOON):
        # Five days are over, today is not.
        assert keeping.read_missing() == 5 * len(figures.figures())
        assert kept() == [(STARTS + timedelta(days=n), who.pk, 0) for n in range(5) for who in (commune, neighbour)]
        assert keeping.read_missing() == 0
    while history.now < NOON + timedelta(days=4):
        history.step()
    with clock.frozen_at(NOON + timedelta(days=4)):
        assert keeping.read_missing() == 4 * len(figures.figures())
    for day, agency, value in kept():
        if day >= date(2026, 7, 6):
            assert value == figures.figures()[FILES].counted(queries.end_of(day)).get(agency, 0)


def test_a_recount_that_differs_is_kept_and_noted(house: House, plan: Programme, commune: Any) -> None:
    with clock.frozen_at(NOON):
        keeping.read_missing()
        FigureReading.objects.filter(name=FILES, day=STARTS, agency=commune).update(value=7)
        there, corrected = keeping.read_day(STARTS)
        assert (there, corrected) == (2 * len(figures.figures()), 1)
        assert keeping.read_day(STARTS) == (there, 0)
    entry = AuditEntry.objects.get(verb="reporting.reading.correct")
    assert (entry.subject_id, entry.details) == (
        FILES, {"day": "2026-07-01", "value": [7, 0], "agency": commune.code},
    )  # fmt: skip


def test_the_curve_of_the_city_is_that_of_its_agencies(plan: Programme, commune: Any, neighbour: Any) -> None:
    name = "digitisation.pages_passed"
    for agency, per_day in ((commune, 10), (neighbour, 20)):
        read_days(agency, name, per_day, 40)
        VolumePlan.objects.create(
            programme=plan, agency=agency, name=name, starts_on=STARTS, ends_on=ENDS, total=2000, set_at=NOON
        )
    read_days(Agency.objects.get(code="NHA-THAU"), name, 999, 40)
    one, both = progress.curve(name, commune.pk), progress.curve(name)
    assert one is not None
    assert both is not None
    assert (one.value, both.value, one.total, both.total) == (400, 1200, 2000, 4000)
    assert [point.value for point in both.plan][-1] == 4000
    assert both.as_of == STARTS + timedelta(days=39)
    assert (both.agencies, both.agencies_by_default) == (2, 0)
    # 30 a calendar day are 42 a working day, of which 2800 are left.
    assert both.forecast.outlook is Outlook.MOVING
    assert both.forecast.ends_on is not None
    assert both.as_of < both.forecast.ends_on < one.forecast.ends_on  # type: ignore[operator]


def test_the_city_asks_as_few_questions_for_many_agencies_as_for_two(plan: Programme, commune: Any) -> None:
    name = "digitisation.pages_passed"
    read_days(commune, name, 3, 30)

    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            progress.curve(name)
        return len(told)

    few = asked()
    for number in range(12):
        more = Agency.objects.create(code=f"X{number}", name=f"Xã {number}", kind="commune")
        Task.objects.create(plan_task=plan.plan_tasks.get(), agency=more)
        read_days(more, name, number, 30)
    assert asked() == few


def test_without_a_word_the_volume_follows_from_the_approved_lists(
    house: House, plan: Programme, commune: Any, neighbour: Any
) -> None:
    history = History([commune, neighbour], 2)
    for _ in range(60):
        at = history.step()
    with clock.frozen_at(at):
        name = "packages.dossiers_loaded"
        approved = queries.values([progress.APPROVED], at, [commune.pk])[progress.APPROVED][commune.pk]
        assert approved > 0
        agreed = progress.plans_of(name, plan, [commune.pk])[commune.pk]
        assert agreed == progress.Planned(approved, STARTS, date(2026, 12, 15), "", is_default=True)
        by_pages = progress.plans_of("packages.pages_loaded", plan, [commune.pk])[commune.pk]
        pages, dossiers = (
            queries.values([one], at, [commune.pk])[one][commune.pk] for one in (progress.PAGES, progress.DOSSIERS)
        )
        assert by_pages.total == approved * pages // dossiers


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.HOME_AFFAIRS])
def test_who_plans_a_volume_says_where_it_comes_from_and_why(plan: Programme, commune: Any, role: Role) -> None:
    by = person("nguoi-lap", (commune, role))
    told = {"total": 500, "starts_on": STARTS, "ends_on": ENDS, "source": "QĐ 12/QĐ-UBND", "reason": "Danh mục mới"}
    planning.set_volume(plan, commune, FILES, **told, by=by)
    planning.set_volume(plan, commune, FILES, **told, by=by)
    planning.set_volume(plan, commune, FILES, **{**told, "total": 450, "reason": "Bớt một phông"}, by=by)
    entries = AuditEntry.objects.filter(verb="reporting.plan.set").order_by("pk")
    assert [(entry.details["total"], entry.details["reason"]) for entry in entries] == [
        ([None, 500], "Danh mục mới"),
        ([500, 450], "Bớt một phông"),
    ]
    assert entries[1].agency == commune.code


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"total": -1}, "total"),
        ({"source": " "}, "source"),
        ({"reason": ""}, "reason"),
        ({"ends_on": STARTS - timedelta(days=1)}, "ends_on"),
        ({"ends_on": ENDS + timedelta(days=1)}, "ends_on"),
        ({"starts_on": STARTS - timedelta(days=1)}, "starts_on"),
    ],
)
def test_what_cannot_be_a_plan_is_refused(plan: Programme, commune: Any, change: dict[str, Any], field: str) -> None:
    told = {"total": 5, "starts_on": STARTS, "ends_on": ENDS, "source": "QĐ", "reason": "Vì", **change}
    with pytest.raises(VolumeRefused) as why:
        planning.set_volume(plan, commune, FILES, **told, by=person("vt", (commune, Role.CLERK)))
    assert why.value.field == field
    assert VolumePlan.objects.count() == 0


def test_nobody_plans_for_another_agency(plan: Programme, commune: Any, neighbour: Any) -> None:
    told: dict[str, Any] = {"total": 5, "starts_on": STARTS, "ends_on": ENDS, "source": "QĐ", "reason": "Vì"}
    for by in (person("ben", (neighbour, Role.CLERK)), person("gs", (commune, Role.SUPERVISOR))):
        with pytest.raises(VolumeNotAllowed):
            planning.set_volume(plan, commune, FILES, **told, by=by)


def test_the_pages_open_and_the_form_keeps(plan: Programme, commune: Any, client: Client) -> None:
    name = "digitisation.pages_passed"
    read_days(commune, name, 10, 40)
    signed_in(client, person("vt", (commune, Role.CLERK)))
    edit = reverse("reporting:volume-edit", args=[name, commune.pk])
    refused = client.post(edit, {"total": "x", "source": ""})
    assert (refused.status_code, VolumePlan.objects.count()) == (200, 0)
    told = {"total": 4000, "starts_on": "2026-07-01", "ends_on": "15/12/2026", "source": "HĐ 5", "reason": "Ký xong"}
    assert client.post(edit, told).status_code == 302
    page = client.get(reverse("reporting:curve"), {"co-quan": commune.pk, "so-lieu": name})
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count('<svg class="ks-curve-svg') == 2
    assert "400 / 4.000 trang (10%)" in text
    assert "HĐ 5" in text
    # Coordinates are numbers of SVG, whatever the reader's language writes.
    assert ',5"' not in text
    listed = client.get(reverse("reporting:figures")).content.decode()
    assert all(str(one.label) in listed for one in figures.figures().values())


def test_the_table_beside_the_picture_says_what_it_draws(plan: Programme, commune: Any) -> None:
    name = "digitisation.pages_passed"
    read_days(commune, name, 10, 40)
    VolumePlan.objects.create(
        programme=plan, agency=commune, name=name, starts_on=STARTS, ends_on=ENDS, total=2000, set_at=NOON
    )
    curve = progress.curve(name, commune.pk)
    assert curve is not None
    rows = drawing.rows(curve)
    as_of = next(row for row in rows if row.day == curve.as_of)
    assert (as_of.actual, as_of.ahead) == (curve.value, curve.ahead)
    assert (rows[-1].day, rows[-1].planned, rows[-1].actual) == (ENDS, 2000, None)
    for picture in drawing.drawn(curve):
        assert [tick.label for tick in picture.values] == ["0", "500", "1.000", "1.500", "2.000"]
        assert picture.plan.startswith("M")


def test_the_evidence_page_tells_the_value_and_what_it_is_made_of(
    house: House, plan: Programme, commune: Any, neighbour: Any, client: Client
) -> None:
    history = History([commune, neighbour], 2)
    for _ in range(30):
        at = history.step()
    with clock.frozen_at(at):
        value = queries.values([FILES], at, [commune.pk])[FILES][commune.pk]
        assert value > 0
        signed_in(client, person("vt", (commune, Role.CLERK)))
        page = client.get(queries.evidence_url(FILES, commune.pk, until=clock.today()))
        text = page.content.decode()
        assert (page.status_code, text.count('class="ks-row-link"')) == (200, value)
        book = client.get(reverse("reporting:evidence-export", args=[FILES, commune.pk]))
        assert book.content[:2] == b"PK"
        assert client.get(queries.evidence_url("khong.co", commune.pk)).status_code == 404
        assert client.get(queries.evidence_url(FILES, neighbour.pk)).status_code == 404
        before = client.get(queries.evidence_url(FILES, commune.pk, until=date(2026, 6, 30))).content.decode()
        assert "ks-row-link" not in before
