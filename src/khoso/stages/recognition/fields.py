"""The index fields of deliveries one by one: what stands in them, who decided, how sure the machine was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from khoso.stages.recognition import states
from khoso.stages.recognition.choosing import FIELDS, LABELS, SURE
from khoso.stages.recognition.models import DeskTurn, ItemFields, Keying, ProposedField

FIELD_LABELS = LABELS
FIELD_COLUMNS = FIELDS


@dataclass(frozen=True, slots=True)
class FieldOf:
    """One field of one item, as somebody decided it."""

    delivery_id: Any
    item_id: Any
    name: str
    value: str
    decided_by: str
    # What the machine read and how sure it was; None when it read nothing there.
    proposed: str | None
    confidence: float
    page: int | None
    box: Any

    @property
    def key(self) -> str:
        return f"{self.item_id}:{self.name}"

    @property
    def is_doubt(self) -> bool:
        """Whether the machine was not sure, or read something else than what stands there."""
        return self.proposed is not None and self.confidence < SURE


def decided_fields(delivery_ids: Iterable[Any]) -> list[FieldOf]:
    """Every field of the items that were confirmed or passed on, in the order of their codes; two questions."""
    rows = ItemFields.objects.filter(
        delivery_id__in=list(delivery_ids), state__in=(states.CONFIRMED, states.PASSED)
    ).select_related("item")
    rows = rows.order_by("item__reference_code")
    read = {
        (one.item_id, one.name): one
        for one in ProposedField.objects.filter(item__in=[row.item_id for row in rows], name__in=FIELDS)
    }
    told = []
    for row in rows:
        for name, column in FIELDS.items():
            one = read.get((row.item_id, name))
            told.append(
                FieldOf(
                    row.delivery_id,
                    row.item_id,
                    name,
                    getattr(row.item, column),
                    row.decided_by,
                    one.value if one else None,
                    one.confidence if one else 0.0,
                    one.page if one else None,
                    one.box if one else None,
                )
            )
    return told


def undecided_items(delivery_ids: Iterable[Any]) -> int:
    """How many items of these deliveries still wait for their fields to be read or decided."""
    rows = ItemFields.objects.filter(delivery_id__in=list(delivery_ids))
    return rows.exclude(state__in=(states.CONFIRMED, states.PASSED)).count()


def confirmers(delivery_ids: Iterable[Any]) -> set[str]:
    """User names of those who had a part in deciding the fields of these deliveries: who confirmed, keyed first or
    second, arbitrated, or answered doubts that are alike."""
    ids = list(delivery_ids)
    rows = ItemFields.objects.filter(delivery_id__in=ids).exclude(decided_by="")
    decided = rows.order_by().values_list("decided_by", flat=True).distinct()
    keyed = Keying.objects.filter(fields__delivery_id__in=ids).order_by().values_list("by__username", flat=True)
    # A scan that was replaced takes its keyings away; who had a turn stays a maker.
    turned = DeskTurn.objects.filter(delivery_id__in=ids).order_by().values_list("by__username", flat=True)
    return {*decided, *keyed.distinct(), *turned.distinct()}
