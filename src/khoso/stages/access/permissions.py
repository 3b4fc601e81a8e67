"""Who may see which item."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.permissions import agencies_of, can_read_pages
from khoso.stages.access.models import IndexedDossier

OPEN_TO_ALL = "01"
SECRET = "03"  # noqa: S105 (a level of access, no password)


def viewable_items(person: Any, dossier: Any, items: Collection[Any]) -> list[Any]:
    """Those of one dossier's items the person may see: staff the items of their agencies, everyone what is open to
    all and in the repository.

    # Luật: TT 05/2025 Đ.36; KH 82 II (tài liệu mật không thuộc phạm vi)
    """
    scope = agencies_of(person)
    is_own = can_read_pages(person) and (scope is None or dossier.fonds.agency_id in scope)
    is_open = any(item.access_code == OPEN_TO_ALL for item in items)
    is_stored = is_own or (is_open and IndexedDossier.objects.filter(dossier_id=dossier.pk).exists())
    return [
        item
        for item in items
        if item.access_code != SECRET and (is_own or (is_stored and item.access_code == OPEN_TO_ALL))
    ]


def seen_among(person: Any, listed: Mapping[Any, Any]) -> dict[Any, Any]:
    """Those of the items (by id) of searchable dossiers that the person may see; see `viewable_items`."""
    scope = agencies_of(person)
    return {
        key: item
        for key, item in listed.items()
        if item.access_code != SECRET
        and (item.access_code == OPEN_TO_ALL or scope is None or item.dossier.fonds.agency_id in scope)
    }


def can_view_item(person: Any, subject: Any = None, /) -> bool:
    """Whether the person may see this item (`viewable_items`). Asked of no item: everyone may see some."""
    return subject is None or bool(viewable_items(person, subject.dossier, [subject]))


# What a person reads of each right on the page that lists them.
LABELS = {"can_view_item": _("Xem tài liệu theo mức tiếp cận")}
