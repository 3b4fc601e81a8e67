"""What keeps a round from going on."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class RoundRefused(KhosoError):
    """The round cannot do this now; the message says what was kept and what to do."""

    code = "acceptance.round_refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class RoundNotAllowed(RoundRefused):
    """This person may not: another role, another side, or they made what is being accepted."""

    code = "acceptance.round_not_allowed"


class FiguresChanged(RoundRefused):
    """The counted rows are not those the digest was taken of."""

    code = "acceptance.figures_changed"


class NotCertifiable(RoundRefused):
    """Something stands against the certificate; `reasons` say what, each in one sentence."""

    code = "acceptance.not_certifiable"

    def __init__(self, message: str, reasons: list[str]) -> None:
        super().__init__(message)
        self.reasons = reasons
