"""Facts that stop an acceptance."""

from __future__ import annotations

from django.utils.translation import gettext as _

from khoso.kernel.errors import KhosoError


class NotAcceptable(KhosoError):
    """The dossier cannot be accepted now; `reasons` say why, each in one Vietnamese sentence."""

    code = "acceptance.not_acceptable"

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(_("Chưa nghiệm thu được: {reasons}").format(reasons=" ".join(reasons)))
        self.reasons = reasons
