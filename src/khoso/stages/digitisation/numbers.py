"""How many files, pages and findings deliveries and dossiers have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, Sum

from khoso.foundation.web import counting
from khoso.stages.digitisation import rules, states
from khoso.stages.digitisation.models import Delivery, DeliveryFile, DeliveryFinding


def finding_marks(delivery_ids: Iterable[Any]) -> dict[Any, tuple[Any, ...]]:
    """How many findings of each code and severity a delivery has, in one order."""
    rows = DeliveryFinding.objects.filter(delivery_id__in=list(delivery_ids)).values_list("delivery_id", "severity")
    told: dict[Any, list[Any]] = defaultdict(list)
    for delivery, *counted in rows.annotate(Count("id")).order_by("delivery_id", "severity"):
        told[delivery].append(tuple(counted))
    return {delivery: tuple(counted) for delivery, counted in told.items()}


def file_marks(delivery_ids: Iterable[Any]) -> dict[Any, tuple[Any, ...]]:
    """How many files of each state and role a delivery has and with how many pages, in one order."""
    rows = DeliveryFile.objects.filter(delivery_id__in=list(delivery_ids)).values_list("delivery_id", "state", "role")
    told: dict[Any, list[Any]] = defaultdict(list)
    for delivery, *counted in rows.annotate(Count("id"), Sum("pages")).order_by("delivery_id", "state", "role"):
        told[delivery].append(tuple(counted))
    return {delivery: tuple(counted) for delivery, counted in told.items()}


def item_counts(delivery_ids: Iterable[Any]) -> dict[Any, tuple[int, int]]:
    """How many item files each delivery brought, and how many pages they have."""
    return _item_counts("delivery_id", delivery_ids)


def item_counts_by_dossier(dossier_ids: Iterable[Any]) -> dict[Any, tuple[int, int]]:
    """How many item files came for each dossier, and how many pages they have."""
    return _item_counts("dossier_id", dossier_ids)


def _item_counts(by: str, ids: Iterable[Any]) -> dict[Any, tuple[int, int]]:
    told = dict.fromkeys(ids, (0, 0))
    rows = DeliveryFile.objects.filter(**{f"{by}__in": list(told)}, role=DeliveryFile.Role.ITEM)
    for key, files, pages in rows.values_list(by).annotate(Count("id"), Sum("pages")).order_by():
        told[key] = (files, pages or 0)
    return told


def finding_weights(delivery_ids: Iterable[Any]) -> dict[Any, Counter[str]]:
    """How many findings of each severity a delivery has."""
    return _finding_weights("delivery_id", delivery_ids)


def finding_weights_by_dossier(dossier_ids: Iterable[Any]) -> dict[Any, Counter[str]]:
    """How many findings of each severity a dossier has."""
    return _finding_weights("dossier_id", dossier_ids)


def _finding_weights(by: str, ids: Iterable[Any]) -> dict[Any, Counter[str]]:
    told: dict[Any, Counter[str]] = {key: Counter() for key in ids}
    rows = DeliveryFinding.objects.filter(**{f"{by}__in": list(told)})
    for key, severity, count in rows.values_list(by, "severity").annotate(Count("id")).order_by():
        told[key][severity] = count
    return told


def finding_counts(delivery_id: object) -> list[tuple[str, str, int]]:
    """(code, severity, how many), heaviest and most frequent first."""
    weight = {"error": 0, "warning": 1, "info": 2}
    rows = DeliveryFinding.objects.filter(delivery_id=delivery_id).values_list("code", "severity").annotate(Count("id"))
    return sorted(rows.order_by(), key=lambda row: (weight.get(row[1], 3), -row[2], row[0]))


def errors_of_dossiers(dossier_ids: Iterable[Any]) -> dict[Any, Counter[str]]:
    """Error findings that a person must mend before each dossier is signed, by code."""
    told: dict[Any, Counter[str]] = {dossier: Counter() for dossier in dossier_ids}
    rows = DeliveryFinding.objects.filter(dossier_id__in=list(told), severity="error").exclude(
        code__in=rules.NOT_OF_THE_MATERIAL
    )
    for dossier, code, count in rows.values_list("dossier_id", "code").annotate(Count("id")).order_by():
        told[dossier][code] = count
    return told


def dossier_numbers(delivery_ids: Iterable[Any]) -> dict[Any, int]:
    """How many dossiers each delivery brought files for or named in its catalogue."""
    told = dict.fromkeys(delivery_ids, 0)
    asked = {"delivery_id__in": list(told), "dossier__isnull": False}
    files = DeliveryFile.objects.filter(**asked).order_by().values("delivery_id", "dossier_id")
    named = DeliveryFinding.objects.filter(**asked).order_by().values("delivery_id", "dossier_id")
    for row in files.union(named):
        told[row["delivery_id"]] += 1
    return told


@counting.same_for_ids
def file_progress(delivery_ids: Iterable[Any]) -> dict[Any, dict[str, int]]:
    """How many files of each delivery are in which state, and how many pages were counted."""
    rows = DeliveryFile.objects.filter(delivery_id__in=list(delivery_ids))
    told = {
        delivery: {"files": 0, "checked": 0, "stopped": 0, "pages": 0, "readable": 0, "items": 0}
        for delivery in delivery_ids
    }
    counted = rows.values_list("delivery_id", "state", "role").annotate(Count("id"), Sum("pages"))
    for delivery, state, role, files, pages in counted.order_by():
        here = told[delivery]
        here["files"] += files
        here["checked"] += files if state != states.REGISTERED else 0
        here["stopped"] += files if state in states.STOPPED else 0
        if state == states.CHECKED:
            here["pages"] += pages or 0
            here["readable"] += files if role != DeliveryFile.Role.EXTRA else 0
            here["items"] += files if role == DeliveryFile.Role.ITEM else 0
    return told


@counting.same_for_ids
def expected_files(delivery_ids: Iterable[Any]) -> dict[Any, int | None]:
    """How many files were seen in each delivery's folder; None until it was read to the end."""
    return dict(Delivery.objects.filter(pk__in=list(delivery_ids)).values_list("pk", "file_count"))


def file_counts(dossier_ids: list[Any]) -> dict[Any, tuple[int, int]]:
    """How many files each dossier has, and how many of them still wait for the machine check."""
    waiting = Count("id", filter=Q(state=states.REGISTERED))
    rows = DeliveryFile.objects.filter(dossier_id__in=dossier_ids).values_list("dossier_id")
    counts = {row[0]: (row[1], row[2]) for row in rows.annotate(files=Count("id"), waiting=waiting).order_by()}
    return {dossier: counts.get(dossier, (0, 0)) for dossier in dossier_ids}
