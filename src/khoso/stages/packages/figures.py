"""What packages tells the progress of a delivery and reports."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.kernel.figures import DossierStage, Figure, Reached, StageProgress
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.packages import queries, volumes


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


def declared() -> list[Figure]:
    # Luật: TT 05/2025 Đ.9.7; KH 82 II.19 (dữ liệu được cập nhật lên hệ thống)
    return [
        Figure(
            "packages.dossiers_loaded",
            gettext_lazy("Hồ sơ đã nạp kho"),
            gettext_lazy("hồ sơ"),
            "load",
            volumes.dossiers_loaded,
            volumes.dossiers_loaded_lines,
            order=60,
            about=gettext_lazy("Hồ sơ có gói tin đã ghi đủ vào mọi kho lưu trữ và đọc lại nguyên vẹn."),
        ),
        Figure(
            "packages.pages_loaded",
            gettext_lazy("Trang đã nạp kho"),
            gettext_lazy("trang"),
            "load",
            volumes.pages_loaded,
            volumes.pages_loaded_lines,
            order=61,
            about=gettext_lazy("Số trang của các hồ sơ đã nạp kho, do máy đếm."),
        ),
    ]
