"""What bodies, rounds, monitoring and guidance say on the home page, and their places in the navigation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.agencies.words import short_name
from khoso.foundation.web.counting import capped
from khoso.foundation.web.formats import day
from khoso.kernel import clock
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.programme import states
from khoso.stages.programme.guidance.queries import unread_of
from khoso.stages.programme.models import RoundFinding, Visit
from khoso.stages.programme.permissions import (
    can_mend_findings,
    can_monitor,
    can_plan_rounds,
    can_read_guidance,
    can_see_programme,
)
from khoso.stages.programme.rounds import queries as rounds
from khoso.stages.programme.rounds.showing import finding_rows

LINES = 5


def people_navigation(person: Any) -> list[NavItem]:
    """Bodies, rounds, monitoring, guidance and the calendar."""
    if not getattr(person, "is_authenticated", False):
        return []
    items = [NavItem(NavGroup.WORK, _("Lịch"), reverse("programme:calendar"), "calendar", order=15)]
    if can_see_programme(person):
        items += [
            NavItem(NavGroup.PROGRAMME, _("Hội đồng, Tổ, Ban"), reverse("programme:bodies"), "users", order=62),
            *_looking_after(),
        ]
    if can_read_guidance(person):
        url = reverse("programme:guidances")
        items.append(NavItem(NavGroup.FIND, _("Hướng dẫn nghiệp vụ"), url, "books", order=70))
    return items


def _looking_after() -> list[NavItem]:
    """Rounds, what they found, and monitoring: three pages behind one entry."""
    rounds_url, group = reverse("programme:rounds"), NavGroup.PROGRAMME
    return [
        NavItem(group, _("Kiểm tra, giám sát"), rounds_url, "clipboard-check", order=64, tab=_("Kiểm tra thực tế")),
        NavItem(group, _("Giám sát"), reverse("programme:monitorings"), "eye", order=66, under=rounds_url),
        NavItem(group, _("Tồn tại"), reverse("programme:findings"), "alert-triangle", order=68, under=rounds_url),
    ]


def people_cards(person: Any) -> list[HomeCard]:
    """Guidance not read, findings to mend or to look at again, visits whose day has passed."""
    cards = _unread(person) if can_read_guidance(person) else []
    if can_mend_findings(person):
        cards += _to_mend(person)
    if can_plan_rounds(person) or can_monitor(person):
        cards += _to_judge(person)
    if can_plan_rounds(person):
        cards += _unrecorded()
    return cards


def _unread(person: Any) -> list[HomeCard]:
    unread = unread_of(person)
    if not unread:
        return []
    lines = tuple(
        CardLine(
            version.guidance.title,
            reverse("programme:guidance", args=[version.guidance_id]),
            _("{number}, có hiệu lực từ {day}").format(number=version.number, day=day(version.in_force_from)),
        )
        for version in unread[:LINES]
    )
    return [
        HomeCard(
            CardKind.WAITING,
            "guidance-unread",
            _("Văn bản hướng dẫn chưa đọc"),
            "books",
            count=len(unread),
            url=reverse("programme:guidances"),
            lines=lines,
            order=35,
            about=_("Đọc rồi bấm «Tôi đã đọc» ở trang của văn bản."),
        )
    ]


def _lines(findings: Iterable[RoundFinding], *, with_agency: bool = False) -> tuple[CardLine, ...]:
    return tuple(
        CardLine(
            row.finding.text[:140],
            reverse("programme:finding", args=[row.finding.pk]),
            " · ".join(part for part in (short_name(row.finding.agency.name) * with_agency, row.clock_text) if part),
        )
        for row in finding_rows(findings)
    )


def _to_mend(person: Any) -> list[HomeCard]:
    """Late ones, and those with a term ahead, of the agencies whose findings one mends."""
    from khoso.foundation.identity.permissions import agencies_of
    from khoso.foundation.identity.roles import Role

    reach = agencies_of(person, {Role.CLERK, Role.SUPERVISOR, Role.HEAD}) or frozenset()
    mine = RoundFinding.objects.filter(agency_id__in=reach, state=states.OPEN).select_related(
        "agency", "visit__round", "monitoring"
    )
    late = rounds.overdue(mine)
    due = mine.filter(Q(due_on__gte=clock.today()) | Q(due_on=None))
    cards = []
    for rows, kind, name, title in (
        (late, CardKind.LATE, "findings-late", _("Tồn tại quá hạn khắc phục")),
        (due, CardKind.WAITING, "findings-due", _("Tồn tại phải khắc phục")),
    ):
        if count := capped(rows):
            lines = _lines(rows.order_by("due_on", "pk")[:LINES])
            url = reverse("programme:findings") + ("?xem=qua-han" if kind == CardKind.LATE else "")
            cards.append(HomeCard(kind, name, title, "alert-triangle", count=count, url=url, lines=lines, order=25))
    return cards


def _to_judge(person: Any) -> list[HomeCard]:
    """Said to be mended: to be looked at again. One's own word is left to others."""
    mended = rounds.findings_seen_by(person).filter(state=states.MENDED).exclude(mended_by_id=person.pk)
    if not can_plan_rounds(person):
        mended = mended.filter(monitoring__isnull=False)
    elif not can_monitor(person):
        mended = mended.filter(visit__isnull=False)
    if not (count := capped(mended)):
        return []
    return [
        HomeCard(
            CardKind.WAITING,
            "findings-mended",
            _("Tồn tại báo đã khắc phục, chờ xác nhận"),
            "clipboard-check",
            count=count,
            url=f"{reverse('programme:findings')}?xem=cho-xac-nhan",
            lines=_lines(mended.order_by("mended_at")[:LINES], with_agency=True),
            order=45,
        )
    ]


def _unrecorded() -> list[HomeCard]:
    """Visits whose day has passed and whose result nobody wrote down."""
    past = Visit.objects.filter(planned_on__lt=clock.today(), visited_on=None, round__published_at=None)
    if not (count := capped(past)):
        return []
    lines = tuple(
        CardLine(
            short_name(one.agency.name),
            reverse("programme:visit-record", args=[one.pk]),
            _("dự kiến {day}").format(day=day(one.planned_on)),
        )
        for one in past.select_related("agency").order_by("planned_on")[:LINES]
    )
    card = HomeCard(
        CardKind.LATE,
        "visits-unrecorded",
        _("Chuyến kiểm tra đã qua ngày, chưa ghi kết quả"),
        "clipboard-check",
        count=count,
        url=reverse("programme:rounds"),
        lines=lines,
        order=45,
    )
    return [card]
