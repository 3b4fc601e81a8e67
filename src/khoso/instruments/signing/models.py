"""Signature records."""

from __future__ import annotations

from django.db import models


class SignatureRecord(models.Model):
    """One digital signature on one file."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=80)
    sha256_before = models.CharField(max_length=64)
    sha256_after = models.CharField(max_length=64)
    signer_name = models.CharField(max_length=300)
    signed_at = models.DateTimeField()
    profile = models.CharField(max_length=20)
    certificate_fingerprint = models.CharField(max_length=64)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "sha256_before"], name="one_signature_each"),
        ]

    def __str__(self) -> str:
        return f"{self.signer_name} · {self.signed_at:%d/%m/%Y %H:%M}"
