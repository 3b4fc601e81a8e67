"""What inspection tells the progress of a delivery."""

from __future__ import annotations

from typing import Any

from khoso.kernel.figures import DossierStage, StageProgress
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection import queries, states


def progress(delivery_id: Any) -> list[StageProgress]:
    here, files = queries.progress(delivery_id), digitisation.file_progress(delivery_id)
    return [StageProgress("sign", "Ký số", here["files_signed"], files["readable"], "tệp")]


def stages(dossier_ids: list[Any]) -> dict[Any, DossierStage]:
    return {
        dossier: DossierStage(
            name=passing.state,
            label=states.PASSING_LABELS[passing.state],
            is_settled=queries.is_settled(passing),
            waits_for="; ".join(passing.waits_for),
        )
        for dossier, passing in queries.passings_of(dossier_ids).items()
    }
