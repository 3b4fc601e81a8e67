"""A real mail server on this machine, with the ways in which mail servers behave badly."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "khoso@example.vn", "mật khẩu thử"


@dataclass
class MailServer:
    """What a local server took; the addresses it refuses for good or for now."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)
    data_answer: str = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        if address in self.unknown:
            return "550 5.1.1 no such user"
        if address in self.busy:
            return "451 4.7.1 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        if self.data_answer:
            return self.data_answer
        self.taken.append(message_from_bytes(envelope.content or b"", policy=default))  # type: ignore[arg-type]
        return "250 OK"


@dataclass(frozen=True)
class Certificate:
    """A certificate for this machine with its key, in one PEM; the certificate alone, for those who trust it."""

    both: Path
    alone: Path

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.both)
        return context


def make_certificate(folder: Path, *, name: str = "localhost") -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.9"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    alone = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both, only = folder / f"{name}.both.pem", folder / f"{name}.pem"
    both.write_bytes(secret + alone)
    only.write_bytes(alone)
    return Certificate(both, only)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    good = data.login == USER.encode() and data.password == PASSWORD.encode()
    return AuthResult(success=good, handled=True) if good else AuthResult(success=False, handled=False)


@contextmanager
def running(**how: Any) -> Iterator[MailServer]:
    """A server on a free port. `how` goes to aiosmtpd; `ssl_context` makes it speak TLS from the first byte."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    server = MailServer(port)
    controller = Controller(server, hostname="localhost", port=port, ready_timeout=20, **how)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def with_login(certificate: Certificate) -> dict[str, Any]:
    return {
        "tls_context": certificate.context(),
        "require_starttls": True,
        "auth_required": True,
        "authenticator": _authenticate,
    }


@contextmanager
def rude(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A listener that treats the first caller as `answer` does. Yields its port."""
    listener = socket.create_server(("localhost", 0))
    over = threading.Event()

    def serve() -> None:
        try:
            caller, _ = listener.accept()
        except OSError:
            return
        with caller:
            with suppress(OSError):
                answer(caller)
            over.wait(20)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        listener.close()
        thread.join(5)


def drip(caller: socket.socket) -> None:
    """Says something all the time and never comes to an end."""
    for _ in range(400):
        caller.sendall(b"220-a\r\n")
        time.sleep(0.05)
