"""Background work of reporting, by noun."""

from __future__ import annotations

from khoso.stages.reporting.reminders.jobs import remind, send_letters

__all__ = ["remind", "send_letters"]
