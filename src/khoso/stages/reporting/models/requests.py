"""Reports that Home Affairs asks for besides the regular ones."""

from __future__ import annotations

from django.db import models


class Request(models.Model):
    """Any figures and questions, asked of any agencies by a date; each of them gets a report of its own to fill."""

    programme = models.ForeignKey("programme.Programme", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    why = models.CharField(max_length=1000, blank=True)
    figures = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    agencies = models.ManyToManyField("identity.Agency", related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.title
