"""How each person's turns at the workbench came out, and how long the rest of the queue takes at the present pace."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet, Sum

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import DISPUTE_SETTLERS, Role
from khoso.kernel import clock
from khoso.stages.recognition.confirming import rules
from khoso.stages.recognition.models import DeskTurn, ItemFields, Keying

# Fewer turns say nothing of a pace.
FEWEST = 3
OVERSEERS = frozenset(DISPUTE_SETTLERS | {Role.HEAD})
_ITEMS = (DeskTurn.Kind.CONFIRM, DeskTurn.Kind.KEY, DeskTurn.Kind.SECOND)


def last_of(person: Any) -> ItemFields | None:
    """The item of this person's last turn, to return to."""
    turns = DeskTurn.objects.filter(by_id=person.pk, fields__isnull=False).select_related("fields__item")
    last = turns.order_by("-at", "-pk").first()
    return last.fields if last else None


def seconds_each(person: Any) -> float | None:
    """How long an item took this person today, on average; None before there are a few."""
    own = DeskTurn.objects.filter(by_id=person.pk, at__date=clock.today(), kind__in=_ITEMS, seconds__gt=0)
    told = own.aggregate(many=Count("pk"), mean=Avg("seconds"))
    return float(told["mean"]) if told["many"] >= FEWEST else None


def minutes_left(person: Any, waiting: int) -> int | None:
    """How many minutes of the form in view the rest takes at today's pace; None before there is one."""
    each = seconds_each(person)
    return math.ceil(waiting * each / 60) if each is not None and waiting else None


@dataclass(frozen=True, slots=True)
class Dispute:
    """One field two people entered differently, and what each of them entered."""

    name: str
    first: str
    second: str


def disputes_of(fields: ItemFields) -> tuple[list[Keying], list[Dispute]]:
    """Both keyings of an item and the fields they differ in."""
    keyings = list(fields.keyings.filter(ordinal__lte=2).select_related("by"))
    if len(keyings) < 2:
        return keyings, []
    one, other = keyings[0].values, keyings[1].values
    names = rules.disputed(one, other)
    return keyings, [Dispute(name, one.get(name, ""), other.get(name, "")) for name in names]


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """What one person's turns came to."""

    username: str
    full_name: str
    confirmed: int
    keyed: int
    agreed: int
    judged: int
    overruled: int
    arbitrated: int
    seconds: float | None
    keys: float | None


def turns_seen_by(person: Any) -> QuerySet[DeskTurn]:
    """Turns of the agencies a person watches over, and always their own."""
    scope = agencies_of(person, OVERSEERS)
    if scope is None:
        return DeskTurn.objects.all()
    return DeskTurn.objects.filter(Q(by_id=person.pk) | Q(delivery__agency_id__in=scope))


def figures(person: Any, days: int = 30) -> list[PersonFigures]:
    """Each person's turns of the last days, by name."""
    since = clock.now() - timedelta(days=days)
    kinds = DeskTurn.Kind
    rows = turns_seen_by(person).filter(at__gte=since).values("by__username", "by__full_name")
    told = rows.annotate(
        confirmed=Count("pk", filter=Q(kind=kinds.CONFIRM)),
        keyed=Count("pk", filter=Q(kind__in=(kinds.KEY, kinds.SECOND))),
        agreed=Count("pk", filter=Q(has_agreed=True)),
        judged=Count("pk", filter=Q(has_agreed__isnull=False)),
        overruled=Sum("overruled"),
        arbitrated=Count("pk", filter=Q(kind=kinds.ARBITRATE)),
        mean_seconds=Avg("seconds", filter=Q(kind__in=_ITEMS, seconds__gt=0)),
        mean_keys=Avg("keys", filter=Q(kind__in=_ITEMS)),
    ).order_by("by__full_name", "by__username")
    return [_figures(row) for row in told]


def _figures(row: Mapping[str, Any]) -> PersonFigures:
    return PersonFigures(
        username=row["by__username"],
        full_name=row["by__full_name"],
        confirmed=row["confirmed"],
        keyed=row["keyed"],
        agreed=row["agreed"],
        judged=row["judged"],
        overruled=row["overruled"] or 0,
        arbitrated=row["arbitrated"],
        seconds=row["mean_seconds"],
        keys=row["mean_keys"],
    )
