"""Reading what is in quarantine. Only for the security officer's screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from khoso.stages.digitisation.models import QuarantineCase
from khoso.stages.digitisation.permissions import can_see_quarantine


def cases_seen_by(person: Any) -> QuerySet[QuarantineCase]:
    """All cases for the security officer, none for anybody else; what waits first, then the newest."""
    if not can_see_quarantine(person):
        return QuarantineCase.objects.none()
    rows = QuarantineCase.objects.select_related("file__item", "file__dossier", "delivery__agency", "decided_by")
    return rows.order_by("decided_at", "-opened_at", "-pk")


def open_cases(person: Any) -> QuerySet[QuarantineCase]:
    """Those that wait for a decision, the longest waiting first."""
    return cases_seen_by(person).filter(decided_at=None).order_by("opened_at", "pk")


@dataclass(frozen=True)
class Mark:
    """What the machine saw and where: `box` in pixels of the page image."""

    page: int | None
    message: str
    box: list[int] | None


def marks_of(case: QuarantineCase) -> list[Mark]:
    """The secrecy marks seen on the file."""
    return [
        Mark(one["page"], one["message"], one["box"]) for one in case.findings if one["code"] == "page.secrecy_mark"
    ]
