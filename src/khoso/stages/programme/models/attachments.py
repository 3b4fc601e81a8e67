"""Files that people attach: a decision, minutes, a contract."""

from __future__ import annotations

from django.db import models


class Attachment(models.Model):
    """A paper with its number and date, and its bytes in the blob store under `sha256`."""

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    # As printed, «12/QĐ-UBND»; empty for a paper that carries none.
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    title = models.CharField(max_length=500)
    file_name = models.CharField(max_length=300)
    media_type = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    added_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agency", "sha256"], name="attachment_by_bytes")]

    def __str__(self) -> str:
        return " ".join(part for part in (self.number, self.title) if part)
