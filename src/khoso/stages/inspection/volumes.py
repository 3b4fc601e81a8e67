"""How much was signed at a moment, by agency, and the list behind it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, QuerySet
from django.urls import reverse

from khoso.kernel.figures import EvidenceLine
from khoso.stages.inspection import states
from khoso.stages.inspection.models import Passing


def _signed(until: datetime) -> QuerySet[Passing]:
    """A signed dossier stays signed: it changed for the last time when it was."""
    return Passing.objects.filter(state=states.SIGNED, changed_at__lte=until).order_by()


def dossiers_signed(until: datetime) -> dict[int, int]:
    """Dossiers of which every file is signed."""
    return dict(_signed(until).values_list("delivery__agency_id").annotate(counted=Count("*")))


def dossiers_signed_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    rows = _signed(until).filter(delivery__agency_id=agency).select_related("dossier")
    return [
        EvidenceLine(
            one.dossier.title,
            reverse("access:dossier", args=[one.dossier_id]),
            one.dossier.reference_code,
            one.changed_at,
        )
        for one in rows.order_by("-changed_at", "-pk")[offset : offset + limit]
    ]
