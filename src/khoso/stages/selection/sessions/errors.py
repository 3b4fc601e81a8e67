"""Why a session was not called, opened, minuted or closed. Nothing was changed when one of these is raised."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class SessionRefused(KhosoError):
    """What was asked cannot be true of this session. `field`: where it can be mended."""

    code = "selection.session.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class SessionNotAllowed(KhosoError):
    """Whoever asked does not lead this council's sessions, or does not sit in it."""

    code = "selection.session.not_allowed"
