"""What programs may ask about the trail: its entries, its chains and their seals. For those who watch over it only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from khoso.foundation.audit import queries as audit
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_see_trail

router = Router(tags=["audit"])

Word = Annotated[str, Query(max_length=200)]
BIGGEST = 2**63 - 1


class EntryOut(Schema):
    """One thing somebody did or saw. `hash` covers `content`-like facts and `previous_hash`."""

    id: int
    chain: str
    position: int
    at: datetime
    actor: str
    actor_name: str
    agency: str
    verb: str
    subject_kind: str
    subject_id: str
    address: str
    request_id: str
    details: dict[str, Any]
    previous_hash: str
    hash: str


class EntryPage(Schema):
    """Entries, the newest first; ask again with `before` set to `next` for those before."""

    items: list[EntryOut]
    next: int | None


class SealOut(Schema):
    """The heads of all chains at one moment, signed."""

    position: int
    at: datetime
    rows: int
    hash: str
    key_id: str
    has_timestamp: bool


class TrailState(Schema):
    """How long each chain is, its head, and the newest seals."""

    chains: list[dict[str, Any]]
    seals: list[SealOut]


@router.get("/audit/entries", response=EntryPage, url_name="audit-entries")
@allow(can_see_trail)
def list_entries(
    request: HttpRequest,
    verb: Word = "",
    actor: Word = "",
    agency: Word = "",
    subject_kind: Word = "",
    subject_id: Word = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: Annotated[int | None, Query(ge=1, le=BIGGEST)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Any:
    """The trail, the newest first. Looking into it leaves a trace, too."""
    wanted = {
        name: value
        for name, value in {
            "verb": verb,
            "actor": actor,
            "agency": agency,
            "subject_kind": subject_kind,
            "subject_id": subject_id,
        }.items()
        if value
    }
    rows = audit.entries(wanted, since=since, until=until, before=before, limit=limit)
    record("audit.trail.read", subject=("trail", "api"), details={"asked": wanted, "rows": len(rows)})
    return {
        "items": [{name: getattr(row, name) for name in EntryOut.model_fields} for row in rows],
        "next": rows[-1].pk if len(rows) == limit else None,
    }


@router.get("/audit/state", response=TrailState, url_name="audit-state")
@allow(can_see_trail)
def show_state(request: HttpRequest) -> Any:
    """The chains with their heads, and the newest seals. To prove them: `khoso audit verify`."""
    return {
        "chains": audit.heads(),
        "seals": [
            {
                "position": seal.position,
                "at": seal.at,
                "rows": seal.rows,
                "hash": seal.hash,
                "key_id": seal.key_id,
                "has_timestamp": bool(seal.timestamp),
            }
            for seal in audit.newest_seals(10)
        ],
    }
