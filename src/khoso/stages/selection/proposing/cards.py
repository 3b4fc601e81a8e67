"""Lists in the navigation and on the home page: what waits for the head, what came back to the clerk."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import Role
from khoso.foundation.web.counting import capped
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.selection import states
from khoso.stages.selection.models import SelectionList
from khoso.stages.selection.permissions import PROPOSERS, can_decide_list, can_propose_list, can_see_selection

LINES = 5


def navigation(person: Any) -> list[NavItem]:
    if not can_see_selection(person):
        return []
    url = reverse("selection:lists")
    return [NavItem(NavGroup.HOLDINGS, _("Danh mục số hóa"), url, "list-check", order=40, tab=_("Danh mục"))]


def home_cards(person: Any) -> list[HomeCard]:
    """Assessed lists for the head; returned ones for who makes lists."""
    cards: list[HomeCard] = []
    if can_decide_list(person):
        cards += _to_decide(person)
    if can_propose_list(person):
        cards += _returned(person)
    return cards


def _to_decide(person: Any) -> list[HomeCard]:
    reach = agencies_of(person, {Role.HEAD}) or frozenset()
    rows = SelectionList.objects.filter(agency_id__in=reach, state=states.ASSESSED).order_by("proposed_at")
    if not (count := capped(rows)):
        return []
    return [
        HomeCard(
            CardKind.WAITING,
            "lists-to-decide",
            _("Danh mục chờ quyết định"),
            "rubber-stamp",
            count=count,
            url=f"{reverse('selection:lists')}?xem=dang-xet",
            lines=tuple(
                CardLine(row.title, reverse("selection:list-decide", args=[row.pk]), _("Hội đồng đã thông qua"))
                for row in rows[:LINES]
            ),
            order=12,
            about=_("Xem biên bản và danh mục, rồi phê duyệt hoặc trả lại."),
        )
    ]


def _returned(person: Any) -> list[HomeCard]:
    reach = agencies_of(person, PROPOSERS)
    rows = SelectionList.objects.filter(state=states.RETURNED).order_by("-pk")
    rows = rows.filter(proposed_by=person) if reach is None else rows.filter(agency_id__in=reach)
    if not (count := capped(rows)):
        return []
    return [
        HomeCard(
            CardKind.WAITING,
            "lists-returned",
            _("Danh mục bị trả lại"),
            "corner-down-left",
            count=count,
            url=f"{reverse('selection:lists')}?xem=dang-lap",
            lines=tuple(
                CardLine(
                    row.title, reverse("selection:list", args=[row.pk]), row.returned_reason[:140], about_lang="vi"
                )
                for row in rows[:LINES]
            ),
            order=16,
            about=_("Sửa theo lý do, rồi trình lại."),
        )
    ]
