"""The plan in force, for what belongs to a plan."""

from __future__ import annotations

from django.utils.translation import gettext as _

from khoso.kernel.errors import KhosoError
from khoso.stages.programme.models import Programme


class NoProgramme(KhosoError):
    """No plan was loaded yet."""

    code = "programme.none"


def current() -> Programme | None:
    return Programme.objects.filter(is_current=True).select_related("city").first()


def required() -> Programme:
    """The plan in force. Raises NoProgramme."""
    found = current()
    if found is None:
        raise NoProgramme(_("Chưa ghi: chưa nạp kế hoạch nào. Sở Nội vụ nạp kế hoạch trước rồi làm tiếp."))
    return found
