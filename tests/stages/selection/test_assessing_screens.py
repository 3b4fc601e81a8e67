"""The screens of assessing and of cut-offs: what a clerk sees, answers and gets next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.house import person, signed_in
from tests.stages.selection.selection_house import MOMENT, dossier

from khoso.engines import jobs
from khoso.engines.jobs.memory import MemoryQueue
from khoso.kernel import clock
from khoso.stages.selection.assessing import many_views
from khoso.stages.selection.assessing.cards import home_cards
from khoso.stages.selection.cutoff import views as cutoff_views
from khoso.stages.selection.models import Assessment, AssessmentBatch, CutoffScenario, SelectionList

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S4")]

ANSWER = {"group": "1", "criteria": ["1.2"], "risk_class": "A"}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.frozen_at(MOMENT):
        yield


@pytest.fixture
def desk(commune: Any) -> Client:
    """The clerk of the commune at their desk."""
    client: Client = signed_in(Client(), person("thu-ky", (commune, "clerk")))
    return client


def page(client: Client, name: str, query: str = "", *args: Any) -> str:
    answer = client.get(reverse(f"selection:{name}", args=args) + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_answer_enter_next(desk: Client, commune: Any) -> None:
    first, second = (dossier(commune, number=f"9000{n}") for n in range(2))
    shown = page(desk, "assess", f"?co-quan={commune.pk}", first.pk)
    assert "data-assess" in shown and "checked" not in shown
    answer = desk.post(reverse("selection:assess-save", args=[first.pk]) + f"?co-quan={commune.pk}", ANSWER)
    assert answer["Location"] == reverse("selection:assess", args=[second.pk]) + f"?co-quan={commune.pk}"
    answer = desk.post(answer["Location"].replace("?", "/ghi?"), ANSWER)
    assert answer["Location"] == reverse("selection:assessing") + f"?co-quan={commune.pk}"
    assert Assessment.objects.filter(is_current=True, group=1).count() == 2


def test_what_cannot_be_kept_is_shown_again_with_all_that_was_chosen(desk: Client, commune: Any) -> None:
    one = dossier(commune)
    answer = desk.post(
        reverse("selection:assess-save", args=[one.pk]), {**ANSWER, "criteria": ["2.3"], "benefit_note": "Ít dùng"}
    )
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "Hãy chọn ít nhất một tiêu chí của nhóm đã chọn." in told
    assert "Ít dùng" in told and 'value="2.3" checked' in told
    assert Assessment.objects.count() == 0


def test_a_blocked_dossier_says_its_clause_and_offers_no_form(desk: Client, commune: Any) -> None:
    shown = page(desk, "assess", "", dossier(commune, arrangement="unarranged").pk)
    assert "KH 82 III.1.a" in shown
    assert "data-assess" not in shown
    held = page(desk, "assess", "", dossier(commune, retention_code="01").pk)
    assert "KH 82 III.2.a, c" in held
    assert "data-assess" in held


def test_facts_suggest_and_tick_nothing(desk: Client, commune: Any) -> None:
    shown = page(desk, "assess", "", dossier(commune, retention_code="06", physical_condition_code="03").pk)
    assert shown.count("data-hint") == shown.count("is-hinted") == 5
    assert "checked" not in shown


def test_the_queue_tells_numbers_reasons_and_lists(desk: Client, commune: Any) -> None:
    dossier(commune, title="Hồ sơ chờ")
    dossier(commune, title="Hồ sơ vĩnh viễn", retention_code="01")
    shown = page(desk, "assessing")
    assert "Hồ sơ chờ" in shown and "Hồ sơ vĩnh viễn" not in shown
    blocked = page(desk, "assessing", "?tinh-trang=bi-chan&ly-do=permanent")
    assert "Hồ sơ vĩnh viễn" in blocked and "Hồ sơ chờ</a>" not in blocked


def test_the_queue_asks_few_questions_however_many_dossiers(
    desk: Client, commune: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        dossier(commune)
    with django_assert_max_num_queries(40) as few:
        page(desk, "assessing")
    for _ in range(12):
        dossier(commune)
    with django_assert_max_num_queries(len(few)):
        page(desk, "assessing")


def test_another_agency_sees_nothing_of_it(neighbour: Any, commune: Any) -> None:
    one = dossier(commune)
    other = signed_in(Client(), person("ben", (neighbour, "clerk")))
    assert other.get(reverse("selection:assess", args=[one.pk])).status_code == 404
    assert other.post(reverse("selection:assess-save", args=[one.pk]), ANSWER).status_code == 404
    assert one.title not in page(other, "assessing", f"?co-quan={commune.pk}")


def test_a_whole_filter_is_shown_before_it_is_written_and_can_be_undone(desk: Client, commune: Any) -> None:
    for _ in range(3):
        dossier(commune)
    address = reverse("selection:assess-many") + f"?co-quan={commune.pk}"
    preview = desk.post(address, ANSWER).content.decode()
    assert 'name="chac" value="1"' in preview
    assert Assessment.objects.count() == 0
    written = desk.post(address, {**ANSWER, "chac": "1", "giu": "1"})
    batch = AssessmentBatch.objects.get()
    assert written["Location"] == reverse("selection:assess-batch", args=[batch.pk])
    assert (batch.state, batch.done) == ("done", 3)
    undo = reverse("selection:assess-batch-undo", args=[batch.pk])
    desk.post(undo)
    assert Assessment.objects.filter(is_current=True).count() == 3
    desk.post(undo, {"chac": "1"})
    assert Assessment.objects.filter(is_current=True).count() == 0
    assert "Đã hoàn tác" in page(desk, "assess-batch", "", batch.pk)


def test_a_large_filter_is_written_behind_the_scenes(
    desk: Client, commune: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = MemoryQueue()
    jobs.use(waiting)
    monkeypatch.setattr(many_views.actions, "WHILE_WAITING", 1)
    dossier(commune), dossier(commune)
    desk.post(reverse("selection:assess-many"), {**ANSWER, "chac": "1"})
    batch = AssessmentBatch.objects.get()
    assert (batch.state, Assessment.objects.count()) == ("waiting", 0)
    assert "hx-trigger" in page(desk, "assess-batch", "", batch.pk)
    ((job, ids),) = waiting.waiting
    job.run(**ids)
    assert (AssessmentBatch.objects.get().state, Assessment.objects.count()) == ("done", 2)


def test_the_home_page_names_what_waits(commune: Any) -> None:
    clerk = person("thu-ky", (commune, "clerk"))
    assert home_cards(clerk) == []
    one = dossier(commune)
    (card,) = home_cards(clerk)
    assert (card.name, card.count, [line.title for line in card.lines]) == ("dossiers-to-assess", 1, [one.title])
    assert home_cards(person("doc", (commune, "reader"))) == []


def test_the_cut_off_is_drawn_with_both_sides_and_their_cost(desk: Client, commune: Any) -> None:
    dossier(commune, start="2010", end="2010", declared_page_count=1000)
    one = dossier(commune, start="2015", end="2015", declared_page_count=2000)
    query = f"?chuoi={one.fonds_id}.&nam=2012&gia=1.250"
    shown = page(desk, "cutoffs", query)
    assert "2.500.000" in shown and "1.250.000" in shown
    assert 'data-year-row="2015" data-dossiers="1" data-sheets="0" data-pages="2000"' in shown
    assert "Gõ số" in page(desk, "cutoffs", "?gia=abc")


def test_scenarios_are_kept_compared_and_proposed(desk: Client, commune: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = dossier(commune, start="2015", end="2015", declared_page_count=2000)
    cut = {"co-quan": commune.pk, "chuoi": f"{one.fonds_id}.", "nam": "2012", "gia": "1.250"}
    desk.post(reverse("selection:cutoff-keep"), {**cut, "ten": "Từ 2012"})
    desk.post(reverse("selection:cutoff-keep"), {**cut, "nam": "2016", "ten": "Từ 2016"})
    ids = list(CutoffScenario.objects.order_by("pk").values_list("pk", flat=True))
    shown = page(desk, "cutoffs", f"?so={ids[0]}&so={ids[1]}")
    assert "So sánh phương án</h2>" in shown and shown.count("2.500.000") >= 2
    desk.post(reverse("selection:cutoff-drop", args=[ids[1]]))
    assert list(CutoffScenario.objects.values_list("pk", flat=True)) == ids[:1]
    propose = {**cut, "ten": "Danh mục 2012", "rui-ro": "A"}
    desk.post(reverse("selection:cutoff-propose"), propose)
    assert SelectionList.objects.count() == 0
    waiting = MemoryQueue()
    jobs.use(waiting)
    monkeypatch.setattr(cutoff_views, "WHILE_WAITING", 0)
    desk.post(reverse("selection:cutoff-propose"), {**propose, "chac": "1"})
    ((job, ids_of),) = [one for one in waiting.waiting if one[0].name == "selection.run_cutoff_proposal"]
    job.run(**ids_of)
    made = SelectionList.objects.get()
    assert list(made.entries.values_list("dossier_id", flat=True)) == [one.pk]
    assert reverse("selection:list", args=[made.pk]) in page(desk, "assess-batch", "", ids_of["batch_id"])


def test_an_agency_without_holdings_says_so(desk: Client) -> None:
    assert "Chưa có hồ sơ nào để lựa chọn" in page(desk, "assessing")
    assert "Chưa có hồ sơ nào để lựa chọn" in page(desk, "cutoffs")
