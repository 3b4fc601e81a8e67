"""What is known of an item besides its page: the register's row, what stands beside it, what its agency used to write.

Plain data, without a database: `queries.facts_of` gathers it, `judging.judge` uses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another item: of the dossier, or of the same run of numbers."""

    ordinal: int
    kind: str = ""
    number: str = ""
    notation: str = ""
    issued: date | None = None
    issuer: str = ""
    subject: str = ""
    # A person confirmed it; else it only says what the register says.
    is_confirmed: bool = False
    # Lies in the dossier of the item.
    is_beside: bool = True

    @property
    def count(self) -> int | None:
        """The number as a number; None when it is none."""
        return int(self.number) if self.number.isdecimal() else None


@dataclass(frozen=True)
class Facts:
    """Everything the cross-checks may use of one item."""

    # Field name → what the register's row says, in the form a reading has (code of the kind, ISO of the date).
    register: Mapping[str, str] = field(default_factory=dict)
    # The row says the same wrong things the machine read elsewhere: it was copied from a reading and proves nothing.
    register_is_copied: bool = False
    ordinal: int = 0
    neighbours: tuple[Neighbour, ...] = ()
    # Field name → value → how often people confirmed it for this agency in that year.
    used: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    dossier_start: date | None = None
    dossier_end: date | None = None
    # Names of the agencies this could come from that held on the day read, and those that held on other days only.
    names_then: tuple[str, ...] = ()
    names_at_other_times: tuple[str, ...] = ()
    # Nothing that is read was written after this day.
    read_on: date | None = None

    @cached_property
    def dated_beside(self) -> tuple[Neighbour, ...]:
        """What of the dossier has a full date, in order."""
        rows = [one for one in self.neighbours if one.is_beside and one.issued]
        return tuple(sorted(rows, key=lambda one: one.ordinal))

    @cached_property
    def is_in_order_of_time(self) -> bool:
        """Whether the rest of the dossier lies by date, and is enough to say so."""
        days = [one.issued for one in self.dated_beside if one.issued]
        return len(days) >= 4 and days == sorted(days)
