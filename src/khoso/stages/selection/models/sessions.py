"""Sessions of the Review Council about one proposed list."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from khoso.kernel import clock
from khoso.stages.selection import states


class CouncilSession(models.Model):
    """A session: agenda, who was there, what each said, minutes. Votes are a ballot of `approvals`.

    # Luật: KH 82 III.2.b, Phụ lục II II.2
    """

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("programme.Body", on_delete=models.PROTECT, related_name="+")
    list = models.ForeignKey("selection.SelectionList", on_delete=models.PROTECT, related_name="sessions")
    ballot = models.ForeignKey("approvals.Ballot", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=states.SESSION_LABELS, default=states.CALLED)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    agenda = models.TextField(blank=True)
    called_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # What was said beyond each member's own opinion, and what the chair concluded.
    discussion = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    minutes_number = models.CharField(max_length=60, blank=True)
    # The minutes as they were made when the session closed, in the store of bytes.
    minutes_docx = models.CharField(max_length=64, blank=True)
    minutes_pdf = models.CharField(max_length=64, blank=True)
    # The meeting of the body it is shown as in the body's own book and in people's calendars.
    meeting = models.ForeignKey("programme.Meeting", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    cancelled_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-starts_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.list_id} · {self.starts_at_here:%d/%m/%Y}"

    @property
    def starts_at_here(self) -> datetime:
        """When it begins by the clocks of Vietnam."""
        return self.starts_at.astimezone(clock.VIETNAM)
