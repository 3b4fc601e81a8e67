"""Sessions of the Review Council about one proposed list."""

from __future__ import annotations

from django.db import models

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
    cancelled_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-starts_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.list_id} · {self.starts_at:%d/%m/%Y}"
