"""The city in the navigation, and what it says on the home page of Home Affairs."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from khoso.foundation.identity.queries import city_ids
from khoso.kernel import clock
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.city import links, reading, wall
from khoso.stages.reporting.models import CityReport
from khoso.stages.reporting.models.city import CityReportKind
from khoso.stages.reporting.permissions import can_consolidate, can_see_city

LINES = 5


def _sees(person: Any) -> bool:
    """Home Affairs, or who heads the city; heads of other agencies cost one question more and see nothing."""
    return can_consolidate(person) or (can_see_city(person) and any(can_see_city(person, one) for one in city_ids()))


def navigation(person: Any) -> list[NavItem]:
    if not _sees(person):
        return []
    return [NavItem(NavGroup.REPORT, gettext_lazy("Toàn thành phố"), reverse("reporting:city-wall"), "table", order=10)]


def home_cards(person: Any) -> list[HomeCard]:
    """For Home Affairs: the agencies that are furthest behind, and the period that waits for the city's report."""
    if not _sees(person):
        return []
    plan = programme.current_plan()
    if plan is None:
        return []
    cards = []
    seen = wall.wall(plan, wall.Wanted())
    behind = [row for row in seen.rows if row.behind]
    if behind:
        lines = tuple(
            CardLine(
                row.face.name,
                links.agency(row.face.id),
                ngettext("%(count)s chặng chậm", "%(count)s chặng chậm", row.behind) % {"count": row.behind},
            )
            for row in wall.worst(seen.rows, LINES)
        )
        cards.append(
            HomeCard(
                CardKind.LATE,
                "city-behind",
                _("Cơ quan chậm tiến độ"),
                "table",
                count=len(behind),
                url=f"{reverse('reporting:city-wall')}?xep=tre&tre=1",
                lines=lines,
                order=10,
            )
        )
    return cards + (_to_consolidate(plan) if can_consolidate(person) else [])


def _to_consolidate(plan: Any) -> list[HomeCard]:
    """The last period whose reports were due and that the People's Committee has not been told of."""
    period = reading.last_ended(plan.pk)
    if period is None or period.due_at > clock.now():
        return []
    sent = CityReport.objects.filter(
        programme_id=plan.pk, kind=CityReportKind.TWO_WEEKLY, period=period, submitted_at__isnull=False
    )
    if sent.exists():
        return []
    return [
        HomeCard(
            CardKind.WAITING,
            "city-report",
            _("Báo cáo tổng hợp chưa gửi Ủy ban"),
            "report",
            url=reverse("reporting:city-reports"),
            about=_("Kỳ %(number)s, đến %(day)s.") % {"number": period.number, "day": f"{period.ends_on:%d/%m/%Y}"},
            order=30,
        )
    ]
