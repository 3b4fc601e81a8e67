"""What rooms put into a person's calendar: each room declares its part in `figures.py`, config collects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class EntryKind(StrEnum):
    """What a day is marked for; screens give each its sign and word."""

    TASK = "task"
    REPORT = "report"
    MEETING = "meeting"
    VISIT = "visit"
    FINDING = "finding"
    GUIDANCE = "guidance"
    HOLIDAY = "holiday"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One thing of one day, or of several up to `last`, both with it.

    `key` is stable (`finding-12`): a calendar program knows by it what it has already. `title` also leaves the house
    in the calendar a person subscribes to, so it names the thing and tells nothing of what documents say; `about` stays
    on the screen.
    """

    key: str
    kind: EntryKind
    day: date
    title: Any
    url: str = ""
    about: Any = ""
    last: date | None = None
    is_done: bool = False
    # The day is a term: passed and not done, it is late.
    is_due: bool = False
    # Language of the title where it is a name of the archive.
    lang: str = ""


# (person, first day, last day, both with it) → what that person has in these days. A person who may see nothing: [].
CalendarSource = Callable[[Any, date, date], list[CalendarEntry]]

_sources: list[CalendarSource] = []


def use(sources: Iterable[CalendarSource]) -> None:
    """Set who is asked. Called once at start-up."""
    _sources[:] = sources


def entries_for(person: Any, since: date, until: date) -> list[CalendarEntry]:
    """What all rooms put into a person's calendar, by day, each day in the order of the kinds."""
    told = [entry for source in _sources for entry in source(person, since, until)]
    order = list(EntryKind)
    return sorted(told, key=lambda entry: (entry.day, order.index(entry.kind), entry.key))
