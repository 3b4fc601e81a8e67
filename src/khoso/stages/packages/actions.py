"""Recording packages."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import EventType
from khoso.kernel import clock, news
from khoso.stages.packages.events import PackageStored
from khoso.stages.packages.models import Package, PackageFailure
from khoso.stages.repository import actions as repository


@transaction.atomic
def record_package(
    dossier_id: Any,
    *,
    package_id: uuid.UUID,
    object_id: str,
    version: str,
    inventory_sha512: str,
    files: int,
    size: int,
    replicas: Mapping[str, str],
    item_paths: Mapping[str, str],
) -> None:
    """Record that the package of a dossier is built, stored in every root and read back."""
    repository.record_stored(
        object_id,
        version=version,
        inventory_sha512=inventory_sha512,
        files=files,
        size=size,
        replicas=replicas,
        stored_at=clock.now(),
    )
    Package.objects.update_or_create(
        dossier_id=dossier_id,
        defaults={
            "id": package_id,
            "object_id": object_id,
            "version": version,
            "stored_at": clock.now(),
            "files": files,
            "bytes": size,
            "item_paths": dict(item_paths),
        },
    )
    PackageFailure.objects.filter(dossier_id=dossier_id).delete()
    for root in replicas:
        record_event(EventType.REPLICATION, subject=("package", package_id), agent="khoso", once=f"{version}/{root}")
    record("packages.package.store", subject=("dossier", dossier_id), details={"object_id": object_id})
    news.publish(PackageStored(dossier_id=str(dossier_id)))


@transaction.atomic
def restore_package(
    dossier_id: Any,
    *,
    package_id: uuid.UUID,
    object_id: str,
    version: str,
    inventory_sha512: str,
    files: int,
    size: int,
    replicas: Mapping[str, str],
    stored_at: datetime,
    item_paths: Mapping[str, str],
) -> None:
    """Write back the record of a package found whole in storage. No news: whoever rebuilds also indexes."""
    repository.record_stored(
        object_id,
        version=version,
        inventory_sha512=inventory_sha512,
        files=files,
        size=size,
        replicas=replicas,
        stored_at=stored_at,
    )
    Package.objects.update_or_create(
        dossier_id=dossier_id,
        defaults={
            "id": package_id,
            "object_id": object_id,
            "version": version,
            "stored_at": stored_at,
            "files": files,
            "bytes": size,
            "item_paths": dict(item_paths),
        },
    )
    record("packages.package.restore", subject=("dossier", dossier_id), details={"object_id": object_id})


@transaction.atomic
def record_failure(dossier_id: Any, *, message: str) -> None:
    """A package could not be built or stored; the screen says why."""
    PackageFailure.objects.update_or_create(
        dossier_id=dossier_id, defaults={"message": message[:1000], "at": clock.now()}
    )
    record("packages.package.fail", subject=("dossier", dossier_id), details={"message": message[:300]})
