"""Why a lot was not drawn, looked at or decided."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class LotRefused(KhosoError):
    """What was asked cannot be true of this lot. `field`: where it can be mended."""

    code = "inspection.lot.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
