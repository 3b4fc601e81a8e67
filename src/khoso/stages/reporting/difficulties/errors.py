"""Why a difficulty stayed as it was. Nothing was changed when one of these is raised."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class DifficultyRefused(KhosoError):
    """What was asked cannot be done to this difficulty."""

    code = "reporting.difficulty.refused"


class DifficultyNotAllowed(KhosoError):
    """Whoever asked neither raised this difficulty nor has to answer it."""

    code = "reporting.difficulty.not_allowed"
