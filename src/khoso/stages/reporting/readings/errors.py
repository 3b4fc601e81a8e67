"""Why a planned volume was not written."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class VolumeRefused(KhosoError):
    """What was entered cannot be a plan. `field`: where it can be mended."""

    code = "reporting.volume.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class VolumeNotAllowed(KhosoError):
    """Whoever asked does not plan for this agency."""

    code = "reporting.volume.not_allowed"
