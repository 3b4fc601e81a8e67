"""What rounds tell the navigation and the home page: who must sign, what waits to be certified, what was refused."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import Role
from khoso.foundation.web.counting import capped
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.acceptance import states
from khoso.stages.acceptance.models import AcceptanceRound
from khoso.stages.acceptance.permissions import can_certify, can_open_round, can_see_rounds, can_sign_round
from khoso.stages.acceptance.rounds import queries

LINES = 5


def navigation(person: Any) -> list[NavItem]:
    if not can_see_rounds(person):
        return []
    return [NavItem(NavGroup.DIGITISE, _("Nghiệm thu"), reverse("acceptance:rounds"), "rubber-stamp", order=50)]


def home_cards(person: Any) -> list[HomeCard]:
    return [*_to_sign(person), *_to_certify(person), *_to_minute(person)]


def _to_sign(person: Any) -> list[HomeCard]:
    if not can_sign_round(person):
        return []
    rows = queries.waiting_for(person)
    sides = list(rows[:LINES])
    if not sides:
        return []
    lines = tuple(
        CardLine(
            str(side.minutes),
            reverse("acceptance:minutes", args=[side.minutes_id]),
            side.minutes.batch.title,
            side.minutes.made_at,
            about_lang="vi",
        )
        for side in sides
    )
    return [
        HomeCard(
            CardKind.WAITING,
            "minutes-to-sign",
            _("Biên bản chờ anh/chị ký"),
            "writing-sign",
            count=capped(rows),
            url=reverse("acceptance:rounds"),
            lines=lines,
            order=4,
            about=_("Đọc số liệu và bằng chứng, rồi ký hoặc nêu lý do không ký."),
        )
    ]


def _in_state(person: Any, state: str, roles: Collection[Any]) -> Any:
    reach = agencies_of(person, roles)
    rows = AcceptanceRound.objects.filter(state=state)
    return rows if reach is None else rows.filter(agency_id__in=reach)


def _card(rows: Any, name: str, title: Any, icon: str, about: Any) -> list[HomeCard]:
    shown = list(rows.order_by("-made_at")[:LINES])
    if not shown:
        return []
    lines = tuple(CardLine(one.title, reverse("acceptance:round", args=[one.pk])) for one in shown)
    url = reverse("acceptance:rounds")
    return [
        HomeCard(CardKind.WAITING, name, title, icon, count=capped(rows), url=url, lines=lines, order=6, about=about)
    ]


def _to_certify(person: Any) -> list[HomeCard]:
    if not can_certify(person):
        return []
    rows = _in_state(person, states.ALL_SIGNED, {Role.HEAD})
    about = _("Các bên đã ký; mở được khi mọi gói tin đã lưu và sao đủ.")
    return _card(rows, "rounds-to-certify", _("Khối lượng chờ xác nhận"), "rubber-stamp", about)


def _to_minute(person: Any) -> list[HomeCard]:
    if not can_open_round(person):
        return []
    rows = _in_state(person, states.COUNTED, {Role.CLERK, Role.SUPERVISOR, Role.HEAD})
    about = _("Đã kiểm đếm, chưa lập biên bản.")
    return _card(rows, "rounds-to-minute", _("Đợt nghiệm thu chờ lập biên bản"), "writing", about)
