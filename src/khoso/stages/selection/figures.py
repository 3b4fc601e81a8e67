"""What selection tells the navigation, the home page and reports: approved lists and their dossiers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.kernel.figures import Figure, HomeCard, NavItem
from khoso.stages.selection import volumes
from khoso.stages.selection.assessing import cards as assessing
from khoso.stages.selection.cutoff import cards as cutoff
from khoso.stages.selection.handover import cards as handover
from khoso.stages.selection.proposing import cards as proposing
from khoso.stages.selection.sessions import cards as sessions

_PARTS = (assessing, cutoff, proposing, sessions, handover)


def navigation(person: Any) -> list[NavItem]:
    return [item for part in _PARTS for item in part.navigation(person)]


def home_cards(person: Any) -> list[HomeCard]:
    return [card for part in _PARTS for card in part.home_cards(person)]


def declared() -> list[Figure]:
    # Luật: KH 82 III.2.b, VI.6.a (khối lượng lựa chọn)
    return [
        Figure(
            "selection.lists_approved",
            _("Danh mục đã phê duyệt"),
            _("danh mục"),
            "review",
            volumes.lists_approved,
            volumes.lists_approved_lines,
            order=20,
            about=_("Danh mục tài liệu cần thiết số hóa có quyết định phê duyệt ghi trong Kho Số."),
        ),
        Figure(
            "selection.dossiers_selected",
            _("Hồ sơ được chọn số hóa"),
            _("hồ sơ"),
            "review",
            volumes.dossiers_selected,
            volumes.dossiers_selected_lines,
            order=21,
            about=_("Hồ sơ có tên trong danh mục đã phê duyệt; hồ sơ ở hai danh mục chỉ tính một lần."),
        ),
    ]
