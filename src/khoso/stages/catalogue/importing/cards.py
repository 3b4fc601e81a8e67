"""What importing has for the navigation and the home page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.web.counting import capped
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.catalogue import states
from khoso.stages.catalogue.importing import queries
from khoso.stages.catalogue.permissions import can_import_catalogue

LINES = 5


def navigation(person: Any) -> list[NavItem]:
    """A tab beside the catalogue."""
    if not can_import_catalogue(person):
        return []
    return [
        NavItem(
            NavGroup.HOLDINGS,
            _("Nhập từ Excel"),
            reverse("catalogue:imports"),
            "file-spreadsheet",
            order=12,
            under="/danh-muc",
        )
    ]


def home_cards(person: Any) -> list[HomeCard]:
    """Workbooks that wait for somebody: columns to confirm, rows to look at, a loading that stopped."""
    if not can_import_catalogue(person):
        return []
    waiting = queries.imports_seen_by(person).filter(state__in=queries.WAITING)
    shown = list(waiting[:LINES])
    if not shown:
        return []
    lines = tuple(
        CardLine(
            one.file_name, reverse("catalogue:import", args=[one.pk]), states.IMPORT_LABELS[one.state], one.created_at
        )
        for one in shown
    )
    return [
        HomeCard(
            CardKind.WAITING,
            "catalogue.imports",
            _("Bảng danh mục đang nhập dở"),
            "file-spreadsheet",
            count=capped(waiting),
            url=reverse("catalogue:imports"),
            lines=lines,
            about=_("Xác nhận cột, xem kết quả kiểm tra rồi nạp."),
            order=40,
        )
    ]
