"""The daily look at what runs out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import job
from khoso.stages.digitisation.batches import actions, queries


# More often than daily: a machine that was off at midnight looks as soon as it is on.
@job("digitisation.watch_batches", every_minutes=60, label=_("Xem giấy tờ của các đợt số hóa"))
def watch_batches() -> None:
    """Suspend every running batch of which a paper ran out."""
    for one in queries.running():
        actions.suspend_lapsed(one)
