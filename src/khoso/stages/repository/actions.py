"""Recording what was stored and verified. The bytes are written by `compute` before anything is recorded here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.kernel import clock
from khoso.stages.repository.models import Replica, StoredObject


@transaction.atomic
def record_stored(
    object_id: str,
    *,
    version: str,
    inventory_sha512: str,
    files: int,
    size: int,
    replicas: Mapping[str, str],
    stored_at: datetime,
) -> StoredObject:
    """Record that an object is written, read back and whole in every root of `replicas` (root name → path)."""
    stored, _ = StoredObject.objects.update_or_create(
        object_id=object_id,
        defaults={
            "version": version,
            "inventory_sha512": inventory_sha512,
            "files": files,
            "bytes": size,
            "stored_at": stored_at,
        },
    )
    for root, path in replicas.items():
        Replica.objects.update_or_create(
            object=stored, root=root, defaults={"path": path, "verified_at": clock.now(), "is_whole": True}
        )
    details = {"version": version, "replicas": sorted(replicas), "inventory_sha512": inventory_sha512}
    record("repository.object.store", subject=("object", object_id), details=details)
    return stored


@transaction.atomic
def record_verified(object_id: str, root: str, *, is_whole: bool) -> None:
    """Record the result of a fixity check of one replica."""
    Replica.objects.filter(object__object_id=object_id, root=root).update(verified_at=clock.now(), is_whole=is_whole)
    record("repository.object.verify", subject=("object", object_id), details={"root": root, "whole": is_whole})
