"""Reading packages."""

from __future__ import annotations

from typing import Any

from khoso.stages.packages.models import Package, PackageFailure


def package_of(dossier_id: Any) -> Package | None:
    return Package.objects.filter(dossier_id=dossier_id).first()


def packages_of(dossier_ids: list[Any]) -> dict[Any, Package]:
    """Packages by dossier id."""
    return {row.dossier_id: row for row in Package.objects.filter(dossier_id__in=dossier_ids)}


def failures_of(dossier_ids: list[Any]) -> dict[Any, str]:
    """Why dossiers have no package yet, by dossier id."""
    return dict(PackageFailure.objects.filter(dossier_id__in=dossier_ids).values_list("dossier_id", "message"))


def stored_count() -> int:
    return Package.objects.count()
