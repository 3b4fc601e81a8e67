"""An account that goes out of use loses its calendar address at that moment, whoever or whatever disabled it."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from khoso.foundation.identity.models import Person
from khoso.stages.programme.days.actions import close_feed


def connect() -> None:
    """Called once at start-up. Identity lies below and knows nothing of calendars."""
    post_save.connect(_saved, sender=Person, dispatch_uid="programme.calendar")


def _saved(instance: Person, created: bool, update_fields: Any = None, **_: Any) -> None:
    is_about_use = update_fields is None or "is_active" in update_fields
    if is_about_use and not created and not instance.is_active:
        close_feed(instance)
