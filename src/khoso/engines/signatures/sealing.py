"""Seals on bytes: our own Ed25519 key, and a time stamp of RFC 3161 when an authority is configured.

The key of this house proves that the house said so; the time stamp proves to others when, without believing the house.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from khoso.engines.signatures.port import Timestamper
from khoso.kernel.errors import FileRefused, KhosoError

_KEY = "niem-phong.pem"
_PUBLIC = "niem-phong-*.pub.pem"


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature over bytes with the number of its key, and the time stamp token (DER) when there is one.

    `trouble` says in Vietnamese why a configured authority gave none.
    """

    signature: bytes
    key_id: str
    timestamp: bytes = b""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class SealVerdict:
    """What a seal is worth: made by a key of this house over these bytes; stamped when, by whom, and whether that
    authority is one of those we trust. `error` says in Vietnamese what is wrong."""

    is_ours: bool
    stamped_at: datetime | None = None
    authority: str = ""
    is_trusted: bool = False
    error: str = ""


class SealKeys:
    """The sealing key of this house and the public keys of those before it, in one folder."""

    def __init__(
        self, folder: Path, timestamper: Timestamper | None = None, trust_roots: tuple[bytes, ...] = ()
    ) -> None:
        self._folder = folder
        self._timestamper = timestamper
        self._roots = trust_roots

    def seal(self, data: bytes) -> Seal:
        """Seal `data`. An authority that does not answer leaves the seal without a time stamp, and says so."""
        key = self._own()
        signature, key_id = key.sign(data), _id_of(key.public_key())
        if self._timestamper is None:
            return Seal(signature, key_id)
        from khoso.engines.signatures import timestamps

        try:
            return Seal(signature, key_id, timestamps.request(self._timestamper, data))
        except KhosoError as error:
            return Seal(signature, key_id, trouble=error.message)

    def verify(self, data: bytes, seal: Seal) -> SealVerdict:
        """What a seal over `data` is worth. Never raises for what the seal holds."""
        pem = self.public_keys().get(seal.key_id)
        if pem is None:
            return SealVerdict(False, error="Khóa niêm phong lạ: không phải khóa của kho này.")
        public = load_pem_public_key(pem.encode())
        assert isinstance(public, Ed25519PublicKey)
        try:
            public.verify(seal.signature, data)
        except InvalidSignature:
            return SealVerdict(False, error="Chữ ký niêm phong không khớp nội dung.")
        if not seal.timestamp:
            return SealVerdict(True)
        from khoso.engines.signatures import timestamps

        found = timestamps.look(seal.timestamp, data, self._roots)
        return SealVerdict(True, found.at, found.authority, found.is_trusted, found.error)

    def public_keys(self) -> dict[str, str]:
        """Every public key this house has sealed with, PEM by its number."""
        self._own()
        found = {}
        for path in sorted(self._folder.glob(_PUBLIC)):
            pem = path.read_text()
            key = load_pem_public_key(pem.encode())
            if isinstance(key, Ed25519PublicKey):
                found[_id_of(key)] = pem
        return found

    def _own(self) -> Ed25519PrivateKey:
        if os.environ.get("KHOSO_SIGNER") == "test":
            key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"kho-so/niem-phong").digest())
            _keep_public(self._folder, key)
            return key
        return _load(self._folder)


@cache
def _load(folder: Path) -> Ed25519PrivateKey:
    """The key in `folder`, made once; whichever process comes first, all use the same."""
    path = folder / _KEY
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = Ed25519PrivateKey.generate()
        pem = fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _appear(path, pem, 0o600)
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise FileRefused("signature.key_unreadable", f"Tệp {path.name} không phải khóa niêm phong Ed25519.")
    _keep_public(folder, key)
    return key


def _keep_public(folder: Path, key: Ed25519PrivateKey) -> None:
    public = key.public_key()
    path = folder / _PUBLIC.replace("*", _id_of(public)[:16])
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _appear(path, public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o644)


def _appear(path: Path, data: bytes, mode: int) -> None:
    """Make `path` whole or not at all, never over what is there."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _id_of(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
