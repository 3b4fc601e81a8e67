"""What many rooms tell one screen: each room declares its part in `figures.py`, config collects, anyone may ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class StageProgress:
    """How far a delivery is in one stage of the line. `done` of `total` in `unit` (tệp, trang, hồ sơ…)."""

    name: str
    label: str
    done: int
    total: int
    unit: str

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class DossierStage:
    """Where one dossier stands. `is_settled`: nothing more happens to it until a person or a paper comes."""

    name: str
    label: str
    is_settled: bool
    waits_for: str = ""


# Asked with the ids of deliveries, so that a list of many costs no more questions than one.
ProgressSource = Callable[[list[Any]], dict[Any, list[StageProgress]]]
# Asked with dossier ids; says where those stand that have come this far.
StageSource = Callable[[list[Any]], dict[Any, DossierStage]]

_progress: list[ProgressSource] = []
_stages: list[StageSource] = []


def use(progress: Iterable[ProgressSource], stages: Iterable[StageSource]) -> None:
    """Set who is asked, in the order the paper travels. Called once at start-up."""
    _progress[:] = progress
    _stages[:] = stages


def progress_of(delivery_ids: Iterable[Any]) -> dict[Any, list[StageProgress]]:
    """The stages of each delivery in the order the paper travels."""
    asked = list(delivery_ids)
    told: dict[Any, list[StageProgress]] = {delivery: [] for delivery in asked}
    for source in _progress:
        for delivery, stages in source(asked).items():
            told[delivery] += stages
    return told


def stages_of(dossier_ids: list[Any]) -> dict[Any, DossierStage]:
    """Where each dossier stands: what the room furthest downstream says."""
    reached: dict[Any, DossierStage] = {}
    for source in _stages:
        reached.update(source(dossier_ids))
    return reached
