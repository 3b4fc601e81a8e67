"""Sessions in the navigation and on the home page: who is invited, whose word is waited for."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.web.counting import capped
from khoso.instruments.approvals import queries as approvals
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.programme import queries as programme
from khoso.stages.selection import states
from khoso.stages.selection.models import CouncilSession, SelectionList
from khoso.stages.selection.permissions import can_call_session, can_see_selection, can_vote
from khoso.stages.selection.sessions.actions import KIND

LINES = 5


def navigation(person: Any) -> list[NavItem]:
    if not can_see_selection(person):
        return []
    return [
        NavItem(
            NavGroup.HOLDINGS,
            _("Phiên họp"),
            reverse("selection:sessions"),
            "users",
            order=42,
            under=reverse("selection:lists"),
        )
    ]


def home_cards(person: Any) -> list[HomeCard]:
    """What a member owes: a word in an open session, a seat in a coming one, an invitation nobody wrote yet."""
    if not can_vote(person):
        return []
    return [*_to_speak(person), *_coming(person), *_to_call(person)]


def _line(session: CouncilSession, about: str) -> CardLine:
    return CardLine(session.list.title, reverse("selection:session", args=[session.pk]), about)


def _to_speak(person: Any) -> list[HomeCard]:
    ballots = approvals.open_ballots_of(person, KIND)
    if not ballots:
        return []
    rows = CouncilSession.objects.filter(ballot__in=ballots, state=states.OPENED).select_related("list")
    about = _("phiên họp đang mở, chưa có ý kiến của anh/chị")
    return [
        HomeCard(
            CardKind.WAITING,
            "council-opinion",
            _("Chờ ý kiến của anh/chị ở Hội đồng"),
            "users",
            count=len(ballots),
            url=reverse("selection:sessions"),
            lines=tuple(_line(row, about) for row in rows[:LINES]),
            order=12,
            about=_("Mở phiên họp, chọn biểu quyết và ghi ý kiến."),
        )
    ]


def _coming(person: Any) -> list[HomeCard]:
    sits = Q(ballot__electors__person=person)
    rows = CouncilSession.objects.filter(sits, state=states.CALLED).select_related("list").order_by("starts_at")
    if not (count := capped(rows)):
        return []
    lines = tuple(
        _line(row, _("{at}, {place}").format(at=f"{row.starts_at_here:%H:%M %d/%m/%Y}", place=row.place))
        for row in rows[:LINES]
    )
    url = reverse("selection:sessions")
    title = _("Mời họp Hội đồng rà soát")
    return [
        HomeCard(CardKind.WAITING, "council-invited", title, "calendar", count=count, url=url, lines=lines, order=14)
    ]


def _to_call(person: Any) -> list[HomeCard]:
    """Proposed lists nobody called a session about, for who leads the council."""
    if not can_call_session(person):
        return []
    bodies = programme.councils_led_by(person)
    if not bodies:
        return []
    rows = SelectionList.objects.filter(agency_id__in=bodies, state=states.PROPOSED)
    rows = rows.exclude(sessions__state__in=[states.CALLED, states.OPENED]).order_by("proposed_at")
    if not (count := capped(rows)):
        return []
    return [
        HomeCard(
            CardKind.WAITING,
            "council-to-call",
            _("Danh mục chờ mời họp Hội đồng"),
            "calendar",
            count=count,
            url=reverse("selection:sessions"),
            lines=tuple(
                CardLine(row.title, reverse("selection:list", args=[row.pk]), _("đã trình"), row.proposed_at)
                for row in rows[:LINES]
            ),
            order=13,
        )
    ]
