"""Reading rounds, their minutes, and what stands against a certificate."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.identity.permissions import agencies_of, holds
from khoso.foundation.identity.roles import CONTRACTORS, WORKERS, Role
from khoso.stages.acceptance import evidence
from khoso.stages.acceptance.models import AcceptanceRound, AcceptedDossier, RoundDossier, SignedMinutes, SigningSide
from khoso.stages.acceptance.rounds import figures
from khoso.stages.acceptance.rounds.figures import Volume
from khoso.stages.acceptance.states import CANCELLED, CERTIFIED, OPEN, WAITING
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.packages import queries as packages

ANSWERS_FOR_CLIENT = (Role.HEAD, Role.SUPERVISOR)


def rounds_seen_by(person: Any) -> QuerySet[AcceptanceRound]:
    """Rounds of the agencies in a person's scope, the newest first, with how many dossiers each accepted."""
    reach = agencies_of(person, WORKERS)
    rows = AcceptanceRound.objects.select_related("agency", "batch")
    rows = _of_own_firm(rows if reach is None else rows.filter(agency_id__in=reach), person)
    accepted = Count("dossiers", filter=Q(dossiers__is_accepted=True))
    return rows.annotate(counted=Count("dossiers"), accepted=accepted).order_by("-made_at", "-pk")


def round_for(person: Any, round_id: int) -> AcceptanceRound | None:
    """The round within a person's scope."""
    reach = agencies_of(person, WORKERS)
    rows = AcceptanceRound.objects.select_related(
        "agency", "batch__contractor", "made_by", "counted_by", "certified_by"
    )
    rows = _of_own_firm(rows if reach is None else rows.filter(agency_id__in=reach), person)
    return rows.filter(pk=round_id).first()


def _of_own_firm(rows: QuerySet[Any], person: Any) -> QuerySet[Any]:
    """A contractor's people see the rounds and minutes of their own firm's batches, never another contractor's."""
    firm = getattr(person, "employer_id", None) if holds(person, CONTRACTORS) else None
    return rows if firm is None else rows.filter(batch__contractor_id=firm)


def minutes_for(person: Any, minutes_id: int) -> SignedMinutes | None:
    """Minutes within a person's scope, or which they are named to sign: an invited body reads what it signs."""
    rows = SignedMinutes.objects.select_related(
        "agency", "batch__contractor", "round__agency", "round__batch", "delivery", "made_by"
    )
    reach = agencies_of(person, WORKERS)
    named = Q(pk__in=SigningSide.objects.filter(person_id=getattr(person, "pk", None)).values("minutes_id"))
    rows = rows if reach is None else rows.filter(Q(agency_id__in=reach) | named)
    return _of_own_firm(rows, person).filter(pk=minutes_id).first()


def waiting_for(person: Any) -> QuerySet[SigningSide]:
    """Sides that this person is to sign now."""
    rows = SigningSide.objects.filter(person=person, state=WAITING, minutes__state=OPEN)
    return rows.select_related("minutes__agency", "minutes__batch").order_by("minutes__made_at")


def rounds_of_batch(batch_id: Any) -> list[AcceptanceRound]:
    """Every round of a batch in its order."""
    return list(AcceptanceRound.objects.filter(batch_id=batch_id).select_related("agency").order_by("number"))


def volume_of_batch(batch_id: Any) -> Volume:
    """What of a batch is certified, by the classes prices depend on: size of page and condition."""
    rounds = AcceptanceRound.objects.filter(batch_id=batch_id, state=CERTIFIED).values("pk")
    return figures.volume(rounds, is_accepted=True)


def dossiers_of_batch(batch: Any) -> int:
    """How many dossiers the batch's deliveries brought."""
    rows = batch.deliveries.filter(files__dossier__isnull=False).order_by()
    return int(rows.aggregate(told=Count("files__dossier", distinct=True))["told"])


def against_certificate(one: AcceptanceRound) -> list[tuple[str, int]]:
    """What stands against certifying the accepted dossiers now, by code with how many dossiers it is about.

    They were looked at when they were counted; between then and now a copy may be damaged, a defect found.
    """
    rows = dict(RoundDossier.objects.filter(round=one, is_accepted=True).values_list("dossier_id", "delivery_id"))
    stored = packages.stored_among(list(rows))
    backed_up = packages.backed_up_among(rows)
    files = evidence.open_defects_by_unit(set(rows.values()))
    units = _units_of(one) if files else {}
    found = {
        "not_stored": len(rows) - len(stored),
        "not_backed_up": len(stored - backed_up),
        "open_defects": sum(count for unit, count in files.items() if unit in units),
        "legacy": sum(bool(dossier.legacy_reason) for dossier in catalogue.dossiers(rows).values()),
    }
    return [(code, count) for code, count in found.items() if count]


def _units_of(one: AcceptanceRound) -> set[str]:
    """Ids of files and items of the accepted dossiers, as unit keys begin with them."""
    rows = one.items.filter(entry__is_accepted=True).order_by().values_list("file_id", "item_id")
    return {str(key) for pair in rows for key in pair if key}


def accepted_elsewhere(one: AcceptanceRound) -> set[Any]:
    """Dossiers of the round that were accepted by another way."""
    if one.state == CERTIFIED:
        return set()
    ids = one.dossiers.filter(is_accepted=True).values("dossier_id")
    return set(AcceptedDossier.objects.filter(dossier_id__in=ids).values_list("dossier_id", flat=True))


def open_rounds(batch_id: Any) -> list[AcceptanceRound]:
    """Rounds of the batch that are neither certified nor cancelled."""
    return list(AcceptanceRound.objects.filter(batch_id=batch_id).exclude(state__in=[CERTIFIED, CANCELLED]))


def people_of(agency: Agency, roles: Any) -> list[Person]:
    """Active accounts with one of these roles in the agency itself, by name."""
    rows = Person.objects.filter(is_active=True, memberships__agency=agency, memberships__role__in=roles)
    return list(rows.distinct().order_by("full_name"))


def client_people(agency: Agency) -> list[Person]:
    return people_of(agency, ANSWERS_FOR_CLIENT)


def contractor_people(agency: Agency) -> list[Person]:
    return people_of(agency, CONTRACTORS & {Role.CONTRACTOR_LEAD})
