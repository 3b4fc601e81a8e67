"""Reading signature records."""

from __future__ import annotations

from khoso.instruments.signing.models import SignatureRecord


def signature_of(kind: str, identifier: object) -> SignatureRecord | None:
    """The latest signature on a subject."""
    rows = SignatureRecord.objects.filter(subject_kind=kind, subject_id=str(identifier))
    return rows.order_by("-signed_at", "-id").first()
