"""What this part tells the navigation and the home page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.web.formats import number
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.digitisation import states
from khoso.stages.digitisation.intake import queries
from khoso.stages.digitisation.models import FileSplit
from khoso.stages.digitisation.permissions import can_deliver, firm_of
from khoso.stages.digitisation.queries import deliveries_seen_by

LINES = 5


def navigation(person: Any) -> list[NavItem]:
    if not can_deliver(person):
        return []
    address = reverse("digitisation:uploads")
    # A tab under batches as soon as there is such an entry; contractors see it in any case.
    return [NavItem(NavGroup.DIGITISE, _("Giao scan"), address, "upload", order=12, under=_batches())]


def _batches() -> str:
    from django.urls import NoReverseMatch

    try:
        return reverse("digitisation:batches")
    except NoReverseMatch:
        return ""


def home_cards(person: Any) -> list[HomeCard]:
    """What waits for who brings scans: sendings that stopped on the way, files nobody said where to cut."""
    if not can_deliver(person):
        return []
    return [*_unfinished(person), *_to_cut(person)]


def _unfinished(person: Any) -> list[HomeCard]:
    rows = list(queries.uploads_seen_by(person).filter(state=states.RECEIVING)[:LINES])
    if not rows:
        return []
    counted = queries.count([row.pk for row in rows])
    lines = tuple(
        CardLine(row.title, reverse("digitisation:upload", args=[row.pk]), _about(counted[row.pk]), row.made_at)
        for row in rows
    )
    return [
        HomeCard(
            CardKind.WAITING,
            "uploads-open",
            _("Lần giao scan chưa thành lô"),
            "upload",
            url=reverse("digitisation:uploads"),
            about=_("Chọn lại đúng thư mục để gửi nốt; đủ tệp thì lập lô."),
            lines=lines,
            order=22,
        )
    ]


def _about(counted: queries.Counted) -> str:
    if not counted.files:
        return _("chưa có tệp nào")
    if counted.is_whole:
        return _("đủ tệp, chờ lập lô")
    said = ngettext("còn %(count)s tệp chưa gửi xong", "còn %(count)s tệp chưa gửi xong", counted.missing)
    return said % {"count": number(counted.missing)}


def _to_cut(person: Any) -> list[HomeCard]:
    rows = FileSplit.objects.filter(state=states.PROPOSED)
    if (scope := agencies_of(person, queries.BRINGERS)) is not None:
        rows = rows.filter(delivery__agency_id__in=scope)
    if firm_of(person) is not None:
        rows = rows.filter(delivery_id__in=deliveries_seen_by(person).order_by().values("pk"))
    waiting = list(rows.values_list("delivery_id", "delivery__folder_name").annotate(Count("id")).order_by()[:LINES])
    if not waiting:
        return []
    lines = tuple(
        CardLine(
            name,
            reverse("digitisation:pairing", args=[key]),
            ngettext("%(count)s tệp", "%(count)s tệp", files) % {"count": number(files)},
        )
        for key, name, files in waiting
    )
    about = _("Máy thấy một tệp chứa nhiều tài liệu; xác nhận chỗ tách thì tệp mới đi tiếp.")
    return [
        HomeCard(
            CardKind.WAITING,
            "splits-proposed",
            _("Tệp chờ xác nhận chỗ tách"),
            "copy",
            about=about,
            lines=lines,
            order=23,
        )
    ]
