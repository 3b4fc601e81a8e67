"""Which language a person reads, and what is said below the web said in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.utils.translation import gettext

from khoso.kernel.words import Sentence


def known_language(asked: object) -> str:
    """`asked` when it is a language of the house, else an empty text."""
    return str(asked) if asked in dict(settings.LANGUAGES) else ""


def language_of(request: HttpRequest) -> str:
    """What the person chose for good, else what was chosen in this browser, else Vietnamese.

    What the browser asks for by itself does not count: most machines of the city are set to English.
    """
    try:
        chosen = known_language(getattr(request.user, "language", ""))
    except (OperationalError, InterfaceError):
        # Who asks cannot be known now; that is said in the language of the browser's last choice.
        chosen = ""
    return chosen or known_language(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)) or settings.LANGUAGE_CODE


def told(text: object) -> str:
    """A text as the present reader reads it: sentences from below the web and marked words are translated."""
    if isinstance(text, Sentence):
        values: dict[str, Any] = {
            name: told(value) if isinstance(value, str) else value for name, value in text.values.items()
        }
        return gettext(text.template).format(**values)
    return gettext(str(text)) if text else ""
