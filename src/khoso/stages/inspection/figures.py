"""What inspection tells the progress of a delivery."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.utils.translation import gettext as _

from khoso.kernel.figures import DossierStage, Reached, StageProgress
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection import queries, states


def progress(delivery_ids: list[Any]) -> dict[Any, list[StageProgress]]:
    files = digitisation.file_progress(delivery_ids)
    return {
        delivery: [StageProgress("sign", _("Ký số"), signed, files[delivery]["readable"], _("tệp"))]
        for delivery, signed in queries.files_signed(delivery_ids).items()
    }


def stages(dossier_ids: list[Any]) -> dict[Any, DossierStage]:
    passings = queries.passings_of(dossier_ids)
    settled = queries.settled_among(passings.values())
    return {
        dossier: DossierStage(
            name=passing.state,
            label=str(states.PASSING_LABELS[passing.state]),
            is_settled=dossier in settled,
            waits_for="; ".join(passing.waits_for),
        )
        for dossier, passing in passings.items()
    }


def reached(delivery_ids: list[Any]) -> dict[Any, Reached]:
    return queries.reached_in(delivery_ids)


def marks(delivery_ids: list[Any]) -> dict[Any, Hashable]:
    return {**queries.passing_marks(delivery_ids)}
