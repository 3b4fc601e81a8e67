"""Tables of selection, by noun. Writes go through `actions`."""

from khoso.stages.selection.models.assessments import Assessment, AssessmentBatch, CutoffScenario
from khoso.stages.selection.models.handover import HandoverEntry, HandoverList
from khoso.stages.selection.models.lists import SelectionEntry, SelectionList
from khoso.stages.selection.models.sessions import CouncilSession

__all__ = [
    "Assessment",
    "AssessmentBatch",
    "CouncilSession",
    "CutoffScenario",
    "HandoverEntry",
    "HandoverList",
    "SelectionEntry",
    "SelectionList",
]
