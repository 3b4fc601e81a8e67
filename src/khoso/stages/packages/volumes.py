"""How much was stored at a moment, by agency, and the list behind it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse

from khoso.kernel.figures import EvidenceLine
from khoso.stages.packages.models import Package


def _stored(until: datetime) -> QuerySet[Package]:
    """Packages that were in every storage root by then; one that is only half there has no row."""
    return Package.objects.filter(first_stored_at__lte=until).order_by()


def dossiers_loaded(until: datetime) -> dict[int, int]:
    """Dossiers whose package is in every storage root."""
    return dict(_stored(until).values_list("dossier__fonds__agency_id").annotate(counted=Count("*")))


def dossiers_loaded_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    return [_line(one) for one in _newest(_stored(until), agency, offset, limit)]


def pages_loaded(until: datetime) -> dict[int, int]:
    """Pages of the stored dossiers."""
    rows = _stored(until).filter(pages__gt=0)
    return dict(rows.values_list("dossier__fonds__agency_id").annotate(Sum("pages")))


def pages_loaded_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    return [_line(one, one.pages) for one in _newest(_stored(until).filter(pages__gt=0), agency, offset, limit)]


def _newest(rows: QuerySet[Package], agency: int, offset: int, limit: int) -> list[Package]:
    found = rows.filter(dossier__fonds__agency_id=agency).select_related("dossier")
    return list(found.order_by("-first_stored_at", "-pk")[offset : offset + limit])


def _line(one: Package, amount: int = 1) -> EvidenceLine:
    url = reverse("access:dossier", args=[one.dossier_id])
    return EvidenceLine(one.dossier.title, url, one.dossier.reference_code, one.first_stored_at, amount)
