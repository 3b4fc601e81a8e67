"""What acceptance asks the rooms before it: one place for every question, so that their doors are named once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import WORKERS
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection import queries as inspection

SCANS = "delivery"


@dataclass(frozen=True, slots=True)
class PaperStanding:
    """What went out and came back of a batch's paper."""

    dossiers_out: int = 0
    dossiers_back: int = 0
    sheets_out: int = 0
    sheets_back: int = 0
    open_differences: int = 0
    is_back: bool = False


def _door(module: Any, name: str) -> Any:
    return getattr(module, name, None)


def batches_seen_by(person: Any) -> QuerySet[Any]:
    """Batches in a person's scope, newest first."""
    rows: QuerySet[Any] = apps.get_model("digitisation", "Batch").objects.select_related("agency", "contractor")
    reach = agencies_of(person, WORKERS)
    return rows if reach is None else rows.filter(agency_id__in=reach)


def batch_seen_by(person: Any, batch_id: int) -> Any:
    return batches_seen_by(person).filter(pk=batch_id).first()


def batch(batch_id: Any) -> Any:
    """The batch. Raises its DoesNotExist."""
    return apps.get_model("digitisation", "Batch").objects.select_related("agency", "contractor").get(pk=batch_id)


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


def paper_balance(batch_id: object) -> PaperStanding | None:
    """What of the batch's paper is back; None when nobody counted any out."""
    ask = _door(digitisation, "paper_balance")
    told = ask(batch_id) if ask else None
    if told is None or not (told.dossiers_out or told.sheets_out):
        return None
    return PaperStanding(
        told.dossiers_out,
        told.dossiers_back,
        told.sheets_out,
        told.sheets_back,
        told.open_differences,
        told.is_back,
    )


def unwiped_devices(batch_id: object) -> list[Any]:
    """Devices of the batch that are not yet wiped and gone."""
    ask = _door(digitisation, "unwiped_devices")
    return list(ask(batch_id)) if ask else []


def open_defect_count(delivery_ids: Iterable[Any]) -> int:
    """Defects of these deliveries that nobody closed or waived."""
    ids = [str(one) for one in delivery_ids]
    ask = _door(inspection, "open_defect_count")
    return int(ask(ids)) if ask else _open_defects(ids).count()


def open_defects_by_unit(delivery_ids: Iterable[Any]) -> dict[str, int]:
    """How many open defects each file or item has, by the id their unit keys begin with."""
    told: dict[str, int] = defaultdict(int)
    rows = _open_defects([str(one) for one in delivery_ids])
    for key in rows.order_by().values_list("unit_key", flat=True):
        told[key.partition(":")[0]] += 1
    return told


def _open_defects(delivery_ids: Collection[str]) -> QuerySet[Any]:
    defects: QuerySet[Any] = apps.get_model("quality", "Defect").objects
    return defects.filter(subject_kind=SCANS, subject_id__in=delivery_ids, state__in=("found", "returned", "mended"))


def lots_standing(delivery_ids: Iterable[Any]) -> dict[str, list[tuple[str, str]]]:
    """(unit, state) of the last inspection of each kind of unit, by delivery id as text."""
    last: dict[tuple[str, str], str] = {}
    rows = _inspections(delivery_ids).exclude(state="cancelled").order_by("drawn_at", "pk")
    for delivery, units, state in rows.values_list("subject_id", "units", "state"):
        last[delivery, units] = state
    told: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for (delivery, units), state in sorted(last.items()):
        told[delivery].append((units, state))
    return told


def makers(delivery_ids: Iterable[Any]) -> frozenset[str]:
    """User names of those who made the scans of these deliveries: none of them accepts. # Luật: TT 05/2025 Đ.9.5"""
    found: set[str] = set()
    for names in _inspections(delivery_ids).order_by().values_list("makers", flat=True):
        found.update(names)
    return frozenset(found)


def _inspections(delivery_ids: Iterable[Any]) -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model("quality", "Inspection").objects
    return rows.filter(subject_kind=SCANS, subject_id__in=[str(one) for one in delivery_ids])
