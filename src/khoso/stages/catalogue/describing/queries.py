"""Reading descriptions one by one: within a person's scope, with what lies around them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency, AgencyName
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import STAFF
from khoso.stages.catalogue.describing import shapes
from khoso.stages.catalogue.models import (
    Accumulation,
    Arrangement,
    ArrangementReport,
    Dossier,
    Fonds,
    Item,
    Revision,
    Series,
)
from khoso.stages.catalogue.permissions import RELEASERS, can_see_catalogue

_OF_DISTRICTS = (AgencyKind.DISTRICT, AgencyKind.DISTRICT_TOWN, AgencyKind.DISTRICT_CITY)
_RELATED = {
    "fonds": ("agency",),
    "series": ("fonds__agency", "parent"),
    "dossier": ("fonds__agency", "series", "arrangement_report"),
    "item": ("dossier__fonds__agency", "dossier__series"),
}


def found(person: Any, kind: str, subject_id: object) -> Any:
    """The fonds, series, dossier or item a person may see; None when there is none within their scope."""
    if kind not in shapes.MODELS:
        return None
    rows = shapes.MODELS[kind]._default_manager.select_related(*_RELATED[kind])
    subject = rows.filter(pk=subject_id).first()
    return subject if subject is not None and can_see_catalogue(person, shapes.agency_id_of(subject)) else None


def closed_districts() -> list[str]:
    """Names of the district-level agencies that ended. # Luật: KH 82 II.3"""
    ended = Agency.objects.filter(kind__in=_OF_DISTRICTS, valid_to__isnull=False).values_list("name", flat=True)
    before = AgencyName.objects.filter(kind__in=_OF_DISTRICTS, valid_to__isnull=False).values_list("name", flat=True)
    return sorted({*ended, *before})


def items_of(dossier: Dossier) -> QuerySet[Item]:
    """The items of a dossier in their order."""
    return Item.objects.filter(dossier=dossier).order_by("ordinal")


def dossiers_in(parent: Fonds | Series) -> QuerySet[Dossier]:
    """The dossiers of a fonds or a series, as they stand on the shelf."""
    which = {"fonds": parent} if isinstance(parent, Fonds) else {"series": parent}
    return Dossier.objects.filter(**which).order_by("reference_code")


def series_of(fonds: Fonds) -> list[Series]:
    """The series of a fonds with how many dossiers each has."""
    return list(Series.objects.filter(fonds=fonds).annotate(held=Count("dossiers")).order_by("code"))


def counts_of(parent: Fonds | Series) -> dict[str, Any]:
    """Dossiers, sheets and pages of a fonds or series, by how far they are arranged."""
    rows = dossiers_in(parent).order_by()
    told = rows.aggregate(dossiers=Count("pk"), sheets=Sum("declared_sheet_count"), pages=Sum("declared_page_count"))
    by_state = dict(rows.values_list("arrangement").annotate(Count("pk")))
    return {**told, "by_state": by_state}


def next_ordinal(dossier: Dossier) -> int:
    """The ordinal the next item of a dossier gets."""
    last = Item.objects.filter(dossier=dossier).order_by(F("ordinal").desc()).values_list("ordinal", flat=True).first()
    return (last or 0) + 1


def revision_count(subject: Any) -> int:
    """How often a description was changed."""
    return Revision.objects.filter(subject_kind=shapes.kind_of(subject), subject_id=subject.pk).count()


def heaps_of(fonds: Fonds) -> list[Accumulation]:
    """What of a fonds lies on shelves and is no dossier yet."""
    return list(Accumulation.objects.filter(fonds=fonds).exclude(arrangement=Arrangement.ARRANGED))


def neighbours_of(item: Item) -> tuple[Item | None, Item | None]:
    """The item before and the one after it in its dossier."""
    rows = Item.objects.filter(dossier_id=item.dossier_id)
    before = rows.filter(ordinal__lt=item.ordinal).order_by("-ordinal").first()
    return before, rows.filter(ordinal__gt=item.ordinal).order_by("ordinal").first()


def heaps_seen_by(person: Any) -> QuerySet[Accumulation]:
    """The heaps on the shelves of the agencies a person sees."""
    scope = agencies_of(person, STAFF)
    rows = Accumulation.objects.select_related("agency", "fonds", "report")
    return rows if scope is None else rows.filter(agency_id__in=scope)


def reports_seen_by(person: Any) -> QuerySet[ArrangementReport]:
    """The reports of arrangement of the agencies a person sees, the newest first."""
    scope = agencies_of(person, STAFF)
    rows = ArrangementReport.objects.select_related("agency", "recorded_by")
    return rows if scope is None else rows.filter(agency_id__in=scope)


def fonds_held_by(agencies: Any) -> QuerySet[Fonds]:
    """The fonds of these agencies, by title."""
    return Fonds.objects.filter(agency__in=agencies).order_by("title")


def covered_by(report: ArrangementReport) -> dict[str, Any]:
    """What a report said is arranged: dossiers counted by fonds, and heaps."""
    dossiers = (
        Dossier.objects.filter(arrangement_report=report)
        .order_by()
        .values("fonds_id", "fonds__title")
        .annotate(held=Count("pk"))
    )
    return {"fonds": list(dossiers), "heaps": list(Accumulation.objects.filter(report=report))}


def held_for(person: Any) -> QuerySet[Dossier]:
    """Dossiers that wait for this person to say whether a word of their title means a secret."""
    scope = agencies_of(person, RELEASERS)
    rows = Dossier.objects.exclude(secrecy_held_for="").filter(secrecy_cleared_at__isnull=True)
    rows = rows.select_related("fonds__agency").order_by("registered_at", "pk")
    return rows if scope is None else rows.filter(fonds__agency_id__in=scope)
