"""Facts that stop an assessment. Nothing was changed when one of these is raised."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class AssessmentNotAllowed(KhosoError):
    """Whoever asked has no such right on this dossier."""

    code = "selection.assessment.not_allowed"


class AssessmentRefused(KhosoError):
    """What was answered cannot be taken. `field` names the field of the form where it can be mended."""

    code = "selection.assessment.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class BatchRefused(KhosoError):
    """An answer for many cannot be begun, or no longer be undone."""

    code = "selection.assessment_batch.refused"
