"""Why a lot was not drawn, looked at or decided, or a defect not moved. Nothing was changed when one is raised."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class InspectionRefused(KhosoError):
    """What was asked cannot be true of this inspection. `field`: where it can be mended."""

    code = "quality.inspection.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class DefectRefused(KhosoError):
    """What was asked cannot be true of this defect. `field`: where it can be mended."""

    code = "quality.defect.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class MakerMayNotJudge(KhosoError):
    """Somebody was to judge what they made themselves, whatever role they hold."""

    code = "quality.maker_may_not_judge"


class InspectionDiscontinued(KhosoError):
    """Five lots on tightened inspection were not accepted: nothing is sampled until the maker has mended its ways."""

    code = "quality.inspection.discontinued"
