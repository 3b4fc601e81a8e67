"""What a signature needs from outside: a key somewhere, a clock somebody vouches for. No vendor's types here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Signer(Protocol):
    """A certificate and the power to sign with its key, wherever the key lives: a file, a token, a remote service.

    `certificate` is DER, `chain` the DER certificates above it. `sign` returns the raw RSA PKCS#1 v1.5 signature over
    `data` (not over its digest) with the hash called `digest`, such as "sha256". Raises KhosoError.
    """

    @property
    def certificate(self) -> bytes: ...

    @property
    def chain(self) -> Sequence[bytes]: ...

    def sign(self, data: bytes, digest: str) -> bytes: ...


class Timestamper(Protocol):
    """A time-stamping authority (RFC 3161): a DER request in, a DER response out. Raises KhosoError."""

    def respond(self, request: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves the certificates later, without asking anybody: trusted roots and revocation lists, all DER."""

    trust_roots: tuple[bytes, ...]
    crls: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """What was signed, by whom, when.

    `profile` is PAdES-B-B, PAdES-B-T or PAdES-B-LTA. `certificate_fingerprint` is SHA-256 in hex. `already_signed`
    says that the file carried this signature before and was handed on untouched.
    """

    sha256_before: str
    sha256_after: str
    signer_name: str
    at: datetime
    certificate_fingerprint: str
    profile: str
    signature_field: str
    already_signed: bool = False


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """What one signature of a file is worth.

    `intact`: the signed bytes are unchanged. `valid`: intact, made by the key of its certificate, and nothing that
    matters was added after it. `trusted`: the certificate leads to a trusted root and was good at the time.
    `covers_whole_document`: every byte is signed, or what follows is only evidence and document time stamps.
    `kind` is signature or timestamp. `error` says in Vietnamese why something could not be told.
    """

    field: str
    valid: bool
    intact: bool
    trusted: bool
    signer: str
    at: datetime | None
    covers_whole_document: bool
    error: str = ""
    kind: str = "signature"
