"""What batches have for the navigation and the home page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.web.formats import day
from khoso.foundation.web.words import told
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.digitisation import states
from khoso.stages.digitisation.batches import queries, rules
from khoso.stages.digitisation.batches.rules import Standing
from khoso.stages.digitisation.models import Batch
from khoso.stages.digitisation.permissions import can_see_batches, can_start_batch

LINES = 5


def navigation(person: Any) -> list[NavItem]:
    if not can_see_batches(person):
        return []
    return [NavItem(NavGroup.DIGITISE, _("Đợt số hóa"), reverse("digitisation:batches"), "stack-2", order=10)]


def home_cards(person: Any) -> list[HomeCard]:
    if not can_see_batches(person):
        return []
    open_ones = list(
        queries.batches_seen_by(person).filter(state__in=(states.PLANNED, states.RUNNING, states.SUSPENDED))
    )
    if not open_ones:
        return []
    told_of = queries.standings_of_many(open_ones)
    cards = []
    stopped = [one for one in open_ones if one.state != states.PLANNED and rules.wanting(told_of[one.pk])]
    if stopped:
        lines = [_line(one, _labels(rules.wanting(told_of[one.pk]))) for one in stopped]
        title, about = _("Đợt số hóa thiếu giấy tờ"), _("Không nhận scan cho tới khi bổ sung đủ.")
        cards.append(_card(CardKind.LATE, "batches-lacking", title, "lock", about, lines, 10))
    ending = [one for one in open_ones if one.state == states.RUNNING and rules.expiring(told_of[one.pk])]
    if ending:
        lines = [_line(one, _ends(rules.expiring(told_of[one.pk]))) for one in ending]
        title = _("Giấy tờ của đợt số hóa sắp hết hạn")
        about = _("Trong 30 ngày tới; hết hạn thì đợt bị tạm dừng.")
        cards.append(_card(CardKind.WAITING, "batches-expiring", title, "calendar", about, lines, 35))
    cards += _preparing(person, [one for one in open_ones if one.state == states.PLANNED], told_of)
    return cards


def _preparing(person: Any, planned: list[Batch], told_of: dict[int, list[Standing]]) -> list[HomeCard]:
    """What waits for papers; what waits for whoever starts it."""
    cards = []
    ready = [one for one in planned if not rules.wanting(told_of[one.pk]) and can_start_batch(person, one)]
    if ready:
        title, about = _("Đợt số hóa đủ giấy tờ, chờ cho bắt đầu"), _("Xem lại rồi cho bắt đầu.")
        cards.append(_card(CardKind.WAITING, "batches-ready", title, "check", about, [_line(b, "") for b in ready], 25))
    lacking = [one for one in planned if rules.wanting(told_of[one.pk])]
    if lacking:
        lines = [_line(one, _labels(rules.wanting(told_of[one.pk]))) for one in lacking]
        title = _("Đợt số hóa đang chuẩn bị, còn thiếu giấy tờ")
        about = _("Mở từng đợt để xem ai phải nộp giấy nào.")
        cards.append(_card(CardKind.WAITING, "batches-preparing", title, "checklist", about, lines, 28))
    return cards


def _card(kind: CardKind, name: str, title: str, icon: str, about: str, lines: list[CardLine], order: int) -> HomeCard:
    url = reverse("digitisation:batches")
    return HomeCard(kind, name, title, icon, len(lines), url, tuple(lines[:LINES]), order, about)


def _line(one: Batch, about: str) -> CardLine:
    return CardLine(one.title, reverse("digitisation:batch", args=[one.pk]), about)


def _labels(standings: Iterable[Standing]) -> str:
    return "; ".join(dict.fromkeys(told(one.requirement.label) for one in standings))


def _ends(standings: Iterable[Standing]) -> str:
    return "; ".join(
        dict.fromkeys(
            _("%(paper)s: hết hạn %(day)s") % {"paper": told(one.requirement.label), "day": day(one.until)}
            for one in standings
        )
    )
