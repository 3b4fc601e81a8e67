"""What the programme tells the home page, the navigation, people's calendars and reports, by noun."""

from __future__ import annotations

from datetime import date
from typing import Any

from khoso.kernel.calendar import CalendarEntry
from khoso.kernel.figures import Figure, HomeCard, NavItem
from khoso.stages.programme import cards
from khoso.stages.programme.days import entries
from khoso.stages.programme.plan import cards as plan
from khoso.stages.programme.rounds.figures import round_figures
from khoso.stages.programme.work import figures as work


def navigation(person: Any) -> list[NavItem]:
    return [*plan.navigation(person), *work.navigation(person), *cards.people_navigation(person)]


def home_cards(person: Any) -> list[HomeCard]:
    return [*work.home_cards(person), *cards.people_cards(person)]


def declared() -> list[Figure]:
    return [*work.declared(), *round_figures()]


def calendar_entries(person: Any, since: date, until: date) -> list[CalendarEntry]:
    return entries.calendar_entries(person, since, until)
