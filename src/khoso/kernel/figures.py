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


# Asked with a delivery's id.
ProgressSource = Callable[[Any], list[StageProgress]]
# Asked with dossier ids; says where those stand that have come this far.
StageSource = Callable[[list[Any]], dict[Any, DossierStage]]

_progress: list[ProgressSource] = []
_stages: list[StageSource] = []


def use(progress: Iterable[ProgressSource], stages: Iterable[StageSource]) -> None:
    """Set who is asked, in the order the paper travels. Called once at start-up."""
    _progress[:] = progress
    _stages[:] = stages


def progress_of(delivery_id: Any) -> list[StageProgress]:
    """The stages of a delivery in the order the paper travels."""
    return [stage for source in _progress for stage in source(delivery_id)]


def stages_of(dossier_ids: list[Any]) -> dict[Any, DossierStage]:
    """Where each dossier stands: what the room furthest downstream says."""
    reached: dict[Any, DossierStage] = {}
    for source in _stages:
        reached.update(source(dossier_ids))
    return reached
