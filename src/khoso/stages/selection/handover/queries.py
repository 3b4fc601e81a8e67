"""Reading what goes to the historical archive: who must transfer, what is due, what is listed."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet, Subquery

from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import STAFF
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.selection.handover import rules
from khoso.stages.selection.handover.rules import Due
from khoso.stages.selection.models import HandoverEntry, HandoverList


@dataclass(slots=True)
class Standing:
    """How many arranged permanent dossiers of an agency stand where."""

    agency: Agency
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys([*Due, "listed"], 0))

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def due(self) -> int:
        return sum(self.counts[one] for one in rules.IS_DUE)


def listed_for_handover(dossier_ids: Iterable[Any]) -> set[uuid.UUID]:
    """Those that stand on a hand-over list in force: the Centre digitises them, not their agency.

    # Luật: KH 82 III.2.a, c
    """
    return set(_in_force().filter(dossier_id__in=list(dossier_ids)).values_list("dossier_id", flat=True))


def _in_force() -> QuerySet[HandoverEntry]:
    return HandoverEntry.objects.filter(list__replaced_by__isnull=True)


def _listed() -> Any:
    return Subquery(_in_force().order_by().values("dossier_id"))


def standings(person: Any, year: int, agency: int | None = None) -> list[Standing]:
    """Every agency within reach that keeps arranged permanent records and is not the Centre, in three questions."""
    reach = _reach(person, agency)
    rows = catalogue.permanent_arranged(reach).exclude(
        fonds__agency__kind__in=[AgencyKind.HISTORICAL_ARCHIVE, AgencyKind.CONTRACTOR]
    )
    grouped = ("fonds__agency_id", "work_ended")
    open_rows = rows.exclude(pk__in=_listed()).order_by().values_list(*grouped).annotate(counted=Count("pk"))
    listed = rows.filter(pk__in=_listed()).order_by().values_list("fonds__agency_id").annotate(counted=Count("pk"))
    counts: dict[int, dict[str, int]] = {}
    for agency_id, ended, count in open_rows:
        there = counts.setdefault(agency_id, dict.fromkeys([*Due, "listed"], 0))
        there[rules.due_of(ended, year=year)] += count
    for agency_id, count in listed:
        counts.setdefault(agency_id, dict.fromkeys([*Due, "listed"], 0))["listed"] += count
    agencies = Agency.objects.filter(pk__in=counts).order_by("name")
    return [Standing(one, counts[one.pk]) for one in agencies]


def _reach(person: Any, agency: int | None) -> Collection[int] | None:
    reach = agencies_of(person, STAFF)
    if agency is None:
        return reach
    return [agency] if reach is None or agency in reach else []


def is_source(agency: Agency) -> bool:
    """Whether the agency transfers to the Centre, as far as anybody said: only a clear no is one."""
    return agency.kind != AgencyKind.HISTORICAL_ARCHIVE and agency.must_transfer is not False


def unlisted(agency_id: int) -> QuerySet[Any]:
    """Arranged permanent dossiers of an agency that stand on no list, the oldest work first."""
    rows = catalogue.permanent_arranged([agency_id]).exclude(pk__in=_listed())
    return rows.order_by("work_ended", "reference_code")


def narrowed(agency_id: int, which: str, year: int) -> QuerySet[Any]:
    """The dossiers behind one of the counts."""
    rows, latest = unlisted(agency_id), rules.latest_due_work(year)
    match which:
        case Due.OVERDUE:
            return rows.filter(work_ended__lt=latest - 1)
        case Due.TO_REGISTER:
            return rows.filter(work_ended__in=[latest - 1, latest])
        case Due.NOT_YET:
            return rows.filter(work_ended__gt=latest)
        case Due.NO_YEAR:
            return rows.filter(work_ended__isnull=True)
    return rows.filter(work_ended__lte=latest)


def lists_of(person: Any, agency: int | None = None) -> QuerySet[HandoverList]:
    """Hand-over lists of the agencies in reach, the newest first, with how many dossiers each holds."""
    reach = _reach(person, agency)
    rows = HandoverList.objects.select_related("agency", "made_by", "replaces", "replaced_by")
    rows = rows.annotate(counted=Count("entries"))
    return (rows if reach is None else rows.filter(agency_id__in=reach)).order_by("-made_at", "-pk")


def list_of(person: Any, list_id: int) -> HandoverList | None:
    return lists_of(person).filter(pk=list_id).first()


def is_replaced(one: HandoverList) -> bool:
    return HandoverList.objects.filter(replaces=one).exists()


def entries_of(one: HandoverList) -> QuerySet[HandoverEntry]:
    return one.entries.order_by("pk")
