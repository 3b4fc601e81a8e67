"""The audit trail. Rows are only ever added; the database refuses to change or delete them."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One thing somebody did or saw. `hash` covers the row and the hash before it in its chain."""

    chain = models.CharField(max_length=40)
    position = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=120, blank=True)
    agency = models.CharField(max_length=35, blank=True)
    verb = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=200)
    address = models.CharField(max_length=60, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="one_entry_per_position")]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="audit_by_subject"),
            models.Index(fields=["actor", "at"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.position} {self.verb}"
