"""Reading what was read."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum

from khoso.engines.blobs import BlobStore
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import CONFIRMERS, DISPUTE_SETTLERS
from khoso.foundation.web import counting
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import choosing, states
from khoso.stages.recognition.models import ItemFields, PageText, ProposedField, Reading


def _of_present_bytes() -> QuerySet[Reading]:
    """Readings of the bytes that are delivered now; one of a scan that was replaced since says nothing any more."""
    return Reading.objects.filter(source_sha256=F("file__sha256")).exclude(digitisation.put_away())


def reading_of(file_id: object) -> Reading | None:
    return _of_present_bytes().filter(file_id=file_id).first()


def readings_of(file_ids: list[Any]) -> dict[Any, Reading]:
    """Readings by file id."""
    return {row.file_id: row for row in _of_present_bytes().filter(file_id__in=file_ids)}


def readings_of_items(item_ids: list[Any]) -> dict[Any, Reading]:
    """Readings by the item their file is of."""
    rows = _of_present_bytes().filter(file__item_id__in=item_ids).select_related("file")
    return {row.file.item_id: row for row in rows}


def page_texts(file_id: object) -> list[PageText]:
    """The text of each page of a file, in order."""
    return list(PageText.objects.filter(reading__in=_of_present_bytes().filter(file_id=file_id)).order_by("number"))


def page_text(file_id: object, number: int) -> PageText | None:
    return PageText.objects.filter(reading__in=_of_present_bytes().filter(file_id=file_id), number=number).first()


def words_of(reading: Reading, blobs: BlobStore) -> dict[int, list[list[Any]]]:
    """The words of each page: `[x0, y0, x1, y1, text, confidence]` in pixels of the page image."""
    with blobs.open(reading.reading_sha256) as stored:
        kept = json.loads(gzip.decompress(stored.read()))
    return {page["number"]: page["words"] for page in kept["pages"]}


def fields_of(item_id: object) -> ItemFields | None:
    return ItemFields.objects.filter(item_id=item_id).first()


def proposals_of(item_id: object) -> dict[str, ProposedField]:
    """The machine's proposals by field name."""
    rows = ProposedField.objects.filter(item_id=item_id).exclude(item_id__in=digitisation.items_put_away())
    return {row.name: row for row in rows}


def proposals_of_items(item_ids: Iterable[Any]) -> dict[Any, dict[str, ProposedField]]:
    """The same of many items, by item id; one question."""
    told: dict[Any, dict[str, ProposedField]] = {item_id: {} for item_id in item_ids}
    rows = ProposedField.objects.filter(item_id__in=list(told)).exclude(item_id__in=digitisation.items_put_away())
    for row in rows.order_by("pk"):
        told[row.item_id][row.name] = row
    return told


def fields_confirmed_by(person: Any) -> QuerySet[ItemFields]:
    """The fields a person may confirm: those of deliveries of their agencies."""
    rows = ItemFields.objects.select_related("item__dossier", "delivery")
    rows = rows.exclude(item_id__in=digitisation.items_put_away())
    scope = agencies_of(person, CONFIRMERS)
    return rows if scope is None else rows.filter(delivery__agency_id__in=scope)


def fields_of_desk(person: Any) -> QuerySet[ItemFields]:
    """The fields a person may confirm or settle a dispute about."""
    rows = ItemFields.objects.select_related("item__dossier", "delivery")
    rows = rows.exclude(item_id__in=digitisation.items_put_away())
    scope = agencies_of(person, CONFIRMERS | DISPUTE_SETTLERS)
    return rows if scope is None else rows.filter(delivery__agency_id__in=scope)


def waiting(person: Any) -> QuerySet[ItemFields]:
    """Items of a person's agencies that wait for somebody to confirm them: most doubtful first, then as they were read.

    An order that lies in one index, so that the beginning of a long queue costs no more than that of a short one.
    """
    rows = ItemFields.objects.filter(state=states.WAITING).exclude(item_id__in=digitisation.items_put_away())
    scope = agencies_of(person, CONFIRMERS)
    if scope is not None:
        rows = rows.filter(delivery__agency_id__in=scope)
    return rows.order_by("-doubts", "pk")


def described(fields: Iterable[Any]) -> list[ItemFields]:
    """These rows (by key) with their items and deliveries, in the order asked for."""
    keys = list(fields)
    found = ItemFields.objects.select_related("item__dossier", "delivery").in_bulk(keys)
    return [found[key] for key in keys if key in found]


@dataclass(frozen=True)
class WaitingDelivery:
    """A delivery of which items wait for a person."""

    id: Any
    title: str
    since: datetime
    items: int


def waiting_by_delivery(person: Any) -> list[WaitingDelivery]:
    """The deliveries of a person's agencies with how many items wait in each, oldest first; one question."""
    scope = agencies_of(person, CONFIRMERS)
    if scope is None:
        return counting.for_all("recognition.waiting", None, lambda: _waiting_by_delivery(None))
    return _waiting_by_delivery(scope)


