"""Deny by default: every route names who may call it, and every route is asked as every role."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from devtools.maps import GUEST, ROUTES, route_table, routes
from django.db import transaction
from django.test import Client, RequestFactory
from tests.house import signed_in

from khoso.foundation.identity.access import allowed_by
from khoso.foundation.identity.imagined import Somebody
from khoso.foundation.identity.roles import Role
from khoso.foundation.web.middleware import PermissionMiddleware

pytestmark = pytest.mark.mission("X1")

_VALUES: dict[str, Callable[[], str]] = {
    "uuid": lambda: str(uuid.uuid4()),
    "int": lambda: "1",
    "str": lambda: "x",
    "slug": lambda: "x",
    "path": lambda: "x",
    "plankey": lambda: "II.1",
}
# What a view must be sent, or it refuses the subject itself.
SENT = {"/lam-viec-cho": {"agency": "ARCH.01"}}
TABLE = route_table()


def _address(pattern: str) -> str:
    """An address of the route about something that does not exist."""
    return re.sub(r"<(\w+):\w+>", lambda match: _VALUES[match.group(1)](), pattern)


def test_every_route_names_who_may_call_it() -> None:
    assert [pattern for pattern, _, view in TABLE if allowed_by(view) is None] == []


def test_the_table_of_routes_in_the_docs_is_fresh() -> None:
    assert ROUTES.read_text(encoding="utf-8") == routes(), "chạy ./dev map --routes"


def test_a_view_that_says_nothing_is_refused_to_everyone() -> None:
    from django.core.exceptions import PermissionDenied

    def forgotten(request: Any) -> None: ...

    gate = PermissionMiddleware(lambda request: None)  # type: ignore[arg-type,return-value]
    for roles in ([], *([role] for role in Role.values), list(Role.values)):
        request = RequestFactory().get("/")
        request.user = Somebody(*roles)
        with pytest.raises(PermissionDenied):
            gate.process_view(request, forgotten, (), {})


@pytest.fixture
def person_of(db: Any) -> Callable[[str], Any]:
    from khoso.foundation.identity import actions

    agency = actions.register_agency("ARCH.01", "Cơ quan kiểm thử", kind="commune")
    return lambda role: actions.register_person(
        f"kt-{role}", "Người kiểm thử", uuid.uuid4().hex, roles=[(agency, role)]
    )


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", [GUEST, *Role.values])
def test_each_route_answers_or_refuses_as_the_table_says(
    role: str, method: str, person_of: Callable[[str], Any]
) -> None:
    client = Client(raise_request_exception=False)
    if role != GUEST:
        signed_in(client, person_of(role))
    stands_for = Somebody() if role == GUEST else Somebody(role)
    told, wanted = {}, {}
    for pattern, _, view in TABLE:
        predicate = allowed_by(view)
        assert predicate is not None
        told[pattern] = _was_let_in(_asked(client, method, _address(pattern)))
        wanted[pattern] = bool(predicate(stands_for))
    assert told == wanted


def _asked(client: Client, method: str, address: str) -> Any:
    """The answer. What was done by asking, signing out too, is undone."""
    kept = client.cookies.copy()
    with transaction.atomic():
        answer = getattr(client, method)(address, SENT.get(address, {}))
        transaction.set_rollback(True)
    client.cookies = kept
    return answer


def _was_let_in(answer: Any) -> bool:
    """403 and the way to the sign-in page are refusals by the gate; anything else came from behind it."""
    if answer.status_code == 302 and answer["Location"].startswith("/dang-nhap?next="):
        return False
    return bool(answer.status_code != 403)
