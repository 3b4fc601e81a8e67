"""What is kept where, and when it was last seen whole."""

from __future__ import annotations

from django.db import models


class StoredObject(models.Model):
    """One OCFL object, the same in every storage root."""

    object_id = models.CharField(max_length=200, unique=True)
    version = models.CharField(max_length=10)
    inventory_sha512 = models.CharField(max_length=128)
    files = models.PositiveIntegerField()
    bytes = models.BigIntegerField()
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.object_id} {self.version}"


class Replica(models.Model):
    """One copy of an object in one storage root."""

    object = models.ForeignKey(StoredObject, on_delete=models.CASCADE, related_name="replicas")
    root = models.CharField(max_length=40)
    path = models.CharField(max_length=300)
    verified_at = models.DateTimeField()
    is_whole = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object", "root"], name="one_replica_per_root")]
        indexes = [
            models.Index(fields=["root", "verified_at"], name="replica_by_age"),
            models.Index(fields=["root"], condition=models.Q(is_whole=False), name="replica_damaged"),
        ]

    def __str__(self) -> str:
        return f"{self.object_id} @ {self.root}"