def _waiting_by_delivery(scope: frozenset[int] | None) -> list[WaitingDelivery]:
    rows = ItemFields.objects.filter(state=states.WAITING)
    if scope is not None:
        rows = rows.filter(delivery__agency_id__in=scope)
    counted = rows.values_list("delivery_id", "delivery__folder_name", "delivery__registered_at").annotate(Count("id"))
    return [WaitingDelivery(*row) for row in counted.order_by("delivery__registered_at", "delivery_id")]


def confirmed_items() -> QuerySet[ItemFields, Any]:
    """Ids of the items whose fields a person confirmed, to narrow other questions with."""
    return ItemFields.objects.filter(state=states.CONFIRMED).values("item_id")


def waiting_after(person: Any, fields: ItemFields) -> ItemFields | None:
    """The next waiting item in the order of the queue, from its beginning again after the last."""
    rows = waiting(person).exclude(pk=fields.pk)
    return (
        rows.filter(doubts=fields.doubts, pk__gt=fields.pk).first()
        or rows.filter(doubts__lt=fields.doubts).first()
        or rows.first()
    )


def proposed_subjects(item_ids: list[Any]) -> dict[Any, str]:
    """What the machine read as the subject, by item id."""
    rows = ProposedField.objects.filter(item_id__in=item_ids, name="subject", value__isnull=False)
    return dict(rows.values_list("item_id", "value"))


def states_of(item_ids: list[Any]) -> dict[Any, str]:
    """The field state of each item that has one."""
    return dict(ItemFields.objects.filter(item_id__in=item_ids).values_list("item_id", "state"))


def confirmed_by_person(item_ids: list[Any]) -> set[Any]:
    """Those of the items whose fields a person confirmed: what was only passed on cannot be accepted later."""
    rows = ItemFields.objects.filter(item_id__in=item_ids, state=states.CONFIRMED)
    return set(rows.values_list("item_id", flat=True))


def fields_filled(items: Iterable[Any]) -> dict[Any, list[str]]:
    """Names of the index fields that hold a value, of each of the items a person confirmed; others are not told."""
    rows = list(items)
    confirmed = confirmed_by_person([item.pk for item in rows])
    return {
        item.pk: [name for name, column in choosing.FIELDS.items() if getattr(item, column)]
        for item in rows
        if item.pk in confirmed
    }


def progress(delivery_ids: Iterable[Any]) -> dict[Any, dict[str, int]]:
    """Of each delivery: how many pages were read, and how many items are in which field state."""
    told = {
        delivery: {"pages_read": 0, "items": 0, **dict.fromkeys(states.FIELD_STATES.states, 0)}
        for delivery in delivery_ids
    }
    items = ItemFields.objects.filter(delivery_id__in=list(told)).values_list("delivery_id", "state")
    for delivery, state, count in items.annotate(Count("id")).order_by():
        told[delivery][state] = count
        told[delivery]["items"] += count
    pages = Reading.objects.filter(file__delivery_id__in=list(told)).values_list("file__delivery_id")
    for delivery, count in pages.annotate(Sum("pages")).order_by():
        told[delivery]["pages_read"] = count
    return told


def field_marks(delivery_ids: Iterable[Any]) -> dict[Any, tuple[Any, ...]]:
    """How many items of each delivery are in which field state, in one order."""
    rows = ItemFields.objects.filter(delivery_id__in=list(delivery_ids)).values_list("delivery_id", "state")
    told: dict[Any, list[Any]] = defaultdict(list)
    for delivery, *counted in rows.annotate(Count("id")).order_by("delivery_id", "state"):
        told[delivery].append(tuple(counted))
    return {delivery: tuple(counted) for delivery, counted in told.items()}


def unread_among(files: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the files whose present bytes nobody has read yet."""
    return files.exclude(Exists(Reading.objects.filter(file_id=OuterRef("pk"), source_sha256=OuterRef("sha256"))))


def undecided_dossiers(delivery_ids: Iterable[Any]) -> set[Any]:
    """The dossiers with an item whose fields nobody confirmed or passed on."""
    rows = ItemFields.objects.filter(delivery_id__in=list(delivery_ids), state__in=states.UNDECIDED)
    return set(rows.values_list("item__dossier_id", flat=True).distinct())


from khoso.stages.recognition.fields import FIELD_COLUMNS as FIELD_COLUMNS  # noqa: E402
from khoso.stages.recognition.fields import FIELD_LABELS as FIELD_LABELS  # noqa: E402
from khoso.stages.recognition.fields import FieldOf as FieldOf  # noqa: E402
from khoso.stages.recognition.fields import confirmers as confirmers  # noqa: E402
from khoso.stages.recognition.fields import decided_fields as decided_fields  # noqa: E402
from khoso.stages.recognition.fields import undecided_items as undecided_items  # noqa: E402
from khoso.stages.recognition.personal.queries import boxes as personal_boxes  # noqa: E402, F401
