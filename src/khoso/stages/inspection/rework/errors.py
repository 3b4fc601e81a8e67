"""What stops a page from being mended."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class ReworkRefused(KhosoError):
    """What was asked cannot be done now; nothing was changed. `field`: where it can be mended."""

    code = "inspection.rework_refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
