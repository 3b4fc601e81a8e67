"""Who may see which item."""

from __future__ import annotations

from typing import Any

from khoso.foundation.identity.permissions import agencies_of, can_read_pages
from khoso.stages.access.models import IndexedDossier

OPEN_TO_ALL = "01"
SECRET = "03"  # noqa: S105 (a level of access, no password)


def can_view_item(person: Any, item: Any) -> bool:
    """Staff see the items of their agencies; everyone sees what is open to all and in the repository.

    # Luật: TT 05/2025 Đ.36; KH 82 II (tài liệu mật không thuộc phạm vi)
    """
    if item.access_code == SECRET:
        return False
    if item.access_code == OPEN_TO_ALL and IndexedDossier.objects.filter(dossier_id=item.dossier_id).exists():
        return True
    if not can_read_pages(person):
        return False
    scope = agencies_of(person)
    return scope is None or item.dossier.fonds.agency_id in scope
