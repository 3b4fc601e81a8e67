"""Facts that stop an inspection. Nothing was changed when one of these is raised."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError
from khoso.stages.inspection.guides.errors import GuideNotAcknowledged as GuideNotAcknowledged
from khoso.stages.inspection.guides.errors import GuideRefused as GuideRefused
from khoso.stages.inspection.lots.errors import LotRefused as LotRefused


class InspectionNotAllowed(KhosoError):
    """The person has no right to do this here."""

    code = "inspection.not_allowed"
