"""What a room knows of letters: it says to whom, what and why; the engine says whether it left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from khoso.engines.messages.errors import MessageRefused
from khoso.kernel.words import Sentence, noop

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
# What a mail header may not hold: whoever gets a line break into a subject writes headers of his own.
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
LONGEST_SUBJECT = 300
LONGEST_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Message:
    """One letter to one address.

    `once` names what is told: two letters with the same `once` carry the same Message-ID, so that whoever gets a letter
    twice (the machine stopped between sending it and noting that) can see that it is the same. `why` is said at the
    foot: why one got this letter.
    """

    to: str
    subject: str
    text: str
    once: str
    html: str = ""
    why: str = ""

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.to) or ".." in self.to:
            shown = _CONTROL.sub(" ", self.to)[:100]
            raise MessageRefused(Sentence("«{address}» không phải địa chỉ thư điện tử.", address=shown))
        if _CONTROL.search(self.subject) or not self.subject.strip() or len(self.subject) > LONGEST_SUBJECT:
            raise MessageRefused(noop("Tiêu đề thư phải là một dòng chữ, không quá 300 ký tự."))
        if not self.once or len(self.text) > LONGEST_TEXT or len(self.html) > LONGEST_TEXT:
            raise MessageRefused(noop("Thư không có tên hoặc dài quá 200.000 ký tự."))


class Post(Protocol):
    """Whoever takes letters."""

    def send(self, message: Message) -> str:
        """Hand `message` over; returns its Message-ID once the other side has taken it.

        Raises MessageRefused when it never will, MessageDelayed when it may later.
        """

    def look(self) -> str:
        """What the other side says of itself, without sending anything. Raises MessageDelayed."""
