"""Background jobs of reporting."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import job
from khoso.stages.reporting.readings import keeping


@job("reporting.keep_readings", every_minutes=60, label=_("Giữ số liệu cuối ngày"))
def keep_readings() -> None:
    """Keep the figures of every day that is over and was not read yet."""
    keeping.read_missing()
