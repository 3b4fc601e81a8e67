"""What reporting tells the home page, the navigation and the reports, by noun."""

from __future__ import annotations

from typing import Any

from khoso.kernel.figures import Figure, HomeCard, NavItem
from khoso.stages.reporting.difficulties import figures as difficulties
from khoso.stages.reporting.reminders import figures as reminders


def navigation(person: Any) -> list[NavItem]:
    return [*reminders.navigation(person), *difficulties.navigation(person)]


def home_cards(person: Any) -> list[HomeCard]:
    return difficulties.home_cards(person)


def declared() -> list[Figure]:
    return difficulties.declared()
