"""Difficulties: raised, answered, passed on, asked again, closed; the clock, the like ones, what was open when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from tests.house import signed_in
from tests.stages.reporting.town import Town, at

from khoso.engines.jobs.memory import MemoryQueue
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock, figures
from khoso.kernel.figures import CardKind, FigureKind
from khoso.kernel.states import WrongState
from khoso.stages.programme.days.rules import WorkCalendar
from khoso.stages.reporting import states
from khoso.stages.reporting.difficulties import actions, queries, rules
from khoso.stages.reporting.difficulties.errors import DifficultyNotAllowed, DifficultyRefused
from khoso.stages.reporting.difficulties.figures import home_cards
from khoso.stages.reporting.models import Difficulty, DifficultyAnswer, Notice
from khoso.stages.reporting.reminders.jobs import remind

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P10"), pytest.mark.luat("KH 82 VI.5.e")]

MONDAY = date(2026, 6, 15)
TEXT = "Chưa có đơn giá chỉnh lý tài liệu cho khối hồ sơ trước năm 2000"
LIKE = "Chưa có đơn giá cho chỉnh lý khối tài liệu trước năm 2000, xin hướng dẫn đơn giá"
OTHER = "Máy quét của đơn vị hỏng, chưa có kinh phí mua máy mới"


def _raise(town: Town, text: str = TEXT, *, day: date = MONDAY, by: Person | None = None, ward: int = 0) -> Difficulty:
    with clock.frozen_at(at(day)):
        return actions.raise_difficulty(town.wards[ward], text, by=by or town.clerk)


def _fresh(one: Difficulty) -> Difficulty:
    return Difficulty.objects.get(pk=one.pk)


def _clerk_b(town: Town) -> Person:
    return town.worker("van-thu-b", town.wards[1], Role.CLERK)


def test_a_difficulty_has_five_working_days_and_home_affairs_is_told(town: Town) -> None:
    one = _raise(town, day=date(2026, 6, 12))
    assert (one.state, one.due_on) == (states.OPEN, date(2026, 6, 19))
    [notice] = Notice.objects.all()
    assert (notice.person, notice.rule) == (town.officer, "difficulty.raised")
    # Nothing of what was asked is in the notice: it also leaves by e-mail.
    assert notice.title == f"Vướng mắc số {one.pk} · Phường A" and TEXT not in notice.text


def test_the_days_can_be_set(town: Town, settings: pytest.FixtureRequest) -> None:
    settings.KHOSO_ANSWER_DAYS = 2  # type: ignore[attr-defined]
    assert _raise(town).due_on == date(2026, 6, 17)


def test_only_an_agency_itself_raises_and_only_who_is_asked_answers(town: Town) -> None:
    one = _raise(town)
    with pytest.raises(DifficultyNotAllowed):
        _raise(town, by=town.clerk, ward=1)
    for stranger in (town.clerk, town.head, town.finance_head, town.chairman, _clerk_b(town)):
        with pytest.raises(DifficultyNotAllowed):
            actions.answer(one, "x", by=stranger)
    with pytest.raises(DifficultyNotAllowed):
        actions.escalate(one, "x", by=town.finance_head)
    assert _fresh(one).state == states.OPEN and one.answers.count() == 0


def test_passed_on_answered_asked_again_closed(town: Town) -> None:
    one = _raise(town)
    with clock.frozen_at(at(date(2026, 6, 17))):
        actions.pass_on(one, town.finance, "Thuộc thẩm quyền Sở Tài chính", by=town.officer)
    assert (_fresh(one).asked_of, _fresh(one).due_on) == (town.finance, date(2026, 6, 24))
    with clock.frozen_at(at(date(2026, 6, 25))):
        assert actions.answer(one, "Áp dụng đơn giá A", by=town.finance_head) == 1
    with clock.frozen_at(at(date(2026, 6, 26))):
        actions.ask_again(one, "Còn khối trước 1975?", by=town.clerk)
    assert (_fresh(one).state, _fresh(one).asked_of, _fresh(one).due_on) == (
        states.OPEN,
        town.finance,
        date(2026, 7, 3),
    )
    with clock.frozen_at(at(date(2026, 6, 29))):
        actions.answer(one, "Cũng vậy", by=town.finance_head)
        actions.close(one, by=town.head)
    assert (_fresh(one).state, _fresh(one).closed_at) == (states.CLOSED, at(date(2026, 6, 29)))
    assert list(one.answers.values_list("move", flat=True)) == ["pass_on", "answer", "ask_again", "answer", "close"]
    verbs = AuditEntry.objects.filter(verb__startswith="reporting.difficulty.").order_by("position")
    assert [verb.rpartition(".")[2] for verb in verbs.values_list("verb", flat=True)] == [
        "raise",
        "pass_on",
        "answer",
        "ask_again",
        "answer",
        "close",
    ]
    # The first answer came a day late, and stays so though the clock was set anew.
    with clock.frozen_at(at(date(2026, 7, 30))):
        assert [late.at for late in queries.late_answers(town.finance.pk, clock.now())] == [at(date(2026, 6, 25))]
        assert queries.late_answers(None, clock.now()) == []


def test_the_committee_decides_and_asked_again_it_comes_back_to_home_affairs(town: Town) -> None:
    one = _raise(town)
    with clock.frozen_at(at(MONDAY)):
        actions.escalate(one, "Vượt thẩm quyền", by=town.officer)
        assert (_fresh(one).state, _fresh(one).asked_of) == (states.ESCALATED, town.city)
        assert Notice.objects.filter(person=town.chairman, rule="difficulty.sent_up").count() == 1
        actions.answer(one, "Đồng ý", by=town.chairman)
        actions.ask_again(one, "Từ ngày nào?", by=town.clerk)
    assert _fresh(one).asked_of is None


def test_what_cannot_be_is_refused_and_nothing_changes(town: Town) -> None:
    one = _raise(town)
    ended = Agency.objects.create(code="T.CU", name="Sở cũ", valid_to=date(2025, 1, 1))
    task = town.task(1, MONDAY, agency=town.wards[1])
    with clock.frozen_at(at(MONDAY)):
        for bad in (ended, town.wards[0]):
            with pytest.raises(DifficultyRefused):
                actions.pass_on(one, bad, "x", by=town.officer)
        for text in ("", "  ", "d" * 4001):
            with pytest.raises(DifficultyRefused):
                actions.answer(one, text, by=town.officer)
        with pytest.raises(DifficultyRefused):
            actions.raise_difficulty(town.wards[0], TEXT, by=town.clerk, task_id=task.pk)
        with pytest.raises(WrongState):
            actions.ask_again(one, "x", by=town.clerk)
        actions.close(one, by=town.clerk)
        with pytest.raises(WrongState):
            actions.answer(one, "x", by=town.officer)
    assert list(one.answers.values_list("move", flat=True)) == ["close"]


def test_one_answer_serves_several_or_none(town: Town) -> None:
    clerk = _clerk_b(town)
    one, like, other = _raise(town), _raise(town, LIKE, by=clerk, ward=1), _raise(town, OTHER, by=clerk, ward=1)
    with clock.frozen_at(at(MONDAY)):
        assert queries.alike(one, queries.to_answer(town.officer)) == [like]
        actions.close(other, by=clerk)
        with pytest.raises(DifficultyRefused):
            actions.answer(one, "Đơn giá A", by=town.officer, also=[like.pk, other.pk])
        assert DifficultyAnswer.objects.filter(move="answer").count() == 0
        assert actions.answer(one, "Đơn giá A", by=town.officer, also=[like.pk]) == 2
    assert {_fresh(one).state, _fresh(like).state} == {states.ANSWERED}
    assert sorted(Notice.objects.filter(rule="difficulty.answered").values_list("person__username", flat=True)) == [
        "thu-truong-a",
        "van-thu-a",
        "van-thu-b",
    ]


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        (TEXT, LIKE, True),
        (TEXT, OTHER, False),
        ("Chưa tuyển được nhà thầu số hóa", "Đấu thầu số hóa không có nhà thầu tham gia", True),
        ("Kinh phí số hóa chưa được cấp", "kinh phi so hoa chua duoc cap", True),
        ("Kinh phí số hóa chưa được cấp", "Kho lưu trữ bị dột", False),
        ("", "", False),
    ],
)
def test_likeness_of_what_agencies_write(one: str, other: str, is_alike: bool) -> None:
    assert (rules.alike(one, None, [("x", other, None)]) == ["x"]) is is_alike


def test_the_same_task_brings_texts_nearer() -> None:
    one, other = "Phòng quét chưa lắp camera giám sát", "Chưa lắp thiết bị báo cháy phòng máy"
    assert rules.alike(one, 5, [("x", other, 6)]) == []
    assert rules.alike(one, 5, [("x", other, 5)]) == ["x"]


def test_the_clock_counts_working_days() -> None:
    work = WorkCalendar({})
    friday = date(2026, 6, 19)
    told = [rules.clock_of(friday, work, today=day) for day in (MONDAY, friday, date(2026, 6, 21), date(2026, 6, 23))]
    assert [(one.left, one.late, one.tone) for one in told] == [
        (4, 0, "calm"),
        (0, 0, "warn"),
        (0, 0, "warn"),
        (0, 2, "bad"),
    ]
    stopped = rules.clock_of(friday, work, today=date(2026, 8, 1), answered_on=date(2026, 6, 22))
    assert (stopped.late, stopped.is_running, stopped.tone) == (1, False, "bad")


def test_what_was_open_at_a_moment_stays_so(town: Town) -> None:
    one = _raise(town)
    second = _raise(town, OTHER, day=MONDAY + timedelta(1))
    with clock.frozen_at(at(date(2026, 6, 18))):
        actions.answer(one, "x", by=town.officer)
    with clock.frozen_at(at(date(2026, 6, 22))):
        actions.ask_again(one, "y", by=town.clerk)
    ward = town.wards[0].pk
    told = {
        day: [found.pk for found in queries.open_for(ward, at(day, 23))]
        for day in (date(2026, 6, 14), MONDAY, date(2026, 6, 17), date(2026, 6, 18), date(2026, 6, 22))
    }
    assert list(told.values()) == [[], [one.pk], [one.pk, second.pk], [second.pk], [one.pk, second.pk]]
    figure = figures.figures()["reporting.difficulties_open"]
    assert figure.kind is FigureKind.OPEN
    for day, found in told.items():
        lines = figure.evidence(ward, at(day, 23), 0, 50)
        assert figure.counted(at(day, 23)).get(ward, 0) == sum(line.amount for line in lines) == len(found)
    assert len(figure.evidence(ward, at(date(2026, 6, 22), 23), 1, 50)) == 1


@pytest.mark.mission("P7")
def test_an_unanswered_one_is_reminded_of_on_the_side_that_was_asked(town: Town, queue: MemoryQueue) -> None:
    _raise(town)
    second = _raise(town, OTHER)
    with clock.frozen_at(at(MONDAY)):
        actions.pass_on(second, town.finance, "x", by=town.officer)
    Notice.objects.all().delete()
    # Due on the Monday after; one working day late.
    with clock.frozen_at(at(date(2026, 6, 23))):
        remind()
    assert sorted(
        Notice.objects.values_list("person__username", "rule", "subject_id").filter(person__isnull=False)
    ) == [
        ("can-bo-so", "difficulty.late", str(second.pk - 1)),
        ("giam-doc-so", "difficulty.late", str(second.pk - 1)),
        ("giam-doc-tc", "difficulty.late", str(second.pk)),
    ]


def test_known_answers_name_nobody_and_are_found_without_accents(town: Town) -> None:
    clerk = _clerk_b(town)
    one, same = _raise(town), _raise(town, TEXT, by=clerk, ward=1)
    _raise(town, OTHER)
    with clock.frozen_at(at(MONDAY)):
        actions.answer(one, "Áp dụng định mức", by=town.officer, also=[same.pk])
    assert [(known.question, known.answer) for known in queries.known_answers()] == [(TEXT, "Áp dụng định mức")]
    assert len(queries.known_answers("DINH MUC chinh ly")) == 1
    assert queries.known_answers("máy quét") == []
    with clock.frozen_at(at(MONDAY)):
        page = signed_in(Client(), clerk).get("/vuong-mac/hoi-dap?q=don+gia").content.decode()
    assert TEXT in page and "Phường A" not in page and town.officer.full_name not in page


def test_home_cards_of_both_sides(town: Town) -> None:
    one = _raise(town)

    def cards(person: Person) -> list[tuple[CardKind, str, int | None]]:
        fresh = Person.objects.get(pk=person.pk)
        return [(card.kind, card.name, card.count) for card in home_cards(fresh)]

    with clock.frozen_at(at(MONDAY)):
        assert cards(town.officer) == [(CardKind.WAITING, "difficulties-waiting", 1)]
        assert cards(town.clerk) == cards(town.finance_head) == []
    with clock.frozen_at(at(date(2026, 6, 23))):
        assert cards(town.officer) == [(CardKind.LATE, "difficulties-late", 1)]
        actions.answer(one, "x", by=town.officer)
        assert cards(town.officer) == []
        assert cards(town.clerk) == [(CardKind.WAITING, "difficulties-answered", 1)]


def test_the_screens_from_asking_to_closing(town: Town) -> None:
    task = town.task(3, MONDAY)
    with clock.frozen_at(at(MONDAY)):
        clerk, officer = signed_in(Client(), town.clerk), signed_in(Client(), town.officer)
        form = clerk.get("/vuong-mac/neu").content.decode()
        assert "II.3 Việc thứ 3" in form
        empty = clerk.post("/vuong-mac/neu", {"agency": town.wards[0].pk, "text": "", "proposal": "giữ lại"})
        assert empty.status_code == 200 and "giữ lại" in empty.content.decode()
        sent = clerk.post("/vuong-mac/neu", {"agency": town.wards[0].pk, "task": task.pk, "text": TEXT})
        [one] = Difficulty.objects.all()
        assert (sent.status_code, one.task) == (302, task)
        page = f"/vuong-mac/{one.pk}"
        like = _raise(town, LIKE, by=_clerk_b(town), ward=1)
        shown = officer.get(page).content.decode()
        assert LIKE in shown and "còn 5 ngày làm việc" in shown
        assert "tra-loi" not in clerk.get(page).content.decode()
        assert officer.post(f"{page}/tra-loi", {"text": ""}).status_code == 200
        assert officer.post(f"{page}/tra-loi", {"text": "Đơn giá A", "cung": like.pk}).status_code == 302
        assert clerk.post(f"{page}/hoi-lai", {"text": "Rõ hơn?"}).status_code == 302
        assert officer.post(f"{page}/chuyen", {"to": town.finance.pk, "text": "Hỏi Tài chính"}).status_code == 302
        finance = signed_in(Client(), town.finance_head)
        assert TEXT in finance.get("/vuong-mac").content.decode()
        assert finance.post(f"{page}/tra-loi", {"text": "Đơn giá B"}).status_code == 302
        assert clerk.post(f"{page}/khep").status_code == 302
        assert _fresh(one).state == states.CLOSED
        neighbour = signed_in(Client(), _clerk_b(town))
        assert neighbour.get(page).status_code == 404
        assert clerk.post(f"{page}/trinh", {"text": "x"}).status_code == 403
        of_b = officer.get(f"/vuong-mac?tinh-trang=all&co-quan={town.wards[1].pk}").content.decode()
        assert LIKE in of_b and TEXT not in of_b
        assert officer.get("/vuong-mac?co-quan=x9").status_code == 200
        assert clerk.get("/vuong-mac?tinh-trang=closed").content.decode().count(TEXT) == 1
