"""What accounts, roles and delegations tell the home page and the navigation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.people import queries as people_queries
from khoso.foundation.identity.permissions import (
    can_review_people,
    can_see_people,
    can_see_rights,
    holds,
    is_signed_in,
)
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem

# A delegation is told this long before it begins or ends.
SOON = timedelta(days=7)


def people_navigation(person: Any) -> list[NavItem]:
    items = []
    if can_see_people(person):
        items.append(NavItem(NavGroup.MANAGE, _("Người dùng"), reverse("identity:people"), "users", order=20))
    if can_see_rights(person):
        items.append(NavItem(NavGroup.MANAGE, _("Phân quyền"), reverse("identity:rights"), "shield-check", order=30))
    return items


def people_cards(person: Any) -> list[HomeCard]:
    """Delegations that begin or end soon, accounts to review, and what changed for those who watch."""
    if not is_signed_in(person):
        return []
    cards = _delegations(person)
    if can_review_people(person) and not people_queries.is_reviewed(person):
        cards.append(
            HomeCard(
                CardKind.WAITING,
                "accounts",
                _("Rà soát tài khoản quý này"),
                "checklist",
                url=reverse("identity:review"),
                about=_("Xem ai không còn cần quyền, ai lâu chưa dùng, rồi ghi nhận đã rà soát."),
                order=80,
            )
        )
    if holds(person, {Role.SECURITY_OFFICER}):
        changed = people_queries.role_changes(clock.now() - timedelta(days=7))
        cards.append(
            HomeCard(
                CardKind.FIGURE,
                "role-changes",
                _("thay đổi quyền và tài khoản trong 7 ngày"),
                "users",
                count=changed,
                url=reverse("identity:people"),
                order=60,
            )
        )
    return cards


def _delegations(person: Any) -> list[HomeCard]:
    today = clock.today()
    url = reverse("identity:delegations")
    lines = []
    for one in people_queries.lent_to(person.pk):
        begins = today <= one.valid_from <= today + SOON
        if begins or one.valid_to <= today + SOON:
            days = _("từ {first} đến {last}").format(
                first=one.valid_from.strftime("%d/%m/%Y"), last=one.valid_to.strftime("%d/%m/%Y")
            )
            lines.append(CardLine(f"{Role(one.role).label} · {one.giver.full_name}", url, about=days))
    if not lines:
        return []
    title = _("Ủy quyền cho tôi")
    return [HomeCard(CardKind.WAITING, "delegations", title, "calendar", len(lines), url, lines=tuple(lines), order=70)]
