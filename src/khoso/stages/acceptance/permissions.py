"""Who opens a round, signs its minutes, certifies it, and checks what liquidation asks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.permissions import holds
from khoso.foundation.identity.roles import CONTRACTORS, WORKERS, Role


def can_see_rounds(person: Any, subject: Any = None, /) -> bool:
    """Staff and the contractor see rounds and what they count."""
    return holds(person, WORKERS, subject)


def can_open_round(person: Any, subject: Any = None, /) -> bool:
    """Open a round, count it, write its minutes; never the contractor."""
    return holds(person, {Role.CLERK, Role.SUPERVISOR, Role.HEAD}, subject) and not holds(person, CONTRACTORS)


def can_sign_round(person: Any, subject: Any = None, /) -> bool:
    """Sign the minutes for one side: the action asks for which."""
    return holds(person, {Role.HEAD, Role.SUPERVISOR, Role.CONTRACTOR_LEAD, Role.HOME_AFFAIRS}, subject)


def can_certify(person: Any, subject: Any = None, /) -> bool:
    """Issue the certificate of what was accepted; check what liquidation asks. # Luật: TT 05/2025 Đ.9.8"""
    return holds(person, {Role.HEAD}, subject) and not holds(person, CONTRACTORS)


# What a person reads of each right on the page that lists them.
LABELS = {
    "can_see_rounds": _("Xem đợt nghiệm thu"),
    "can_open_round": _("Mở đợt nghiệm thu, kiểm đếm, lập biên bản"),
    "can_sign_round": _("Ký biên bản nghiệm thu"),
    "can_certify": _("Xác nhận khối lượng nghiệm thu, kiểm điều kiện thanh lý"),
}
