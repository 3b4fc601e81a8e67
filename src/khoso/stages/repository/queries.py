"""Reading what is kept."""

from __future__ import annotations

from khoso.stages.repository.models import StoredObject


def stored_object(object_id: str) -> StoredObject | None:
    return StoredObject.objects.prefetch_related("replicas").filter(object_id=object_id).first()


def object_ids() -> list[str]:
    """Every object recorded as stored."""
    return list(StoredObject.objects.order_by("object_id").values_list("object_id", flat=True))
