"""What access tells the progress of a delivery."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from khoso.kernel.figures import DossierStage, StageProgress
from khoso.stages.access import queries
from khoso.stages.digitisation import queries as digitisation


def progress(delivery_ids: list[Any]) -> dict[Any, list[StageProgress]]:
    dossiers = digitisation.dossiers_by_delivery(delivery_ids)
    done = queries.indexed([dossier for rows in dossiers.values() for dossier in rows])
    return {
        delivery: [StageProgress("index", _("Tìm kiếm được"), sum(row in done for row in rows), len(rows), _("hồ sơ"))]
        for delivery, rows in dossiers.items()
    }


def stages(dossier_ids: list[Any]) -> dict[Any, DossierStage]:
    return {
        dossier: DossierStage("searchable", _("Đã lưu kho, tìm được"), is_settled=True)
        for dossier in queries.indexed(dossier_ids)
    }
