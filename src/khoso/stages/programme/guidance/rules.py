"""Which version of a guidance document is in force on a day, as pure functions. # Luật: KH 82 I.3, IV.2-3, V.2"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, Protocol, TypeVar


class Version(Protocol):
    """What is looked at of a version."""

    ordinal: int
    in_force_from: date
    withdrawn_on: date | None


V = TypeVar("V", bound=Version)


class Standing(StrEnum):
    """Where a version stands on a day."""

    IN_FORCE = "in_force"
    TO_COME = "to_come"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Stands(Generic[V]):
    """How a version stands, since when, and which version replaced it."""

    standing: Standing
    since: date
    by: V | None = None


def _holds(version: Version, day: date) -> bool:
    """Its first day has come and it was not withdrawn; the day of withdrawal is the first without it."""
    return version.in_force_from <= day and (version.withdrawn_on is None or version.withdrawn_on > day)


def in_force(versions: Iterable[V], day: date) -> V | None:
    """The latest version whose first day has come and that was not withdrawn; None when there is none."""
    return max((one for one in versions if _holds(one, day)), key=lambda one: one.ordinal, default=None)


def stands(version: V, versions: Sequence[V], day: date) -> Stands[V]:
    """How one version of a document stands on a day."""
    if version.withdrawn_on is not None and version.withdrawn_on <= day:
        return Stands(Standing.WITHDRAWN, version.withdrawn_on)
    if version.in_force_from > day:
        return Stands(Standing.TO_COME, version.in_force_from)
    later = [one for one in versions if one.ordinal > version.ordinal and _holds(one, day)]
    if not later:
        return Stands(Standing.IN_FORCE, version.in_force_from)
    # The first that took its place, and the one that is read now.
    since = min(max(one.in_force_from, version.in_force_from) for one in later)
    return Stands(Standing.REPLACED, since, max(later, key=lambda one: one.ordinal))
