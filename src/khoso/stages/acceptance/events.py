"""What acceptance tells the rooms downstream."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.kernel.news import News


@dataclass(frozen=True, slots=True)
class DossierAccepted(News):
    """A dossier was accepted by its agency."""

    dossier_id: str
