"""What descriptions said before: single corrections and edits of many at once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """One change of a description: what it said before and after, who, when, why."""

    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    at = models.DateTimeField()
    author = models.CharField(max_length=60)
    reason = models.CharField(max_length=500)
    before = models.JSONField()
    after = models.JSONField()
    # The bulk edit or import this change was part of.
    batch = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="revision_by_subject"),
            models.Index(fields=["batch"], name="revision_by_batch", condition=models.Q(batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} · {self.reason}"


class BulkEdit(models.Model):
    """One edit of many descriptions: what was chosen, what was set, how far it went, whether it was undone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ chạy")
        RUNNING = "running", _("Đang sửa")
        DONE = "done", _("Đã sửa")
        STOPPED = "stopped", _("Đã dừng giữa chừng")
        UNDOING = "undoing", _("Đang hoàn tác")
        UNDONE = "undone", _("Đã hoàn tác")

    id = models.UUIDField(primary_key=True)
    agency = models.ForeignKey("identity.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    subject_kind = models.CharField(max_length=20)
    # The chosen ids, or the filter that chose them, as it was when the preview was confirmed.
    scope = models.JSONField()
    changes = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    # Rows left as they were, with the reason: changed by somebody else in between, refused by a rule.
    kept = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.reason
