"""Facts that stop a verdict. Nothing was changed when one of these is raised."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class TwinsNotAllowed(KhosoError):
    """Whoever asked may not judge these two dossiers."""

    code = "catalogue.twins.not_allowed"


class VerdictRefused(KhosoError):
    """A verdict that cannot be: one dossier twice, no reason, a dossier nobody may compare."""

    code = "catalogue.twins.verdict_refused"
