"""What inspection tells the rooms downstream."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.kernel.news import News


@dataclass(frozen=True, slots=True)
class DossierSigned(News):
    """Every file of a dossier is signed: it can be packaged."""

    dossier_id: str
