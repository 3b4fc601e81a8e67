"""Callers of the API: sessions of each role, and a connected system with a token."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.house import person, signed_in


@pytest.fixture(autouse=True)
def no_memory_of_calls() -> Iterator[None]:
    """Calls of another test do not count towards a caller's share."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def wsgi(db: None) -> Iterator[Any]:
    """The application as a server calls it, inside the transaction of the test."""
    from django.core.signals import request_finished, request_started
    from django.core.wsgi import get_wsgi_application
    from django.db import close_old_connections

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def caller() -> Callable[..., Client]:
    """A browser's session of a person with these roles."""

    def sign_in(name: str, *roles: tuple[Any, str]) -> Client:
        client = Client(raise_request_exception=False)
        signed_in(client, person(name, *roles))
        return client

    return sign_in


@pytest.fixture
def connected() -> Callable[..., tuple[Client, Any]]:
    """A connected system with a token of a service account that has these roles."""
    from khoso.foundation.identity.models import AccountKind, Person
    from khoso.foundation.identity.sign_in import tokens

    def connect(name: str, *roles: tuple[Any, str], days: int = 30) -> tuple[Client, Any]:
        account = person(name, *roles)
        Person.objects.filter(pk=account.pk).update(kind=AccountKind.SERVICE)
        account = Person.objects.get(pk=account.pk)
        token, secret = tokens.issue_token(account, "Kiểm thử kết nối", days=days, by=None)
        return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"}), token

    return connect
