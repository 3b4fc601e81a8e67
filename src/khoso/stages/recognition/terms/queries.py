"""What corrections taught, for the next reading and for the page that lists it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import CONFIRMERS
from khoso.kernel.text_vi import one_space
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition.crosschecks.likeness import letters
from khoso.stages.recognition.models import KnownTerm, TermLesson
from khoso.stages.recognition.permissions import DECIDERS
from khoso.stages.recognition.terms import rules

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Taught:
    """What a reading means, and how many corrections said so."""

    value: str
    times: int
    is_judged: bool
    # How many said otherwise.
    against: int = 0


def means(agency_id: Any, name: str, read: str) -> str | None:
    """What corrections taught that this reading of an agency means; None when nothing, or what it says already."""
    found = taught(agency_id, name, read)
    return found.value if found else None


def taught(agency_id: Any, name: str, read: str) -> Taught | None:
    """The same with how often it was taught. What an agency taught itself goes before what holds for all."""
    read = one_space(read or "")
    keys = rules.keys_of(name, read)
    if not keys:
        return None
    rows = list(
        KnownTerm.objects.filter(
            Q(agency_id=agency_id) | Q(agency=None),
            kind=rules.KINDS[name],
            read_as__in=keys,
            state=KnownTerm.State.USED,
        )
    )
    own = rules.single((row.read_as, row.means) for row in rows if row.agency_id is not None)
    known = {row.read_as for row in rows if row.agency_id is not None}
    shared = rules.single((row.read_as, row.means) for row in rows if row.agency_id is None)
    meaning = {**{one: told for one, told in shared.items() if one not in known}, **own}
    value = rules.replaced(read, meaning) if name == "notation" else meaning.get(rules.key(read), read)
    if letters(value) == letters(read):
        return None
    spoke = [row for row in rows if meaning.get(row.read_as) == row.means and letters(row.means) != row.read_as]
    # Of several parts of a notation the one that is trusted least.
    times, against = min(((row.times, row.against) for row in spoke), key=_trust, default=(1, 0))
    return Taught(value, times, any(row.judged_by_id for row in spoke), against)


def _trust(counted: tuple[int, int]) -> float:
    times, against = counted
    return (times + 1) / (times + against + 2)


def seen_by(person: Any) -> QuerySet[KnownTerm]:
    """The terms a person sees: of their agencies, and what holds for all."""
    rows = KnownTerm.objects.select_related("agency", "taught_by", "judged_by")
    scope = agencies_of(person, DECIDERS | CONFIRMERS)
    return rows if scope is None else rows.filter(Q(agency_id__in=scope) | Q(agency=None))


def listed(person: Any, *, state: str, kind: str = "", text: str = "") -> QuerySet[KnownTerm]:
    """Terms in one state, those most often taught first."""
    rows = seen_by(person).filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(read_as__contains=rules.key(text)) | Q(means__icontains=one_space(text)))
    return rows.order_by("-times", "read_as", "pk")


def counts(person: Any) -> dict[str, int]:
    """How many terms are in which state."""
    told = dict.fromkeys(KnownTerm.State.values, 0)
    rows = seen_by(person).select_related(None).order_by()
    return {**told, **dict(rows.values_list("state").annotate(Count("pk")))}


def people_of(term_ids: list[Any]) -> dict[Any, int]:
    """How many people taught each term."""
    rows = TermLesson.objects.filter(term_id__in=term_ids, agrees=True).order_by()
    return dict(rows.values_list("term_id").annotate(Count("by", distinct=True)))


def examples_of(term_ids: list[Any]) -> dict[Any, list[TermLesson]]:
    """The latest papers each term was taught from, for and against, but none that is in quarantine; one question."""
    place = Window(RowNumber(), partition_by="term_id", order_by=["-at", "-pk"])
    shown = TermLesson.objects.filter(term_id__in=term_ids).exclude(item_id__in=digitisation.items_put_away())
    rows = shown.annotate(place=place).filter(place__lte=EXAMPLES)
    told: dict[Any, list[TermLesson]] = {term_id: [] for term_id in term_ids}
    for row in rows.select_related("item", "by"):
        told[row.term_id].append(row)
    return told
