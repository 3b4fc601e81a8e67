"""Keeping strangers in bounds: who is not signed in may do the same only so often a minute and leave a row each time.

What goes beyond is counted, and written as one row with the total when the minute is over: nothing is lost in count,
and a robot cannot fill the disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

# What somebody outside can do as often as they like.
LIMITED = frozenset({"access.search.run", "access.page.show", "access.file.fetch", "identity.session.refuse"})
# Rows a minute for one address, and for all addresses together.
EACH, TOGETHER = 60, 600
ALL = "*"

_COUNT = """
INSERT INTO audit_strangercount AS kept (verb, address, minute, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (verb, address, minute) DO UPDATE SET count = kept.count + 1 RETURNING count
"""


@dataclass(frozen=True)
class Told:
    """What counting said: `is_first` of its kind in this minute, and whether a row of its own may be written."""

    is_first: bool
    is_in_bounds: bool


@dataclass(frozen=True)
class Settled:
    """What one address (`*`: all together) did beyond the limit in a minute that is over."""

    verb: str
    address: str
    minute: datetime
    beyond: int


def count(verb: str, address: str, now: datetime) -> Told:
    """Count one thing done. What is beyond the limit of its address does not count for all: each is counted once."""
    minute = now.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [verb, address, minute])
        mine = cursor.fetchone()[0]
        if mine > EACH:
            return Told(False, False)
        cursor.execute(_COUNT, [verb, ALL, minute])
        together = cursor.fetchone()[0]
    return Told(together == 1, together <= TOGETHER)


def take_settled(now: datetime) -> list[Settled]:
    """Take away the counts of all minutes that are over; says which went beyond a limit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM audit_strangercount WHERE minute < %s RETURNING verb, address, minute, count",
            [now.replace(second=0, microsecond=0)],
        )
        rows = cursor.fetchall()
    beyond = [
        Settled(verb, address, minute, counted - (TOGETHER if address == ALL else EACH))
        for verb, address, minute, counted in rows
    ]
    return sorted((one for one in beyond if one.beyond > 0), key=lambda one: (one.minute, one.verb, one.address))


def waiting() -> int:
    """How many acts are counted and not written as rows yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(count - CASE address WHEN %s THEN %s ELSE %s END)"
            " FILTER (WHERE count > CASE address WHEN %s THEN %s ELSE %s END), 0) FROM audit_strangercount",
            [ALL, TOGETHER, EACH, ALL, TOGETHER, EACH],
        )
        return int(cursor.fetchone()[0])
