"""Assessing one dossier and many: history, what is kept, what is blocked, the way back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.house import person
from tests.stages.selection.selection_house import MOMENT, agency, assess, dossier

from khoso.foundation.audit.models import AuditEntry
from khoso.kernel import clock
from khoso.stages.catalogue.models import Series
from khoso.stages.selection.assessing import actions, queries, queue
from khoso.stages.selection.assessing.errors import AssessmentNotAllowed, AssessmentRefused, BatchRefused
from khoso.stages.selection.assessing.queue import Question
from khoso.stages.selection.assessing.rules import Answer
from khoso.stages.selection.models import Assessment, AssessmentBatch

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S4")]

OFTEN = Answer(1, ("1.2",), "A")
SHORT = Answer(2, ("2.3",), "A")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.frozen_at(MOMENT):
        yield


@pytest.fixture
def clerk(commune: Any) -> Any:
    return person("thu-ky", (commune, "clerk"))


def said(one: Any) -> list[tuple[int, bool]]:
    """Groups of all assessments of a dossier, oldest first, and which is in force."""
    return list(Assessment.objects.filter(dossier=one).order_by("pk").values_list("group", "is_current"))


def verbs() -> list[str]:
    return list(AuditEntry.objects.filter(verb__startswith="selection.").order_by("pk").values_list("verb", flat=True))


def test_a_new_assessment_replaces_the_last_which_stays(commune: Any, clerk: Any) -> None:
    one = dossier(commune)
    first = actions.assess(one.pk, OFTEN, by=clerk)
    second = actions.assess(one.pk, SHORT, by=clerk)
    assert said(one) == [(1, False), (2, True)]
    assert second.replaces == first
    assert queries.current_assessments([one.pk]) == {one.pk: second}
    assert verbs() == ["selection.dossier.assess"] * 2


@pytest.mark.luat("KH 82 III.1.a")
@pytest.mark.parametrize("facts", [{"arrangement": "unarranged"}, {"access_code": "03"}])
def test_what_is_not_arranged_or_secret_is_not_assessed_at_all(commune: Any, clerk: Any, facts: Any) -> None:
    one = dossier(commune, **facts)
    with pytest.raises(AssessmentRefused):
        actions.assess(one.pk, OFTEN, by=clerk)
    assert (said(one), verbs()) == ([], [])


def test_an_answer_that_contradicts_itself_is_refused_at_its_field(commune: Any, clerk: Any) -> None:
    one = dossier(commune)
    with pytest.raises(AssessmentRefused) as refused:
        actions.assess(one.pk, Answer(1, ("2.3",), "A"), by=clerk)
    assert (refused.value.field, said(one)) == ("criteria", [])


def test_only_who_assesses_for_the_agency_does(commune: Any, neighbour: Any) -> None:
    one = dossier(commune)
    for other in (person("ben-canh", (neighbour, "clerk")), person("doc", (commune, "reader"))):
        with pytest.raises(AssessmentNotAllowed):
            actions.assess(one.pk, OFTEN, by=other)
        with pytest.raises(AssessmentNotAllowed):
            actions.begin_batch(Question(agency=commune.pk), OFTEN, words="", keeps_different=True, by=other)
    assert said(one) == []


def test_an_answer_for_a_series_keeps_what_others_said_and_leaves_the_blocked(commune: Any, clerk: Any) -> None:
    free, other, blocked, same = (dossier(commune) for _ in range(4))
    blocked.arrangement = "arranging"
    blocked.save()
    assess(other, group=2, criteria=["2.5"])
    assess(same, group=1, criteria=["1.2"], risk_factors=[])
    question = Question(agency=commune.pk, standing="tat-ca")
    met = actions.preview(question, OFTEN)
    assert {name: met[name] for name in ("total", "new", "same", "different", "blocked", "reasons")} == {
        "total": 4,
        "new": 1,
        "same": 1,
        "different": 1,
        "blocked": 1,
        "reasons": {"unarranged": 1},
    }
    batch = actions.begin_batch(question, OFTEN, words="Tất cả", keeps_different=True, by=clerk)
    batch = actions.run_batch(batch.pk)
    assert (batch.state, batch.total, batch.done, batch.kept) == ("done", 3, 1, 2)
    assert [said(one) for one in (free, other, blocked, same)] == [[(1, True)], [(2, True)], [], [(1, True)]]


def test_an_answer_for_many_can_be_undone_and_what_was_said_since_stays(commune: Any, clerk: Any) -> None:
    fresh, old, again = (dossier(commune) for _ in range(3))
    before = assess(old, group=2, criteria=["2.5"])
    question = Question(agency=commune.pk, standing="tat-ca")
    batch = actions.begin_batch(question, OFTEN, words="", keeps_different=False, by=clerk)
    actions.run_batch(batch.pk)
    assert [said(one)[-1] for one in (fresh, old, again)] == [(1, True)] * 3
    actions.assess(again.pk, SHORT, by=clerk)
    assert actions.undo_batch(batch.pk, by=clerk) == 2
    assert said(fresh) == [(1, False)]
    assert said(old) == [(2, True), (1, False)]
    assert said(again) == [(1, False), (2, True)]
    assert queries.current_assessments([old.pk])[old.pk] == before
    with pytest.raises(BatchRefused):
        actions.undo_batch(batch.pk, by=clerk)
    assert verbs()[-1] == "selection.assessment_batch.undo"


def test_a_stopped_batch_goes_on_where_it_was(commune: Any, clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    every = [dossier(commune) for _ in range(5)]
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    batch = actions.begin_batch(Question(agency=commune.pk), OFTEN, words="", keeps_different=True, by=clerk)
    write, calls = actions._write, []

    def stops(*given: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("điện mất")
        return write(*given, **more)

    monkeypatch.setattr(actions, "_write", stops)
    with pytest.raises(RuntimeError):
        actions.run_batch(batch.pk)
    assert AssessmentBatch.objects.get().done == 2
    batch = actions.run_batch(batch.pk)
    assert (batch.state, batch.done, batch.kept) == ("done", 5, 0)
    assert [said(one) for one in every] == [[(1, True)]] * 5
    assert actions.run_batch(batch.pk).done == 5


def test_an_answer_for_nothing_is_refused(commune: Any, clerk: Any) -> None:
    dossier(commune, arrangement="unarranged")
    with pytest.raises(BatchRefused):
        actions.begin_batch(Question(agency=commune.pk), OFTEN, words="", keeps_different=True, by=clerk)
    assert AssessmentBatch.objects.count() == 0


@pytest.mark.luat("KH 82 III.1.a")
def test_the_overview_counts_by_series_and_volumes_of_arranged_material_only(commune: Any) -> None:
    one = dossier(commune, declared_sheet_count=10, declared_page_count=20)
    dossier(commune, declared_sheet_count=1000, declared_page_count=2000, arrangement="unarranged")
    second = dossier(commune, declared_sheet_count=1, declared_page_count=2)
    series = Series.objects.create(id=one.pk, fonds=one.fonds, code="ML01", title="Mục lục một")
    below = Series.objects.create(id=second.pk, fonds=one.fonds, code="ML01.1", parent=series)
    type(one).objects.filter(pk=one.pk).update(series=series)
    type(one).objects.filter(pk=second.pk).update(series=below)
    assess(second, group=2)
    whole, (shelf,) = queue.overview(commune.pk)
    assert (whole.total, whole.arranged, whole.sheets, whole.pages) == (3, 2, 11, 22)
    assert (whole.waiting, whole.unsuitable, whole.blocked, whole.reasons) == (1, 1, 2, {"unarranged": 1, "group_2": 1})
    assert [(place.code, place.numbers.total) for place in shelf.series] == [("ML01", 1), ("ML01.1", 1), ("", 1)]
    assert set(queue.placed(Question(agency=commune.pk, series=str(series.pk)))) == {one, second}
    assert set(queue.placed(Question(agency=commune.pk, series="0"))) == set(queue.placed(Question(commune.pk))) - {
        one,
        second,
    }


def test_the_queue_goes_on_to_the_next_and_begins_again_at_the_first(commune: Any, clerk: Any) -> None:
    first, second, third = (dossier(commune, number=f"9000{n}") for n in range(3))
    question = Question(agency=commune.pk)
    assert queue.next_after(question) == first.pk
    assert queue.next_after(question, first.reference_code) == second.pk
    assert queue.next_after(question, third.reference_code) == first.pk
    for one in (first, second, third):
        actions.assess(one.pk, OFTEN, by=clerk)
    assert queue.next_after(question, third.reference_code) is None


def test_a_question_is_read_from_an_address_and_written_back(commune: Any) -> None:
    told = queue.asked_for(
        {"muc": "khong-phai", "tinh-trang": "la", "ly-do": "drop", "thoi-han": "99", "tu": "19x", "q": " a  b "}, 7
    )
    assert told == Question(agency=7, text="a b")
    asked = Question(agency=7, standing="bi-chan", reason="secret", since="1990")
    assert asked.as_query() == "co-quan=7&tinh-trang=bi-chan&ly-do=secret&tu=1990"


def test_who_sees_everything_chooses_among_agencies_that_hold_something(commune: Any, neighbour: Any) -> None:
    dossier(commune)
    agency("H19.55")
    watcher = person("so-noi-vu", (neighbour, "home_affairs"))
    assert queue.agencies_for(watcher) == [commune]
    assert queue.agencies_for(person("van-thu-ben", (neighbour, "clerk"))) == []
