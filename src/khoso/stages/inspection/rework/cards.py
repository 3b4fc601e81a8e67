"""What this part tells the navigation and the home page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Min, Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khoso.foundation.web.counting import capped
from khoso.foundation.web.formats import day
from khoso.instruments.quality.labels import FAILED, FOUND, MENDED, PASSED, RETURNED
from khoso.kernel import clock
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection.permissions import can_inspect, can_mend, can_plan_inspection, can_see_inspection
from khoso.stages.inspection.rework import queries

LINES = 5


def _url(part: str = "") -> str:
    return reverse("inspection:rework") + (f"?phan={part}" if part else "")


def navigation(person: Any) -> list[NavItem]:
    if not can_see_inspection(person):
        return []
    try:
        under = reverse("inspection:lots")
    except NoReverseMatch:
        under = ""
    waiting = _waiting(person)
    return [
        NavItem(
            NavGroup.DIGITISE, _("Phải sửa"), _url(), "rotate-clockwise", badge=waiting or None, order=41, under=under
        )
    ]


def _waiting(person: Any) -> int:
    """How many wait for this person: returned ones for a contractor, mended ones for who looks again."""
    if queries.is_contractor(person):
        return capped(queries.defects_seen_by(person).filter(state=RETURNED))
    return capped(queries.defects_seen_by(person).filter(state=MENDED)) if can_inspect(person) else 0


def home_cards(person: Any) -> list[HomeCard]:
    if not can_see_inspection(person):
        return []
    today = clock.today()
    rows = queries.defects_seen_by(person).order_by()
    counted = rows.filter(state__in=(FOUND, RETURNED, MENDED)).values_list("subject_id")
    # A lot still being looked at returns what was found when it is decided.
    settled = Q(inspection__isnull=True) | Q(inspection__state__in=(PASSED, FAILED))
    told = list(
        counted.annotate(
            new=Count("pk", filter=Q(state=FOUND) & settled),
            returned=Count("pk", filter=Q(state=RETURNED)),
            late=Count("pk", filter=Q(state=RETURNED, due_on__lt=today)),
            mended=Count("pk", filter=Q(state=MENDED)),
            due=Min("due_on", filter=Q(state=RETURNED)),
        ).order_by("due", "subject_id")
    )
    if not told:
        return []
    names = {
        str(one.pk): one.folder_name
        for one in digitisation.deliveries_seen_by(person).filter(pk__in=[row[0] for row in told])
    }
    cards = [_card(person, names, told, 3, CardKind.LATE, "rework-late", _("Trang quá hạn sửa"), "phai-sua")]
    if can_mend(person):
        about = _("Quét lại đúng các trang trong danh sách rồi nộp từng trang.")
        cards.append(
            _card(person, names, told, 2, CardKind.WAITING, "rework-mend", _("Trang phải quét lại"), "phai-sua", about)
        )
    if can_inspect(person):
        about = _("So trang trước và sau khi sửa, rồi đóng lỗi hoặc trả lại.")
        cards.append(
            _card(
                person,
                names,
                told,
                4,
                CardKind.WAITING,
                "rework-again",
                _("Lỗi đã sửa, chờ kiểm lại"),
                "kiem-lai",
                about,
            )
        )
    if can_plan_inspection(person):
        about = _("Trả một lần nhiều lỗi, kèm hạn sửa.")
        cards.append(
            _card(person, names, told, 1, CardKind.WAITING, "rework-new", _("Lỗi chờ trả để sửa"), "moi", about)
        )
    return [card for card in cards if card is not None]


def _card(
    person: Any,
    names: dict[str, str],
    told: list[Any],
    column: int,
    kind: CardKind,
    name: str,
    title: Any,
    part: str,
    about: Any = "",
) -> HomeCard | None:
    rows = [row for row in told if row[column]]
    if not rows:
        return None
    lines = [
        CardLine(
            names.get(row[0], ""),
            _url(part),
            ngettext("%(count)s lỗi", "%(count)s lỗi", row[column]) % {"count": row[column]}
            + (f" · {_('hạn')} {day(row[5])}" if column in (2, 3) and row[5] else ""),
        )
        for row in rows[:LINES]
    ]
    count = sum(row[column] for row in rows)
    return HomeCard(
        kind, name, title, "rotate-clockwise", count=count, url=_url(part), about=about, lines=tuple(lines), order=36
    )
