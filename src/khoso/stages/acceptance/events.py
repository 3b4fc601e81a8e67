"""What acceptance tells the rooms downstream."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.kernel.news import News


@dataclass(frozen=True, slots=True)
class DossierAccepted(News):
    """A dossier was accepted by its agency."""

    dossier_id: str


@dataclass(frozen=True, slots=True)
class RoundCertified(News):
    """The volume of a round was certified: it is done, and may be paid for."""

    round_id: int
    batch_id: int


@dataclass(frozen=True, slots=True)
class LiquidationReady(News):
    """Every condition of liquidating a batch's contract held when the head declared so; the facts are kept with it.

    Read them with `acceptance.queries.liquidation_standing(batch_id)`.
    """

    batch_id: int
    liquidation_id: int
