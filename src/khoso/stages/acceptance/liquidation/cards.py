"""What liquidation tells the navigation and the home page: its screen is reached from the batch and its rounds."""

from __future__ import annotations

from typing import Any

from khoso.kernel.figures import HomeCard, NavItem


def navigation(person: Any) -> list[NavItem]:
    return []


def home_cards(person: Any) -> list[HomeCard]:
    return []
