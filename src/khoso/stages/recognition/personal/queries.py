"""Reading the marks: where personal data stands on a page, and what waits to be looked over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet

from khoso.engines.ocr.port import Box
from khoso.foundation.identity.permissions import agencies_of
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition.models import PersonalMark
from khoso.stages.recognition.personal.permissions import LOOKERS


def _present() -> QuerySet[PersonalMark]:
    """Marks of the bytes that are delivered now; of what is in quarantine nothing is told."""
    away = digitisation.items_put_away()
    rows = PersonalMark.objects.filter(reading__source_sha256=F("reading__file__sha256"))
    return rows.exclude(reading__file__item_id__in=away)


def boxes(file_id: object, page: int) -> list[tuple[str, Box, float]]:
    """(kind, box in pixels of the page image, confidence) of each place to cover.

    What a person called none is left out.

    # Luật: NĐ 13/2023/NĐ-CP Đ.2.3–2.4
    """
    rows = _present().filter(reading__file_id=file_id, page=page).exclude(is_right=False)
    return [
        (kind, (box[0], box[1], box[2], box[3]), sure)
        for kind, box, sure in rows.values_list("kind", "box", "confidence")
    ]


def marks_of(item_id: object) -> list[PersonalMark]:
    """Every mark of an item's file, also those called none, page by page."""
    rows = _present().filter(reading__file__item_id=item_id).select_related("looked_by", "reading__file__delivery")
    return sorted(rows, key=lambda mark: (mark.page, mark.box[1], mark.box[0]))


@dataclass(frozen=True)
class WaitingItem:
    """An item with marks nobody looked at: how many, on how many pages, how sure the least sure is."""

    item_id: Any
    reference_code: str
    subject: str
    delivery: str
    marks: int
    pages: int
    least: float


def waiting(person: Any) -> QuerySet[PersonalMark, Any]:
    """Items of a person's agencies with marks nobody looked at, the least sure first; rows of `WaitingItem`."""
    rows = _present().filter(is_right=None, reading__file__item__isnull=False)
    scope = agencies_of(person, LOOKERS)
    if scope is not None:
        rows = rows.filter(reading__file__delivery__agency_id__in=scope)
    item = "reading__file__item"
    grouped = rows.order_by().values_list(
        f"{item}_id", f"{item}__reference_code", f"{item}__subject", "reading__file__delivery__folder_name"
    )
    counted = grouped.annotate(marks=Count("pk"), pages=Count("page", distinct=True), least=Min("confidence"))
    return counted.order_by("least", f"{item}_id")


def counts(person: Any) -> dict[str, int]:
    """How many marks wait, were called right, were called none, in a person's agencies; one question."""
    rows = _present().filter(reading__file__item__isnull=False)
    scope = agencies_of(person, LOOKERS)
    if scope is not None:
        rows = rows.filter(reading__file__delivery__agency_id__in=scope)
    found: dict[str, int] = rows.aggregate(
        waiting=Count("pk", filter=Q(is_right=None)),
        right=Count("pk", filter=Q(is_right=True)),
        wrong=Count("pk", filter=Q(is_right=False)),
    )
    return found
