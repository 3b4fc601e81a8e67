"""What came back otherwise than it went out: found at the return, explained by its owner, concluded by the agency.

# Luật: TT 05/2025 Đ.9.1.c, Đ.9.4.e
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.kernel import clock, news
from khoso.kernel.text_vi import nfc
from khoso.stages.digitisation import states
from khoso.stages.digitisation.events import PaperBack
from khoso.stages.digitisation.models import PaperDifference, PaperHandOver, PaperLine, Presence
from khoso.stages.digitisation.paper import queries, rules
from khoso.stages.digitisation.paper.errors import NotToConclude, NotYourSide, SheetsWanting, WordsWanting
from khoso.stages.digitisation.permissions import can_count_paper, can_release_device

Kind = PaperDifference.Kind


def find_in(held: PaperHandOver) -> int:
    """Every way in which what came back differs from what went out, as findings; says how many.

    The giver of the return answers for them: that is who had the paper.
    """
    by_box: dict[int, list[PaperLine]] = defaultdict(list)
    for line in PaperLine.objects.filter(hand_over=held).exclude(giver_presence=Presence.LEFT).order_by("place"):
        by_box[line.box_id].append(line)
    made: list[PaperDifference] = []
    for box_id, lines in by_box.items():
        if all(line.giver_presence == Presence.MISSING for line in lines) and len(lines) > 1:
            sheets = str(sum(line.expected_sheets or 0 for line in lines))
            made.append(_new(held, box_id, None, rules.Otherwise("box_missing", sheets, "")))
            continue
        made += [_new(held, box_id, line, unlike) for line in lines for unlike in rules.differences(_went(line))]
    PaperDifference.objects.bulk_create(made, batch_size=500)
    if made:
        record(
            "digitisation.difference.open",
            subject=("paper_hand_over", held.pk),
            agency=held.batch.agency.code,
            details={"batch": held.batch_id, "count": len(made), "owner": held.giver.username if held.giver else ""},
        )
    return len(made)


def _went(line: PaperLine) -> rules.Went:
    return rules.Went(
        line.dossier_id,
        line.expected_sheets,
        line.expected_condition,
        line.giver_presence,
        line.giver_sheets,
        line.giver_condition,
    )


def _new(held: PaperHandOver, box_id: int, line: PaperLine | None, unlike: rules.Otherwise) -> PaperDifference:
    assert held.giver is not None
    return PaperDifference(
        batch_id=held.batch_id,
        hand_over=held,
        box_id=box_id,
        line=line,
        kind=unlike.kind,
        went=unlike.went,
        came=unlike.came,
        owner=held.giver,
        due_on=clock.today() + timedelta(days=rules.DAYS_TO_EXPLAIN),
        # The very moment of the minutes, which list what was open then.
        opened_at=held.confirmed_at or clock.now(),
    )


def may_explain(person: Any, one: PaperDifference) -> bool:
    """Its owner, or whoever else stands on the side that gave the paper back."""
    return person.pk == one.owner_id or queries.side_of(person, one.hand_over) == rules.GIVER


def may_find(person: Any, one: PaperDifference) -> bool:
    """Who receives the paper says that it was found; whoever lost it does not."""
    return queries.side_of(person, one.hand_over) == rules.RECEIVER and person.pk != one.owner_id


def may_conclude(person: Any, one: PaperDifference) -> bool:
    """Supervisor or head of the agency, never who answers for the difference or explained it."""
    return can_release_device(person, one) and person.pk not in (one.owner_id, one.explained_by_id)


@transaction.atomic
def explain(one: PaperDifference, text: str, *, by: Any) -> None:
    """Say how it came about. Raises NotYourSide, WordsWanting, WrongState."""
    held = _held(one)
    if not (can_count_paper(by, held) and may_explain(by, held)):
        raise NotYourSide
    nxt = states.DIFFERENCE_STATES.next(held.state, "explain")
    held.explanation = _said(text)
    held.state, held.explained_by, held.explained_at = nxt, by, clock.now()
    held.save()
    record("digitisation.difference.explain", **_about(held, text=held.explanation))


@transaction.atomic
def refuse(one: PaperDifference, text: str, *, due_on: date | None, by: Any) -> None:
    """The explanation does not do; the owner explains anew. Raises NotToConclude, WordsWanting, WrongState."""
    held = _held(one)
    if not may_conclude(by, held):
        raise NotToConclude
    held.state = states.DIFFERENCE_STATES.next(held.state, "refuse")
    held.outcome = _said(text)
    held.due_on = due_on or max(held.due_on, clock.today() + timedelta(days=rules.DAYS_TO_EXPLAIN))
    held.save()
    record("digitisation.difference.refuse", **_about(held, text=held.outcome))


@transaction.atomic
def find(one: PaperDifference, text: str, *, sheets: int | None, condition: str, by: Any) -> None:
    """What was wanting is there: counted, and what still differs is a difference of its own.

    Raises NotYourSide, SheetsWanting, WordsWanting, WrongState.
    """
    held = _held(one)
    if not may_find(by, held):
        raise NotYourSide
    nxt = states.DIFFERENCE_STATES.next(held.state, "find")
    is_lost = held.kind in (Kind.DOSSIER_MISSING, Kind.BOX_MISSING)
    if is_lost and sheets is None:
        raise SheetsWanting
    _close(held, nxt, text, by)
    if is_lost:
        held.came = str(sheets)
        _found_otherwise(held, sheets or 0, condition)
    held.save()
    record("digitisation.difference.find", **_about(held, text=held.outcome, sheets=sheets))
    _tell(held)


def _found_otherwise(held: PaperDifference, sheets: int, condition: str) -> None:
    went = int(held.went) if held.went else None
    expected = held.line.expected_condition if held.line else ""
    found = rules.Went(None, went, expected, rules.HERE, sheets, condition)
    for unlike in rules.differences(found):
        PaperDifference.objects.create(
            batch=held.batch,
            hand_over=held.hand_over,
            box=held.box,
            line=held.line,
            kind=unlike.kind,
            went=unlike.went,
            came=unlike.came,
            owner=held.owner,
            due_on=clock.today() + timedelta(days=rules.DAYS_TO_EXPLAIN),
            opened_at=clock.now(),
        )


@transaction.atomic
def settle(one: PaperDifference, text: str, *, by: Any) -> None:
    """Concluded by a paper, though it stays as it is. Raises NotToConclude, WordsWanting, WrongState."""
    held = _held(one)
    if not may_conclude(by, held):
        raise NotToConclude
    _close(held, states.DIFFERENCE_STATES.next(held.state, "settle"), text, by)
    held.save()
    record("digitisation.difference.settle", **_about(held, text=held.outcome))
    _tell(held)


@transaction.atomic
def assign(one: PaperDifference, owner: Any, *, due_on: date, by: Any) -> None:
    """Another person answers for it, or by another day. Raises NotToConclude, NotYourSide, WrongState."""
    held = _held(one)
    if not may_conclude(by, held):
        raise NotToConclude
    if queries.side_of(owner, held.hand_over) != rules.GIVER:
        raise NotYourSide
    if not held.is_open:
        states.DIFFERENCE_STATES.next(held.state, "explain")
    held.owner, held.due_on = owner, due_on
    held.save(update_fields=["owner", "due_on"])
    record("digitisation.difference.assign", **_about(held, owner=owner.username, due_on=due_on.isoformat()))


def _close(held: PaperDifference, state: str, text: str, by: Any) -> None:
    held.outcome = _said(text)
    held.state, held.closed_by, held.closed_at = state, by, clock.now()


def _said(text: str) -> str:
    if not text.strip():
        raise WordsWanting
    return nfc(text).strip()[:1000]


def _tell(held: PaperDifference) -> None:
    if queries.paper_balance(held.batch_id).is_back:
        news.publish(PaperBack(batch_id=held.batch_id))


def _held(one: PaperDifference) -> PaperDifference:
    return (
        PaperDifference.objects.select_for_update(of=("self",))
        .select_related("batch__agency", "batch__contractor", "hand_over__batch__agency", "line", "box", "owner")
        .get(pk=one.pk)
    )


def _about(one: PaperDifference, **details: Any) -> dict[str, Any]:
    return {
        "subject": ("paper_difference", one.pk),
        "agency": one.batch.agency.code,
        "details": {"batch": one.batch_id, "kind": one.kind, **details},
    }
