"""A mail server (RFC 5321), spoken to in cipher and only after its certificate was checked."""

from __future__ import annotations

import math
import smtplib
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from khoso.engines.messages.address import ServerAddress
from khoso.engines.messages.composing import compose
from khoso.engines.messages.errors import MessageDelayed, MessageRefused
from khoso.engines.messages.port import Message
from khoso.kernel import clock
from khoso.kernel.words import Sentence, noop

# Seconds in which a server that is only looked at has to answer.
LOOK_SECONDS = 4.0


class SmtpPost:
    """Sends each letter over a connection of its own.

    `timeout`: seconds to wait for one answer; `patience`: seconds for the whole letter, so that a server that answers
    letter by letter holds nobody up.
    """

    def __init__(self, server: ServerAddress, *, sender: str, timeout: float = 20, patience: float = 60) -> None:
        self._server = server
        self._sender = sender
        self._timeout = timeout
        self._patience = patience

    def send(self, message: Message) -> str:
        letter = compose(message, sender=self._sender, at=clock.now())
        with self._session() as session:
            try:
                session.send_message(letter, from_addr=self._sender, to_addrs=[message.to])
            except smtplib.SMTPRecipientsRefused as refused:
                [(code, said)] = refused.recipients.values()
                raise _refusal(code, said, message.to) from None
            except smtplib.SMTPSenderRefused as refused:
                raise _delay(_of_server(refused.smtp_code, refused.smtp_error)) from None
            except smtplib.SMTPDataError as refused:
                raise _refusal(refused.smtp_code, refused.smtp_error, message.to) from None
        return str(letter["Message-ID"])

    def look(self) -> str:
        # Somebody waits for the page that asks.
        with self._session(at_most=LOOK_SECONDS) as session:
            session.noop()
        return self._server.shown

    @contextmanager
    def _session(self, *, at_most: float = math.inf) -> Iterator[smtplib.SMTP]:
        """A connection that is safe to speak over; every failure of it becomes one that may pass."""
        session = self._unconnected(min(self._timeout, at_most))
        # Waiting for one answer is bounded by the socket; waiting for all of them together by this.
        is_over = threading.Event()
        watch = threading.Timer(min(self._patience, at_most), _cut, [session, is_over])
        watch.daemon = True
        watch.start()
        try:
            self._greet(session)
            yield session
        except (MessageRefused, MessageDelayed):
            raise
        except smtplib.SMTPAuthenticationError as refused:
            raise _delay(
                Sentence(
                    "Máy chủ thư không nhận người dùng hoặc mật khẩu (trả lời {code}); xem lại KHOSO_SMTP_URL và "
                    "mật khẩu.",
                    code=refused.smtp_code,
                )
            ) from None
        except ssl.SSLCertVerificationError as refused:
            raise _delay(
                Sentence(
                    "Chứng thư của máy chủ thư không đúng ({why}). Thư chưa gửi. Nếu thành phố có cơ quan cấp chứng "
                    "thư riêng, chỉ tệp PEM của nó ở KHOSO_SMTP_CA.",
                    why=refused.verify_message,
                )
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise _delay(
                noop("Máy chủ thư không có STARTTLS hoặc đăng nhập; thư không gửi đi ở dạng đọc được.")
            ) from None
        except smtplib.SMTPResponseException as refused:
            raise _delay(_of_server(refused.smtp_code, refused.smtp_error)) from None
        except (OSError, smtplib.SMTPException) as trouble:
            raise _delay(self._no_connection(trouble, cut=is_over.is_set())) from None
        finally:
            watch.cancel()
            with suppress(OSError, smtplib.SMTPException):
                session.close()

    def _unconnected(self, timeout: float) -> smtplib.SMTP:
        if self._server.tls == "whole":
            return smtplib.SMTP_SSL(timeout=timeout, context=self._context())
        return smtplib.SMTP(timeout=timeout)

    def _greet(self, session: smtplib.SMTP) -> None:
        # A class that was made without a host checks the certificate against no name unless it is told one.
        session._host = self._server.host  # type: ignore[attr-defined]
        session.connect(self._server.host, self._server.port)
        session.ehlo_or_helo_if_needed()
        if self._server.tls == "start":
            session.starttls(context=self._context())
            session.ehlo()
        if self._server.user:
            self._sign_in(session)

    def _sign_in(self, session: smtplib.SMTP) -> None:
        user, password = self._server.user, self._server.password
        if (user + password).isascii():
            session.login(user, password)
            return
        # The library knows ASCII only; the protocol says UTF-8 (RFC 4616).
        code, said = session.docmd("AUTH", "PLAIN " + b64encode(f"\0{user}\0{password}".encode()).decode())
        if code != 235:
            raise smtplib.SMTPAuthenticationError(code, said)

    def _context(self) -> ssl.SSLContext:
        authorities = self._server.authorities
        context = ssl.create_default_context(cafile=str(authorities) if authorities else None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _no_connection(self, trouble: Exception, *, cut: bool) -> str:
        if cut or isinstance(trouble, TimeoutError) or isinstance(trouble.__context__, TimeoutError):
            return Sentence("Máy chủ thư {server} trả lời quá chậm.", server=self._server.shown)
        if isinstance(trouble, socket.gaierror):
            return Sentence("Không tìm thấy máy chủ thư {server}; xem lại tên máy chủ.", server=self._server.shown)
        return Sentence("Không nối được máy chủ thư {server}.", server=self._server.shown)


def _cut(session: Any, is_over: threading.Event) -> None:
    is_over.set()
    if session.sock is not None:
        with suppress(OSError):
            session.sock.shutdown(socket.SHUT_RDWR)


def _delay(said: str) -> MessageDelayed:
    return MessageDelayed(said, is_of_the_post=True)


def _refusal(code: int, said: Any, address: str) -> MessageRefused | MessageDelayed:
    """5xx is for good, 4xx passes. # Luật: RFC 5321 4.2.1"""
    values = {"address": address, "code": code, "said": _plain(said)}
    if 500 <= code < 600:
        return MessageRefused(Sentence("Máy chủ thư từ chối thư gửi {address} ({code} {said}).", **values))
    return MessageDelayed(Sentence("Máy chủ thư tạm thời chưa nhận thư gửi {address} ({code} {said}).", **values))


def _of_server(code: int, said: Any) -> str:
    return Sentence("Máy chủ thư không nhận thư của hệ thống ({code} {said}).", code=code, said=_plain(said))


def _plain(said: Any) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:160]
