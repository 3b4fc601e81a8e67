"""Raising and answering difficulties: the only way to write them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.foundation.web.formats import day
from khoso.kernel import clock
from khoso.kernel.words import Sentence, noop
from khoso.stages.programme import queries as programme
from khoso.stages.reporting import states
from khoso.stages.reporting.difficulties import rules
from khoso.stages.reporting.difficulties.errors import DifficultyNotAllowed, DifficultyRefused
from khoso.stages.reporting.models import Difficulty, DifficultyAnswer
from khoso.stages.reporting.permissions import can_answer_difficulties, can_consolidate, can_raise_difficulties
from khoso.stages.reporting.reminders import telling
from khoso.stages.reporting.reminders.facts import address, difficulty_title
from khoso.stages.reporting.reminders.rules import To

LONGEST = {"text": 2000, "answer": 4000, "reason": 1000}


@transaction.atomic
def raise_difficulty(
    agency: Agency, text: str, *, by: Any, proposal: str = "", task_id: int | None = None, report_id: int | None = None
) -> Difficulty:
    """Put a question for an agency; Home Affairs has so many working days to answer.

    Raises DifficultyNotAllowed, DifficultyRefused.
    """
    if not can_raise_difficulties(by, agency):
        raise DifficultyNotAllowed(noop("Anh/chị không nêu vướng mắc cho cơ quan này. Chưa ghi gì."))
    plan = programme.current_plan()
    if plan is None:
        raise DifficultyRefused(noop("Chưa có kế hoạch nào đang thực hiện nên chưa nêu được vướng mắc."))
    said = _said(text, "text")
    if task_id is not None and task_id not in {row[0] for row in programme.tasks_of(plan.pk, agency.pk)}:
        raise DifficultyRefused(noop("Nhiệm vụ này không phải của cơ quan. Chưa ghi gì; chọn lại nhiệm vụ."))
    made = Difficulty.objects.create(
        programme=plan,
        agency=agency,
        task_id=task_id,
        report_id=report_id,
        text=said,
        proposal=proposal.strip()[: LONGEST["text"]],
        raised_at=clock.now(),
        raised_by_id=by.pk,
        due_on=_new_deadline(),
    )
    record("reporting.difficulty.raise", subject=("difficulty", made.pk), agency=agency.code)
    _tell(made, "raised", telling.people_of(None), _("Trả lời trước hết ngày %(day)s.") % {"day": day(made.due_on)})
    return made


@transaction.atomic
def answer(difficulty: Difficulty, text: str, *, by: Any, also: Collection[int] = ()) -> int:
    """Answer a difficulty, and with the same words those in `also` that wait for an answer of the same person.

    Returns how many were answered. Raises DifficultyNotAllowed, DifficultyRefused, WrongState.
    """
    said = _said(text, "answer")
    chosen = Difficulty.objects.select_for_update(of=("self",)).filter(pk__in={difficulty.pk, *also})
    found = list(chosen.select_related("agency").order_by("pk"))
    for one in found:
        if one.pk != difficulty.pk and not (
            states.DIFFICULTY_STATES.allows(one.state, rules.ANSWER) and may_answer(by, one)
        ):
            raise DifficultyRefused(
                Sentence("Vướng mắc số {number} không còn chờ anh/chị trả lời. Chưa ghi gì.", number=one.pk)
            )
        _move(one, rules.ANSWER, said, by=by)
        _tell(one, "answered", telling.people_of(one.agency_id), _("Xem câu trả lời; hỏi lại nếu chưa rõ."))
    return len(found)


@transaction.atomic
def pass_on(difficulty: Difficulty, to: Agency, reason: str, *, by: Any) -> None:
    """Let another agency answer, from today on its own days. Raises DifficultyNotAllowed, DifficultyRefused."""
    if to.valid_to is not None or to.pk == difficulty.agency_id:
        raise DifficultyRefused(
            noop("Không chuyển cho cơ quan này được: đã kết thúc hoạt động, hoặc chính là nơi hỏi.")
        )
    one = _locked(difficulty)
    _move(one, rules.PASS_ON, _said(reason, "reason"), by=by)
    one.asked_of, one.due_on = to, _new_deadline()
    one.save(update_fields=["asked_of", "due_on"])
    _tell(one, "passed_on", telling.people_of(to.pk), _("Trả lời trước hết ngày %(day)s.") % {"day": day(one.due_on)})


@transaction.atomic
def escalate(difficulty: Difficulty, reason: str, *, by: Any) -> None:
    """Put it before the People's Committee. Only Home Affairs does. # Luật: KH 82 VI.6.c"""
    if not can_consolidate(by):
        raise DifficultyNotAllowed(noop("Chỉ Sở Nội vụ trình Ủy ban. Chưa đổi gì."))
    one = _locked(difficulty)
    city = programme.current_plan()
    if city is None or city.city_id is None:
        raise DifficultyRefused(noop("Kế hoạch chưa ghi cơ quan của thành phố nên chưa trình được."))
    _move(one, rules.ESCALATE, _said(reason, "reason"), by=by)
    one.asked_of_id, one.due_on = city.city_id, _new_deadline()
    one.save(update_fields=["asked_of", "due_on"])
    heads = telling.people_of(city.city_id, (Role.HEAD,))
    _tell(one, "sent_up", heads, _("Trả lời trước hết ngày %(day)s.") % {"day": day(one.due_on)})


