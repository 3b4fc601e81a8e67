"""Who may change the directory: Home Affairs, or nobody: the machine itself, at its console and at start-up."""

from __future__ import annotations

from django.utils.translation import gettext as _

from khoso.foundation.identity.agencies.errors import AgencyNotAllowed
from khoso.foundation.identity.models import Person
from khoso.foundation.identity.permissions import can_edit_agencies


def require_keeper(by: Person | None) -> None:
    """Raises AgencyNotAllowed unless `by` answers for the directory."""
    if by is not None and not can_edit_agencies(by):
        raise AgencyNotAllowed(
            _("Chỉ cán bộ Sở Nội vụ được sửa danh bạ cơ quan. Chưa có gì thay đổi; hãy nhờ Sở Nội vụ.")
        )
