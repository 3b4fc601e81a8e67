"""What counts as a look at a page, and whose it is."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from tests.house import person

from khoso.stages.access.views_pages import _is_preview, _looker

pytestmark = pytest.mark.mission("X1")


@pytest.mark.parametrize(
    ("region", "size", "preview"),
    [
        ("full", "!140,200", True),
        ("full", "!400,400", True),
        ("full", "!400,4000", False),
        ("full", "!4000,400", False),
        ("full", "400,", False),
        ("0,0,100,100", "!140,200", False),
    ],
)
def test_only_what_is_small_both_ways_is_a_preview(region: str, size: str, preview: bool) -> None:
    assert _is_preview(region, size) == preview


@pytest.mark.django_db
def test_two_accounts_in_one_browser_are_two_who_look() -> None:
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session.create()
    seen = set()
    for name in ("mot", "hai"):
        request = RequestFactory().get("/")
        request.session, request.user = session, person(name)
        seen.add(_looker(request))
    assert len(seen) == 2
