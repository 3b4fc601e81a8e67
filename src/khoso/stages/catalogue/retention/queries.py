"""Reading the clocks of retention: how much ends when, what cannot be reckoned, which lists there are."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import STAFF
from khoso.stages.catalogue.models import Arrangement, Dossier, ExpiryEntry, ExpiryList
from khoso.stages.catalogue.models.records import TERM_YEARS
from khoso.stages.catalogue.retention.rules import OTHER, PERMANENT

# What a person may narrow the table to, as it stands in addresses.
EXPIRED, ENDS_NOW, NO_TERM, NO_YEAR, NOT_LISTED = "het", "nam-nay", "thieu-thoi-han", "thieu-nam", "chua-lap"

HAS_NO_TERM = ~Q(retention_code__in=[PERMANENT, OTHER, *TERM_YEARS]) | Q(
    retention_code=OTHER, retention_years__isnull=True
)
HAS_NO_YEAR = Q(retention_ends__isnull=True) & ~Q(retention_code=PERMANENT) & ~HAS_NO_TERM


@dataclass(slots=True)
class Overview:
    """How many dossiers stand where in a year."""

    year: int
    by_year: dict[int, int] = field(default_factory=dict)
    permanent: int = 0
    no_term: int = 0
    no_year: int = 0

    @property
    def expired(self) -> int:
        return sum(count for year, count in self.by_year.items() if year < self.year)

    @property
    def ends_now(self) -> int:
        return self.by_year.get(self.year, 0)


def within(person: Any, agency: int | None = None, roles: Collection[Any] = STAFF) -> QuerySet[Dossier]:
    """The dossiers of the agencies in a person's reach, or of one of them."""
    reach = agencies_of(person, roles)
    rows = Dossier.objects.all() if reach is None else Dossier.objects.filter(fonds__agency_id__in=reach)
    return rows.filter(fonds__agency_id=agency) if agency else rows


def overview(rows: QuerySet[Dossier], year: int) -> Overview:
    """How many of these dossiers end in which year, in one question."""
    told = Overview(year)
    is_permanent = Case(When(retention_code=PERMANENT, then=Value(True)), default=Value(False))
    lacks_term = Case(When(HAS_NO_TERM, then=Value(True)), default=Value(False), output_field=BooleanField())
    counted = (
        rows.order_by()
        .annotate(is_permanent=is_permanent, lacks_term=lacks_term)
        .values_list("retention_ends", "is_permanent", "lacks_term")
        .annotate(counted=Count("pk"))
    )
    for ends, permanent, no_term, count in counted:
        if permanent:
            told.permanent += count
        elif no_term:
            told.no_term += count
        elif ends is None:
            told.no_year += count
        else:
            told.by_year[ends] = told.by_year.get(ends, 0) + count
    return told


def narrowed(rows: QuerySet[Dossier], which: str, year: int) -> QuerySet[Dossier]:
    """The dossiers behind one of the figures; a year's number means those whose last year it is."""
    match which:
        case "nam-nay":
            rows = rows.filter(retention_ends=year)
        case "thieu-thoi-han":
            rows = rows.filter(HAS_NO_TERM)
        case "thieu-nam":
            rows = rows.filter(HAS_NO_YEAR)
        case "chua-lap":
            rows = not_listed(rows, year)
        case number if number.isdecimal() and len(number) == 4:
            rows = rows.filter(retention_ends=int(number))
        case _:
            rows = rows.filter(retention_ends__lt=year)
    return rows.select_related("fonds__agency").order_by("retention_ends", "reference_code")


def not_listed(rows: QuerySet[Dossier], year: int) -> QuerySet[Dossier]:
    """Expired dossiers that stand on no list for the term they have now."""
    listed = ExpiryEntry.objects.filter(dossier__retention_ends=F("ended_in")).values("dossier_id")
    return rows.filter(retention_ends__lt=year).exclude(pk__in=listed)


def not_listed_by_agency(rows: QuerySet[Dossier], year: int) -> list[tuple[int, str, int]]:
    """(agency id, its name, how many) where expired dossiers stand on no list."""
    return list(
        not_listed(rows, year)
        .order_by("fonds__agency__name")
        .values_list("fonds__agency_id", "fonds__agency__name")
        .annotate(counted=Count("pk"))
    )


def lists_of(person: Any, agency: int | None = None) -> QuerySet[ExpiryList]:
    """Yearly lists of the agencies in a person's reach, with how many dossiers each holds."""
    reach = agencies_of(person, STAFF)
    rows = ExpiryList.objects.select_related("agency", "made_by", "received_by").annotate(counted=Count("entries"))
    rows = rows if reach is None else rows.filter(agency_id__in=reach)
    rows = rows.filter(agency_id=agency) if agency else rows
    return rows.order_by("-year", "agency__name")


def list_of(person: Any, list_id: int) -> ExpiryList | None:
    return lists_of(person).filter(pk=list_id).first()


def entries_of(one: ExpiryList) -> QuerySet[ExpiryEntry]:
    return one.entries.select_related("dossier").order_by("reference_code")


# The term runs otherwise today than when the list was made.
CHANGED = (
    ~Q(dossier__retention_code=F("retention_code"))
    | Q(dossier__retention_ends__isnull=True)
    | ~Q(dossier__retention_ends=F("ended_in"))
)


def under_review(dossier_ids: Iterable[object]) -> set[uuid.UUID]:
    """Those that stand on a list for the term they have now: «Xem xét hủy».

    # Luật: TT 05/2025 Đ.48.3
    """
    rows = ExpiryEntry.objects.filter(dossier_id__in=list(dossier_ids), dossier__retention_ends=F("ended_in"))
    return set(rows.values_list("dossier_id", flat=True))


def permanent_arranged(agency_ids: Collection[int] | None = None) -> QuerySet[Dossier]:
    """Permanent dossiers that are arranged, of these agencies or of all, with the year their work ended."""
    rows = Dossier.objects.filter(retention_code=PERMANENT, arrangement=Arrangement.ARRANGED)
    if agency_ids is not None:
        rows = rows.filter(fonds__agency_id__in=agency_ids)
    return rows.select_related("fonds").annotate(work_ended=Coalesce("retention_from", "end_year"))
