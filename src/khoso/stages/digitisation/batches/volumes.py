"""How many batches were under way at a moment, by agency, and the list behind it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from khoso.kernel.figures import EvidenceLine
from khoso.stages.digitisation.models import Batch


def _under_way(until: datetime) -> QuerySet[Batch]:
    """Started by then and not ended by then; a batch that was reopened counts as never ended."""
    return Batch.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=until), started_at__lte=until).order_by()


def batches_running(until: datetime) -> dict[int, int]:
    """Batches of each agency that were under way."""
    return dict(_under_way(until).values_list("agency_id").annotate(counted=Count("pk")))


def batches_running_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    rows = _under_way(until).filter(agency_id=agency).select_related("contractor").order_by("-started_at", "-pk")
    return [
        EvidenceLine(
            one.title,
            reverse("digitisation:batch", args=[one.pk]),
            one.contractor.name if one.contractor else "",
            one.started_at,
        )
        for one in rows[offset : offset + limit]
    ]
