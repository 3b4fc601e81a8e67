"""Selection's work behind the scenes, by noun."""

from __future__ import annotations

from khoso.stages.selection.assessing.jobs import run_assessment_batch
from khoso.stages.selection.cutoff.jobs import run_cutoff_proposal

__all__ = ["run_assessment_batch", "run_cutoff_proposal"]
