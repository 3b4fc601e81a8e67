"""Reading where dossiers stand between confirmation and packaging."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import WORKERS
from khoso.foundation.web import counting
from khoso.kernel.figures import Reached
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection import states
from khoso.stages.inspection.lots.queries import waits_of_dossiers
from khoso.stages.inspection.models import Passing, SignedFile
from khoso.stages.inspection.rules import DossierFacts, decide
from khoso.stages.recognition import queries as recognition


def facts_of(dossier_id: Any) -> DossierFacts:
    """What `rules.decide` looks at for one dossier."""
    dossier = uuid.UUID(str(dossier_id))
    return facts_of_many([dossier])[dossier]


def facts_of_many(dossier_ids: list[Any]) -> dict[Any, DossierFacts]:
    """What `rules.decide` looks at, by dossier; as many queries for a thousand as for one."""
    files = digitisation.files_of_dossiers(dossier_ids)
    passed = {dossier: [file for file in rows if file.is_readable] for dossier, rows in files.items()}
    read = recognition.readings_of([file.pk for rows in passed.values() for file in rows])
    with_file = {
        dossier: [file.item_id for file in rows if file.item_id and file.pk in read and not read[file.pk].failure]
        for dossier, rows in passed.items()
    }
    decided = recognition.states_of([item for items in with_file.values() for item in items])
    dossiers = catalogue.dossiers(dossier_ids)
    errors = digitisation.errors_of_dossiers(dossier_ids)
    gates = digitisation.missing_gates(dossier_ids)
    waits = waits_of_dossiers(files)
    return {
        dossier: DossierFacts(
            files_open=sum(file.is_open for file in files[dossier])
            + sum(file.pk not in read for file in passed[dossier]),
            items_undecided=sum(decided.get(item) not in ("confirmed", "passed") for item in with_file[dossier]),
            items_with_file=len(with_file[dossier]),
            is_legacy=bool(dossiers[dossier].legacy_reason),
            errors=errors[dossier],
            missing_gates=tuple(gates[dossier]),
            lots_awaited=waits[dossier][0],
            open_defects=waits[dossier][1],
        )
        for dossier in dossier_ids
    }


def passing_of(dossier_id: Any) -> Passing | None:
    return Passing.objects.filter(dossier_id=dossier_id).first()


def passings_of(dossier_ids: list[Any]) -> dict[Any, Passing]:
    """Passing by dossier id."""
    return {row.dossier_id: row for row in Passing.objects.filter(dossier_id__in=dossier_ids)}


@dataclass(frozen=True)
class Underway:
    """How many dossiers of a delivery are in one state before signing, since when the first of them."""

    delivery_id: Any
    title: str
    registered_at: datetime
    state: str
    dossiers: int
    since: datetime


def underway(person: Any) -> list[Underway]:
    """The dossiers of a person's deliveries that are not signed, counted by state, oldest delivery first."""
    scope = agencies_of(person, WORKERS)
    rows = Passing.objects.exclude(state=states.SIGNED)
    if digitisation.firm_of(person) is not None:
        own = digitisation.deliveries_seen_by(person).order_by().values("pk")
        return _underway(rows.filter(delivery_id__in=own))
    if scope is None:
        return counting.for_all("inspection.underway", None, lambda: _underway(rows))
    return _underway(rows.filter(delivery__agency_id__in=scope))


def _underway(rows: QuerySet[Passing]) -> list[Underway]:
    counted = rows.values_list("delivery_id", "delivery__folder_name", "delivery__registered_at", "state").annotate(
        Count("id"), Min("changed_at")
    )
    return [Underway(*row) for row in counted.order_by("delivery__registered_at", "delivery_id", "state")]


def dossiers_passing(delivery_ids: list[Any]) -> dict[Any, int]:
    """How many dossiers of each delivery came so far as to be looked at here."""
    rows = Passing.objects.filter(delivery_id__in=delivery_ids).values_list("delivery_id").annotate(Count("id"))
    return dict(rows.order_by())


def signed_dossiers(dossier_ids: list[Any]) -> list[Any]:
    """Those of the dossiers that are signed."""
    rows = Passing.objects.filter(dossier_id__in=dossier_ids, state=states.SIGNED)
    return list(rows.order_by("dossier_id").values_list("dossier_id", flat=True))


def signed_files(dossier_id: Any) -> dict[Any, str]:
    """SHA-256 of the signed file, by file id."""
    return dict(SignedFile.objects.filter(dossier_id=dossier_id).values_list("file_id", "sha256"))


def files_signed(delivery_ids: Iterable[Any]) -> dict[Any, int]:
    """How many files of each delivery are signed."""
    told = dict.fromkeys(delivery_ids, 0)
    rows = SignedFile.objects.filter(file__delivery_id__in=list(told)).values_list("file__delivery_id")
    return {**told, **dict(rows.annotate(Count("id")).order_by())}


def settled_among(passings: Iterable[Passing]) -> set[Any]:
    """The dossiers to which nothing happens until a person or a paper comes."""
    resting = {row.dossier_id: row for row in passings if row.state not in (states.READY, states.SIGNED)}
    return {
        dossier
        for dossier, facts in facts_of_many(list(resting)).items()
        if not facts.files_open
        and states.PASSING.next(resting[dossier].state, decide(facts).move) == resting[dossier].state
    }


def reached_in(delivery_ids: list[Any]) -> dict[Any, Reached]:
    """How far each dossier of these deliveries came here, and on which of them the machine still works.

    Answered by a few questions about all of them: a list shows deliveries of thousands of dossiers. Between a change
    and the job that looks at the dossier again, `settled_among` would know better for a moment.
    """
    passings = Passing.objects.filter(dossier_id__in=digitisation.dossiers_brought(delivery_ids))
    # Of a delivery that is signed throughout nobody asks what was read: most are, and it is the longest question.
    resting = Passing.objects.filter(delivery_id__in=delivery_ids).exclude(state__in=(states.READY, states.SIGNED))
    unsigned = list(resting.order_by().values_list("delivery_id", flat=True).distinct())
    unread = recognition.unread_among(digitisation.readable_in(unsigned))
    busy = digitisation.open_dossiers(delivery_ids) | set(unread.values_list("dossier_id", flat=True).distinct())
    undecided = recognition.undecided_dossiers(unsigned)
    told = {}
    for dossier, state, waits_for in passings.order_by().values_list("dossier_id", "state", "waits_for"):
        is_busy = (
            state in (states.READY, states.SIGNED)
            or dossier in busy
            or (state == states.COLLECTING and dossier not in undecided)
        )
        told[dossier] = Reached(state, is_busy, tuple(waits_for))
    return told


def passing_marks(delivery_ids: Iterable[Any]) -> dict[Any, tuple[Any, ...]]:
    """How many dossiers of each delivery are in which state, in one order."""
    rows = Passing.objects.filter(delivery_id__in=list(delivery_ids)).values_list("delivery_id", "state")
    told: dict[Any, list[Any]] = defaultdict(list)
    for delivery, *counted in rows.annotate(Count("id")).order_by("delivery_id", "state"):
        told[delivery].append(tuple(counted))
    return {delivery: tuple(counted) for delivery, counted in told.items()}


from khoso.stages.inspection.lots.queries import lots_of_batch as lots_of_batch  # noqa: E402
from khoso.stages.inspection.lots.queries import lots_of_deliveries as lots_of_deliveries  # noqa: E402
from khoso.stages.inspection.lots.queries import makers_of as makers_of  # noqa: E402
from khoso.stages.inspection.lots.queries import open_defect_count as open_defect_count  # noqa: E402
