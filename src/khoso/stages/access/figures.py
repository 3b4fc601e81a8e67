"""What access tells the progress of a delivery, the home page and the navigation."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.permissions import can_keep_machine, can_search, can_see_deliveries, is_signed_in
from khoso.kernel.figures import CardKind, CardLine, DossierStage, HomeCard, NavGroup, NavItem, Reached, StageProgress
from khoso.stages.access import queries
from khoso.stages.digitisation import queries as digitisation


def progress(delivery_ids: list[Any]) -> dict[Any, list[StageProgress]]:
    dossiers = digitisation.dossiers_by_delivery(delivery_ids)
    done = queries.indexed_in(delivery_ids)
    return {
        delivery: [StageProgress("index", _("Tìm kiếm được"), sum(row in done for row in rows), len(rows), _("hồ sơ"))]
        for delivery, rows in dossiers.items()
    }


def reached(delivery_ids: list[Any]) -> dict[Any, Reached]:
    return dict.fromkeys(queries.indexed_in(delivery_ids), Reached("searchable"))


def stages(dossier_ids: list[Any]) -> dict[Any, DossierStage]:
    return {
        dossier: DossierStage("searchable", _("Đã lưu kho, tìm được"), is_settled=True)
        for dossier in queries.indexed(dossier_ids)
    }


def navigation(person: Any) -> list[NavItem]:
    if not can_search(person):
        return []
    return [NavItem(NavGroup.FIND, _("Tìm kiếm"), reverse("access:search"), "search", order=10)]


def home_cards(person: Any) -> list[HomeCard]:
    if not is_signed_in(person):
        return []
    cards = []
    if recent := queries.recently_shown(person):
        lines = tuple(CardLine(one.label, one.url, at=one.when) for one in recent)
        cards.append(HomeCard(CardKind.DONE, "seen", _("Xem gần đây"), "history", lines=lines, order=20))
    if can_see_deliveries(person) or can_keep_machine(person):
        dossiers, pages = queries.page_counts()
        cards += [
            HomeCard(CardKind.FIGURE, "dossiers", _("hồ sơ đã vào kho"), "archive", count=dossiers, order=10),
            HomeCard(CardKind.FIGURE, "pages", _("trang tìm được"), "files", count=pages, order=20),
        ]
    return cards
