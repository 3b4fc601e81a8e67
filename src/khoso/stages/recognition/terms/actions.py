"""Learning from what people confirm, and a person's word on what was learned."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Person
from khoso.kernel import clock
from khoso.stages.recognition.crosschecks.likeness import letters
from khoso.stages.recognition.models import ItemFields, KnownTerm, ProposedField, TermLesson
from khoso.stages.recognition.permissions import can_judge_terms, can_set_city_policy
from khoso.stages.recognition.terms import rules
from khoso.stages.recognition.terms.errors import TermRefused


@transaction.atomic
def learn(item_id: Any, name: str, read: str | None, decided: str | None, by: Any) -> None:
    """Take in what a person's word on one field says of abbreviations and names. It changes nothing that was decided.

    What the page said counts, not what an earlier lesson made of it. The same item told anew counts once.
    """
    row = ProposedField.objects.filter(item_id=item_id, name=name).only("page_value", "delivery_id").first()
    told = rules.lessons(name, (row.page_value if row else None) or read, decided)
    if not told:
        return
    fields = ItemFields.objects.select_related("delivery").get(item_id=item_id)
    agency_id = fields.delivery.agency_id
    keys = sorted({one.read_as for one in told})
    # In one order, so that two who confirm at once wait for each other and never crosswise.
    known = list(
        KnownTerm.objects.select_for_update(of=("self",))
        .filter(agency_id=agency_id, kind=told[0].kind, read_as__in=keys)
        .order_by("pk")
    )
    for one in told:
        same_reading = [term for term in known if term.read_as == one.read_as]
        if one.is_correction and not any(letters(term.means) == letters(one.means) for term in same_reading):
            same_reading.append(_new(agency_id, one, by))
        for term in same_reading:
            agrees = letters(term.means) == letters(one.means)
            TermLesson.objects.update_or_create(
                term=term, item_id=item_id, defaults={"by": by, "at": clock.now(), "agrees": agrees}
            )
            _recount(term)


def _new(agency_id: int, lesson: rules.Lesson, by: Any) -> KnownTerm:
    now = clock.now()
    made, _made = KnownTerm.objects.get_or_create(
        kind=lesson.kind,
        agency_id=agency_id,
        read_as=lesson.read_as,
        means=lesson.means,
        defaults={"taught_by": by, "taught_at": now, "changed_at": now, "times": 0},
    )
    return made


def _recount(term: KnownTerm) -> None:
    counted = term.lessons.aggregate(
        times=Count("pk", filter=Q(agrees=True)),
        against=Count("pk", filter=Q(agrees=False)),
        people=Count("by", filter=Q(agrees=True), distinct=True),
    )
    term.times, term.against = counted["times"], counted["against"]
    move = rules.next_move(term.state, **counted, is_judged=term.judged_by_id is not None)
    if move:
        term.state = rules.TERM_STATES.next(term.state, move)
        term.changed_at = clock.now()
        record(
            "recognition.term.settle",
            subject=("term", term.pk),
            agency=term.agency.code if term.agency else "",
            details={**_facts(term), "state": term.state, "people": counted["people"]},
        )
    term.save(update_fields=["times", "against", "state", "changed_at"])


@transaction.atomic
def approve(term_id: int, by: Person) -> KnownTerm:
    """A person says that a term holds: it is used from the next reading on. Raises TermRefused, WrongState."""
    term = _judged(term_id, by, "approve")
    record("recognition.term.approve", subject=("term", term.pk), agency=_code(term), details=_facts(term))
    return term


@transaction.atomic
def withdraw(term_id: int, by: Person) -> KnownTerm:
    """A person says that a term does not hold: it is not used any more. Raises TermRefused, WrongState."""
    term = _judged(term_id, by, "withdraw")
    record("recognition.term.withdraw", subject=("term", term.pk), agency=_code(term), details=_facts(term))
    return term


def _judged(term_id: int, by: Person, move: str) -> KnownTerm:
    term = KnownTerm.objects.select_for_update(of=("self",)).select_related("agency").get(pk=term_id)
    may = can_judge_terms(by, term.agency) if term.agency else can_set_city_policy(by)
    if not may:
        raise TermRefused(_("Chưa đổi: anh/chị không có quyền duyệt từ đã học của cơ quan này."))
    term.state = rules.TERM_STATES.next(term.state, move)
    term.judged_by, term.changed_at = by, clock.now()
    term.save(update_fields=["state", "judged_by", "changed_at"])
    return term


def _code(term: KnownTerm) -> str:
    return term.agency.code if term.agency else ""


def _facts(term: KnownTerm) -> dict[str, Any]:
    """What the trail keeps of a term. It is never erased, so it names no person; the term itself does.

    # Luật: NĐ 13/2023/NĐ-CP Đ.2.3–2.4
    """
    words = {} if term.kind == KnownTerm.Kind.PERSON else {"read_as": term.read_as, "means": term.means}
    return {"kind": term.kind, **words, "times": term.times, "against": term.against}
