"""The yearly clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import job
from khoso.kernel import clock
from khoso.stages.catalogue.retention import actions


@job("catalogue.list_expired", every_minutes=720, label=_("Lập danh mục hồ sơ hết thời hạn"))
def list_expired() -> None:
    """In January the lists of the year are made; the rest of the year a person makes them.

    A term ends with its year. # Luật: TT 05/2025 Đ.48.3 (định kỳ hằng năm)
    """
    if clock.today().month == 1:
        actions.make_due_lists()
