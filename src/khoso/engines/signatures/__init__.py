"""Digital signatures on digitised files: sign, look at, verify. Keys stay with whoever holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from khoso.engines.signatures.plugged import AgencySigner, seal_keys, signer_for, use
from khoso.engines.signatures.sealing import Seal, SealKeys, SealVerdict

if TYPE_CHECKING:
    from khoso.engines.signatures.pyhanko import sign_pdf, verify_pdf

__all__ = [
    "AgencySigner",
    "Seal",
    "SealKeys",
    "SealVerdict",
    "seal_keys",
    "sign_pdf",
    "signer_for",
    "use",
    "verify_pdf",
]


def __getattr__(name: str) -> Any:
    """`sign_pdf` and `verify_pdf`: their library takes a second to load, and most processes never sign."""
    if name in ("sign_pdf", "verify_pdf"):
        from khoso.engines.signatures import pyhanko

        return getattr(pyhanko, name)
    raise AttributeError(name)
