"""Tables of acceptance, by noun. Writes go through `actions`."""

from khoso.stages.acceptance.models.accepted import AcceptedDossier
from khoso.stages.acceptance.models.liquidation import Liquidation
from khoso.stages.acceptance.models.minutes import SignedMinutes, SigningSide
from khoso.stages.acceptance.models.rounds import AcceptanceRound, RoundDossier, RoundItem

__all__ = [
    "AcceptanceRound",
    "AcceptedDossier",
    "Liquidation",
    "RoundDossier",
    "RoundItem",
    "SignedMinutes",
    "SigningSide",
]
