"""The pages of deliveries by name, and which of them the machine doubts: what a lot is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from khoso.stages.digitisation import states
from khoso.stages.digitisation.models import Batch, Delivery, DeliveryFile, DeliveryFinding, PageImage


@dataclass(frozen=True, slots=True)
class PageOf:
    """One checked page of a delivery."""

    delivery_id: Any
    file_id: Any
    number: int
    path: str

    @property
    def key(self) -> str:
        return f"{self.file_id}:{self.number}"


def checked_pages(delivery_ids: Iterable[Any]) -> list[PageOf]:
    """Every page of the files that passed the check, in the order of their paths; files of no dossier are left out."""
    rows = PageImage.objects.filter(file__delivery_id__in=list(delivery_ids), file__state=states.CHECKED)
    rows = rows.exclude(file__role=DeliveryFile.Role.EXTRA).order_by("file__path", "file_id", "number")
    return [PageOf(*row) for row in rows.values_list("file__delivery_id", "file_id", "number", "file__path")]


def doubted_pages(delivery_ids: Iterable[Any]) -> dict[str, list[str]]:
    """Codes of what the machine found on each page, by «<file id>:<page>»; what is said of a whole file is said of its
    first page."""
    told: dict[str, set[str]] = defaultdict(set)
    rows = DeliveryFinding.objects.filter(delivery_id__in=list(delivery_ids), file__state=states.CHECKED)
    rows = rows.exclude(file__role=DeliveryFile.Role.EXTRA).exclude(severity="info")
    for file, page, code in rows.order_by().values_list("file_id", "page", "code"):
        told[f"{file}:{page or 1}"].add(code)
    return {key: sorted(codes) for key, codes in told.items()}


def deliveries_of_batch(batch_id: object) -> list[Any]:
    """The deliveries of a batch, in the order they came, with what screens say of them."""
    return list(Delivery.objects.filter(batch_id=batch_id).select_related("agency").order_by("registered_at", "pk"))


def files_by_id(file_ids: Iterable[Any]) -> dict[str, DeliveryFile]:
    """Files by their id as text, with their deliveries; those that are no more are left out."""
    rows = DeliveryFile.objects.select_related("delivery", "item").filter(pk__in=list(file_ids))
    return {str(row.pk): row for row in rows}


def batches_with_deliveries(agency_id: int) -> list[Any]:
    """The batches of an agency from which something was delivered, latest first."""
    rows = Batch.objects.filter(agency_id=agency_id, deliveries__isnull=False).distinct()
    return list(rows.order_by("-made_at", "-pk"))
