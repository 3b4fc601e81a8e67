"""What retention has for the navigation and the home page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.web.formats import number
from khoso.kernel import clock
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.catalogue.permissions import DESCRIBERS, can_list_expired, can_see_catalogue
from khoso.stages.catalogue.retention import queries

LINES = 5


def navigation(person: Any) -> list[NavItem]:
    if not can_see_catalogue(person):
        return []
    return [
        NavItem(
            NavGroup.HOLDINGS, _("Hết thời hạn"), reverse("catalogue:expired"), "clock", order=26, under="/danh-muc"
        )
    ]


def home_cards(person: Any) -> list[HomeCard]:
    """Lists the yearly clock made and nobody has seen; expired dossiers that stand on no list."""
    if not can_list_expired(person):
        return []
    return [*_to_receive(person), *_to_list(person)]


def _to_receive(person: Any) -> list[HomeCard]:
    reach = agencies_of(person, DESCRIBERS)
    rows = queries.lists_of(person).filter(received_at=None)
    waiting = list(rows if reach is None else rows.filter(agency_id__in=reach))
    if not waiting:
        return []
    lines = tuple(
        CardLine(
            one.agency.name,
            reverse("catalogue:expiry-list", args=[one.pk]),
            ngettext("{count} hồ sơ, xem xét hủy", "{count} hồ sơ, xem xét hủy", one.counted).format(
                count=number(one.counted)
            ),
            one.made_at,
        )
        for one in waiting[:LINES]
    )
    return [
        HomeCard(
            CardKind.WAITING,
            "expiry-lists",
            _("Danh mục hồ sơ hết thời hạn chờ tiếp nhận"),
            "clock",
            count=len(waiting),
            url=reverse("catalogue:expired"),
            lines=lines,
            order=60,
            about=_("Danh mục của năm vừa lập. Chưa hủy gì: xem lại từng hồ sơ trước khi làm thủ tục."),
        )
    ]


def _to_list(person: Any) -> list[HomeCard]:
    year = clock.today().year
    found = queries.not_listed_by_agency(queries.within(person, roles=DESCRIBERS), year)
    if not found:
        return []
    url = reverse("catalogue:expired")
    lines = tuple(
        CardLine(
            name,
            f"{url}?co-quan={agency}&khi={queries.NOT_LISTED}",
            ngettext("{count} hồ sơ", "{count} hồ sơ", count).format(count=number(count)),
        )
        for agency, name, count in found[:LINES]
    )
    return [
        HomeCard(
            CardKind.WAITING,
            "expired-not-listed",
            _("Hồ sơ hết thời hạn chưa vào danh mục"),
            "clock",
            count=sum(count for *_who, count in found),
            url=f"{url}?khi={queries.NOT_LISTED}",
            lines=lines,
            order=61,
        )
    ]
