"""Why a guide was not issued, or somebody may not look yet. Nothing was changed when one is raised."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class GuideRefused(KhosoError):
    """The guide lacks something. `field`: where it can be mended."""

    code = "inspection.guide.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class GuideNotAcknowledged(KhosoError):
    """Nobody inspects who has not said that they know the guide in force."""

    code = "inspection.guide.not_acknowledged"
