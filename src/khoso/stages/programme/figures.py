"""What the programme tells reports, the home page and the navigation, collected by noun."""

from __future__ import annotations

from typing import Any

from khoso.kernel.figures import Figure, HomeCard, NavItem
from khoso.stages.programme.work import figures as work

_PARTS: tuple[Any, ...] = (work,)


def declared() -> list[Figure]:
    return [figure for part in _PARTS if hasattr(part, "declared") for figure in part.declared()]


def home_cards(person: Any) -> list[HomeCard]:
    return [card for part in _PARTS if hasattr(part, "home_cards") for card in part.home_cards(person)]


def navigation(person: Any) -> list[NavItem]:
    return [item for part in _PARTS if hasattr(part, "navigation") for item in part.navigation(person)]
