"""What packages tells the rooms downstream."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.kernel.news import News


@dataclass(frozen=True, slots=True)
class PackageStored(News):
    """The AIP of a dossier is in every storage root, read back and whole."""

    dossier_id: str
