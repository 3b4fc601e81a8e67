"""A key kept in a PKCS#12 file (.p12, .pfx): read once, then held in this process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509 import Certificate

from khoso.kernel.errors import FileRefused

HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


class KeySigner:
    """Signs with an RSA key held in memory."""

    def __init__(self, key: RSAPrivateKey, certificate: Certificate, chain: Sequence[Certificate] = ()) -> None:
        self._key = key
        self.certificate = certificate.public_bytes(Encoding.DER)
        self.chain = tuple(one.public_bytes(Encoding.DER) for one in chain)

    def sign(self, data: bytes, digest: str) -> bytes:
        """RSA PKCS#1 v1.5 over `data`: the same data always gives the same bytes."""
        return self._key.sign(data, PKCS1v15(), HASHES[digest])


class Pkcs12Signer(KeySigner):
    """The signer of a .p12 file. Raises FileRefused when the file is damaged, the password wrong or the key not RSA."""

    def __init__(self, path: Path, password: bytes) -> None:
        try:
            key, certificate, chain = pkcs12.load_key_and_certificates(path.read_bytes(), password)
        except OSError as error:
            raise FileRefused("file.missing", f"Không mở được tệp khóa {path.name}: {error.strerror}.") from error
        except ValueError as error:
            raise FileRefused(
                "signature.key_unreadable", f"Tệp khóa {path.name} hỏng hoặc sai mật khẩu. Hãy kiểm tra mật khẩu."
            ) from error
        if not isinstance(key, RSAPrivateKey) or certificate is None:
            raise FileRefused("signature.key_unreadable", f"Tệp khóa {path.name} không có khóa RSA kèm chứng thư.")
        super().__init__(key, certificate, chain)
