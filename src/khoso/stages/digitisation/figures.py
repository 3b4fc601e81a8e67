"""What digitisation tells the progress of a delivery."""

from __future__ import annotations

from typing import Any

from khoso.kernel.figures import DossierStage, StageProgress
from khoso.stages.digitisation import queries


def progress(delivery_id: Any) -> list[StageProgress]:
    files = queries.file_progress(delivery_id)
    expected = queries.delivery(delivery_id).file_count or files["files"]
    return [
        StageProgress("register", "Đăng ký", files["files"], max(expected, files["files"]), "tệp"),
        StageProgress("check", "Kiểm tra", files["checked"], files["files"], "tệp"),
    ]


def stages(dossier_ids: list[Any]) -> dict[Any, DossierStage]:
    return {
        dossier: DossierStage("check", "Đang kiểm tra" if open_files else "Đã kiểm tra", is_settled=False)
        for dossier, open_files in queries.open_files(dossier_ids).items()
    }
