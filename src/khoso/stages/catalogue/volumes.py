"""How much was reviewed and arranged at a moment, by agency, and the list behind it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from khoso.kernel.figures import EvidenceLine
from khoso.stages.catalogue.models import Dossier

WITH_SHEETS = Q(declared_sheet_count__gt=0)
ALL = Q()


def _arranged(until: datetime) -> Q:
    # Luật: KH 82 III.1.a (chỉ tài liệu đã chỉnh lý hoàn chỉnh)
    return Q(arranged_at__lte=until)


def _known(until: datetime, which: Q) -> QuerySet[Dossier]:
    return Dossier.objects.filter(which, registered_at__lte=until).order_by()


def _numbers(until: datetime, which: Q = ALL) -> dict[int, int]:
    return dict(_known(until, which).values_list("fonds__agency_id").annotate(counted=Count("*")))


def _lines(agency: int, until: datetime, offset: int, limit: int, which: Q = ALL) -> list[Dossier]:
    rows = _known(until, which).filter(fonds__agency_id=agency).order_by("-registered_at", "-pk")
    return list(rows[offset : offset + limit])


def _line(dossier: Dossier, amount: int = 1) -> EvidenceLine:
    url = reverse("access:dossier", args=[dossier.pk])
    return EvidenceLine(dossier.title, url, dossier.reference_code, dossier.registered_at, amount)


def dossiers_reviewed(until: datetime) -> dict[int, int]:
    """Dossiers that are registered."""
    return _numbers(until)


def dossiers_reviewed_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    return [_line(one) for one in _lines(agency, until, offset, limit)]


def sheets_reviewed(until: datetime) -> dict[int, int]:
    """Sheets of the registered dossiers, as their covers and lists declare them."""
    rows = _known(until, WITH_SHEETS).values_list("fonds__agency_id")
    return dict(rows.annotate(Sum("declared_sheet_count")))


def sheets_reviewed_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    found = _lines(agency, until, offset, limit, WITH_SHEETS)
    return [_line(one, one.declared_sheet_count or 0) for one in found]


def dossiers_arranged(until: datetime) -> dict[int, int]:
    """Registered dossiers that are arranged."""
    return _numbers(until, _arranged(until))


def dossiers_arranged_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    return [_line(one) for one in _lines(agency, until, offset, limit, _arranged(until))]
