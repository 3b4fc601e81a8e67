"""Adding PREMIS events and their agents."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from khoso.foundation.provenance.agents import AgentFacts, Linked, known_software
from khoso.foundation.provenance.events import EventType, Outcome
from khoso.foundation.provenance.models import PremisAgent, PremisEvent, PremisEventAgent, PremisEventObject
from khoso.kernel import clock, ids

# What an object is called: its kind and its id.
Subject = tuple[str, object]
LONGEST_KEY = 300


@transaction.atomic
def record_event(
    event_type: EventType,
    *,
    subject: Subject,
    agents: Sequence[Linked],
    once: str,
    outcome: Outcome = Outcome.SUCCESS,
    detail: str = "",
    sources: Iterable[Subject] = (),
    outcomes: Iterable[Subject] = (),
) -> PremisEvent:
    """Add one event about `subject`, made by `agents`. `once` tells this event from others of its type.

    `sources` are objects it was made from, `outcomes` what came of it. Joins the caller's transaction; the same `once`
    for the same subject and type is written a single time.
    """
    kind, identifier = subject
    key = f"{kind}/{identifier}/{event_type}/{once}"[:LONGEST_KEY]
    facts = {
        "id": ids.new("event", key),
        "type": EventType(event_type).value,
        "at": clock.now(),
        "outcome": Outcome(outcome).value,
        "detail": detail[:1000],
        "object_kind": kind,
        "object_id": str(identifier),
    }
    event, made = PremisEvent.objects.get_or_create(key=key, defaults=facts)
    if made:
        _link_agents(event, agents)
        linked = [(one, "source") for one in sources] + [(one, "outcome") for one in outcomes]
        PremisEventObject.objects.bulk_create(
            PremisEventObject(event=event, object_kind=kind, object_id=str(identifier), role=role)
            for (kind, identifier), role in linked
        )
    return event


@transaction.atomic
def restore_event(
    event_id: uuid.UUID,
    event_type: str,
    *,
    at: datetime,
    subject: Subject,
    agents: Sequence[Linked],
    outcome: str,
    detail: str,
) -> None:
    """Write back an event as a package tells it. One that is there already is left as it is."""
    kind, identifier = subject
    event, made = PremisEvent.objects.get_or_create(
        id=event_id,
        defaults={
            "type": event_type[:60],
            "at": at,
            "outcome": outcome[:40],
            "detail": detail[:1000],
            "object_kind": kind,
            "object_id": str(identifier),
            "key": f"restored/{event_id}",
        },
    )
    if made:
        _link_agents(event, agents)


@transaction.atomic
def register_software() -> None:
    """Have a row for every program this house works with."""
    _rows_of(known_software())


def _link_agents(event: PremisEvent, agents: Sequence[Linked]) -> None:
    links = list(dict.fromkeys(agents))
    rows = _rows_of([link.agent for link in links])
    PremisEventAgent.objects.bulk_create(
        PremisEventAgent(event=event, agent=rows[link.agent.identifier], role=link.role) for link in links
    )


def _rows_of(facts: Sequence[AgentFacts]) -> dict[str, PremisAgent]:
    """The row of each agent by identifier, made when it is new."""
    wanted = {one.identifier: one for one in facts}
    rows = {row.identifier: row for row in PremisAgent.objects.filter(identifier__in=wanted)}
    if missing := sorted(set(wanted) - set(rows)):
        PremisAgent.objects.bulk_create((_row(wanted[name]) for name in missing), ignore_conflicts=True)
        rows |= {row.identifier: row for row in PremisAgent.objects.filter(identifier__in=missing)}
    return rows


def _row(facts: AgentFacts) -> PremisAgent:
    return PremisAgent(
        identifier=facts.identifier,
        name=facts.name[:300],
        type=str(facts.type),
        version=facts.version[:60],
        note=facts.note[:200],
    )
