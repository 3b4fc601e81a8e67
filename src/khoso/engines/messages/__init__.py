"""Messages that leave the house: a letter to one address, sent or refused, and never lost between the two."""

from khoso.engines.messages.errors import MessageDelayed, MessageRefused, PostMissing, PostRefused
from khoso.engines.messages.plugged import is_configured, post, use
from khoso.engines.messages.port import Message, Post

__all__ = [
    "Message",
    "MessageDelayed",
    "MessageRefused",
    "Post",
    "PostMissing",
    "PostRefused",
    "is_configured",
    "post",
    "use",
]
