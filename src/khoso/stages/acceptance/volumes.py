"""How much was accepted at a moment, by agency, and the list behind it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse

from khoso.kernel.figures import EvidenceLine
from khoso.stages.acceptance.models import AcceptedDossier


def _accepted(until: datetime) -> QuerySet[AcceptedDossier]:
    return AcceptedDossier.objects.filter(accepted_at__lte=until).order_by()


def dossiers_accepted(until: datetime) -> dict[int, int]:
    """Dossiers that were accepted."""
    return dict(_accepted(until).values_list("dossier__fonds__agency_id").annotate(counted=Count("*")))


def dossiers_accepted_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    return [_line(one) for one in _newest(_accepted(until), agency, offset, limit)]


def pages_accepted(until: datetime) -> dict[int, int]:
    """Pages of the accepted dossiers, as counted at that moment."""
    rows = _accepted(until).filter(pages__gt=0)
    return dict(rows.values_list("dossier__fonds__agency_id").annotate(Sum("pages")))


def pages_accepted_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    return [_line(one, one.pages) for one in _newest(_accepted(until).filter(pages__gt=0), agency, offset, limit)]


def _newest(rows: QuerySet[AcceptedDossier], agency: int, offset: int, limit: int) -> list[AcceptedDossier]:
    found = rows.filter(dossier__fonds__agency_id=agency).select_related("dossier").order_by("-accepted_at", "-pk")
    return list(found[offset : offset + limit])


def _line(one: AcceptedDossier, amount: int = 1) -> EvidenceLine:
    url = reverse("access:dossier", args=[one.dossier_id])
    return EvidenceLine(one.dossier.title, url, one.dossier.reference_code, one.accepted_at, amount)
