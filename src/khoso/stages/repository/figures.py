"""What the repository tells the home page and the health page: are the stored copies whole, and when were they read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from khoso.foundation.identity.permissions import can_see_health, can_see_storage
from khoso.foundation.web import counting
from khoso.foundation.web.ages import fixity_due_before
from khoso.foundation.web.counting import MOST
from khoso.foundation.web.formats import day
from khoso.kernel.figures import CardKind, CardLine, Health, HomeCard, Probe, ProbePart
from khoso.stages.repository import queries

REMEDY = gettext_lazy(
    "Chạy «khoso repository verify» để đọc lại mọi bản lưu; bản hỏng thì khôi phục từ bản sao còn lành."
)


def home_cards(person: Any) -> list[HomeCard]:
    if not can_see_storage(person):
        return []
    roots = counting.for_all("repository.fixity", None, lambda: queries.fixity(fixity_due_before()))
    return [
        *_card(
            person,
            "copies-damaged",
            _("Bản lưu bị hỏng"),
            "alert-circle",
            [(one, one.damaged) for one in roots],
            order=1,
        ),
        *_card(
            person,
            "copies-overdue",
            _("Bản lưu quá hạn kiểm tra"),
            "shield-check",
            [(one, one.overdue) for one in roots],
            order=50,
        ),
    ]


def _card(
    person: Any, name: str, title: Any, sign: str, counted: list[tuple[queries.RootFixity, int]], *, order: int
) -> list[HomeCard]:
    found = [(one, count) for one, count in counted if count]
    if not found:
        return []
    url = reverse("web:health") if can_see_health(person) else ""
    lines = [
        CardLine(one.root, url, gettext("%(count)s bản") % {"count": number_of(count)}, one.oldest)
        for one, count in found
    ]
    count = max(count for _, count in found)
    return [HomeCard(CardKind.LATE, name, title, sign, count=count, about=REMEDY, lines=tuple(lines), order=order)]


def number_of(count: int) -> str:
    return f"{MOST - 1}+" if count >= MOST else str(count)


def probes() -> list[Probe]:
    return [_probe(one) for one in queries.fixity(fixity_due_before())]


def _probe(one: queries.RootFixity) -> Probe:
    label = gettext("Toàn vẹn của kho «%(root)s»") % {"root": one.root}
    if one.oldest is None or one.newest is None:
        return Probe(f"fixity.{one.root}", label, Health.GOOD, gettext("chưa có gói tin nào"), part=ProbePart.STORAGE)
    due = one.oldest + timedelta(days=settings.KHOSO_FIXITY_DAYS)
    seen = gettext("đọc lại gần nhất %(newest)s; bản lâu nhất %(oldest)s; lần tới trước %(due)s") % {
        "newest": day(one.newest),
        "oldest": day(one.oldest),
        "due": day(due),
    }
    if one.damaged:
        seen = gettext("%(count)s bản hỏng; ") % {"count": number_of(one.damaged)} + seen
    elif one.overdue:
        seen = gettext("%(count)s bản quá hạn; ") % {"count": number_of(one.overdue)} + seen
    health = Health.BAD if one.damaged else Health.WARN if one.overdue else Health.GOOD
    remedy = REMEDY if health is not Health.GOOD else ""
    return Probe(f"fixity.{one.root}", label, health, seen, remedy, at=one.newest, part=ProbePart.STORAGE)
