"""What identity tells the home page and the navigation."""

from __future__ import annotations

from typing import Any

from khoso.foundation.identity.agencies.figures import agency_cards, agency_navigation
from khoso.foundation.identity.people.figures import people_cards, people_navigation
from khoso.kernel.figures import HomeCard, NavItem


def navigation(person: Any) -> list[NavItem]:
    return agency_navigation(person) + people_navigation(person)


def home_cards(person: Any) -> list[HomeCard]:
    return agency_cards(person) + people_cards(person)
