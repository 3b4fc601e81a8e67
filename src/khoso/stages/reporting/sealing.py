"""The one way a paper of reporting is signed: with the agency's key, its bytes in the blob store, the record kept."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from khoso.engines import blobs, signatures
from khoso.engines.signatures.port import SignatureFacts
from khoso.foundation.identity.models import Agency
from khoso.instruments.signing import actions as signing


@dataclass(frozen=True, slots=True)
class Sealed:
    """A signed PDF: where its bytes are, what the signature says."""

    sha256: str
    facts: SignatureFacts
    is_demonstration: bool


def seal(pdf: bytes, agency: Agency, at: datetime, *, shown_as: str) -> Sealed:
    """Sign the PDF in the name of the agency that answers for it. Writes bytes only: no table is touched."""
    key = signatures.signer_for(agency.code, agency.name)
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        plain, out = Path(folder) / "plain.pdf", Path(folder) / "signed.pdf"
        plain.write_bytes(pdf)
        facts = signatures.sign_pdf(
            plain,
            out,
            signer=key.signer,
            signer_name=agency.name,
            at=at,
            timestamper=key.timestamper,
            evidence=key.evidence,
            shown_as=shown_as,
        )
        return Sealed(blobs.store().put_file(out).sha256, facts, key.is_demonstration)


def record_seal(subject: tuple[str, object], sealed: Sealed) -> None:
    """Keep the record of the signature, in the transaction of what was signed."""
    signing.record_signature(
        subject=subject,
        sha256_before=sealed.facts.sha256_before,
        sha256_after=sealed.facts.sha256_after,
        signer_name=sealed.facts.signer_name,
        signed_at=sealed.facts.at,
        profile=sealed.facts.profile,
        certificate_fingerprint=sealed.facts.certificate_fingerprint,
        is_demonstration=sealed.is_demonstration,
    )
