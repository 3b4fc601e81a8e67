"""What reporting tells the home page, the navigation and the reports, by noun."""

from __future__ import annotations

from datetime import date
from typing import Any

from khoso.kernel.calendar import CalendarEntry
from khoso.kernel.figures import Figure, HomeCard, NavItem
from khoso.stages.reporting.city import cards as city
from khoso.stages.reporting.difficulties import figures as difficulties
from khoso.stages.reporting.readings import cards as readings
from khoso.stages.reporting.reminders import calendar
from khoso.stages.reporting.reminders import figures as reminders
from khoso.stages.reporting.reports import figures as reports


def home_cards(person: Any) -> list[HomeCard]:
    return [*city.home_cards(person), *reports.home_cards(person), *difficulties.home_cards(person)]


def navigation(person: Any) -> list[NavItem]:
    return [
        *city.navigation(person),
        *reports.navigation(person),
        *difficulties.navigation(person),
        *reminders.navigation(person),
        *readings.navigation(person),
    ]


def calendar_entries(person: Any, since: date, until: date) -> list[CalendarEntry]:
    return calendar.calendar_entries(person, since, until)


def declared() -> list[Figure]:
    return difficulties.declared()
