"""A signer for tests: no file, no network, the same key in every run and on every machine."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from khoso.engines.signatures.pkcs12 import KeySigner

_BITS = 2048
_EXPONENT = 65537
_SMALL = [n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]


class TestSigner(KeySigner):
    """Anybody can make this key from its seed: it proves that signing works and proves nothing else."""

    __test__ = False  # the name is not a test's

    def __init__(self, seed: str = "kho-so") -> None:
        key, certificate = _key_and_certificate(seed)
        super().__init__(key, certificate)


@lru_cache(maxsize=4)
def _key_and_certificate(seed: str) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = _key(seed)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "DEMO – không có giá trị pháp lý"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Khóa thử nghiệm {seed}"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") >> 1 | 1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2049, 12, 31, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _key(seed: str) -> rsa.RSAPrivateKey:
    p, q = sorted((_prime(f"{seed}/p"), _prime(f"{seed}/q")), reverse=True)
    d = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=rsa.rsa_crt_dmp1(d, p),
        dmq1=rsa.rsa_crt_dmq1(d, q),
        iqmp=rsa.rsa_crt_iqmp(p, q),
        public_numbers=rsa.RSAPublicNumbers(_EXPONENT, p * q),
    )
    return numbers.private_key()


def _prime(seed: str) -> int:
    """The first prime of half the key's size above a number drawn from `seed`."""
    half = _BITS // 2
    start = int.from_bytes(hashlib.shake_256(seed.encode()).digest(half // 8), "big") | (3 << (half - 2)) | 1
    return next(
        n
        for n in count(start, 2)
        if all(n % small for small in _SMALL)
        and (n - 1) % _EXPONENT
        and all(_passes(n, base) for base in (2, 3, 5, 7, 11))
    )


def _passes(n: int, base: int) -> bool:
    """Miller and Rabin's test; enough for a key that protects nothing."""
    twos = (n - 1 & 1 - n).bit_length() - 1
    x = pow(base, n - 1 >> twos, n)
    if x in (1, n - 1):
        return True
    for _ in range(twos - 1):
        x = x * x % n
        if x == n - 1:
            return True
    return False
