"""Every right of every room × every role × near and far, literally; and marks on views of libraries."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest
from django.urls import URLResolver, include, path
from django.views import View
from django.views.generic import TemplateView

from khoso.foundation.identity import permissions
from khoso.foundation.identity.access import allow, allow_routes, allowed_by
from khoso.foundation.identity.imagined import ELSEWHERE, HERE, Somebody, Subject
from khoso.foundation.identity.permissions import anyone, is_signed_in
from khoso.foundation.identity.rights import label_of, may, predicates_in, rights, use
from khoso.foundation.identity.roles import Role

pytestmark = pytest.mark.mission("X1")

# Right → roles that have it in their own agency; roles that have it everywhere. Signed-in rights are apart.
WIDE = {"home_affairs", "archivist"}
NEAR_STAFF = {"clerk", "council_member", "supervisor", "head"}
NEAR_CONTRACTORS = {"contractor_operator", "contractor_lead"}
RIGHTS: dict[str, tuple[set[str], set[str]]] = {
    "can_accept_work": ({"supervisor", "head"}, set()),
    "can_approve_destruction": ({"head"}, {"home_affairs"}),
    "can_ask_destruction": ({"clerk"}, {"archivist"}),
    "can_confirm_fields": ({"clerk"}, {"archivist"}),
    "can_edit_agencies": (set(), {"home_affairs"}),
    "can_edit_people": (set(), {"administrator"}),
    "can_give_roles": ({"head", "contractor_lead"}, {"administrator", "home_affairs"}),
    "can_keep_machine": (set(), {"administrator"}),
    "can_read_pages": (NEAR_STAFF, WIDE),
    "can_review_people": ({"head"}, {"home_affairs", "security_officer", "administrator"}),
    "can_see_deliveries": (NEAR_STAFF | NEAR_CONTRACTORS, WIDE),
    "can_see_descriptions": (NEAR_STAFF, WIDE),
    "can_see_health": (set(), {"security_officer", "administrator"}),
    "can_see_storage": (set(), {"archivist", "administrator"}),
    "can_see_people": (
        {"head", "contractor_lead"},
        {"home_affairs", "security_officer", "auditor", "administrator"},
    ),
    "can_see_rights": (set(), {"home_affairs", "security_officer", "auditor", "administrator"}),
    "can_see_trail": (set(), {"security_officer", "auditor"}),
    "can_settle_disputes": ({"supervisor"}, {"archivist"}),
    "can_use_desk": ({"clerk", "supervisor"}, {"archivist"}),
    "can_view_item": (NEAR_STAFF, WIDE),
}
SIGNED_IN = {"can_lend_roles", "can_see_agencies", "is_signed_in"}
EVERYONE = {"anyone", "can_search"}


def told(name: str) -> tuple[set[str], set[str]]:
    near = {role for role in Role.values if may(Somebody(role), name, Subject(HERE))}
    far = {role for role in Role.values if may(Somebody(role), name, Subject(ELSEWHERE))}
    return near - far, far


def test_each_right_reaches_exactly_this_far_for_each_role() -> None:
    assert {name: told(name) for name in RIGHTS if name in rights()} == RIGHTS


@pytest.mark.parametrize("name", sorted(SIGNED_IN | EVERYONE))
def test_some_rights_everyone_has_who_is_signed_in_or_not(name: str) -> None:
    assert told(name) == (set(), set(Role.values))
    assert may(Somebody(), name, Subject(HERE)) == (name in EVERYONE)


def test_a_stranger_has_no_other_right() -> None:
    assert {name for name in rights() if may(Somebody(), name) or may(Somebody(), name, Subject(HERE))} - {
        "can_view_item"
    } == EVERYONE


@pytest.mark.parametrize("name", sorted(RIGHTS))
def test_what_is_asked_of_no_subject_is_what_holds_somewhere(name: str) -> None:
    """A route asks without a subject: it must never be closed to whom a subject would be open."""
    somewhere = {role for role in Role.values if may(Somebody(role), name)}
    near, far = told(name)
    assert somewhere >= near | far
    if name != "can_view_item":
        assert somewhere == near | far


def test_no_right_is_unlisted_here_that_the_foundation_has() -> None:
    ours = set(predicates_in(permissions))
    assert ours - set(RIGHTS) - SIGNED_IN - EVERYONE == set()


def test_every_right_of_every_room_has_words_for_people() -> None:
    assert [name for name in rights() if label_of(name) == name] == []


def test_an_unknown_right_is_a_mistake_not_a_refusal() -> None:
    with pytest.raises(KeyError):
        may(Somebody("head"), "can_do_what_nobody_named")


def test_two_rights_of_one_name_are_refused() -> None:
    before = rights()
    with pytest.raises(ValueError):
        use([permissions, permissions])
    assert rights() == before


@pytest.mark.luat("TT 05/2025/TT-BNV Điều 48-50")
@pytest.mark.parametrize("role", Role.values)
def test_who_asked_for_destruction_does_not_approve_it_in_any_role(role: str) -> None:
    one, subject = Somebody(role), Subject(HERE)
    subject.asked_by_id = one.pk
    assert not permissions.can_approve_destruction(one, subject)


# --- marks on what others wrote


class Foreign(TemplateView):
    """Stands for a class-based view."""


Foreign.__module__ = "elsewhere.views"


def _foreign_function() -> Any:
    def page(request: Any) -> str:
        return "page"

    page.__module__ = "elsewhere.views"
    return page


class _Library:
    def method(self, request: Any) -> str:
        return "method"


async def _later(request: Any) -> str:
    return "later"


def test_a_mark_on_a_view_of_a_library_holds_here_only() -> None:
    page = _foreign_function()
    marked, other = allow(is_signed_in)(page), allow(anyone)(page)
    assert (allowed_by(marked), allowed_by(other), allowed_by(page)) == (is_signed_in, anyone, None)
    assert (marked(None), marked.__name__, marked.__module__) == ("page", "page", "elsewhere.views")


def test_methods_partials_class_based_and_asynchronous_views_bear_marks() -> None:
    method = allow(is_signed_in)(_Library().method)
    part = allow(is_signed_in)(partial(_foreign_function(), None))
    based = allow(is_signed_in)(Foreign.as_view(template_name="404.html"))
    assert [allowed_by(one) for one in (method, part, based)] == [is_signed_in] * 3
    assert (method(None), part()) == ("method", "page")
    later = allow(is_signed_in)(_later)
    assert asyncio.iscoroutinefunction(later)
    assert asyncio.run(later(None)) == "later"


def test_routes_of_a_library_are_marked_by_name_and_the_rest_stays_refused() -> None:
    page = _foreign_function()
    theirs = [path("a", page, name="a"), path("b/", include([path("c", page, name="c"), path("d", page, name="d")]))]
    ours = allow_routes(theirs, {"a": anyone, "c": is_signed_in}, otherwise=None)
    inner = ours[1]
    assert isinstance(inner, URLResolver)
    told = [allowed_by(one.callback) for one in [ours[0], *inner.url_patterns]]  # type: ignore[union-attr]
    assert told == [anyone, is_signed_in, None]
    assert allowed_by(page) is None


def test_a_view_of_ours_is_marked_itself() -> None:
    class Ours(View):
        pass

    Ours.__module__ = "khoso.somewhere"
    view = Ours.as_view()
    view.__module__ = "khoso.somewhere"
    assert allow(anyone)(view) is view
