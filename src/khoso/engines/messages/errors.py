"""Why a message did not leave. What matters is whether trying again can help."""

from __future__ import annotations

from khoso.kernel.errors import EngineMissing, KhosoError, UsageError


class MessageRefused(KhosoError):
    """This message will never be taken: a wrong address, a text that is no message. Trying again is of no use."""

    code = "messages.refused"


class MessageDelayed(KhosoError):
    """It did not leave now; the same message may be sent again later.

    `is_of_the_post`: the server as a whole cannot be used at present, so that other messages need not be tried.
    """

    code = "messages.delayed"

    def __init__(self, message: str, *, is_of_the_post: bool = False) -> None:
        super().__init__(message)
        self.is_of_the_post = is_of_the_post


class PostMissing(EngineMissing):
    """Nobody said which server takes the letters."""

    code = "messages.no_post"


class PostRefused(UsageError):
    """What was said of the server cannot be used as it stands; no letter was sent."""

    code = "messages.post_refused"
