"""The main navigation holds what the person may open, and marks where they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory
from tests.house import person, signed_in

from khoso.config.shell import page_shell
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role

pytestmark = [pytest.mark.mission("A6"), pytest.mark.django_db]


def _shell(path: str, *roles: str) -> dict[str, Any]:
    agency = Agency.objects.create(code="NAV.01", name="Cơ quan kiểm thử")
    request = RequestFactory().get(path)
    request.user = person("nav", *((agency, role) for role in roles))
    return page_shell(request)


def test_every_entry_leads_to_a_page_the_person_may_open(client: Any) -> None:
    agency = Agency.objects.create(code="NAV.01", name="Cơ quan kiểm thử")
    for role in Role.values:
        someone = person(f"nav-{role}", (agency, role))
        signed_in(client, someone)
        request = RequestFactory().get("/")
        request.user = someone
        urls = [item.url for part in page_shell(request)["nav"] for item in part.items]
        assert {url: client.get(url, follow=True).status_code for url in urls} == dict.fromkeys(urls, 200), role


def test_parts_without_an_entry_are_left_out() -> None:
    assert "manage" not in [part.name for part in _shell("/", Role.CONTRACTOR_OPERATOR)["nav"]]


def test_the_longest_address_above_the_page_is_where_one_is() -> None:
    assert _shell("/lo-giao-nop/abc/tien-do", Role.CLERK)["nav_here"] == "/lo-giao-nop"


def test_home_is_above_no_other_page() -> None:
    assert _shell("/lo-giao-nopx", Role.CLERK)["nav_here"] == ""
