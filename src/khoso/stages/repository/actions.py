"""Recording what was stored and verified. The bytes are written by `compute` before anything is recorded here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import EventType, Outcome
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
    is_restored: bool = False,
) -> StoredObject:
    """Record that an object is written, read back and whole in every root of `replicas` (root name → path).

    `is_restored`: it was found in storage, not written now.

    # Luật: TT 05/2025 Đ.27 (mỗi lần bảo quản, sao lưu là một sự kiện riêng)
    """
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
    if is_restored:
        _tell(EventType.RECOVERY, object_id, f"{version}/{clock.now().isoformat()}", "", replicas)
    else:
        _tell(EventType.INGESTION, object_id, version, f"OCFL {version}, SHA-512 {inventory_sha512[:32]}…", replicas)
    details = {"version": version, "replicas": sorted(replicas), "inventory_sha512": inventory_sha512}
    record("repository.object.store", subject=("object", object_id), details=details)
    return stored


@transaction.atomic
def record_verified(object_id: str, root: str, *, is_whole: bool) -> None:
    """Record the result of a fixity check of one replica."""
    Replica.objects.filter(object__object_id=object_id, root=root).update(verified_at=clock.now(), is_whole=is_whole)
    record_event(
        EventType.FIXITY_CHECK,
        subject=("replica", f"{object_id}@{root}"),
        agents=[agents.house()],
        once=clock.now().isoformat(),
        outcome=Outcome.SUCCESS if is_whole else Outcome.FAIL,
        sources=[("object", object_id)],
    )
    record("repository.object.verify", subject=("object", object_id), details={"root": root, "whole": is_whole})


def _tell(first: EventType, object_id: str, once: str, detail: str, replicas: Mapping[str, str]) -> None:
    """The PREMIS events of one object and its copies: each copy was read back when it was written."""
    record_event(first, subject=("object", object_id), agents=[agents.house()], once=once, detail=detail)
    if first is EventType.RECOVERY:
        return
    for root, path in replicas.items():
        copy = ("replica", f"{object_id}@{root}")
        record_event(
            EventType.REPLICATION,
            subject=copy,
            agents=[agents.house()],
            once=once,
            detail=f"{root}: {path}",
            sources=[("object", object_id)],
        )
        record_event(
            EventType.FIXITY_CHECK,
            subject=copy,
            agents=[agents.house()],
            once=once,
            detail="Đọc lại sau khi ghi",
            sources=[("object", object_id)],
        )
