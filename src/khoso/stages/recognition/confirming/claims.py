"""Two people never have the same item before them: who opens one holds it for some minutes, and again while at work."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from khoso.foundation.identity.models import Person
from khoso.kernel import clock
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition.confirming.errors import DecidedMeanwhile, HeldByAnother, ScannedAnew
from khoso.stages.recognition.models import Claim, ItemFields

# Longer than it takes to read a hard page; short enough that what somebody left is soon free again.
LASTS = timedelta(minutes=5)
_IN_ADDRESS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@transaction.atomic
def claim(fields_id: int, person: Any, *, is_ahead: bool = False) -> Claim | None:
    """Hold an item for a person; None when they have it now, otherwise the claim of who holds it."""
    now = clock.now()
    mine = Claim(fields_id=fields_id, by_id=person.pk, until=now + LASTS, is_ahead=is_ahead)
    row = None
    while row is None:
        Claim.objects.bulk_create([mine], ignore_conflicts=True)
        # The row is locked: of two who come at once one waits here, and then sees that the other has it; or that the
        # other was done meanwhile and let it go.
        row = Claim.objects.select_for_update(of=("self",)).select_related("by").filter(fields_id=fields_id).first()
    if row.by_id != person.pk and row.until > now:
        return row
    if row.by_id == person.pk and not row.is_ahead:
        is_ahead = False
    row.by_id, row.until, row.is_ahead = person.pk, now + LASTS, is_ahead
    row.save(update_fields=["by", "until", "is_ahead"])
    return None


def renew(item_ids: Iterable[Any], person: Any) -> int:
    """Whoever is still at work goes on holding what nobody took meanwhile; says how many items that is."""
    rows = Claim.objects.filter(fields__item_id__in=list(item_ids), by_id=person.pk)
    return rows.update(until=clock.now() + LASTS)


def leave(fields_id: int, person: Any) -> None:
    """Anyone may take the item now; the person still finds it among what they left."""
    Claim.objects.filter(fields_id=fields_id, by_id=person.pk).update(until=clock.now(), is_ahead=False)


def drop(fields_id: int) -> None:
    """The item is done; nobody holds it."""
    Claim.objects.filter(fields_id=fields_id).delete()


def holder(fields_id: int, person: Any) -> Claim | None:
    """Who else holds an item now."""
    rows = Claim.objects.select_related("by").filter(fields_id=fields_id, until__gt=clock.now())
    return rows.exclude(by_id=getattr(person, "pk", None)).first()


def refuse_if_held(fields: ItemFields, person: Any) -> None:
    """Raises HeldByAnother while somebody else has the item before them."""
    if row := holder(fields.pk, person):
        raise HeldByAnother(row.by.full_name or row.by.username, row.until)


def seen_of(fields: ItemFields) -> str:
    """What a form was opened with: which decision stood, of which scan. Sent back with what was entered."""
    file = digitisation.file_of_item(fields.item_id)
    return f"{fields.decided_at.isoformat() if fields.decided_at else ''} {file.sha256[:16] if file else ''}"


def refuse_if_moved(fields: ItemFields, seen: str, person: Any) -> None:
    """Raises DecidedMeanwhile, ScannedAnew where the form tells of something else than what is there now."""
    if not seen:
        return
    decided, _, scan = seen.partition(" ")
    decided_now, _, scan_now = seen_of(fields).partition(" ")
    if decided != decided_now and fields.decided_by != getattr(person, "username", ""):
        who = Person.objects.filter(username=fields.decided_by).first()
        raise DecidedMeanwhile((who.full_name if who else "") or fields.decided_by)
    if scan != scan_now:
        raise ScannedAnew


def free_for(person: Any, rows: QuerySet[ItemFields]) -> QuerySet[ItemFields]:
    """Those of the rows that nobody else holds."""
    held = Claim.objects.filter(fields_id=OuterRef("pk"), until__gt=clock.now()).exclude(by_id=person.pk)
    return rows.exclude(Exists(held))


def holders(fields_ids: Iterable[int]) -> dict[int, Claim]:
    """Who holds each of these items now."""
    rows = Claim.objects.select_related("by").filter(fields_id__in=list(fields_ids), until__gt=clock.now())
    return {row.fields_id: row for row in rows}


def renew_address(address: str, person: Any) -> int:
    """As `renew`, for the item an address of the workbench names; an address that names none renews nothing."""
    found = _IN_ADDRESS.search(address)
    return renew([found[0]], person) if found else 0
