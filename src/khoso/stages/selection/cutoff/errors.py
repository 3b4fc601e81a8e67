"""Facts that stop a cut-off. Nothing was changed when one of these is raised."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class CutoffNotAllowed(KhosoError):
    """Whoever asked has no such right for this agency."""

    code = "selection.cutoff.not_allowed"


class CutoffRefused(KhosoError):
    """What was asked cannot be cut, kept or proposed."""

    code = "selection.cutoff.refused"
