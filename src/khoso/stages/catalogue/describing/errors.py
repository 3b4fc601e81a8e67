"""Why a description was not written. Nothing was changed when one of these is raised."""

from __future__ import annotations

from collections.abc import Sequence

from khoso.kernel.errors import KhosoError
from khoso.kernel.findings import Finding


class DescribingNotAllowed(KhosoError):
    """Whoever asked may not do this to the holdings of this agency."""

    code = "catalogue.describing.not_allowed"


class DescriptionRefused(KhosoError):
    """What was written cannot stand. `field`: where it can be mended; `findings`: all that was found wrong."""

    code = "catalogue.describing.refused"

    def __init__(self, message: str, field: str = "", findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.field = field
        self.findings = tuple(findings)


class StateSecret(KhosoError):
    """A state secret: this system may not hold it. # Luật: KH 82 II"""

    code = "catalogue.describing.state_secret"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ArrangementRefused(KhosoError):
    """What was said of arrangement cannot be. `field`: where it can be mended."""

    code = "catalogue.arrangement.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
