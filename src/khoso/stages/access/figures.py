"""What access tells the progress of a delivery."""

from __future__ import annotations

from typing import Any

from khoso.kernel.figures import DossierStage, StageProgress
from khoso.stages.access import queries
from khoso.stages.digitisation import queries as digitisation


def progress(delivery_id: Any) -> list[StageProgress]:
    dossiers = digitisation.dossiers_with_files(delivery_id)
    done = len(queries.indexed(dossiers))
    return [StageProgress("index", "Tìm kiếm được", done, len(dossiers), "hồ sơ")]


def stages(dossier_ids: list[Any]) -> dict[Any, DossierStage]:
    return {
        dossier: DossierStage("searchable", "Đã lưu kho, tìm được", is_settled=True)
        for dossier in queries.indexed(dossier_ids)
    }
