"""Facts that stop an acceptance."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class NotAcceptable(KhosoError):
    """The dossier cannot be accepted now; `reasons` say why, each in one Vietnamese sentence."""

    code = "acceptance.not_acceptable"

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("Chưa nghiệm thu được: " + " ".join(reasons))
        self.reasons = reasons
