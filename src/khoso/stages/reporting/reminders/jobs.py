"""Background work of reminders: the rules speak, letters leave."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.engines import jobs
from khoso.engines.jobs import job
from khoso.stages.reporting.reminders import sending, telling


@job("reporting.remind", every_minutes=30, label=_("Nhắc việc theo quy tắc"))
def remind() -> None:
    """Tell whoever is due to be told, then make today's letters up. Does nothing outside office hours."""
    if not telling.is_telling_time():
        return
    telling.tell_by_rule()
    if sending.make_letters():
        jobs.enqueue("reporting.send_letters", once="reporting.send_letters")


@job("reporting.send_letters", every_minutes=10, label=_("Gửi thư nhắc"))
def send_letters() -> None:
    """Send the letters whose time has come."""
    sending.send_letters()
