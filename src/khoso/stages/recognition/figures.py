"""What recognition tells the progress of a delivery."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.permissions import can_confirm_fields
from khoso.foundation.web.counting import capped
from khoso.kernel.figures import NavGroup, NavItem, StageProgress
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import queries, states


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
    if not can_confirm_fields(person):
        return []
    waiting = capped(queries.waiting(person)) or None
    url = reverse("recognition:confirm-queue")
    return [NavItem(NavGroup.WORK, _("Xác nhận"), url, "checklist", badge=waiting, order=30)]
