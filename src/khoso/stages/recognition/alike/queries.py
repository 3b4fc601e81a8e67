"""Doubts that are the same doubt, of the items that wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import CONFIRMERS
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import states
from khoso.stages.recognition.alike import rules
from khoso.stages.recognition.choosing import LABELS
from khoso.stages.recognition.models import ItemFields, ProposedField

# From how many on one answer is worth a screen of its own.
FEWEST = 2
# Groups a page shows; the largest ones first, and answering them lets the next ones come up.
MOST = 60


@dataclass(frozen=True, slots=True)
class Group:
    """Doubts of one delivery about one field that one answer settles."""

    delivery_id: Any
    delivery_title: str
    name: str
    key: str
    count: int
    # The reading that came most often, as far as the answer is about it.
    read: str = ""
    # What was answered, for a group that is.
    value: str = ""

    @property
    def label(self) -> str:
        return str(LABELS.get(self.name, self.name))


def _unconfirmed(person: Any, *, waiting_only: bool) -> QuerySet[ItemFields]:
    among = (states.WAITING,) if waiting_only else (states.WAITING, states.KEYED, states.DISPUTED)
    rows = ItemFields.objects.filter(state__in=among).exclude(item_id__in=digitisation.items_put_away())
    scope = agencies_of(person, CONFIRMERS)
    return rows if scope is None else rows.filter(delivery__agency_id__in=scope)


def open_doubts(person: Any) -> QuerySet[ProposedField]:
    """Doubts of the items that wait for this person which something else may be alike to."""
    rows = ProposedField.objects.filter(is_doubt=True, decided__isnull=True).exclude(doubt_key="")
    return rows.filter(item_id__in=_unconfirmed(person, waiting_only=True).values("item_id"))


def answered_doubts(person: Any) -> QuerySet[ProposedField]:
    """What one answer settled and nobody confirmed yet."""
    rows = ProposedField.objects.filter(decided_way=ProposedField.Way.ALIKE).exclude(doubt_key="")
    return rows.filter(item_id__in=_unconfirmed(person, waiting_only=False).values("item_id"))


def of_group(rows: QuerySet[ProposedField], delivery_id: Any, name: str, key: str) -> QuerySet[ProposedField]:
    """Those of the rows that belong to one group, in the order they were read."""
    return rows.filter(delivery_id=delivery_id, name=name, doubt_key=key).order_by("pk")


def groups(person: Any, delivery_id: Any = None) -> list[Group]:
    """Open doubts of this person's agencies that are alike, the most numerous first."""
    rows = open_doubts(person)
    return _grouped(rows.filter(delivery_id=delivery_id) if delivery_id else rows, "doubt_key")


def answered_groups(person: Any, delivery_id: Any = None) -> list[Group]:
    """Answers that can still be taken back."""
    rows = answered_doubts(person)
    return _grouped(rows.filter(delivery_id=delivery_id) if delivery_id else rows, "doubt_key", fewest=1)


def _grouped(rows: QuerySet[ProposedField], by: str, fewest: int = FEWEST) -> list[Group]:
    counted = rows.order_by().values_list("delivery_id", "delivery__folder_name", "name", by).annotate(many=Count("pk"))
    found = list(counted.filter(many__gte=fewest).order_by("-many", "delivery_id", "name", by)[:MOST])
    told = _readings(rows, [(one[0], one[2], one[3]) for one in found])
    return [
        Group(delivery, title, name, key, count, *told.get((delivery, name, key), ("", "")))
        for delivery, title, name, key, count in found
    ]


def _readings(rows: QuerySet[ProposedField], wanted: list[tuple[Any, str, str]]) -> dict[Any, tuple[str, str]]:
    """Of each group the reading and the answer that come most often; one question for all."""
    if not wanted:
        return {}
    which = Q()
    for delivery_id, name, key in wanted:
        which |= Q(delivery_id=delivery_id, name=name, doubt_key=key)
    seen: dict[Any, Counter[tuple[str, str]]] = {}
    values = rows.filter(which).order_by().values_list("delivery_id", "name", "doubt_key", "value", "decided")
    for delivery_id, name, key, value, decided, count in values.annotate(many=Count("pk")):
        said = (rules.shown(name, value), rules.shown(name, decided))
        seen.setdefault((delivery_id, name, key), Counter())[said] += count
    return {group: counted.most_common(1)[0][0] for group, counted in seen.items()}


def values_seen(rows: Iterable[ProposedField]) -> list[tuple[str, int]]:
    """The readings of a group with how often each came, the most frequent first."""
    return Counter(rules.shown(row.name, row.value) for row in rows).most_common()
