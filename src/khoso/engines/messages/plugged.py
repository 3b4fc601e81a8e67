"""Which post this process uses, set once at start-up. Without one everything stays in the system."""

from __future__ import annotations

import os
from pathlib import Path

from khoso.engines.messages.address import parse
from khoso.engines.messages.errors import KhosoError, PostMissing, PostRefused
from khoso.engines.messages.port import Post
from khoso.kernel.words import Sentence, noop

_post: Post | None = None
# What was stated cannot be used: told on the health page instead of stopping the house.
_trouble: KhosoError | None = None


def use(post: Post | None, *, trouble: KhosoError | None = None) -> None:
    """Send with this from now on; None: nothing leaves."""
    global _post, _trouble
    _post, _trouble = post, trouble


def use_stated() -> None:
    """Take the server that the environment names: KHOSO_SMTP_URL, KHOSO_SMTP_PASSWORD(_FILE), KHOSO_SMTP_CA,
    KHOSO_MAIL_FROM."""
    url = os.environ.get("KHOSO_SMTP_URL", "")
    if not url:
        use(None)
        return
    try:
        use(_stated(url))
    except KhosoError as refused:
        use(None, trouble=refused)


def _stated(url: str) -> Post:
    from khoso.engines.messages.smtp import SmtpPost

    authorities = os.environ.get("KHOSO_SMTP_CA")
    server = parse(url, password=_password(), authorities=Path(authorities) if authorities else None)
    if authorities and not Path(authorities).is_file():
        raise PostRefused(Sentence("Không có tệp KHOSO_SMTP_CA «{path}».", path=authorities))
    sender = os.environ.get("KHOSO_MAIL_FROM") or (server.user if "@" in server.user else "")
    if "@" not in sender:
        raise PostRefused(noop("Chưa biết gửi từ địa chỉ nào: đặt KHOSO_MAIL_FROM, như khoso@dongnai.gov.vn."))
    return SmtpPost(server, sender=sender)


def _password() -> str:
    path = os.environ.get("KHOSO_SMTP_PASSWORD_FILE")
    if not path:
        return os.environ.get("KHOSO_SMTP_PASSWORD", "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        raise PostRefused(Sentence("Không đọc được KHOSO_SMTP_PASSWORD_FILE «{path}».", path=path)) from None


def is_configured() -> bool:
    return _post is not None


def trouble() -> KhosoError | None:
    """Why what was stated cannot be used."""
    return _trouble


def post() -> Post:
    """Who takes the letters. Raises PostMissing when nobody was named, PostRefused when what was said is no server."""
    if _trouble is not None:
        raise _trouble
    if _post is None:
        raise PostMissing(
            noop("Chưa nối máy chủ thư: lời nhắc chỉ hiện trong hệ thống. Đặt KHOSO_SMTP_URL để gửi thư điện tử.")
        )
    return _post
