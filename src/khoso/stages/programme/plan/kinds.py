"""Which agencies a task of the plan is for."""

from __future__ import annotations

from collections.abc import Iterable

from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency
from khoso.stages.programme.models import PlanTask

# Beside kinds of agencies: only those that hand over to the historical archive, or of whom nobody has said it yet.
MUST_TRANSFER = "must_transfer"
DOING_KINDS = (
    AgencyKind.OFFICE,
    AgencyKind.DEPARTMENT,
    AgencyKind.PUBLIC_SERVICE,
    AgencyKind.HISTORICAL_ARCHIVE,
    AgencyKind.WARD,
    AgencyKind.COMMUNE,
)


def is_for(task: PlanTask, agency: Agency) -> bool:
    """Whether this agency has to do this task. # Luật: KH 82 Phụ lục II"""
    if not task.agency_kinds:
        return bool(task.lead_code) and task.lead_code in (agency.code, agency.identifier_code)
    # Luật: QĐ 1045/QĐ-UBND: the source list says who hands over; an agency not on it has nothing to hand over.
    if MUST_TRANSFER in task.agency_kinds and agency.must_transfer is False:
        return False
    return agency.kind in task.agency_kinds


def kinds_of(tasks: Iterable[PlanTask]) -> set[str]:
    """Every kind of agency that some task names."""
    return {kind for task in tasks for kind in task.agency_kinds} - {MUST_TRANSFER}
