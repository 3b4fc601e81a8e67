"""What recognition tells the progress of a delivery, the home page and the navigation."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from khoso.foundation.identity.permissions import can_confirm_fields
from khoso.foundation.web.ages import late_before
from khoso.foundation.web.counting import capped
from khoso.kernel.figures import CardKind, CardLine, Figure, HomeCard, NavGroup, NavItem, StageProgress
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import queries, states, volumes
from khoso.stages.recognition.permissions import can_mark_personal

LINES = 5


def progress(delivery_ids: list[Any]) -> dict[Any, list[StageProgress]]:
    files = digitisation.file_progress(delivery_ids)
    told = {}
    for delivery, here in queries.progress(delivery_ids).items():
        pages, decided = here["pages_read"], here[states.CONFIRMED] + here[states.PASSED]
        told[delivery] = [
            StageProgress("read", _("Đọc chữ"), pages, max(files[delivery]["pages"], pages), _("trang")),
            StageProgress(
                "confirm", _("Xác nhận"), decided, max(files[delivery]["items"], here["items"]), _("tài liệu")
            ),
        ]
    return told


def marks(delivery_ids: list[Any]) -> dict[Any, Hashable]:
    return {**queries.field_marks(delivery_ids)}


def navigation(person: Any) -> list[NavItem]:
    return [*_confirming(person), *_personal(person)]


def _personal(person: Any) -> list[NavItem]:
    if not can_mark_personal(person):
        return []
    url = reverse("recognition:personal-queue")
    return [NavItem(NavGroup.DIGITISE, _("Dữ liệu cá nhân"), url, "user", order=35)]


def _confirming(person: Any) -> list[NavItem]:
    if not can_confirm_fields(person):
        return []
    waiting = capped(queries.waiting(person)) or None
    url = reverse("recognition:confirm-queue")
    return [NavItem(NavGroup.DIGITISE, _("Xác nhận"), url, "checklist", badge=waiting, order=30)]


def home_cards(person: Any) -> list[HomeCard]:
    if not can_confirm_fields(person):
        return []
    due = late_before()
    waiting = queries.waiting_by_delivery(person)
    late = [one for one in waiting if one.since < due]
    return [
        *_waiting_card(CardKind.LATE, "confirm-late", _("Tài liệu chờ xác nhận quá lâu"), late),
        *_waiting_card(
            CardKind.WAITING,
            "confirm",
            _("Tài liệu chờ anh/chị xác nhận"),
            [one for one in waiting if one.since >= due],
        ),
    ]


def _waiting_card(kind: CardKind, name: str, title: Any, deliveries: list[queries.WaitingDelivery]) -> list[HomeCard]:
    if not deliveries:
        return []
    lines = [
        CardLine(
            one.title,
            reverse("digitisation:delivery", args=[one.id]),
            about=ngettext("%(count)s tài liệu", "%(count)s tài liệu", one.items) % {"count": one.items},
            at=one.since,
        )
        for one in deliveries[:LINES]
    ]
    return [
        HomeCard(
            kind,
            name,
            title,
            "checklist",
            count=sum(one.items for one in deliveries),
            url=reverse("recognition:confirm-queue"),
            about=_("Lô giao đã lâu nhất ở trên cùng."),
            lines=tuple(lines),
            order=10,
        )
    ]


def declared() -> list[Figure]:
    # Luật: KH 82 VI.6.a (khối lượng số hóa)
    return [
        Figure(
            "recognition.items_confirmed",
            gettext_lazy("Tài liệu đã có người xác nhận"),
            gettext_lazy("tài liệu"),
            "digitise",
            volumes.items_confirmed,
            volumes.items_confirmed_lines,
            order=40,
            about=gettext_lazy("Tài liệu mà người đã xác nhận số, ngày, trích yếu và các trường khác bên trang ảnh."),
        )
    ]
