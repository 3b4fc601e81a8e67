"""What paper tells the navigation and the home page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.roles import Role
from khoso.foundation.web.formats import day
from khoso.kernel import clock
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavItem
from khoso.stages.digitisation.models import PaperDifference
from khoso.stages.digitisation.paper import queries
from khoso.stages.digitisation.permissions import can_count_paper, can_release_device

_LINES = 5
_CONCLUDING = frozenset({Role.SUPERVISOR, Role.HEAD})


def navigation(person: Any) -> list[NavItem]:
    return []


def home_cards(person: Any) -> list[HomeCard]:
    if not can_count_paper(person):
        return []
    return [*_own(person), *_to_conclude(person), *_to_confirm(person)]


def _line(one: PaperDifference) -> CardLine:
    what = one.line.reference_code if one.line else _("Hộp %(box)s") % {"box": one.box.box}
    told = _("%(kind)s · hạn %(day)s") % {"kind": one.get_kind_display(), "day": day(one.due_on)}
    return CardLine(what, reverse("digitisation:difference", args=[one.pk]), told)


def _own(person: Any) -> list[HomeCard]:
    mine = queries.differences_owned(person)
    late = [one for one in mine if one.due_on < clock.today()]
    told = []
    if late:
        told.append(
            HomeCard(
                CardKind.LATE,
                "paper-differences-late",
                _("Chênh lệch giao nhận quá hạn giải trình"),
                "alert-triangle",
                count=len(late),
                lines=tuple(map(_line, late[:_LINES])),
                order=25,
            )
        )
    if waiting := [one for one in mine if one not in late]:
        told.append(
            HomeCard(
                CardKind.WAITING,
                "paper-differences",
                _("Chênh lệch giao nhận chờ anh/chị giải trình"),
                "archive",
                count=len(waiting),
                lines=tuple(map(_line, waiting[:_LINES])),
                order=25,
            )
        )
    return told


def _to_conclude(person: Any) -> list[HomeCard]:
    if not can_release_device(person):
        return []
    found = queries.differences_to_conclude(person, _CONCLUDING)
    if not found:
        return []
    return [
        HomeCard(
            CardKind.WAITING,
            "paper-differences-explained",
            _("Chênh lệch giao nhận đã giải trình, chờ kết luận"),
            "clipboard-check",
            count=len(found),
            lines=tuple(map(_line, found[:_LINES])),
            order=26,
        )
    ]


def _to_confirm(person: Any) -> list[HomeCard]:
    found = queries.hand_overs_waiting_for(person)
    if not found:
        return []
    lines = [
        CardLine(
            one.batch.title,
            reverse("digitisation:handing", args=[one.pk]),
            _("%(way)s, lần %(time)s") % {"way": one.get_way_display(), "time": one.ordinal},
        )
        for one in found[:_LINES]
    ]
    return [
        HomeCard(
            CardKind.WAITING,
            "paper-to-confirm",
            _("Giao nhận tài liệu chờ bên anh/chị xác nhận"),
            "truck-delivery",
            count=len(found),
            lines=tuple(lines),
            order=24,
        )
    ]
