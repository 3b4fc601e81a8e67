"""What this part tells the navigation and the home page."""

from __future__ import annotations

from typing import Any

from khoso.kernel.figures import HomeCard, NavItem


def navigation(person: Any) -> list[NavItem]:
    return []


def home_cards(person: Any) -> list[HomeCard]:
    return []
