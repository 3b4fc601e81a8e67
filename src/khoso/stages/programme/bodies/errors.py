"""Why a body, a member or a meeting was not written. Nothing was changed when one of these is raised."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class BodyRefused(KhosoError):
    """What was asked cannot be true of this body. `field`: where it can be mended."""

    code = "programme.body.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class BodyNotAllowed(KhosoError):
    """Whoever asked does not keep this body."""

    code = "programme.body.not_allowed"
