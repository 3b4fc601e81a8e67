"""What the instrument tells whoever owns what was looked at."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.kernel.news import News


@dataclass(frozen=True, slots=True)
class LotDecided(News):
    """An inspection has its verdict."""

    inspection_id: int


@dataclass(frozen=True, slots=True)
class DefectsChanged(News):
    """A defect was marked, closed or found to be none. `unit_key`: of which unit; «» for several."""

    subject_kind: str
    subject_id: str
    unit_key: str
