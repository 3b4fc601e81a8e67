"""How much a person confirmed at a moment, by agency, and the list behind it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, QuerySet
from django.urls import reverse

from khoso.kernel.figures import EvidenceLine
from khoso.stages.recognition.models import ItemFields


def _confirmed(until: datetime) -> QuerySet[ItemFields]:
    return ItemFields.objects.filter(confirmed_at__lte=until).order_by()


def items_confirmed(until: datetime) -> dict[int, int]:
    """Items whose index fields a person confirmed."""
    return dict(_confirmed(until).values_list("delivery__agency_id").annotate(counted=Count("*")))


def items_confirmed_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    rows = _confirmed(until).filter(delivery__agency_id=agency).select_related("item")
    return [
        EvidenceLine(
            str(one.item),
            reverse("access:item-history", args=[one.item_id]),
            one.item.number_notation or one.item.reference_code,
            one.confirmed_at,
        )
        for one in rows.order_by("-confirmed_at", "-pk")[offset : offset + limit]
    ]
