"""What difficulties tell the home page, the navigation and the reports."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.web.formats import day
from khoso.kernel import clock
from khoso.kernel.figures import CardKind, CardLine, EvidenceLine, Figure, FigureKind, HomeCard, NavGroup, NavItem
from khoso.stages.reporting import states
from khoso.stages.reporting.difficulties import queries
from khoso.stages.reporting.difficulties.views import RAISERS
from khoso.stages.reporting.models import Difficulty
from khoso.stages.reporting.permissions import can_answer_difficulties, can_raise_difficulties, can_see_reports

LINES = 5


def navigation(person: Any) -> list[NavItem]:
    if not can_see_reports(person):
        return []
    return [NavItem(NavGroup.REPORT, _("Vướng mắc"), reverse("reporting:difficulties"), "help-circle", order=45)]


def home_cards(person: Any) -> list[HomeCard]:
    cards: list[HomeCard] = []
    if can_answer_difficulties(person):
        cards += _to_answer(person)
    if can_raise_difficulties(person):
        cards += _answered(person)
    return cards


def _to_answer(person: Any) -> list[HomeCard]:
    """What waits for this person's answer; what is past its deadline stands apart."""
    waiting = list(queries.to_answer(person))
    today = clock.today()
    cards = []
    for kind, name, title, found in (
        (
            CardKind.LATE,
            "difficulties-late",
            _("Vướng mắc quá hạn trả lời"),
            [one for one in waiting if one.due_on < today],
        ),
        (
            CardKind.WAITING,
            "difficulties-waiting",
            _("Vướng mắc chờ trả lời"),
            [one for one in waiting if one.due_on >= today],
        ),
    ):
        if found:
            about = _("Trả lời, hoặc chuyển tới nơi trả lời được. Câu giống nhau trả lời một lần.")
            cards.append(_card(kind, name, title, about, found, own=False))
    return cards


def _answered(person: Any) -> list[HomeCard]:
    """Answers an agency has not yet said to be enough."""
    reach = agencies_of(person, RAISERS)
    if reach is None:
        return []
    rows = Difficulty.objects.filter(agency_id__in=reach, state=states.ANSWERED).select_related("agency")
    found = list(rows.order_by("due_on", "pk"))
    if not found:
        return []
    about = _("Đọc câu trả lời; khép lại nếu đã rõ, hỏi lại nếu chưa.")
    return [_card(CardKind.WAITING, "difficulties-answered", _("Vướng mắc đã có trả lời"), about, found, own=True)]


def _card(kind: CardKind, name: str, title: Any, about: Any, found: list[Difficulty], *, own: bool) -> HomeCard:
    lines = tuple(
        CardLine(
            one.text[:120],
            reverse("reporting:difficulty", args=[one.pk]),
            one.agency.name
            if own
            else gettext("%(agency)s · hạn %(day)s") % {"agency": one.agency.name, "day": day(one.due_on)},
        )
        for one in found[:LINES]
    )
    url = reverse("reporting:difficulties")
    return HomeCard(kind, name, title, "help-circle", len(found), url, lines, order=12, about=about)


def declared() -> list[Figure]:
    return [
        Figure(
            "reporting.difficulties_open",
            _("Vướng mắc chưa được trả lời"),
            _("vướng mắc"),
            "report",
            _counted,
            _evidence,
            FigureKind.OPEN,
            order=90,
        )
    ]


def _counted(until: datetime) -> dict[int, int]:
    return dict(Counter(one.agency_id for one in queries.open_for(None, until)))


def _evidence(agency_id: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    found = queries.open_for(agency_id, until)[::-1]
    return [
        EvidenceLine(
            one.text[:160],
            reverse("reporting:difficulty", args=[one.pk]),
            one.asked_of.name if one.asked_of else _("Sở Nội vụ"),
            one.raised_at,
        )
        for one in found[offset : offset + limit]
    ]
