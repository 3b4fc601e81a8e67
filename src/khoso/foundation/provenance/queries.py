"""Reading PREMIS events."""

from __future__ import annotations

from collections.abc import Iterable

from khoso.foundation.provenance.models import PremisEvent


def events_of(kind: str, identifiers: Iterable[object]) -> list[PremisEvent]:
    """The events of these objects, oldest first, ties in a fixed order."""
    wanted = [str(identifier) for identifier in identifiers]
    return list(PremisEvent.objects.filter(object_kind=kind, object_id__in=wanted).order_by("at", "type", "key"))
