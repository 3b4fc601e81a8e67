"""Accepted dossiers."""

from __future__ import annotations

from django.db import models


class AcceptedDossier(models.Model):
    """A dossier that was accepted, with the volume counted at that moment."""

    dossier = models.OneToOneField("catalogue.Dossier", on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()
    accepted_by = models.CharField(max_length=60)
    items = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["accepted_at"], include=["dossier", "pages"], name="acceptance_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.items} tài liệu, {self.pages} trang"
