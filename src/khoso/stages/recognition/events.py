"""What recognition tells the rooms downstream."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.kernel.news import News


@dataclass(frozen=True, slots=True)
class FileRead(News):
    """The text of a file is known."""

    file_id: str
    dossier_id: str


@dataclass(frozen=True, slots=True)
class ItemDecided(News):
    """The index fields of an item were confirmed by a person, or passed on without one."""

    item_id: str
    dossier_id: str
