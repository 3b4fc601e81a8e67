"""A message as bytes: headers that say a machine wrote it, Vietnamese encoded so that every program reads it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from khoso.engines.messages.port import Message

NAME = "Kho Số"


def message_id(once: str, domain: str) -> str:
    """The same for the same `once`, and telling nothing of it."""
    return f"<{hashlib.sha256(once.encode()).hexdigest()[:40]}.khoso@{domain}>"


def compose(message: Message, *, sender: str, at: datetime) -> EmailMessage:
    """The letter with all its headers."""
    letter = EmailMessage(policy=SMTP)
    user, _, domain = sender.rpartition("@")
    letter["From"] = Address(NAME, user, domain)
    letter["To"] = message.to
    letter["Subject"] = message.subject
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = message_id(message.once, domain)
    # RFC 3834: programs that answer by themselves leave a letter of a machine alone.
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    letter["Content-Language"] = "vi"
    text = message.text.rstrip() + (f"\n\n-- \n{message.why}" if message.why else "") + "\n"
    letter.set_content(text, subtype="plain", charset="utf-8", cte="base64")
    if message.html:
        letter.add_alternative(message.html, subtype="html", charset="utf-8", cte="base64")
    return letter
