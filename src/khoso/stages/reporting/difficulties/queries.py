"""Reading difficulties: who waits for whom, what was asked alike, what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import STAFF, Role
from khoso.kernel.clock import VIETNAM
from khoso.kernel.text_vi import fold
from khoso.stages.reporting import states
from khoso.stages.reporting.difficulties import rules
from khoso.stages.reporting.models import Difficulty, DifficultyAnswer

WAITING = (states.OPEN, states.ESCALATED)


def seen_by(person: Any) -> QuerySet[Difficulty]:
    """Those of a person's agencies, and those their agency is asked."""
    found = Difficulty.objects.select_related("agency", "asked_of", "task__plan_task", "raised_by")
    reach = agencies_of(person, STAFF)
    if reach is None:
        return found
    return found.filter(Q(agency_id__in=reach) | Q(asked_of_id__in=agencies_of(person, {Role.HEAD}) or ()))


def to_answer(person: Any) -> QuerySet[Difficulty]:
    """Those that wait for this person: Home Affairs' own, or those asked of an agency they head."""
    waiting = Difficulty.objects.filter(state__in=WAITING).select_related("agency", "asked_of")
    asked = Q(asked_of_id__in=agencies_of(person, {Role.HEAD}) or ())
    if agencies_of(person, {Role.HOME_AFFAIRS}) is None:
        asked |= Q(asked_of__isnull=True)
    return waiting.filter(asked).order_by("due_on", "pk")


def open_for(agency_id: int | None, until: datetime) -> list[Difficulty]:
    """The difficulties (of an agency; of all for None) that waited for an answer at that moment, the oldest first.

    As it was then, whatever was answered or closed since: a report made again tells the same.
    """
    last = DifficultyAnswer.objects.filter(difficulty=OuterRef("pk"), at__lte=until).order_by("-at", "-pk")
    found = (
        Difficulty.objects.filter(raised_at__lte=until)
        .annotate(last_move=Coalesce(Subquery(last.values("move")[:1]), Value("")))
        .exclude(last_move__in=rules.SETTLING)
        .select_related("agency", "asked_of", "task__plan_task")
        .order_by("raised_at", "pk")
    )
    return list(found if agency_id is None else found.filter(agency_id=agency_id))


def alike(difficulty: Difficulty, among: Iterable[Difficulty]) -> list[Difficulty]:
    """Those among these that ask the like, the likest first."""
    found = {one.pk: one for one in among if one.pk != difficulty.pk}
    keys = rules.alike(difficulty.text, _about(difficulty), ((one.pk, one.text, _about(one)) for one in found.values()))
    return [found[key] for key in keys]


def _about(difficulty: Difficulty) -> int | None:
    return difficulty.task.plan_task_id if difficulty.task else None


@dataclass(frozen=True, slots=True)
class Known:
    """A question with its answer, for everybody: no person, no agency that asked."""

    question: str
    answer: str
    answered_at: datetime
    # Who answered; empty: Home Affairs.
    answered_by: str
    task: str


def known_answers(text: str = "") -> list[Known]:
    """Questions that were answered, newest first, narrowed to those with all these words, with or without accents."""
    answered = (
        DifficultyAnswer.objects.filter(move=rules.ANSWER)
        .order_by("difficulty_id", "-at", "-pk")
        .distinct("difficulty_id")
        .select_related("difficulty__task__plan_task", "asked_of")
    )
    words = fold(text).split()
    found = [
        Known(
            row.difficulty.text,
            row.text,
            row.at,
            row.asked_of.name if row.asked_of else "",
            row.difficulty.task.plan_task.key if row.difficulty.task else "",
        )
        for row in answered
        if _has(words, row)
    ]
    # What one answer served several is shown once for each question only where the questions differ.
    different = {(fold(one.question), fold(one.answer)): one for one in found}
    return sorted(different.values(), key=lambda one: one.answered_at, reverse=True)


def _has(words: list[str], row: DifficultyAnswer) -> bool:
    if not words:
        return True
    folded = fold(f"{row.difficulty.text} {row.text}")
    return all(word in folded for word in words)


def late_answers(agency_id: int | None, until: datetime) -> list[DifficultyAnswer]:
    """Turns of whoever was asked (None: Home Affairs) that came after their deadline."""
    turns = DifficultyAnswer.objects.filter(asked_of_id=agency_id, at__lte=until, due_on__isnull=False)
    moves = (rules.ANSWER, rules.PASS_ON, rules.ESCALATE)
    found = turns.filter(move__in=moves).select_related("difficulty")
    return [one for one in found if next(rules.late_turns([(one.move, _day(one.at), one.due_on)]), None)]


def _day(moment: datetime) -> Any:
    return moment.astimezone(VIETNAM).date()
