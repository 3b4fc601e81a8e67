"""What packages tells the progress of a delivery."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from khoso.kernel.figures import DossierStage, Reached, StageProgress
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.packages import queries


def progress(delivery_ids: list[Any]) -> dict[Any, list[StageProgress]]:
    dossiers = digitisation.dossiers_by_delivery(delivery_ids)
    done = queries.stored_in(delivery_ids)
    return {
        delivery: [
            StageProgress("store", _("Đóng gói, lưu kho"), sum(row in done for row in rows), len(rows), _("hồ sơ"))
        ]
        for delivery, rows in dossiers.items()
    }


def stages(dossier_ids: list[Any]) -> dict[Any, DossierStage]:
    stored = {
        dossier: DossierStage("stored", _("Đã lưu kho, chưa tìm được"), is_settled=False)
        for dossier in queries.packages_of(dossier_ids)
    }
    failed = {
        dossier: DossierStage("store_failed", _("Chưa lưu được"), is_settled=True, waits_for=message)
        for dossier, message in queries.failures_of(dossier_ids).items()
    }
    return {**failed, **stored}


def reached(delivery_ids: list[Any]) -> dict[Any, Reached]:
    dossiers = digitisation.dossiers_brought(delivery_ids)
    failed = {
        dossier: Reached("store_failed", waits_for=(message,))
        for dossier, message in queries.failures_among(dossiers).items()
    }
    return {**failed, **dict.fromkeys(queries.stored_in(delivery_ids), Reached("stored", is_busy=True))}
