"""PREMIS events: what happened to a digital object. Rows are only ever added."""

from __future__ import annotations

from django.db import models


class PremisEvent(models.Model):
    """One event in the life of one object. `key` makes writing it twice the same as once."""

    id = models.UUIDField(primary_key=True)
    type = models.CharField(max_length=60)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=40, default="success")
    detail = models.CharField(max_length=1000, blank=True)
    agent = models.CharField(max_length=200)
    object_kind = models.CharField(max_length=30)
    object_id = models.CharField(max_length=80)
    key = models.CharField(max_length=200, unique=True)

    class Meta:
        indexes = [models.Index(fields=["object_kind", "object_id", "at"], name="event_by_object")]

    def __str__(self) -> str:
        return f"{self.type} · {self.object_kind} {self.object_id}"
