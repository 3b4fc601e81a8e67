"""Who signs in this process, set once at start-up.

An agency's own key comes as PKCS#12 in the keys folder, `<agency code>.p12` with its password in
`<agency code>.password`. An agency without one signs with the demonstration authority, and the record says so.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from khoso.engines.signatures.port import Evidence, Signer, Timestamper
from khoso.engines.signatures.sealing import SealKeys
from khoso.kernel import clock

_keys: Path | None = None
_seal_keys: SealKeys | None = None


@dataclass(frozen=True)
class AgencySigner:
    """Everything needed to sign for one agency."""

    signer: Signer
    is_demonstration: bool
    timestamper: Timestamper | None = None
    evidence: Evidence | None = None


def use(keys: Path, *, authority_url: str = "", authority_roots: Path | None = None) -> None:
    """Look for keys in this folder. Seals are time-stamped by the authority at this address, when there is one; its
    root certificates (PEM, one after the other) make its stamps trusted."""
    global _keys, _seal_keys
    _keys = keys
    signer_for.cache_clear()
    timestamper: Timestamper | None = None
    if authority_url:
        from khoso.engines.signatures.timestamps import HttpTimestamper

        timestamper = HttpTimestamper(authority_url)
    _seal_keys = SealKeys(keys, timestamper, _certificates(authority_roots))


def _certificates(path: Path | None) -> tuple[bytes, ...]:
    if path is None:
        return ()
    end = b"-----END CERTIFICATE-----"
    return tuple(part.strip() + b"\n" + end for part in path.read_bytes().split(end) if part.strip())


def seal_keys() -> SealKeys:
    """The keys this house seals with."""
    if _seal_keys is None:
        raise RuntimeError("Chưa có nơi giữ khóa ký: config chưa nối dây.")
    return _seal_keys


@lru_cache(maxsize=64)
def signer_for(agency_code: str, agency_name: str) -> AgencySigner:
    """The signer of an agency. KHOSO_SIGNER=test takes a fixed key, so that a run can be repeated to the byte."""
    # Loaded when somebody signs: most processes never do.
    from khoso.engines.signatures import demo_authority
    from khoso.engines.signatures.memory import TestSigner
    from khoso.engines.signatures.pkcs12 import Pkcs12Signer

    if os.environ.get("KHOSO_SIGNER") == "test":
        return AgencySigner(TestSigner(), is_demonstration=True)
    if _keys is None:
        raise RuntimeError("Chưa có nơi giữ khóa ký: config chưa nối dây.")
    own = _keys / f"{agency_code}.p12"
    if own.is_file():
        password = (_keys / f"{agency_code}.password").read_bytes().strip()
        return AgencySigner(Pkcs12Signer(own, password), is_demonstration=False)
    _keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority = demo_authority.make(_keys / "demo", [agency_name], clock.now())
    return AgencySigner(authority.signer(agency_name), True, authority.timestamper(), authority.evidence)
