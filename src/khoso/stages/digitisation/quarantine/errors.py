"""What stops a decision about a file in quarantine."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class QuarantineNotAllowed(KhosoError):
    """Not the security officer."""

    code = "quarantine.not_allowed"


class AlreadyDecided(KhosoError):
    """Somebody decided before."""

    code = "quarantine.decided"


class DecisionIncomplete(KhosoError):
    """The reason or the number of the minutes is wanting."""

    code = "quarantine.incomplete"
