"""Names and kinds of an agency through time. An unknown day stays unknown: two names are possible then, both are told.

The rows of an agency stand in order; a row with an unknown end and the next with an unknown start share a stretch of
time in which nobody knows which one held.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from khoso.foundation.identity.models import Agency, AgencyName

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NameThen:
    """What an agency was called on a day: one name, or several when the day of a change is not known."""

    rows: tuple[AgencyName, ...]

    @property
    def is_certain(self) -> bool:
        return len(self.rows) == 1

    @property
    def name(self) -> str:
        return " / ".join(row.name for row in self.rows)

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.kind for row in self.rows))


def in_order(agency: Agency, rows: Iterable[AgencyName] | None = None) -> list[AgencyName]:
    """The names of an agency, the oldest first. Without any known day the present name is the last."""

    def place(row: AgencyName) -> tuple[date, int]:
        unknown = date.max if (row.name, row.kind) == (agency.name, agency.kind) else date.min
        return row.valid_from or row.valid_to or unknown, row.pk or 0

    return sorted(agency.names.all() if rows is None else rows, key=place)


def existed_on(agency: Agency, day: date) -> bool:
    """Whether the agency was there on that day, as far as its known days say."""
    return (agency.valid_from is None or agency.valid_from <= day) and (
        agency.valid_to is None or day <= agency.valid_to
    )


def name_on(agency: Agency, day: date, *, today: date) -> NameThen | None:
    """What the agency was called on `day`; None when it was not there. What holds `today` is the last name."""
    if not existed_on(agency, day):
        return None
    rows = in_order(agency)
    if not rows:
        return NameThen((AgencyName(agency=agency, name=agency.name, kind=agency.kind),))
    if day >= today:
        return NameThen((rows[-1],))
    possible = tuple(row for row, (start, end) in zip(rows, _spans(rows), strict=True) if start <= day <= end)
    # A hole between two names: nobody wrote down what it was called then.
    return NameThen(possible) if possible else None


def _spans(rows: list[AgencyName]) -> list[tuple[date, date]]:
    """The longest time each row can have held, both days included."""
    starts, known = [], date.min
    for row in rows:
        starts.append(row.valid_from or known)
        last = row.valid_to or row.valid_from
        known = max(known, last + _DAY) if last else known
    ends, known = [], date.max
    for row in reversed(rows):
        ends.append(row.valid_to or known)
        first = row.valid_from or row.valid_to
        known = min(known, first - _DAY) if first else known
    return list(zip(starts, reversed(ends), strict=True))


def earliest_change(agency: Agency) -> date | None:
    """The first day on which the present name may end: the day after everything already known of it."""
    known = [day for row in in_order(agency) for day in (row.valid_from, row.valid_to) if day]
    known += [agency.valid_from] if agency.valid_from else []
    return max(known) + _DAY if known else None
