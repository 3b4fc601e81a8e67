"""What digitisation tells the progress of a delivery."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.permissions import can_see_deliveries
from khoso.kernel.figures import DossierStage, NavGroup, NavItem, Reached, StageProgress
from khoso.stages.digitisation import queries


def progress(delivery_ids: list[Any]) -> dict[Any, list[StageProgress]]:
    counts, expected = queries.file_progress(delivery_ids), queries.expected_files(delivery_ids)
    told = {}
    for delivery, files in counts.items():
        here = files["files"]
        # Until the whole folder is read nobody knows how many files there are: at least one more.
        total = here if expected[delivery] is not None else here + 1
        told[delivery] = [
            StageProgress("register", _("Đăng ký"), here, total, _("tệp")),
            StageProgress("check", _("Kiểm tra"), files["checked"], here, _("tệp")),
        ]
    return told


def stages(dossier_ids: list[Any]) -> dict[Any, DossierStage]:
    return {dossier: _stage(*counts) for dossier, counts in queries.file_counts(dossier_ids).items()}


def _stage(files: int, open_files: int) -> DossierStage:
    if not files:
        return DossierStage("waiting", _("Chưa có tệp"), is_settled=True)
    return DossierStage("check", _("Đang kiểm tra") if open_files else _("Đã kiểm tra"), is_settled=False)


def reached(delivery_ids: list[Any]) -> dict[Any, Reached]:
    dossiers = queries.dossiers_by_delivery(delivery_ids)
    return {dossier: Reached("check", is_busy=True) for rows in dossiers.values() for dossier in rows}


def marks(delivery_ids: list[Any]) -> dict[Any, Hashable]:
    files, findings = queries.file_marks(delivery_ids), queries.finding_marks(delivery_ids)
    return {delivery: (files.get(delivery), findings.get(delivery)) for delivery in delivery_ids}


def navigation(person: Any) -> list[NavItem]:
    if not can_see_deliveries(person):
        return []
    return [NavItem(NavGroup.WORK, _("Lô giao nộp"), reverse("digitisation:delivery-list"), "package", order=20)]