@transaction.atomic
def ask_again(difficulty: Difficulty, text: str, *, by: Any) -> None:
    """The answer did not help: the same who answered has new days; what the Committee answered goes to Home Affairs."""
    one = _locked(difficulty)
    _must_have_raised(by, one)
    _move(one, rules.ASK_AGAIN, _said(text, "answer"), by=by)
    plan = programme.current_plan()
    if plan is not None and one.asked_of_id == plan.city_id:
        one.asked_of = None
    one.due_on = _new_deadline()
    one.save(update_fields=["asked_of", "due_on"])
    _tell(one, "asked_again", telling.people_of(one.asked_of_id), _("Cơ quan hỏi lại; xem và trả lời."))


@transaction.atomic
def close(difficulty: Difficulty, text: str = "", *, by: Any) -> None:
    """The agency is helped, or helped itself."""
    one = _locked(difficulty)
    _must_have_raised(by, one)
    _move(one, rules.CLOSE, text.strip()[: LONGEST["answer"]], by=by)
    one.closed_at = clock.now()
    one.save(update_fields=["closed_at"])


def may_answer(by: Any, difficulty: Difficulty) -> bool:
    """Home Affairs, and the head of the agency that was asked: nobody else's head."""
    if can_consolidate(by):
        return True
    return difficulty.asked_of_id is not None and can_answer_difficulties(by, difficulty.asked_of_id)


def _must_have_raised(by: Any, difficulty: Difficulty) -> None:
    if not can_raise_difficulties(by, difficulty):
        raise DifficultyNotAllowed(noop("Chỉ cơ quan đã nêu vướng mắc mới hỏi lại hoặc khép lại. Chưa đổi gì."))


def _locked(difficulty: Difficulty) -> Difficulty:
    return Difficulty.objects.select_for_update(of=("self",)).select_related("agency").get(pk=difficulty.pk)


def _move(one: Difficulty, move: str, text: str, *, by: Any) -> None:
    """Write down what was said with the clock that ran until now, and let the state follow its table."""
    if move in (rules.ANSWER, rules.PASS_ON) and not may_answer(by, one):
        raise DifficultyNotAllowed(noop("Chỉ Sở Nội vụ hoặc thủ trưởng cơ quan được hỏi mới trả lời. Chưa ghi gì."))
    one.state = states.DIFFICULTY_STATES.next(one.state, move)
    one.save(update_fields=["state"])
    DifficultyAnswer.objects.create(
        difficulty=one,
        move=move,
        text=text,
        at=clock.now(),
        by_id=by.pk,
        asked_of_id=one.asked_of_id,
        due_on=None if move == rules.ASK_AGAIN else one.due_on,
    )
    record(_VERBS[move], subject=("difficulty", one.pk), agency=one.agency.code)


_VERBS = {
    rules.ANSWER: "reporting.difficulty.answer",
    rules.PASS_ON: "reporting.difficulty.pass_on",
    rules.ESCALATE: "reporting.difficulty.escalate",
    rules.ASK_AGAIN: "reporting.difficulty.ask_again",
    rules.CLOSE: "reporting.difficulty.close",
}


def _new_deadline() -> Any:
    return programme.add_working_days(clock.today(), settings.KHOSO_ANSWER_DAYS)


def _said(text: str, what: str) -> str:
    said = text.strip()
    if not said:
        raise DifficultyRefused(noop("Chưa viết gì. Chưa đổi gì."))
    if len(said) > LONGEST[what]:
        raise DifficultyRefused(
            Sentence("Dài quá {most} ký tự (đang là {count}). Chưa ghi gì.", most=LONGEST[what], count=len(said))
        )
    return said


_HEIGHTS = {"raised": To.HOME_AFFAIRS, "passed_on": To.HEAD, "sent_up": To.COMMITTEE}


def _tell(one: Difficulty, step: str, receivers: Any, text: str) -> None:
    turn = one.answers.count()
    telling.tell(
        receivers,
        rule=f"difficulty.{step}",
        subject=("difficulty", str(one.pk)),
        agency_id=one.agency_id,
        title=f"{difficulty_title(one.pk)} · {one.agency.name}",
        text=text,
        url=address("reporting:difficulty", one.pk, otherwise="/vuong-mac"),
        once=f"difficulty:{one.pk}:{step}:{turn}",
        level=_HEIGHTS.get(step, To.DOER).level,
    )
