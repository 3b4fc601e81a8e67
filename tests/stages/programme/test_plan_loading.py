"""A plan is loaded once, brought up to a changed one with its work kept, and given to every agency it is for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity import actions as identity
from khoso.foundation.identity.models import Agency
from khoso.stages.programme import actions, queries, states
from khoso.stages.programme.models import Dependency, PlanTask, Programme, Task
from khoso.stages.programme.plan import compare
from khoso.stages.programme.plan.errors import PlanHasCycle, PlanNotAllowed, PlanRefused
from khoso.stages.programme.plan.rows import Link, PlanDocument, PlanRow

pytestmark = pytest.mark.django_db

DOING = {"office", "department", "public_service", "historical_archive", "ward", "commune"}


@pytest.fixture(autouse=True)
def city() -> None:
    identity.load_reference()


def with_row(plan: PlanDocument, key: str, **changes: Any) -> PlanDocument:
    return replace(plan, rows=tuple(replace(row, **changes) if row.key == key else row for row in plan.rows))


def without_row(plan: PlanDocument, key: str) -> PlanDocument:
    kept = [row for row in plan.rows if row.key != key]
    return replace(
        plan,
        rows=tuple(replace(row, waits_for=tuple(link for link in row.waits_for if link.before != key)) for row in kept),
    )


def load() -> Programme:
    return actions.load_programme(actions.plan_82(), by=None)


@pytest.mark.mission("P2")
def test_the_builtin_plan_is_loaded_whole_and_becomes_the_current_one() -> None:
    programme = load()
    assert queries.current_programme() == programme
    assert Counter(task.group for task in queries.plan_tasks(programme)) == {
        "I": 9,
        "II": 20,
        "III": 6,
        "IV": 3,
        "V": 5,
    }
    assert (programme.starts_on, programme.agency_final_due) == (date(2026, 6, 9), date(2026, 12, 14))
    wanted = sum(len(row.waits_for) for row in actions.plan_82().rows)
    assert Dependency.objects.filter(after__programme=programme).count() == wanted


def test_loading_twice_changes_and_records_nothing() -> None:
    programme = load()
    before = list(PlanTask.objects.order_by("pk").values())
    recorded = AuditEntry.objects.filter(verb="programme.plan.load").count()
    again = load()
    assert again.pk == programme.pk and again.loaded_at == programme.loaded_at
    assert list(PlanTask.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.filter(verb="programme.plan.load").count() == recorded == 1


def test_a_changed_plan_keeps_the_tasks_and_their_work_and_the_trail_has_the_old_wording() -> None:
    programme = load()
    actions.give_to_agencies(programme)
    task = Task.objects.filter(plan_task__group="II", plan_task__number=8).first()
    assert task is not None
    Task.objects.filter(pk=task.pk).update(state=states.UNDER_WAY, percent=40)
    changed = with_row(actions.plan_82(), "II.8", title="Ban hành nội quy số hóa", duration_days=7)
    told = compare.changes(programme, changed, programme.city_id)
    assert [(row.kind, row.key, [one.name for one in row.fields]) for row in told.rows] == [
        ("changed", "II.8", ["title", "duration_days"])
    ]
    actions.load_programme(changed, by=None)
    task.refresh_from_db()
    assert (task.state, task.percent, task.plan_task.title) == (states.UNDER_WAY, 40, "Ban hành nội quy số hóa")
    entry = AuditEntry.objects.filter(verb="programme.plan.load").latest("position")
    assert entry.details["II.8"]["title"] == [
        "Ban hành nội quy, quy chế thực hiện số hóa tại cơ quan, đơn vị",
        "Ban hành nội quy số hóa",
    ]


def test_a_task_that_is_gone_goes_unless_somebody_worked_on_it() -> None:
    programme = load()
    actions.give_to_agencies(programme)
    actions.load_programme(without_row(actions.plan_82(), "V.5"), by=None)
    assert (
        PlanTask.objects.count() == 42 and not Task.objects.filter(plan_task__group="V", plan_task__number=5).exists()
    )
    Task.objects.filter(plan_task__group="IV", plan_task__number=3).update(state=states.UNDER_WAY)
    with pytest.raises(PlanRefused, match=r"IV\.3"):
        actions.load_programme(without_row(actions.plan_82(), "IV.3"), by=None)
    assert PlanTask.objects.filter(group="IV", number=3).exists()


def test_tasks_that_wait_in_a_ring_are_refused_and_the_ring_is_named() -> None:
    plan = with_row(actions.plan_82(), "II.1", waits_for=(Link("II.17"),))
    with pytest.raises(PlanHasCycle) as refused:
        actions.load_programme(plan, by=None)
    ring = refused.value.ring
    assert ring[0] == ring[-1] and {"II.1", "II.2", "II.13", "II.17"} < set(ring)
    assert not Programme.objects.exists()


def test_a_row_that_cannot_be_kept_is_named_and_nothing_is_loaded() -> None:
    plan = with_row(actions.plan_82(), "II.1", stage="nowhere", waits_for=(Link("II.99"),))
    with pytest.raises(PlanRefused) as refused:
        actions.load_programme(plan, by=None)
    assert refused.value.lines == [
        "II.1: không có giai đoạn «nowhere».",
        "II.1: chờ nhiệm vụ II.99, mà kế hoạch không có nhiệm vụ đó.",
    ]
    assert not Programme.objects.exists()


@pytest.mark.mission("P2")
def test_group_two_is_given_once_to_each_living_agency_and_the_rest_to_whoever_leads() -> None:
    programme = load()
    given = actions.give_to_agencies(programme)
    doing = Agency.objects.filter(kind__in=DOING, valid_to=None).count()
    assert Task.objects.filter(plan_task__group="II").exclude(plan_task__number=3).count() == 19 * doing
    # The Centre receives what others hand over.
    assert Task.objects.filter(plan_task__group="II", plan_task__number=3).count() == doing - 1
    leads = Task.objects.exclude(plan_task__group="II").values_list("agency__code", flat=True)
    assert Counter(leads) == {"DN.SNV": 5, "DN.SKHCN": 7, "DN.STC": 3, "DN.CA": 5, "DN.TTLTLS": 3}
    assert given == Task.objects.count() == 20 * doing - 1 + 23
    assert actions.give_to_agencies(programme) == 0


def test_an_agency_that_came_later_gets_its_tasks_and_one_that_ended_gets_none() -> None:
    programme = load()
    actions.give_to_agencies(programme)
    ended = Agency.objects.create(code="T.END", name="Xã cũ", kind="commune", valid_to=date(2026, 1, 1))
    new = Agency.objects.create(code="T.NEW", name="Xã mới", kind="commune")
    stays = Agency.objects.create(code="T.KEEPS", name="Sở không thuộc nguồn", kind="department", must_transfer=False)
    assert actions.give_current() == 20 + 19
    assert not Task.objects.filter(agency=ended).exists()
    assert Task.objects.filter(agency=new).count() == 20
    assert not Task.objects.filter(agency=stays, plan_task__number=3, plan_task__group="II").exists()


def test_another_plan_becomes_current_and_the_one_before_stays_readable() -> None:
    old = load()
    row = PlanRow("I", 1, "Việc", "Sở", "", actions.plan_82().rows[0].deadline, "Báo cáo")
    actions.load_programme(replace(actions.plan_82(), code="KH9-2027", rows=(row,)), by=None)
    assert [programme.code for programme in Programme.objects.filter(is_current=True)] == ["KH9-2027"]
    assert len(queries.plan_tasks(old)) == 43


def test_only_home_affairs_loads_a_plan() -> None:
    agency = identity.register_agency("T.01", "Xã Mẫu", kind="commune")
    clerk = identity.register_person("t.clerk", "Nguyễn Thị Mẫu", "Mat-khau-2026!", roles=[(agency, "clerk")])
    with pytest.raises(PlanNotAllowed):
        actions.load_programme(actions.plan_82(), by=clerk)
    officer = identity.register_person("t.officer", "Đặng Thị Mẫu", "Mat-khau-2026!", roles=[(agency, "home_affairs")])
    assert actions.load_programme(actions.plan_82(), by=officer).code == "KH82-2026"
