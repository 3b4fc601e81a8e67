"""What happened in the rooms proves tasks of the programme: once, wholly or in part, of the agency that answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.house import House, LineQueue, register_gates
from tests.line import Line
from tests.stages.digitisation.batch_house import head_of, running

from khoso.foundation.identity.models import Agency, Succession
from khoso.kernel import clock
from khoso.stages.acceptance.actions import accept_dossier
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.programme.models import PlanTask, Programme, Proof, Task
from khoso.stages.reporting.jobs import prove, prove_all
from khoso.stages.selection.actions import approve_list

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P1"), pytest.mark.luat("KH82 I.2.b")]
KEYS = ("list.approved", "gate.site", "gate.devices", "digitised", "batch.accepted", "data.loaded", "devices.wiped")


@pytest.fixture(autouse=True)
def _reports_hear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LineQueue, "hears_reports", True)


def plan_for(*agencies: Agency) -> Programme:
    """A plan with a task for each kind of proof, given to the agencies."""
    made = Programme.objects.create(
        code="KH-THU", title="Kế hoạch", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
        first_period_starts_on=date(2026, 1, 1), loaded_at=clock.now(), is_current=True,
    )  # fmt: skip
    for number, key in enumerate(KEYS, start=1):
        row = PlanTask.objects.create(
            programme=made, group="II", group_title="II", number=number, order=number, title=key, lead="Cơ quan",
            deadline_kind="before", agency_kinds=["commune"], proof=key,
        )  # fmt: skip
        for agency in agencies:
            Task.objects.create(plan_task=row, agency=agency)
    return made


def told(agency: Agency) -> dict[str, list[tuple[int | None, bool]]]:
    rows = Proof.objects.filter(task__agency=agency).order_by("key", "pk")
    found: dict[str, list[tuple[int | None, bool]]] = {}
    for row in rows:
        found.setdefault(row.key, []).append((row.percent, row.is_complete))
    return found


def ask_all(agency: Agency) -> None:
    for key in ("list.approved", "gate", "digitised", "batch.accepted", "data.loaded"):
        prove(key, agency.pk)


def test_the_road_of_a_dossier_proves_its_agencys_tasks(line: Line) -> None:
    plan_for(line.agency)
    ask_all(line.agency)
    assert told(line.agency) == {
        "list.approved": [(None, True)],
        "gate.site": [(None, True)],
        "gate.devices": [(None, True)],
        "digitised": [(100, True)],
        "data.loaded": [(100, True)],
    }
    before = list(Proof.objects.values_list("pk", "recorded_at"))
    with clock.frozen_at(clock.now().replace(year=2027)):
        ask_all(line.agency)
    assert list(Proof.objects.values_list("pk", "recorded_at")) == before


def test_the_news_itself_asks_for_it(line: Line) -> None:
    plan_for(line.agency)
    line.house.run()
    accept_dossier(line.dossier.pk)
    line.house.run()
    assert told(line.agency)["batch.accepted"] == [(100, True)]


def test_a_part_is_a_percent_and_a_new_list_opens_it_again(line: Line) -> None:
    plan_for(line.agency)
    ask_all(line.agency)
    approve_list(
        line.agency, title="Danh mục 2", decision_number="99/QĐ", decision_date=date(2026, 3, 1), approved_by="CT",
        entries=[("Phông khác", "1", str(number)) for number in range(3)],
    )  # fmt: skip
    line.house.run()
    assert told(line.agency)["digitised"] == [(25, False)]
    assert told(line.agency)["data.loaded"] == [(25, False)]
    assert told(line.agency)["list.approved"] == [(None, True), (None, True)]


def test_what_an_agency_did_that_is_no_more_proves_the_tasks_of_its_heir(line: Line, neighbour: Any) -> None:
    Succession.objects.create(predecessor=line.agency, heir=neighbour)
    plan_for(neighbour)
    line.house.run()
    accept_dossier(line.dossier.pk)
    line.house.run()
    ask_all(neighbour)
    assert set(told(neighbour)) == set(KEYS) - {"devices.wiped"}


def test_a_plan_loaded_long_after_is_proved_all_the_same(line: Line) -> None:
    line.house.run()
    plan_for(line.agency)
    prove_all()
    line.house.run()
    assert set(told(line.agency)) == {"list.approved", "gate.site", "gate.devices", "digitised", "data.loaded"}


def test_where_no_plan_asks_nothing_is_told(house: House, commune: Any) -> None:
    register_gates(commune)
    house.run()
    assert Proof.objects.count() == 0


@pytest.mark.mission("D1")
def test_batches_that_closed_prove_that_devices_were_wiped(house: House, commune: Any) -> None:
    plan_for(commune)
    first = running(commune)
    digitisation.finish_batch(first, by=head_of(commune))
    first.sitedevice_rows.update(left_on=clock.today())
    house.run()
    assert "devices.wiped" not in told(commune)
    digitisation.close_batch(first, by=head_of(commune))
    house.run()
    assert told(commune)["devices.wiped"] == [(100, True)]
