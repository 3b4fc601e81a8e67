"""What the catalogue tells the rooms downstream."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.kernel.news import News


@dataclass(frozen=True, slots=True)
class ItemDescribed(News):
    """The description of an item changed."""

    item_id: str
