"""What packages tells the progress of a delivery."""

from __future__ import annotations

from typing import Any

from khoso.kernel.figures import DossierStage, StageProgress
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.packages import queries


def progress(delivery_id: Any) -> list[StageProgress]:
    dossiers = digitisation.dossiers_with_files(delivery_id)
    done = len(queries.packages_of(dossiers))
    return [StageProgress("store", "Đóng gói, lưu kho", done, len(dossiers), "hồ sơ")]


def stages(dossier_ids: list[Any]) -> dict[Any, DossierStage]:
    stored = {
        dossier: DossierStage("stored", "Đã lưu kho, chưa tìm được", is_settled=False)
        for dossier in queries.packages_of(dossier_ids)
    }
    failed = {
        dossier: DossierStage("store_failed", "Chưa lưu được", is_settled=True, waits_for=message)
        for dossier, message in queries.failures_of(dossier_ids).items()
    }
    return {**failed, **stored}
