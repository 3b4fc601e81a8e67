"""What lots tell the navigation and the home page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.instruments.quality.labels import DRAWN, OPEN
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.inspection.lots import queries, showing
from khoso.stages.inspection.permissions import can_inspect, can_see_inspection

LINES = 5


def navigation(person: Any) -> list[NavItem]:
    if not can_see_inspection(person):
        return []
    lots = reverse("inspection:lots")
    return [
        NavItem(
            NavGroup.DIGITISE, gettext_lazy("Kiểm tra"), lots, "checklist", order=40, tab=gettext_lazy("Lô kiểm tra")
        ),
        NavItem(
            NavGroup.DIGITISE,
            gettext_lazy("Thống kê"),
            reverse("inspection:statistics"),
            "chart-bar",
            order=44,
            under=lots,
        ),
    ]


def home_cards(person: Any) -> list[HomeCard]:
    """The lots a checker may go on with."""
    if not can_inspect(person):
        return []
    rows = queries.lots_seen_by(person).filter(inspection__state__in=(DRAWN, OPEN))
    rows = rows.exclude(inspection__makers__contains=[person.get_username()])
    shown = list(rows.prefetch_related("deliveries").order_by("made_at")[: LINES + 1])
    if not shown:
        return []
    lines = tuple(
        CardLine(
            ", ".join(one.folder_name for one in row.lot.deliveries.all()),
            reverse("inspection:lot", args=[row.lot.pk]),
            row.unit_label,
            percent=row.progress.percent,
        )
        for row in showing.lot_rows(shown[:LINES])
    )
    url, title = reverse("inspection:lots"), _("Lô chờ kiểm tra")
    count = len(shown) if len(shown) <= LINES else rows.count()
    return [
        HomeCard(CardKind.WAITING, "inspection-lots", title, "checklist", count=count, url=url, lines=lines, order=40)
    ]
