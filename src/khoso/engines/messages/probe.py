"""Is there a post, and does it answer?"""

from __future__ import annotations

from dataclasses import dataclass

from khoso.engines.messages.errors import KhosoError
from khoso.engines.messages.plugged import is_configured, post, trouble


@dataclass(frozen=True, slots=True)
class PostState:
    """`is_stated`: somebody named a server; `answers`: it was spoken to just now; `message` says what is wrong."""

    is_stated: bool
    answers: bool
    message: str = ""
    server: str = ""


def probe() -> PostState:
    """Speak to the server without sending anything."""
    if not is_configured():
        refused = trouble()
        return PostState(refused is not None, False, refused.message if refused else "")
    try:
        return PostState(True, True, server=post().look())
    except KhosoError as why:
        return PostState(True, False, why.message)
