"""Why a ballot or a decision was not written. Nothing was changed when one of these is raised."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class BallotRefused(KhosoError):
    """What was asked cannot be true of this ballot. `field`: where it can be mended."""

    code = "approvals.ballot.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class DecisionRefused(KhosoError):
    """The decision lacks something, or is not this person's to make. `field`: where it can be mended."""

    code = "approvals.decision.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
