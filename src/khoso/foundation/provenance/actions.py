"""Adding PREMIS events."""

from __future__ import annotations

import uuid
from datetime import datetime

from khoso.foundation.provenance.events import EventType
from khoso.foundation.provenance.models import PremisEvent
from khoso.kernel import clock, ids


def record_event(
    event_type: EventType,
    *,
    subject: tuple[str, object],
    agent: str,
    once: str,
    outcome: str = "success",
    detail: str = "",
) -> PremisEvent:
    """Add one event about `subject` (kind, id), made by `agent`. `once` tells this event from others of its type.

    Joins the caller's transaction; the same `once` for the same subject and type is written a single time.
    """
    kind, identifier = subject
    key = f"{kind}/{identifier}/{event_type}/{once}"
    event, _ = PremisEvent.objects.get_or_create(
        key=key[:200],
        defaults={
            "id": ids.new("event", key),
            "type": event_type,
            "at": clock.now(),
            "outcome": outcome,
            "detail": detail[:1000],
            "agent": agent,
            "object_kind": kind,
            "object_id": str(identifier),
        },
    )
    return event


def restore_event(
    event_id: uuid.UUID,
    event_type: str,
    *,
    at: datetime,
    subject: tuple[str, object],
    agent: str,
    outcome: str,
    detail: str,
) -> None:
    """Write back an event as a package tells it. One that is there already is left as it is."""
    kind, identifier = subject
    PremisEvent.objects.get_or_create(
        id=event_id,
        defaults={
            "type": event_type,
            "at": at,
            "outcome": outcome,
            "detail": detail[:1000],
            "agent": agent,
            "object_kind": kind,
            "object_id": str(identifier),
            "key": f"restored/{event_id}",
        },
    )
