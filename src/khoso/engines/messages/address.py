"""Where the mail server is: read from `smtp(s)://user@host:port`, refused when it would send a password in the open."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from khoso.engines.messages.errors import PostRefused
from khoso.kernel.words import Sentence, noop

PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A mail server and how to speak to it. `tls`: `start` (STARTTLS, demanded), `whole` or `no`."""

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = field(default="", repr=False)
    # A certificate authority of the city's own, PEM; empty: those of the machine.
    authorities: Path | None = None

    @property
    def shown(self) -> str:
        """For people; without the password."""
        return f"{self.host}:{self.port}"


def parse(url: str, *, password: str = "", authorities: Path | None = None) -> ServerAddress:
    """Read the address. Raises PostRefused for what is no address, or would be unsafe."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise PostRefused(_WRONG) from None
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/"):
        raise PostRefused(_WRONG)
    if parts.password is not None:
        # Whoever may list the processes of the machine would read it.
        raise PostRefused(
            noop(
                "KHOSO_SMTP_URL không được chứa mật khẩu. Đặt mật khẩu ở KHOSO_SMTP_PASSWORD_FILE "
                "hoặc KHOSO_SMTP_PASSWORD."
            )
        )
    asked = parse_qs(parts.query)
    if set(asked) - {"tls"} or asked.get("tls", ["no"]) != ["no"]:
        raise PostRefused(_WRONG)
    user = unquote(parts.username or "")
    tls = "no" if asked else {"smtp": "start", "smtps": "whole"}[parts.scheme]
    if tls == "no" and (user or parts.scheme == "smtps"):
        raise PostRefused(noop("«tls=no» chỉ dùng cho máy chủ nội bộ không cần đăng nhập: mật khẩu không đi trần."))
    if user and not password:
        raise PostRefused(
            Sentence("Chưa có mật khẩu của «{user}»: đặt KHOSO_SMTP_PASSWORD_FILE hoặc KHOSO_SMTP_PASSWORD.", user=user)
        )
    return ServerAddress(parts.hostname, port or PORTS[parts.scheme], tls, user, password, authorities)


_WRONG = noop("KHOSO_SMTP_URL phải có dạng smtp://nguoi-dung@may-chu:587 hoặc smtps://nguoi-dung@may-chu:465.")
