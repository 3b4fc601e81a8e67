"""Digital signatures on digitised files: sign, look at, verify. Keys stay with whoever holds them."""

from khoso.engines.signatures.plugged import AgencySigner, signer_for, use
from khoso.engines.signatures.pyhanko import sign_pdf, verify_pdf

__all__ = ["AgencySigner", "sign_pdf", "signer_for", "use", "verify_pdf"]
