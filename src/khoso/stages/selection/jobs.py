"""Selection's work behind the scenes, by noun."""

from __future__ import annotations

from khoso.stages.selection.assessing.jobs import run_assessment_batch
from khoso.stages.selection.cutoff.jobs import run_cutoff_proposal
from khoso.stages.selection.proposing.jobs import draw_decision_papers

__all__ = ["draw_decision_papers", "run_assessment_batch", "run_cutoff_proposal"]
