"""Packages of dossiers."""

from __future__ import annotations

from django.db import models

from khoso.kernel import clock


class Package(models.Model):
    """The AIP of one dossier, stored and verified; a package that is only half there has no row."""

    id = models.UUIDField(primary_key=True)
    dossier = models.OneToOneField("catalogue.Dossier", on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=200, unique=True)
    version = models.CharField(max_length=10)
    stored_at = models.DateTimeField()
    # When it was first in every root; a new version does not change it.
    first_stored_at = models.DateTimeField(default=clock.now)
    # Pages of its items, as the machine counted them.
    pages = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField()
    bytes = models.BigIntegerField()
    # Logical path in the package of each item's file, by item id.
    item_paths = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["first_stored_at"], include=["dossier", "pages"], name="package_by_storing"),
        ]

    def __str__(self) -> str:
        return self.object_id


class PackageFailure(models.Model):
    """Why a signed dossier has no package yet."""

    dossier = models.OneToOneField("catalogue.Dossier", on_delete=models.CASCADE, related_name="+")
    message = models.CharField(max_length=1000)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.message
