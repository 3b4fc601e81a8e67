"""Why something of a round, a visit, a monitoring or a finding was not written. Nothing was changed."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class RoundRefused(KhosoError):
    """What was asked cannot be. `field`: where it can be mended."""

    code = "programme.round.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class RoundNotAllowed(KhosoError):
    """Whoever asked may not do this."""

    code = "programme.round.not_allowed"


class NoticePublished(KhosoError):
    """The notice went out; the round stays as it was told."""

    code = "programme.round.published"
