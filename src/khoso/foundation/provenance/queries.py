"""Reading PREMIS events."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from khoso.foundation.provenance.models import PremisEvent


def _told() -> QuerySet[PremisEvent]:
    return PremisEvent.objects.prefetch_related("links__agent", "objects_linked").order_by("at", "sequence")


def events_of(kind: str, identifiers: Iterable[object]) -> list[PremisEvent]:
    """The events of these objects, oldest first, those of one moment in the order they were written."""
    wanted = [str(identifier) for identifier in identifiers]
    return list(_told().filter(object_kind=kind, object_id__in=wanted))


def life_of(objects: Iterable[tuple[str, object]]) -> list[PremisEvent]:
    """Every event that is about one of `objects` (kind, id), or made one of them, or was made from one."""
    by_kind: dict[str, list[str]] = {}
    for kind, identifier in objects:
        by_kind.setdefault(kind, []).append(str(identifier))
    if not by_kind:
        return []
    own = reduce(or_, (Q(object_kind=kind, object_id__in=ids) for kind, ids in by_kind.items()))
    linked = reduce(
        or_,
        (Q(objects_linked__object_kind=kind, objects_linked__object_id__in=ids) for kind, ids in by_kind.items()),
    )
    # Two questions that each use an index; one with OR would read the whole table.
    found = set(PremisEvent.objects.filter(own).values_list("pk", flat=True))
    found |= set(PremisEvent.objects.filter(linked).values_list("pk", flat=True))
    return list(_told().filter(pk__in=found))
