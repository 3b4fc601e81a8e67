"""What recognition tells the progress of a delivery, the home page and the navigation."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from khoso.foundation.identity.permissions import can_confirm_fields, can_settle_disputes
from khoso.foundation.web.ages import late_before
from khoso.foundation.web.counting import capped
from khoso.kernel.figures import CardKind, CardLine, Figure, HomeCard, NavGroup, NavItem, StageProgress
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import queries, states, volumes
from khoso.stages.recognition.confirm_tabs import nav_items
from khoso.stages.recognition.confirming import queue
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
    waiting = capped(queries.waiting(person)) or None if can_confirm_fields(person) else None
    return [*nav_items(person, waiting=waiting), *_personal(person)]


def _personal(person: Any) -> list[NavItem]:
    if not can_mark_personal(person):
        return []
    url = reverse("recognition:personal-queue")
    return [NavItem(NavGroup.DIGITISE, _("Dữ liệu cá nhân"), url, "user", order=35)]


def home_cards(person: Any) -> list[HomeCard]:
    between_two = [
        *_between_two_card("disputes", person),
        *_between_two_card("second", person),
    ]
    if not can_confirm_fields(person):
        return between_two
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
        *between_two,
    ]


def _between_two_card(name: str, person: Any) -> list[HomeCard]:
    """What two people keyed differently, for who decides; what one keyed, for who may key it as the second."""
    if name == "disputes":
        if not can_settle_disputes(person):
            return []
        rows, title, about = (
            queue.to_arbitrate(person),
            _("Tài liệu chờ anh/chị phân xử"),
            _("Hai người nhập khác nhau."),
        )
        url = reverse("recognition:disputes")
    else:
        if not can_confirm_fields(person):
            return []
        rows, title = queue.to_key_second(person), _("Tài liệu chờ nhập lần hai")
        about = _("Người khác đã nhập một lần; anh/chị nhập độc lập.")
        url = reverse("recognition:confirm-queue") + queue.Chosen(view=queue.SECOND).query()
    count = capped(rows)
    if not count:
        return []
    return [HomeCard(CardKind.WAITING, f"confirm-{name}", title, "users", count=count, url=url, about=about, order=11)]


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
