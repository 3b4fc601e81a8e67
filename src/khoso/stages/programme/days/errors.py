"""Why a day or a calendar address was not written."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class DayRefused(KhosoError):
    """What was entered of a day cannot be, or says what the law says already. `field`: where it can be mended."""

    code = "programme.day.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class DayNotAllowed(KhosoError):
    """Whoever asked does not keep the days off."""

    code = "programme.day.not_allowed"
