"""Reading what is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from khoso.foundation.web.counting import capped
from khoso.stages.repository import storage
from khoso.stages.repository.models import Replica, StoredObject


def stored_object(object_id: str) -> StoredObject | None:
    return StoredObject.objects.prefetch_related("replicas").filter(object_id=object_id).first()


def object_ids() -> list[str]:
    """Every object recorded as stored."""
    return list(StoredObject.objects.order_by("object_id").values_list("object_id", flat=True))


def whole_everywhere(object_ids: Iterable[str]) -> set[str]:
    """Those of the objects with a whole copy in every storage root in use, and no damaged copy anywhere."""
    asked, roots = list(object_ids), set(storage.names())
    whole: dict[str, set[str]] = defaultdict(set)
    damaged: set[str] = set()
    rows = Replica.objects.filter(object__object_id__in=asked).order_by()
    for object_id, root, is_whole in rows.values_list("object__object_id", "root", "is_whole"):
        if is_whole:
            whole[object_id].add(root)
        else:
            damaged.add(object_id)
    return {one for one in asked if one not in damaged and roots and roots <= whole[one]}


@dataclass(frozen=True)
class RootFixity:
    """How the copies in one storage root are: damaged and overdue are counted up to `counting.MOST`.

    `oldest` and `newest` are when the copies read longest ago and last were read; None when there are none.
    """

    root: str
    damaged: int
    overdue: int
    oldest: datetime | None
    newest: datetime | None


def fixity(due_before: datetime) -> list[RootFixity]:
    """The state of every storage root in use, in the order they are written; each answer lies in an index."""
    told = []
    for root in storage.names():
        copies = Replica.objects.filter(root=root)
        moments = copies.order_by("verified_at").values_list("verified_at", flat=True)
        told.append(
            RootFixity(
                root,
                damaged=capped(copies.filter(is_whole=False)),
                overdue=capped(copies.filter(verified_at__lt=due_before)),
                oldest=moments.first(),
                newest=moments.last(),
            )
        )
    return told
