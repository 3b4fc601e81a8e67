"""A certification authority for demonstrations, made on the spot: agencies' keys and a time-stamping service, off line.

Nothing of it has legal value, and every certificate says so in its subject. Real keys come from the government's
authority and never pass through here.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from khoso.engines.signatures.pkcs12 import Pkcs12Signer
from khoso.engines.signatures.port import Evidence
from khoso.kernel.errors import FileRefused
from khoso.kernel.text_vi import fold, one_space

NOTICE = "DEMO – không có giá trị pháp lý"
_PASSWORD_FILE = "mat-khau.txt"  # noqa: S105 (the name of a file)
_ROOT, _TSA, _CRL = "goc-demo.cer", "dau-thoi-gian-demo.p12", "thu-hoi-demo.crl"
_YEARS = timedelta(days=20 * 365)


@dataclass(frozen=True)
class DemoAuthority:
    """A folder with a demonstration authority in it."""

    folder: Path

    @property
    def root(self) -> bytes:
        """The root certificate, DER: what `verify_pdf` is told to trust."""
        return (self.folder / _ROOT).read_bytes()

    @property
    def evidence(self) -> Evidence:
        """Root and revocation list for signatures of profile B-LTA."""
        return Evidence((self.root,), ((self.folder / _CRL).read_bytes(),))

    def signer(self, agency: str) -> Pkcs12Signer:
        """The signer of an agency this authority was made for. Raises FileRefused when it was not."""
        path = self.folder / _key_file(agency)
        if not path.is_file():
            raise FileRefused("signature.key_missing", f"Chưa có khóa demo cho «{agency}». Hãy tạo lại bộ khóa demo.")
        return Pkcs12Signer(path, self._password)

    def timestamper(self, at: datetime | None = None) -> DemoTimestamper:
        """The authority's own time-stamping service; with `at` its clock stands still."""
        return DemoTimestamper(self.folder / _TSA, self._password, at)

    @property
    def _password(self) -> bytes:
        return (self.folder / _PASSWORD_FILE).read_bytes().strip()


def make(folder: Path, agency_names: Sequence[str], at: datetime) -> DemoAuthority:
    """Make an authority with one PKCS#12 key for each agency in `folder`, valid for 20 years from the day before `at`.

    The password of all keys is drawn by chance into a file only its owner can read. An authority that is already
    there is used again, and only keys that are missing are made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    found = DemoAuthority(folder)
    root_file = folder / "goc-demo.p12"
    if not root_file.exists():
        _write(folder / _PASSWORD_FILE, secrets.token_urlsafe(24).encode())
        _make_root(folder, root_file, found._password, at)
    root_key, root, _ = pkcs12.load_key_and_certificates(root_file.read_bytes(), found._password)
    if not isinstance(root_key, RSAPrivateKey) or root is None:
        raise FileRefused("signature.key_unreadable", "Bộ khóa demo bị hỏng. Hãy xóa thư mục khóa demo rồi tạo lại.")
    for agency in agency_names:
        if not (folder / _key_file(agency)).exists():
            key, certificate = _issue(root_key, root, agency, at)
            _keep(folder / _key_file(agency), agency, key, certificate, root, found._password)
    return found


def _make_root(folder: Path, root_file: Path, password: bytes, at: datetime) -> None:
    key = generate_private_key(65537, 2048)
    root = (
        _builder("Chứng thư gốc thử nghiệm Kho Số", "Kho Số", key, at)
        .issuer_name(_name("Chứng thư gốc thử nghiệm Kho Số", "Kho Số"))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    tsa_key, tsa = _issue(key, root, "Dấu thời gian thử nghiệm Kho Số", at, timestamping=True)
    _keep(folder / _TSA, "tsa", tsa_key, tsa, root, password)
    start = _start(at)
    crl = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.subject)
        .last_update(start)
        .next_update(start + _YEARS)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(folder / _CRL, crl.public_bytes(Encoding.DER))
    _write(folder / _ROOT, root.public_bytes(Encoding.DER))
    _keep(root_file, "goc", key, root, None, password)


def _issue(
    root_key: RSAPrivateKey, root: x509.Certificate, name: str, at: datetime, *, timestamping: bool = False
) -> tuple[RSAPrivateKey, x509.Certificate]:
    key = generate_private_key(65537, 2048)
    builder = (
        _builder(name, name, key, at)
        .issuer_name(root.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
    )
    if timestamping:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return key, builder.sign(root_key, hashes.SHA256())


def _builder(name: str, agency: str, key: RSAPrivateKey, at: datetime) -> x509.CertificateBuilder:
    start = _start(at)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name, agency))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + _YEARS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _start(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0) - timedelta(days=1)


def _name(name: str, agency: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _fit(one_space(agency), 64)),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, NOTICE),
            x509.NameAttribute(NameOID.COMMON_NAME, _fit(one_space(name), 57) + " (DEMO)"),
        ]
    )


def _fit(text: str, size: int) -> str:
    """`text`, or its first words and an ellipsis, in at most `size` bytes: X.520 allows 64 in a name's fields."""
    if len(text.encode()) <= size:
        return text
    cut = text.encode()[: size - 3].decode(errors="ignore")
    return (cut.rpartition(" ")[0] or cut) + "…"


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _key_file(agency: str) -> str:
    """A file name for an agency: letters and digits without accents, so that it is the same on every disk."""
    plain = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in fold(one_space(agency))).split())
    own = hashlib.sha256(one_space(agency).encode()).hexdigest()[:8]
    return f"co-quan-{plain[:80]}-{own}.p12"


def _keep(
    path: Path,
    name: str,
    key: RSAPrivateKey,
    certificate: x509.Certificate,
    root: x509.Certificate | None,
    password: bytes,
) -> None:
    packed = pkcs12.serialize_key_and_certificates(
        fold(name).encode(), key, certificate, [root] if root else None, BestAvailableEncryption(password)
    )
    _write(path, packed)


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)


class DemoTimestamper:
    """A time-stamping authority in this process: no network, no promise."""

    def __init__(self, path: Path, password: bytes, at: datetime | None = None) -> None:
        from asn1crypto import keys
        from asn1crypto import x509 as asn1
        from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat
        from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        key, certificate, chain = pkcs12.load_key_and_certificates(path.read_bytes(), password)
        if key is None or certificate is None:
            raise FileRefused("signature.key_unreadable", f"Tệp khóa {path.name} không có khóa.")
        store = SimpleCertificateStore()
        store.register_multiple([asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in chain])
        self._service = DummyTimeStamper(
            asn1.Certificate.load(certificate.public_bytes(Encoding.DER)),
            keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
            certs_to_embed=store,
            fixed_dt=at.astimezone(UTC) if at else None,
        )

    def respond(self, request: bytes) -> bytes:
        """A time stamp for a request of RFC 3161, both DER."""
        from asn1crypto import tsp

        return bytes(self._service.request_tsa_response(tsp.TimeStampReq.load(request)).dump())
