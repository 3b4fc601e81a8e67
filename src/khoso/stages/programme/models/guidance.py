"""Guidance documents: the version in force, and who has read it. # Luật: KH 82 I.3, IV.2-3, V.2"""

from __future__ import annotations

from django.db import models

from khoso.stages.programme.models.attachments import Attachment
from khoso.stages.programme.models.plan import Programme


class Guidance(models.Model):
    """A guidance document through all its versions."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="guidance")
    title = models.CharField(max_length=500)
    issuer = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    # Roles it is meant for (list of Role); empty: everybody who works here.
    readers = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class GuidanceVersion(models.Model):
    """One version; the one in force is the latest whose first day has come and that was not withdrawn."""

    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=60)
    ordinal = models.PositiveIntegerField()
    in_force_from = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    summary = models.TextField(blank=True)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-ordinal"]
        constraints = [models.UniqueConstraint(fields=["guidance", "ordinal"], name="one_guidance_version")]

    def __str__(self) -> str:
        return f"{self.number} ({self.ordinal})"


class GuidanceRead(models.Model):
    """A person says that they read a version."""

    version = models.ForeignKey(GuidanceVersion, on_delete=models.PROTECT, related_name="reads")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="read_once")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.version_id}"
