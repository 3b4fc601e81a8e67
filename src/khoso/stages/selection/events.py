"""What selection tells the rooms downstream."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.kernel.news import News


@dataclass(frozen=True, slots=True)
class ListApproved(News):
    """The head of an agency approved a list."""

    list_id: int
