"""What acceptance asks the rooms before it: one place for every question, so that their doors are named once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from khoso.instruments.quality import queries as quality
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection import queries as inspection

SCANS = "delivery"


def batches_seen_by(person: Any) -> QuerySet[Any]:
    """Batches in a person's scope, newest first; a contractor's people see their own alone."""
    return digitisation.batches_seen_by(person)


def batch_seen_by(person: Any, batch_id: int) -> Any:
    return batches_seen_by(person).filter(pk=batch_id).first()


def batch(batch_id: Any) -> Any:
    """The batch; None when there is none."""
    return digitisation.batch(batch_id)


def delivery_of_a_batch(person: Any, delivery_id: object) -> Any:
    """A delivery within a person's scope that belongs to a batch; else None."""
    rows = digitisation.deliveries_seen_by(person).filter(pk=delivery_id, batch__isnull=False)
    return rows.select_related("agency", "batch__contractor", "batch__agency").first()


def is_of_batch(dossier_id: Any) -> bool:
    """Whether a delivery of a batch brought the dossier."""
    return _of_batches().filter(dossier_id=dossier_id).exists()


def dossiers_of_batches() -> QuerySet[Any, Any]:
    """Ids of the dossiers that deliveries of batches brought, to narrow other questions with."""
    return _of_batches().filter(dossier__isnull=False).values("dossier_id")


def _of_batches() -> QuerySet[Any]:
    files: QuerySet[Any] = apps.get_model("digitisation", "DeliveryFile").objects.filter(delivery__batch__isnull=False)
    return files.order_by()


def paper_balance(batch_id: int) -> digitisation.PaperBalance | None:
    """What of the batch's paper is back; None when both sides agreed on no hand-over of it."""
    told = digitisation.paper_balance(batch_id)
    return told if told.dossiers_out else None


def unwiped_devices(batch_id: int) -> list[Any]:
    """Devices of the batch that are not yet wiped and gone."""
    return list(digitisation.unwiped_devices(batch_id))


def open_defect_count(delivery_ids: Iterable[Any]) -> int:
    """Defects of these deliveries that nobody closed or waived."""
    return int(inspection.open_defect_count(list(delivery_ids)))


def open_defects_by_unit(delivery_ids: Iterable[Any]) -> dict[str, int]:
    """How many open defects each file or item has, by the id their unit keys begin with."""
    told: dict[str, int] = defaultdict(int)
    rows = quality.open_defects(SCANS, [str(one) for one in delivery_ids])
    for key in rows.order_by().values_list("unit_key", flat=True):
        told[key.partition(":")[0]] += 1
    return told


def lots_standing(delivery_ids: Iterable[Any]) -> dict[str, list[tuple[str, str]]]:
    """(unit, state) of the latest lot of each kind of unit that holds a delivery, by the delivery's id as text."""
    lots = [one for one in inspection.lots_of_deliveries(delivery_ids) if one.inspection.state != "cancelled"]
    replaced = {one.after_id for one in lots if one.after_id}
    last: dict[tuple[str, str], str] = {}
    # The earliest first, so that of several the latest is what counts.
    for lot in sorted((one for one in lots if one.pk not in replaced), key=lambda one: (one.made_at, one.pk)):
        for delivery in lot.deliveries.all():
            last[str(delivery.pk), lot.units] = lot.inspection.state
    told: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for (key, units), state in sorted(last.items()):
        told[key].append((units, state))
    return told


def makers(delivery_ids: Iterable[Any]) -> frozenset[str]:
    """User names of those who made the scans of these deliveries: none of them accepts. # Luật: TT 05/2025 Đ.9.5"""
    return frozenset(inspection.makers_of(list(delivery_ids), "page"))
