"""Recording signatures."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.instruments.signing.models import SignatureRecord


@transaction.atomic
def record_signature(
    *,
    subject: tuple[str, object],
    sha256_before: str,
    sha256_after: str,
    signer_name: str,
    signed_at: datetime,
    profile: str,
    certificate_fingerprint: str,
    is_demonstration: bool,
) -> SignatureRecord:
    """Record that a file was signed; the record there already is kept when the same bytes were signed before."""
    kind, identifier = subject
    signature, made = SignatureRecord.objects.get_or_create(
        subject_kind=kind,
        subject_id=str(identifier),
        sha256_before=sha256_before,
        defaults={
            "sha256_after": sha256_after,
            "signer_name": signer_name,
            "signed_at": signed_at,
            "profile": profile,
            "certificate_fingerprint": certificate_fingerprint,
            "is_demonstration": is_demonstration,
        },
    )
    if made:
        record("signing.file.sign", subject=subject, details={"signer": signer_name, "sha256": sha256_after})
    return signature
