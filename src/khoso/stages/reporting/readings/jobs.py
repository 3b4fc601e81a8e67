"""Background work of figures: keeping them by day, and telling the programme what they prove."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import job
from khoso.stages.reporting.readings import keeping, proving


@job("reporting.keep_readings", every_minutes=60, label=_("Giữ số liệu cuối ngày"))
def keep_readings() -> None:
    """Keep the figures of every day that is over and was not read yet."""
    keeping.read_missing()


@job("reporting.prove", label=_("Báo kế hoạch việc đã có bằng chứng"))
def prove(key: str, agency_id: int) -> None:
    """Ask the rooms what they have of an agency that proves its tasks, and tell the programme."""
    proving.prove(key, agency_id)


@job("reporting.prove_all", every_minutes=24 * 60, label=_("Xem lại bằng chứng của nhiệm vụ"))
def prove_all() -> None:
    """Ask once a day for every proof there is, whether or not its news was heard."""
    proving.ask_all()
