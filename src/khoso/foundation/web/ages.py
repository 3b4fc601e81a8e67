"""Since when something is late: what the rooms' cards and probes compare with."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from khoso.kernel import clock


def late_before() -> datetime:
    """What waits since before this moment is late.

    # Luật: KH 82 VI.6 (two-weekly report with the causes of delay): what waits longer than one period is told there
    """
    return clock.now() - timedelta(days=settings.KHOSO_LATE_DAYS)


def fixity_due_before() -> datetime:
    """A copy last read before this moment is due to be read again."""
    return clock.now() - timedelta(days=settings.KHOSO_FIXITY_DAYS)
