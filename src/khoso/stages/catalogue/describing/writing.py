"""Writing a change of a description down: the columns, the revision, the event, the trail, the news."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from khoso.foundation.audit.actions import present_actor, record
from khoso.foundation.identity.models import Agency
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import EventType
from khoso.kernel import clock, news
from khoso.stages.catalogue.describing import shapes
from khoso.stages.catalogue.events import ItemDescribed
from khoso.stages.catalogue.models import Item, Revision


def change(
    subject: Any, wanted: Mapping[str, Any], *, reason: str, batch: uuid.UUID | None = None
) -> dict[str, tuple[Any, Any]]:
    """Set these columns (or keys of `details`) and keep what they said before. Says what changed; nothing, nothing.

    Asks no right and checks no value: actions do.
    """
    before = {name: read(subject, name) for name in wanted}
    changed = {name: (before[name], wanted[name]) for name in wanted if before[name] != wanted[name]}
    if not changed:
        return {}
    _set(subject, {name: after for name, (_, after) in changed.items()})
    Revision.objects.create(**revision_of(subject, changed, reason=reason, batch=batch))
    kind = shapes.kind_of(subject)
    if isinstance(subject, Item):
        record_item_event(subject, f"{reason}: {', '.join(sorted(changed))}")
        news.publish(ItemDescribed(item_id=str(subject.pk)))
    _tell(kind, subject, {"reason": reason, "fields": sorted(changed)})
    return changed


def revision_of(
    subject: Any, changed: Mapping[str, tuple[Any, Any]], *, reason: str, batch: uuid.UUID | None = None
) -> dict[str, Any]:
    """The columns of the revision that keeps `changed`."""
    return {
        "subject_kind": shapes.kind_of(subject),
        "subject_id": subject.pk,
        "at": clock.now(),
        "author": present_actor().username,
        "reason": reason[:500],
        "before": {name: _plain(before) for name, (before, _) in changed.items()},
        "after": {name: _plain(after) for name, (_, after) in changed.items()},
        "batch": batch,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def record_item_event(item: Item, detail: str) -> None:
    """The description of an item changed: one more event of its life."""
    record_event(
        EventType.METADATA_MODIFICATION,
        subject=("item", item.pk),
        agents=[agents.acting()],
        # Counted within the item: whatever else was described in between, its package comes out the same.
        once=str(Revision.objects.filter(subject_kind="item", subject_id=item.pk).count()),
        detail=detail,
    )


def read(subject: Any, name: str) -> Any:
    """What a column, or a key of `details`, says now."""
    if isinstance(subject, Item) and name in shapes.DETAILS:
        return (subject.details or {}).get(name, "")
    return getattr(subject, name)


def _set(subject: Any, wanted: Mapping[str, Any]) -> None:
    columns = {name: value for name, value in wanted.items() if name not in shapes.DETAILS}
    details = {name: value for name, value in wanted.items() if name in shapes.DETAILS}
    for name, value in columns.items():
        setattr(subject, name, value)
    fields = list(columns)
    if details:
        subject.details = {**(subject.details or {}), **details}
        fields.append("details")
    subject.save(update_fields=fields)


def _tell(kind: str, subject: Any, details: dict[str, Any]) -> None:
    agency = Agency.objects.values_list("code", flat=True).get(pk=shapes.agency_id_of(subject))
    about = (kind, subject.pk)
    match kind:
        case "fonds":
            record("catalogue.fonds.describe", subject=about, agency=agency, details=details)
        case "series":
            record("catalogue.series.describe", subject=about, agency=agency, details=details)
        case "dossier":
            record("catalogue.dossier.describe", subject=about, agency=agency, details=details)
        case _:
            record("catalogue.item.describe", subject=about, agency=agency, details=details)
