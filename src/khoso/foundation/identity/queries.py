"""Reading agencies and people."""

from __future__ import annotations

from khoso.foundation.identity.models import Person
from khoso.kernel.errors import UsageError
from khoso.kernel.words import Sentence


def person_by_username(username: str) -> Person:
    """The person with this account. Raises UsageError when there is none."""
    try:
        return Person.objects.get(username=username)
    except Person.DoesNotExist:
        raise UsageError(Sentence("Không có tài khoản «{username}».", username=username)) from None


def demo_people() -> list[Person]:
    """Demo accounts, in the order they were made."""
    return list(Person.objects.filter(is_demo=True, is_active=True).order_by("pk"))
