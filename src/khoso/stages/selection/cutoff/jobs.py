"""Proposals from a cut-off year, made behind the scenes."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import job
from khoso.stages.selection.cutoff import actions


@job("selection.run_cutoff_proposal", label=_("Lập danh mục từ mốc thời gian"))
def run_cutoff_proposal(batch_id: str) -> None:
    """Assess what lies from a cut-off year onward and make the draft list of it."""
    actions.run_proposal(uuid.UUID(batch_id))
