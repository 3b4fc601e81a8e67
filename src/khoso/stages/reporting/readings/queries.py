"""Asking the figures that rooms declare: their values at any moment, and the list behind each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from khoso.foundation.identity import queries as identity
from khoso.kernel import clock, figures
from khoso.kernel.figures import EvidenceLine, Figure, FigureKind
from khoso.stages.programme import queries as programme

PER_PAGE = 50
# Nobody turns to a page after this one; whoever needs all downloads the list.
LAST_PAGE = 200


class SpanValue(NamedTuple):
    """A figure at the end of a span, and the part of it that came inside the span."""

    value: int
    inside: int


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """Some lines behind a figure, newest first. `first`: the place of the first of them, from 1."""

    lines: list[EvidenceLine]
    number: int
    first: int
    has_next: bool

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1


def end_of(day: date) -> datetime:
    """The last moment of a day in Vietnam: what was there then was there on that day."""
    return datetime.combine(day, time.max, clock.VIETNAM)


def until_of(day: date) -> datetime:
    """The moment at which a day is counted: its end, or now when it is not over."""
    return min(end_of(day), clock.now())


def figure(name: str) -> Figure | None:
    """The declared figure of this name; None when no room declares it (any more)."""
    return figures.figures().get(name)


def participants(programme_id: int | None = None) -> list[int]:
    """Ids of the agencies of a programme (today's when none is named) that figures are shown for.

    One that went wholly into another is shown in it, not beside it.
    """
    if programme_id is None:
        today = programme.current_plan()
        if today is None:
            return []
        programme_id = today.pk
    gone = identity.whole_heirs()
    return [one for one in programme.participants(programme_id) if one not in gone]


def shares_of(agencies: Iterable[int]) -> dict[int, int]:
    """Agency whose figures are counted → agency of those asked that shows them: itself, or its heir."""
    shown = {one: one for one in agencies}
    for gone, heir in identity.whole_heirs().items():
        if heir in shown and gone not in shown:
            shown[gone] = heir
    return shown


def values(
    names: Iterable[str] | None, until: datetime, agencies: Collection[int] | None = None
) -> dict[str, dict[int, int]]:
    """Name → agency id → value at `until`; one question a figure, however many agencies.

    Of the agencies named, or of all of today's programme; each has a value, 0 where there was nothing. An heir has with
    its own what those had that went wholly into it. A name no room declares is left out.
    """
    asked = participants() if agencies is None else agencies
    shown = shares_of(asked)
    declared = figures.figures()
    wanted = declared if names is None else names
    return {
        name: shared(declared[name].counted(until), shown, asked) for name in dict.fromkeys(wanted) if name in declared
    }


def shared(counted: dict[int, int], shown: dict[int, int], asked: Iterable[int]) -> dict[int, int]:
    """What was counted, given to the agencies that show it; see `shares_of`."""
    told = dict.fromkeys(asked, 0)
    for agency, value in counted.items():
        if agency in shown:
            told[shown[agency]] += value
    return told


def span_values(
    names: Iterable[str] | None, since: datetime, until: datetime, agencies: Collection[int] | None = None
) -> dict[str, dict[int, SpanValue]]:
    """Name → agency id → value at `until` and how much of it came after `since`; two questions a figure."""
    asked = participants() if agencies is None else agencies
    kept = list(names) if names is not None else None
    before, after = values(kept, since, asked), values(kept, until, asked)
    return {
        name: {agency: SpanValue(value, value - before[name][agency]) for agency, value in of_figure.items()}
        for name, of_figure in after.items()
    }


def evidence_of(
    name: str, agency: int, until: datetime, page: int = 1, *, since: datetime | None = None
) -> EvidencePage:
    """A page of what the figure counted for the agency, newest first; only what came after `since` where it is named.

    A page that is not there is the nearest one that can be. Raises KeyError for a figure no room declares.
    """
    number = min(max(page, 1), LAST_PAGE)
    offset = (number - 1) * PER_PAGE
    found = lines_of(name, agency, until, offset, PER_PAGE + 1, since=since)
    return EvidencePage(found[:PER_PAGE], number, offset + 1, len(found) > PER_PAGE and number < LAST_PAGE)


def lines_of(
    name: str, agency: int, until: datetime, offset: int, limit: int, *, since: datetime | None = None
) -> list[EvidenceLine]:
    """Lines behind a figure of an agency and of those that went wholly into it, newest first."""
    asked = figures.figures()[name]
    of = [counted for counted, shown in shares_of([agency]).items() if shown == agency]
    if len(of) == 1:
        found = asked.evidence(agency, until, offset, limit)
    else:
        parts = (asked.evidence(one, until, 0, offset + limit) for one in of)
        found = list(islice(merge(*parts, key=_age), offset, offset + limit))
    if since is None or asked.kind is FigureKind.OPEN:
        return found
    return [line for line in found if line.at is None or line.at > since]


def _age(line: EvidenceLine) -> float:
    return -line.at.timestamp() if line.at else 0.0


def evidence_url(name: str, agency: int, *, until: date | None = None, since: date | None = None) -> str:
    """Where the list behind a figure is shown; `since` and `until` are days, both inside."""
    asked = {key: day.isoformat() for key, day in (("tu", since), ("den", until)) if day}
    return reverse("reporting:evidence", args=[name, agency]) + (f"?{urlencode(asked)}" if asked else "")


def by_stage(names: Iterable[str] | None = None) -> dict[str, list[Figure]]:
    """Declared figures by the part of the road they measure, each in the order of a report."""
    declared = figures.figures()
    told: dict[str, list[Figure]] = defaultdict(list)
    for name in declared if names is None else names:
        if name in declared:
            told[declared[name].stage].append(declared[name])
    return dict(told)


def day_before(day: date) -> datetime:
    """The last moment before a day begins: what a span that begins with the day is counted from."""
    return end_of(day - timedelta(days=1))
