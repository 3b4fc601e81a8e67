"""Reading sessions: who sees which, whom they wait for, what was said of single dossiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import STAFF
from khoso.instruments.approvals import queries as approvals
from khoso.instruments.approvals.queries import Opinion, Room, Said, Tally
from khoso.stages.selection import states
from khoso.stages.selection.models import CouncilSession, SelectionEntry
from khoso.stages.selection.sessions import rules


def sessions_seen_by(person: Any) -> QuerySet[CouncilSession]:
    """Sessions of the agencies in a person's scope."""
    reach = agencies_of(person, STAFF)
    rows = CouncilSession.objects.select_related("agency", "body", "list__agency", "ballot", "called_by")
    return rows if reach is None else rows.filter(agency_id__in=reach)


def session_for(person: Any, session_id: int) -> CouncilSession | None:
    return sessions_seen_by(person).filter(pk=session_id).first()


@dataclass(frozen=True, slots=True)
class Objection:
    """One dossier somebody wants off the list: who, why, how the others vote on it."""

    entry: SelectionEntry
    about: str
    reason: str
    raised_by: str
    tally: Tally
    votes: list[tuple[Said, Opinion]]

    @property
    def carries(self) -> bool:
        return self.tally.passes


def objections(session: CouncilSession, room: Room) -> list[Objection]:
    """In the order they were raised."""
    parts = [(about, rules.entry_of(about)) for about in room.parts()]
    rows = SelectionEntry.objects.in_bulk([entry for _about, entry in parts if entry is not None])
    made = []
    for about, entry in parts:
        if entry is None or entry not in rows:
            continue
        first = min(
            (
                said
                for one in room.said
                for said in [*one.before[about], *([one.now[about]] if about in one.now else [])]
            ),
            key=lambda said: (said.at, said.pk),
        )
        raised = next(one.elector.name for one in room.said if one.elector.pk == first.elector_id)
        votes = [(one, one.now[about]) for one in room.said if about in one.now]
        made.append(Objection(rows[entry], about, first.text, raised, room.tally(about), votes))
    return made


def room_of(session: CouncilSession) -> Room:
    assert session.ballot is not None
    return approvals.room(session.ballot)


def minutes_numbers(agency_id: int, year: int) -> list[int]:
    """Numbers given to minutes of this agency's council in a year."""
    rows = CouncilSession.objects.filter(agency_id=agency_id, state=states.CLOSED, closed_at__year=year)
    heads = (number.partition("/")[0].strip() for number in rows.values_list("minutes_number", flat=True))
    return [int(head) for head in heads if head.isdecimal()]


def closed_of(list_id: int) -> CouncilSession | None:
    """The last session about a list that came to a conclusion."""
    rows = CouncilSession.objects.filter(list_id=list_id, state=states.CLOSED).select_related(
        "body", "ballot", "agency"
    )
    return rows.order_by("-closed_at").first()
