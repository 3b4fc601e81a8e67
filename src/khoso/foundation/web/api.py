"""What programs may ask of the trail (those who watch over it) and of failed jobs (who keeps the machine)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema

from khoso.engines.jobs import watching
from khoso.foundation.audit import queries as audit
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_keep_machine, can_see_trail
from khoso.foundation.web import actions
from khoso.foundation.web.words import told

router = Router(tags=["audit"])

Word = Annotated[str, Query(max_length=200)]
BIGGEST = 2**63 - 1


class EntryOut(Schema):
    """One thing somebody did or saw. `hash` covers it and `previous_hash`."""

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


class FailedJobOut(Schema):
    """A background job that failed for good."""

    id: int
    name: str
    label: str
    ids: dict[str, Any]
    at: datetime | None


class RetriedOut(Schema):
    id: int


@router.get("/jobs/failed", response=list[FailedJobOut], url_name="failed-jobs", tags=["house"])
@allow(can_keep_machine)
def list_failed_jobs(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Any:
    """The jobs that failed for good, as the health page lists them."""
    return [
        {"id": job.id, "name": job.name, "label": told(job.label), "ids": job.ids, "at": job.at}
        for job in watching.failed_jobs(limit)
    ]


@router.post("/jobs/{job_id}/retry", response=RetriedOut, url_name="retry-job", tags=["house"])
@allow(can_keep_machine)
def retry_job(request: HttpRequest, job_id: Annotated[int, Path(ge=1, le=BIGGEST)]) -> Any:
    """Let one failed job be done again."""
    if not actions.retry_job(job_id):
        raise Http404(_("Việc này không còn trong danh sách việc hỏng."))
    return {"id": job_id}
