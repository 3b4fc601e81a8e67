"""Pages looked at and mended, for the table of who opens what from near and far."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from tests.config.near_selection_lists import GET, POST, WIDE, WORKING, Row

from khoso.engines import blobs
from khoso.instruments.quality.models import Defect
from khoso.kernel import clock
from khoso.stages.digitisation.models import DeliveryFile
from khoso.stages.inspection.models import CheckingGuide, PagePhoto

SCANNING = {"contractor_operator", "contractor_lead"}
CHECKING, PLANNING = {"clerk", "supervisor"}, {"supervisor", "head"}
SEEING = WORKING | SCANNING


def _page(line: Any, held: Any, lent: Any) -> list[Any]:
    CheckingGuide.objects.all().delete()
    file = DeliveryFile.objects.get(role="cover")
    return [file.delivery_id, file.pk, 1]


def _defect(line: Any, held: Any, lent: Any, **more: Any) -> Defect:
    delivery, file, page = _page(line, held, lent)
    made: Defect = Defect.objects.create(
        **{
            "subject_kind": "delivery",
            "subject_id": str(delivery),
            "agency": line.agency,
            "unit_key": f"{file}:{page}",
            "units": "page",
            "kind": "blur",
            "severity": "major",
            "state": "returned",
            "rounds": 1,
            "found_at": clock.now(),
            "seen_in": DeliveryFile.objects.get(pk=file).sha256,
            **more,
        }
    )
    return made


def _on_page(line: Any, held: Any, lent: Any) -> list[Any]:
    return [*_page(line, held, lent), _defect(line, held, lent, state="found", rounds=0).pk]


def _photo(line: Any, held: Any, lent: Any) -> list[Any]:
    delivery, file, page = _page(line, held, lent)
    kept = blobs.store().put_bytes(b"\xff\xd8\xff")
    made = PagePhoto.objects.create(
        file_id=file, page=page, sha256=kept.sha256, media_type="image/jpeg", added_at=clock.now()
    )
    return [delivery, file, page, made.pk]


def _delivery(line: Any, held: Any, lent: Any) -> list[Any]:
    return [line.delivery.pk]


def _one(line: Any, held: Any, lent: Any) -> list[Any]:
    return [_defect(line, held, lent).pk]


def _one_mended(line: Any, held: Any, lent: Any) -> list[Any]:
    return [_defect(line, held, lent, state="mended").pk]


def _before(line: Any, held: Any, lent: Any) -> list[Any]:
    return [*_one(line, held, lent), "truoc"]


def _file(line: Any, held: Any, lent: Any) -> list[Any]:
    return [_page(line, held, lent)[1]]


def addresses(line: Any) -> dict[str, str]:
    """Where a page, its photo and defects on it are."""
    return {name: reverse(name, args=make(line, None, None)) for name, (make, *_) in ROWS.items()}


ROWS: dict[str, Row] = {
    "inspection:gallery": (_delivery, GET, SEEING, WIDE),
    "inspection:gallery-index": (_delivery, GET, SEEING, WIDE),
    "inspection:gallery-thumbnails": (_delivery, GET, SEEING, WIDE),
    "inspection:gallery-page": (_page, GET, SEEING, WIDE),
    "inspection:gallery-image": (_page, GET, SEEING, WIDE),
    "inspection:gallery-photo": (_photo, GET, SEEING, WIDE),
    "inspection:gallery-good": (_page, POST, CHECKING, {"archivist"}),
    "inspection:gallery-mark": (_page, POST, CHECKING, {"archivist"}),
    "inspection:gallery-change": (_on_page, POST, CHECKING, {"archivist"}),
    "inspection:gallery-undo": (_on_page, POST, CHECKING, {"archivist"}),
    "inspection:gallery-add-photo": (_page, POST, CHECKING, {"archivist"}),
    "inspection:rework-defect": (_one, GET, SEEING, WIDE),
    "inspection:rework-picture": (_before, GET, SEEING, WIDE),
    "inspection:rework-bring": (_file, POST, SCANNING, set()),
    "inspection:rework-close": (_one_mended, POST, CHECKING, {"archivist"}),
    "inspection:rework-again": (_one_mended, POST, CHECKING, {"archivist"}),
    "inspection:rework-waive": (_one, POST, PLANNING, {"archivist"}),
}
