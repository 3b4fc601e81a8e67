"""Why guidance was not published, withdrawn or confirmed."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class GuidanceRefused(KhosoError):
    """What was asked cannot be. `field`: where it can be mended."""

    code = "programme.guidance.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class GuidanceNotAllowed(KhosoError):
    """Whoever asked does not publish guidance, or it is not meant for them."""

    code = "programme.guidance.not_allowed"
