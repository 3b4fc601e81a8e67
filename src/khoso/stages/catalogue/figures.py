"""What the catalogue tells the navigation, the home page and reports: how much was reviewed and arranged."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.kernel.figures import Figure, HomeCard, NavItem
from khoso.stages.catalogue import volumes
from khoso.stages.catalogue.browsing import cards as browsing
from khoso.stages.catalogue.describing import cards as describing
from khoso.stages.catalogue.importing import cards as importing
from khoso.stages.catalogue.likeness import cards as likeness
from khoso.stages.catalogue.retention import cards as retention

_PARTS = (browsing, importing, describing, likeness, retention)


def navigation(person: Any) -> list[NavItem]:
    return [item for part in _PARTS for item in part.navigation(person)]


def home_cards(person: Any) -> list[HomeCard]:
    return [card for part in _PARTS for card in part.home_cards(person)]


def declared() -> list[Figure]:
    # Luật: KH 82 VI.6.a (khối lượng rà soát, chỉnh lý)
    return [
        Figure(
            "catalogue.dossiers_reviewed",
            _("Hồ sơ đã rà soát"),
            _("hồ sơ"),
            "review",
            volumes.dossiers_reviewed,
            volumes.dossiers_reviewed_lines,
            order=10,
            about=_("Hồ sơ đã đăng ký trong danh mục của Kho Số, tính từ ngày đăng ký."),
        ),
        Figure(
            "catalogue.sheets_reviewed",
            _("Tờ đã rà soát"),
            _("tờ"),
            "review",
            volumes.sheets_reviewed,
            volumes.sheets_reviewed_lines,
            order=11,
            about=_("Tổng số tờ khai trên bìa hoặc trong bảng kê của các hồ sơ đã đăng ký."),
        ),
        Figure(
            "catalogue.dossiers_arranged",
            _("Hồ sơ đã chỉnh lý"),
            _("hồ sơ"),
            "review",
            volumes.dossiers_arranged,
            volumes.dossiers_arranged_lines,
            order=12,
            about=_("Hồ sơ đã đăng ký và đã chỉnh lý hoàn chỉnh, tính từ ngày được ghi nhận như vậy."),
        ),
    ]
