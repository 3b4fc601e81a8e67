"""A post that keeps the letters: for tests of rooms. It refuses and delays as it is told to."""

from __future__ import annotations

from email.message import EmailMessage

from khoso.engines.messages.composing import compose
from khoso.engines.messages.errors import MessageDelayed, MessageRefused
from khoso.engines.messages.port import Message
from khoso.kernel import clock
from khoso.kernel.words import Sentence, noop


class MemoryPost:
    """Letters taken are in `taken`, in order."""

    def __init__(self, sender: str = "khoso@example.vn") -> None:
        self.sender = sender
        self.taken: list[EmailMessage] = []
        # Addresses the other side does not know; those it cannot serve just now.
        self.unknown: set[str] = set()
        self.busy: set[str] = set()
        self.is_down = False

    def send(self, message: Message) -> str:
        if self.is_down:
            raise MessageDelayed(noop("Không nối được máy chủ thư."), is_of_the_post=True)
        if message.to in self.unknown:
            raise MessageRefused(Sentence("Máy chủ thư từ chối địa chỉ {address}.", address=message.to))
        if message.to in self.busy:
            raise MessageDelayed(Sentence("Máy chủ thư tạm thời chưa nhận thư cho {address}.", address=message.to))
        letter = compose(message, sender=self.sender, at=clock.now())
        self.taken.append(letter)
        return str(letter["Message-ID"])

    def look(self) -> str:
        if self.is_down:
            raise MessageDelayed(noop("Không nối được máy chủ thư."), is_of_the_post=True)
        return "memory"
