"""What agencies do about their tasks, what the system proves, what Home Affairs decides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.house import MOMENT, House, person
from tests.stages.programme.files import pdf, upload
from tests.stages.programme.tasks import TODAY, programme, task

from khoso.foundation.audit.models import AuditEntry
from khoso.kernel import clock, news
from khoso.kernel.errors import FileRefused
from khoso.kernel.states import WrongState
from khoso.stages.programme import actions, states
from khoso.stages.programme.actions import Shown
from khoso.stages.programme.events import TaskDone, TaskReopened
from khoso.stages.programme.models import Product, ProgressEntry, Task
from khoso.stages.programme.work.errors import TaskNotAllowed, TaskRefused, UnknownProof

pytestmark = [pytest.mark.mission("P1"), pytest.mark.mission("P2"), pytest.mark.luat("KH82 I.2.b")]


@pytest.fixture
def clerk(house: House, commune: Any) -> Any:
    return person("vanthu", (commune, "clerk"))


@pytest.fixture
def officer(house: House, neighbour: Any) -> Any:
    return person("noivu", (neighbour, "home_affairs"))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[news.News]:
    heard: list[news.News] = []
    monkeypatch.setattr(news, "_deliver", heard.append)
    return heard


def decision(**more: Any) -> Shown:
    return Shown("decision", upload(pdf()), **{"number": "12/QĐ", "issued_on": date(2026, 6, 10), **more})


def verbs(one: Task) -> list[str]:
    rows = AuditEntry.objects.filter(subject_kind="task", subject_id=str(one.pk)).order_by("position")
    return [verb.removeprefix("programme.") for verb in rows.values_list("verb", flat=True)]


def moves(one: Task) -> list[str]:
    return [entry.state for entry in one.entries.order_by("at", "pk") if entry.state]


def test_the_word_alone_is_a_claim_and_the_product_finishes(commune: Any, clerk: Any, told: list[Any]) -> None:
    one = task(commune)
    actions.report_progress(one.pk, "Đã họp", by=clerk, percent=40)
    actions.report_progress(one.pk, "Xong rồi", by=clerk, says_done=True)
    one.refresh_from_db()
    assert (one.state, one.percent, one.done_on) == (states.SAID_DONE, 40, None)
    assert told == []
    actions.report_progress(one.pk, "", by=clerk, shown=decision())
    one.refresh_from_db()
    assert (one.state, one.percent, one.done_on) == (states.DONE, 100, date(2026, 6, 10))
    assert told == [TaskDone(one.pk)]
    assert moves(one) == ["under_way", "said_done", "done"]
    assert verbs(one) == ["task.report", "task.claim", "product.attach", "task.report", "task.finish"]


def test_a_product_without_number_or_date_does_not_finish(commune: Any, clerk: Any, told: list[Any]) -> None:
    one = task(commune)
    actions.report_progress(one.pk, "", by=clerk, shown=decision(number=""))
    actions.report_progress(one.pk, "", by=clerk, shown=decision(issued_on=None))
    actions.report_progress(one.pk, "", by=clerk, shown=decision(issued_on=TODAY + timedelta(days=1)))
    one.refresh_from_db()
    assert (one.state, Product.objects.count(), told) == (states.UNDER_WAY, 3, [])


def test_a_withdrawn_product_opens_the_task_again_and_is_not_forgotten(
    commune: Any, clerk: Any, told: list[Any]
) -> None:
    one = task(commune)
    actions.report_progress(one.pk, "", by=clerk, shown=decision())
    product = Product.objects.get()
    with pytest.raises(TaskRefused):
        actions.withdraw_product(product.pk, " ", by=clerk)
    actions.withdraw_product(product.pk, "Nhầm tệp", by=clerk)
    one.refresh_from_db()
    product.refresh_from_db()
    assert (one.state, one.done_on, one.percent) == (states.UNDER_WAY, None, 99)
    assert (product.withdrawn_at, product.withdrawn_reason) == (MOMENT, "Nhầm tệp")
    assert told == [TaskDone(one.pk), TaskReopened(one.pk)]
    assert one.entries.filter(text="Rút «12/QĐ qd.pdf»: Nhầm tệp").count() == 1
    with pytest.raises(TaskRefused):
        actions.withdraw_product(product.pk, "Lần nữa", by=clerk)


def test_a_refused_file_keeps_nothing_of_the_entry(commune: Any, clerk: Any) -> None:
    one = task(commune)
    with pytest.raises(FileRefused):
        actions.report_progress(
            one.pk, "Gửi quyết định", by=clerk, shown=Shown("decision", upload(pdf(script="x")), number="1")
        )
    one.refresh_from_db()
    assert (one.state, ProgressEntry.objects.count()) == (states.NOT_BEGUN, 0)


def test_whoever_says_how_much_is_left_takes_the_claim_back(commune: Any, clerk: Any) -> None:
    one = task(commune)
    actions.report_progress(one.pk, "Xong", by=clerk, says_done=True)
    actions.report_progress(one.pk, "Văn bản gửi sau", by=clerk)
    one.refresh_from_db()
    assert one.state == states.SAID_DONE
    actions.report_progress(one.pk, "Còn thiếu", by=clerk, percent=80)
    one.refresh_from_db()
    assert one.state == states.UNDER_WAY


def test_what_recurs_cannot_be_said_done_while_the_plan_runs(commune: Any, clerk: Any) -> None:
    one = task(commune, deadline_kind="every_two_weeks", products_wanted=["report"])
    with pytest.raises(TaskRefused) as refusal:
        actions.report_progress(one.pk, "Xong", by=clerk, says_done=True)
    assert refusal.value.field == "says_done"
    actions.report_progress(one.pk, "", by=clerk, shown=Shown("report", upload(pdf()), "3/BC", TODAY))
    with clock.frozen_at(MOMENT.replace(month=12, day=31)):
        actions.report_progress(one.pk, "Hết kế hoạch", by=clerk, says_done=True)
    one.refresh_from_db()
    assert (one.state, one.done_on) == (states.DONE, TODAY)


@pytest.mark.mission("X1")
def test_nobody_reports_for_another_agency(commune: Any, neighbour: Any, clerk: Any, officer: Any) -> None:
    one, theirs = task(commune), task(neighbour)
    for stranger in (officer, person("ben", (neighbour, "clerk")), person("trungtam", (neighbour, "archivist"))):
        with pytest.raises(TaskNotAllowed):
            actions.report_progress(one.pk, "Xong", by=stranger, says_done=True)
        with pytest.raises(TaskNotAllowed):
            actions.assign([one.pk], by=stranger, owner_name="Ai đó")
    # An officer of Home Affairs does the tasks of the own agency.
    actions.report_progress(theirs.pk, "Đang làm", by=officer)
    with pytest.raises(TaskNotAllowed):
        actions.waive_task(one.pk, "Không có", by=clerk)
    with pytest.raises(TaskNotAllowed):
        actions.agree_day(one.pk, TODAY, "Vì", by=clerk)
    with pytest.raises(TaskNotAllowed):
        actions.assign([one.pk], by=person("giamsat", (commune, "supervisor")), owner_name="Ai đó")


def test_one_owner_for_several_tasks_or_for_none(commune: Any, neighbour: Any, clerk: Any) -> None:
    first, second, far = task(commune, 1), task(commune, 2), task(neighbour, 3)
    assert actions.assign([first.pk, second.pk], by=clerk, owner=clerk, head_name=" Trần Thị Bình ") == 2
    assert actions.assign([first.pk, second.pk], by=clerk, owner=clerk) == 0
    with pytest.raises(TaskNotAllowed):
        actions.assign([first.pk, far.pk], by=clerk, owner=None, owner_name="Lê Lan")
    first.refresh_from_db()
    assert (first.owner, first.owner_name, first.head_name) == (clerk, "", "Trần Thị Bình")
    with pytest.raises(TaskRefused) as refusal:
        actions.assign([first.pk], by=clerk, owner=person("ben", (neighbour, "clerk")))
    assert refusal.value.field == "owner"


def test_the_agencys_own_day(commune: Any, clerk: Any) -> None:
    named, unnamed = task(commune, 1), task(commune, 2, deadline_kind="after", deadline_to=None, is_before=False)
    actions.set_day(unnamed.pk, date(2026, 12, 20), "Theo lịch đấu thầu", by=clerk)
    # «Trước 30/11»: the 29th is the last day, earlier ones need nobody.
    actions.set_day(named.pk, date(2026, 11, 29), "Làm sớm", by=clerk)
    for day, reason, field in (
        (date(2026, 11, 30), "Chậm", "due_on"),
        (date(2027, 1, 1), "Chậm", "due_on"),
        (date(2026, 11, 28), "", "reason"),
    ):
        with pytest.raises(TaskRefused) as refusal:
            actions.set_day(named.pk, day, reason, by=clerk)
        assert refusal.value.field == field
    named.refresh_from_db()
    assert (named.due_on, named.due_reason) == (date(2026, 11, 29), "Làm sớm")
    actions.set_day(named.pk, None, "", by=clerk)
    named.refresh_from_db()
    assert (named.due_on, named.due_reason) == (None, "")


def test_asked_for_another_day_and_agreed(commune: Any, clerk: Any, officer: Any) -> None:
    one = task(commune)
    with pytest.raises(TaskRefused):
        actions.ask(one.pk, "day", "Chờ kinh phí", by=clerk)
    actions.ask(one.pk, "day", "Chờ kinh phí", by=clerk, day=date(2026, 12, 10))
    actions.agree_day(one.pk, date(2026, 12, 10), "Kinh phí duyệt muộn", by=officer)
    one.refresh_from_db()
    assert (one.due_on, one.due_reason) == (date(2026, 12, 10), "Kinh phí duyệt muộn")
    assert [entry.asks for entry in one.entries.order_by("pk")] == ["day", "answer"]
    assert verbs(one) == ["task.ask", "task.agree"]


def test_waived_with_a_reason_and_resumed(commune: Any, clerk: Any, officer: Any) -> None:
    one = task(commune)
    with pytest.raises(TaskRefused):
        actions.waive_task(one.pk, "", by=officer)
    actions.report_progress(one.pk, "", by=clerk, shown=decision(number=""))
    actions.waive_task(one.pk, "Không thuê ngoài", by=officer)
    with pytest.raises(TaskRefused):
        actions.report_progress(one.pk, "", by=clerk, shown=decision())
    with pytest.raises(WrongState):
        actions.waive_task(one.pk, "Nữa", by=officer)
    actions.resume_task(one.pk, "Nay có thuê", by=officer)
    one.refresh_from_db()
    assert (one.state, one.waived_reason) == (states.UNDER_WAY, "")
    assert moves(one) == ["under_way", "waived", "under_way"]


def test_parts_of_a_task(commune: Any, clerk: Any) -> None:
    one = task(commune)
    part = actions.add_subtask(one.pk, "Soạn dự thảo", by=clerk, owner=clerk, due_on=TODAY)
    actions.mark_subtask(part.pk, is_done=True, by=clerk)
    actions.mark_subtask(part.pk, is_done=True, by=clerk)
    one.refresh_from_db()
    part.refresh_from_db()
    assert (one.state, part.done_at) == (states.UNDER_WAY, MOMENT)
    actions.mark_subtask(part.pk, is_done=False, by=clerk)
    part.refresh_from_db()
    assert part.done_at is None
    assert verbs(one) == ["subtask.add", "subtask.finish", "subtask.reopen"]


def prove(agency: Any, key: str = "list.approved", **more: Any) -> int:
    given = {"subject": ("list", 7), "about": "Danh mục 7", "url": "/x", "happened_on": date(2026, 6, 20), **more}
    return actions.record_proof(key, agency_id=agency.pk if agency else None, **given)


@pytest.mark.mission("P6")
def test_the_system_proves_once_and_takes_it_back(commune: Any, neighbour: Any, told: list[Any], house: House) -> None:
    one, other = task(commune, proof="list.approved"), task(neighbour, proof="list.approved")
    assert prove(commune) == 1
    entries, acts = ProgressEntry.objects.count(), AuditEntry.objects.count()
    assert prove(commune) == 0
    assert (ProgressEntry.objects.count(), AuditEntry.objects.count()) == (entries, acts)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, one.done_on, other.state) == (states.DONE, date(2026, 6, 20), states.NOT_BEGUN)
    assert Product.objects.count() == 0
    again = {"agency_id": commune.pk, "subject": ("list", 7), "why": "Thu hồi"}
    assert actions.withdraw_proof("list.approved", **again) == 1
    assert actions.withdraw_proof("list.approved", **again) == 0
    one.refresh_from_db()
    assert (one.state, one.done_on) == (states.UNDER_WAY, None)
    assert prove(commune) == 1
    assert told == [TaskDone(one.pk), TaskReopened(one.pk), TaskDone(one.pk)]


@pytest.mark.mission("P6")
def test_a_partial_proof_moves_the_percent(commune: Any, house: House) -> None:
    one = task(commune, proof="batch.accepted")
    for percent in (30, 60):
        prove(commune, "batch.accepted", subject=("dossier", percent), percent=percent, is_complete=False)
    one.refresh_from_db()
    assert (one.state, one.percent) == (states.UNDER_WAY, 60)
    actions.withdraw_proof("batch.accepted", agency_id=commune.pk, subject=("dossier", 60))
    one.refresh_from_db()
    assert one.percent == 30
    prove(commune, "batch.accepted", percent=100)
    one.refresh_from_db()
    assert (one.state, one.percent) == (states.DONE, 100)


def test_tasks_of_the_city_are_proven_without_an_agency(commune: Any, neighbour: Any, house: House) -> None:
    plan = programme()
    own = task(commune, 1, of=plan, proof="report.submitted", deadline_kind="every_two_weeks")
    city = task(neighbour, 2, of=plan, proof="report.submitted", agency_kinds=[])
    steering = task(neighbour, 3, of=plan, proof="steering.founded", agency_kinds=[])
    prove(commune, "report.submitted")
    prove(commune, "steering.founded")
    found = {one.pk: one.state for one in Task.objects.all()}
    # The report of a commune is not the city's; a committee is founded once, whoever tells of it.
    assert found == {own.pk: states.UNDER_WAY, city.pk: states.NOT_BEGUN, steering.pk: states.DONE}
    prove(None, "report.submitted")
    assert Task.objects.get(pk=city.pk).state == states.DONE
    with pytest.raises(UnknownProof):
        prove(commune, "nothing.known")


def test_a_proof_of_a_waived_task_is_kept_for_later(commune: Any, officer: Any) -> None:
    one = task(commune, proof="list.approved")
    actions.waive_task(one.pk, "Không có", by=officer)
    prove(commune)
    one.refresh_from_db()
    assert one.state == states.WAIVED
    actions.resume_task(one.pk, "Có", by=officer)
    one.refresh_from_db()
    assert (one.state, one.done_on) == (states.DONE, date(2026, 6, 20))
