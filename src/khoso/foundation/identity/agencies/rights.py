"""Who may change the directory: Home Affairs, or whoever works at the machine's own console."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from khoso.foundation.identity.agencies.errors import AgencyNotAllowed
from khoso.foundation.identity.permissions import can_edit_agencies

# Stands for the command line and for start-up, which need an account of the machine itself.
THE_HOUSE: Final = object()


def require_keeper(by: Any) -> None:
    """Raises AgencyNotAllowed unless `by` answers for the directory."""
    if by is not THE_HOUSE and not can_edit_agencies(by):
        raise AgencyNotAllowed(
            _("Chỉ cán bộ Sở Nội vụ được sửa danh bạ cơ quan. Chưa có gì thay đổi; hãy nhờ Sở Nội vụ.")
        )
