"""What reporting tells the home page and the navigation."""

from __future__ import annotations

from typing import Any

from khoso.kernel.figures import HomeCard, NavItem
from khoso.stages.reporting.reports import figures as reports


def home_cards(person: Any) -> list[HomeCard]:
    return [*reports.home_cards(person)]


def navigation(person: Any) -> list[NavItem]:
    return [*reports.navigation(person)]
