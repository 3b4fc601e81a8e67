"""Who looks over what the machine marked as personal data."""

from __future__ import annotations

from typing import Any

from khoso.foundation.identity.permissions import holds
from khoso.foundation.identity.roles import CONFIRMERS, CONTRACTORS, Role

LOOKERS = CONFIRMERS | {Role.SUPERVISOR}


def can_mark_personal(person: Any, subject: Any = None, /) -> bool:
    """Say of a mark whether it is one, and draw a missed one: the agency's own people, never whoever scans.

    # Luật: NĐ 13/2023/NĐ-CP Đ.2.3–2.4
    """
    return holds(person, LOOKERS, subject) and not holds(person, CONTRACTORS)
