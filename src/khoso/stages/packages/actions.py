"""Recording packages."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from khoso.engines import jobs
from khoso.foundation.audit.actions import record
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import SIP_TO_AIP, EventType
from khoso.kernel import clock, news
from khoso.kernel.errors import KhosoError
from khoso.stages.catalogue import actions as catalogue_actions
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.digitisation import queries as digitisation_queries
from khoso.stages.inspection import queries as inspection
from khoso.stages.packages.events import PackageStored
from khoso.stages.packages.models import Package, PackageFailure
from khoso.stages.repository import actions as repository


@dataclass(frozen=True, kw_only=True)
class KeptPackage:
    """A package as it lies in storage, whole in every root of `replicas` (root name → path of the object in it).

    `files` and `size` (bytes) are of the newest `version`; `item_paths` gives each item's file in the package.
    """

    package_id: uuid.UUID
    object_id: str
    version: str
    inventory_sha512: str
    files: int
    size: int
    replicas: Mapping[str, str]
    item_paths: Mapping[str, str]
    stored_at: datetime


def _keep(dossier_id: Any, kept: KeptPackage, *, is_restored: bool = False) -> None:
    repository.record_stored(
        kept.object_id,
        version=kept.version,
        inventory_sha512=kept.inventory_sha512,
        files=kept.files,
        size=kept.size,
        replicas=kept.replicas,
        stored_at=kept.stored_at,
        is_restored=is_restored,
    )
    defaults = {
        "id": kept.package_id,
        "object_id": kept.object_id,
        "version": kept.version,
        "stored_at": kept.stored_at,
        "files": kept.files,
        "bytes": kept.size,
        "pages": sum(item.page_count for item in catalogue.items_of(dossier_id)),
        "item_paths": dict(kept.item_paths),
    }
    Package.objects.update_or_create(
        dossier_id=dossier_id,
        defaults=defaults,
        create_defaults={**defaults, "first_stored_at": kept.stored_at},
    )
    # Luật: KH 82 I.2.e: from now on nobody pays for scanning it again.
    catalogue_actions.record_digitised(dossier_id, f"Gói tin {kept.object_id} đã lưu trong kho", kept.stored_at)


def _tell_building(dossier_id: Any, kept: KeptPackage) -> None:
    """The PREMIS events of the building, before those of the storing."""
    signed = inspection.signed_files(dossier_id)
    record_event(
        SIP_TO_AIP,
        subject=("package", kept.package_id),
        agents=[agents.house()],
        once=kept.version,
        detail=f"{kept.object_id} {kept.version}: {kept.files} tệp",
        sources=[("signed", sha256) for sha256 in sorted(set(signed.values()))],
    )
    record_event(
        EventType.VALIDATION,
        subject=("package", kept.package_id),
        agents=[agents.house()],
        once=kept.version,
        detail="TT 05/2025/TT-BNV",
    )


@transaction.atomic
def record_package(dossier_id: Any, kept: KeptPackage) -> None:
    """Record that the package of a dossier is built, validated, stored in every root and read back."""
    _tell_building(dossier_id, kept)
    _keep(dossier_id, kept)
    PackageFailure.objects.filter(dossier_id=dossier_id).delete()
    delivery = digitisation_queries.delivery_of_dossier(dossier_id)
    if delivery is not None:
        digitisation.replace_findings(delivery.pk, "store", [], dossier_id=dossier_id)
    details = {"object_id": kept.object_id, "version": kept.version}
    record("packages.package.store", subject=("dossier", dossier_id), details=details)
    news.publish(PackageStored(dossier_id=str(dossier_id)))


@transaction.atomic
def restore_package(dossier_id: Any, kept: KeptPackage) -> None:
    """Write back the record of a package found whole in storage. No news: whoever rebuilds also indexes."""
    _keep(dossier_id, kept, is_restored=True)
    record_event(
        EventType.RECOVERY,
        subject=("package", kept.package_id),
        agents=[agents.acting(), agents.house()],
        once=f"{kept.version}/{clock.now().isoformat()}",
        detail=f"Dựng lại từ kho lưu trữ: {kept.object_id} {kept.version}",
        sources=[("object", kept.object_id)],
    )
    record("packages.package.restore", subject=("dossier", dossier_id), details={"object_id": kept.object_id})


@transaction.atomic
def record_failure(dossier_id: Any, error: KhosoError) -> None:
    """A package could not be built or stored; the screen says why."""
    PackageFailure.objects.update_or_create(
        dossier_id=dossier_id, defaults={"message": error.message[:1000], "at": clock.now()}
    )
    delivery = digitisation_queries.delivery_of_dossier(dossier_id)
    if delivery is not None:
        digitisation.record_hindrance("store", error, delivery_id=delivery.pk, dossier_id=dossier_id)
    record("packages.package.fail", subject=("dossier", dossier_id), details={"message": error.message[:300]})


@transaction.atomic
def resume(delivery_id: object) -> None:
    """Ask again for the package of every signed dossier of a delivery that has none, or whose last building failed."""
    signed = inspection.signed_dossiers(digitisation_queries.dossiers_with_files(delivery_id))
    stored = set(Package.objects.filter(dossier_id__in=signed).values_list("dossier_id", flat=True))
    stored -= set(PackageFailure.objects.filter(dossier_id__in=signed).values_list("dossier_id", flat=True))
    for dossier_id in signed:
        if dossier_id not in stored:
            ask_to_build(dossier_id)


def ask_to_build(dossier_id: object) -> None:
    lock = f"dossier:{dossier_id}"
    jobs.enqueue("packages.build", dossier_id=str(dossier_id), lock=lock, once=f"build:{dossier_id}")
