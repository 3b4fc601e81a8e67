"""Every operation of the API says who may call it by which method, and is asked as every role."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from devtools.maps import GUEST, api_table
from django.test import Client
from tests.house import person, signed_in

from khoso.foundation.identity.imagined import Somebody
from khoso.foundation.identity.roles import Role
from khoso.foundation.web import api_gate

pytestmark = [pytest.mark.mission("X1"), pytest.mark.django_db]

TABLE = api_table()
_VALUES: dict[str, Callable[[], str]] = {"uuidstr": lambda: str(uuid.uuid4()), "int": lambda: "1", "str": lambda: "x"}


def _address(pattern: str) -> str:
    """An address of the operation about something that does not exist."""
    filled = re.sub(r"<(\w+):\w+>", lambda match: _VALUES[match.group(1)](), pattern)
    return re.sub(r"<(number|job_id)>", "1", re.sub(r"<(code|username)>", "x", filled))


def test_every_operation_says_who_may_call_it() -> None:
    assert len(TABLE) >= 22
    assert [(method, pattern) for method, pattern, _, predicate in TABLE if predicate is None] == []


def test_an_operation_that_says_nothing_is_refused_to_everyone(client: Client, commune: Any) -> None:
    from django.test import RequestFactory

    def forgotten(request: Any) -> None: ...

    forgotten.khoso_methods = {"GET": None}  # type: ignore[attr-defined]
    for role in Role.values:
        request = RequestFactory().get("/api/v1/forgotten")
        request.user = person(f"quen-{role}", (commune, role))
        answer = api_gate.refusal(request, forgotten)
        assert answer is not None and answer.status_code == 403


@pytest.mark.parametrize("role", [GUEST, *Role.values])
def test_each_operation_answers_or_refuses_as_the_table_says(role: str, commune: Any) -> None:
    client = Client(raise_request_exception=False)
    if role != GUEST:
        signed_in(client, person(f"kt-{role}", (commune, role)))
    stands_for = Somebody() if role == GUEST else Somebody(role)
    told, wanted = {}, {}
    for method, pattern, _, predicate in TABLE:
        answer = client.generic(method, _address(pattern), data="{}", content_type="application/json")
        assert answer["Content-Type"].startswith("application/json"), (method, pattern)
        told[method, pattern] = answer.status_code not in (401, 403)
        wanted[method, pattern] = bool(predicate(stands_for))
    assert told == wanted
