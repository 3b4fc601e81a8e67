"""What reports tell the home page and the navigation."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.permissions import holds
from khoso.foundation.identity.roles import Role
from khoso.foundation.web.counting import capped
from khoso.kernel import clock
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.reporting import states
from khoso.stages.reporting.models import Report
from khoso.stages.reporting.permissions import can_consolidate, can_see_reports, can_write_reports
from khoso.stages.reporting.reports import queries
from khoso.stages.reporting.reports.cards import title_of

LINES = 5


def navigation(person: Any) -> list[NavItem]:
    if not can_see_reports(person):
        return []
    badge = capped(_to_do(person)) or None
    return [NavItem(NavGroup.REPORT, _("Báo cáo"), reverse("reporting:reports"), "report", badge=badge, order=12)]


def _to_do(person: Any) -> QuerySet[Report]:
    """What waits for this person: to receive for Home Affairs; to write, sign, send or correct for an agency."""
    if can_consolidate(person):
        return Report.objects.filter(state=states.SUBMITTED)
    if not can_write_reports(person):
        return Report.objects.none()
    rows = queries.waiting_for(person)
    return rows.exclude(state=states.DRAFT, period__ends_on__gt=clock.today())


def home_cards(person: Any) -> list[HomeCard]:
    if can_consolidate(person):
        return _to_receive()
    if not can_write_reports(person):
        return []
    now, today = clock.now(), clock.today()
    waiting = list(queries.waiting_for(person)[:200])
    returned = [one for one in waiting if one.state == states.RETURNED]
    late = [one for one in waiting if one.state in (states.DRAFT, states.SIGNED) and one.due_at < now]
    due = [
        one
        for one in waiting
        if one.state == states.DRAFT and one.due_at >= now and not (one.period and one.period.ends_on > today)
    ]
    signs = holds(person, {Role.HEAD})
    signed = [one for one in waiting if one.state == states.SIGNED and one.due_at >= now]
    cards = [
        _card(
            CardKind.LATE, "reports-returned", _("Báo cáo bị trả lại"), returned, _("Xem lý do, lập bản thay, gửi lại.")
        ),
        _card(CardKind.LATE, "reports-late", _("Báo cáo quá hạn chưa gửi"), late, ""),
        _card(
            CardKind.WAITING,
            "reports-due",
            _("Báo cáo đến kỳ"),
            due,
            _("Số liệu đã đếm sẵn; xem rồi ký.") if signs else _("Số liệu đã đếm sẵn; viết phần còn lại rồi trình ký."),
        ),
        _card(CardKind.WAITING, "reports-signed", _("Báo cáo đã ký, chưa gửi"), signed, ""),
    ]
    return [card for card in cards if card.count]


def _to_receive() -> list[HomeCard]:
    rows = Report.objects.filter(state=states.SUBMITTED).select_related("agency", "period", "request")
    count = capped(rows)
    if not count:
        return []
    lines = [
        CardLine(one.agency.name, _url(one), title_of(one), one.submitted_at)
        for one in rows.order_by("submitted_at")[:LINES]
    ]
    return [
        HomeCard(
            CardKind.WAITING,
            "reports-to-receive",
            _("Báo cáo chờ tiếp nhận"),
            "inbox",
            count=count,
            url=reverse("reporting:reports"),
            lines=tuple(lines),
            order=10,
        )
    ]


def _card(kind: CardKind, name: str, title: str, reports: list[Report], about: str) -> HomeCard:
    lines = [CardLine(title_of(one), _url(one), one.agency.name, about_lang="vi") for one in reports[:LINES]]
    return HomeCard(
        kind,
        name,
        title,
        "report",
        count=len(reports),
        url=reverse("reporting:reports"),
        about=about,
        lines=tuple(lines),
        order=10,
    )


def _url(report: Report) -> str:
    return reverse("reporting:report", args=[report.pk])
