"""Assessments and cut-offs of an agency, for the table of who opens what from near and far."""

from __future__ import annotations

import uuid
from typing import Any

from tests.config.near_programme import GET, POST, WORKING, Row

from khoso.kernel import clock
from khoso.stages.selection.models import AssessmentBatch, CutoffScenario

WIDE = {"home_affairs", "archivist"}
ASSESSING = {"clerk", "council_member", "supervisor"}


def _dossier(line: Any, held: Any, lent: Any) -> list[Any]:
    return [line.dossier.pk]


def _batch(line: Any, held: Any, lent: Any) -> list[Any]:
    answer = {"group": 1, "criteria": ["1.2"], "risk_class": "A", "risk_factors": []}
    notes = {"benefit_note": "", "cost_note": "", "conditions": ""}
    made = AssessmentBatch.objects.create(
        id=uuid.uuid4(), agency=line.agency, at=clock.now(), answer={**answer, **notes}, state="done"
    )
    return [made.pk]


def _scenario(line: Any, held: Any, lent: Any) -> list[Any]:
    made = CutoffScenario.objects.create(
        agency=line.agency, fonds=line.dossier.fonds, name="Mốc", year=2011, price_per_page=1, made_at=clock.now()
    )
    return [made.pk]


ROWS: dict[str, Row] = {
    "selection:assess": (_dossier, GET, WORKING, WIDE),
    "selection:assess-save": (_dossier, POST, ASSESSING, {"archivist"}),
    "selection:assess-batch": (_batch, GET, WORKING, WIDE),
    "selection:assess-batch-undo": (_batch, POST, ASSESSING, {"archivist"}),
    "selection:cutoff-drop": (_scenario, POST, ASSESSING, {"archivist"}),
}
