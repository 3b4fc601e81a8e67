"""Somebody who sees the whole city, signed in to the application in this process."""

from __future__ import annotations

from typing import Any


def client_of_the_city() -> tuple[Any, Any]:
    """A client and the person it is signed in as."""
    from django.conf import settings
    from django.test import Client
    from tests.house import signed_in

    from khoso.foundation.identity.models import Agency, Membership, Person

    settings.ALLOWED_HOSTS = ["*"]
    person, _made = Person.objects.get_or_create(
        username="bench.luutru", defaults={"full_name": "Người xem cả thành phố"}
    )
    Membership.objects.get_or_create(person=person, agency=Agency.objects.get(code="BENCH.000"), role="archivist")
    client = Client()
    signed_in(client, person)
    return client, person
