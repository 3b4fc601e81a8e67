"""Answers for many dossiers, written behind the scenes."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import job
from khoso.stages.selection.assessing import actions


@job("selection.run_assessment_batch", label=_("Ghi đánh giá hàng loạt"))
def run_assessment_batch(batch_id: str) -> None:
    """Write one answer for all the dossiers it was given for."""
    actions.run_batch(uuid.UUID(batch_id))
