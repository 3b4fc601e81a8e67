"""The API of the house: the rooms' routers, and what belongs to no room: health, and the words of all codes."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from ninja import NinjaAPI, Router, Schema

from khoso import __version__
from khoso.config.wiring import ROOMS
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.permissions import anyone, can_see_health
from khoso.foundation.identity.roles import Role
from khoso.foundation.provenance import labels as provenance
from khoso.foundation.provenance.events import EventType, Outcome
from khoso.foundation.web import api_docs, api_frame
from khoso.foundation.web.words import told
from khoso.kernel import codes, figures
from khoso.stages.digitisation.labels import FINDING_LABELS
from khoso.stages.digitisation.states import FILE_STATE_LABELS
from khoso.stages.inspection.states import PASSING_LABELS
from khoso.stages.recognition.states import FIELD_STATE_LABELS

router = Router(tags=["house"])


class AliveOut(Schema):
    ok: bool
    version: str


class ProbeOut(Schema):
    """One thing that is watched: how it is, what was seen, and what to do when it is not well."""

    name: str
    label: str
    part: str
    health: str
    seen: str
    remedy: str
    at: datetime | None


class Term(Schema):
    """A code, and the word a person reads."""

    code: str
    label: str


class ReferenceOut(Schema):
    """Every code the API tells, with its word."""

    roles: list[Term]
    agency_kinds: list[Term]
    document_kinds: list[Term]
    access_levels: list[Term]
    file_states: list[Term]
    field_states: list[Term]
    dossier_states: list[Term]
    finding_codes: list[Term]
    event_types: list[Term]
    event_outcomes: list[Term]


@router.get("/alive", response=AliveOut, url_name="alive")
@allow(anyone)
def alive(request: HttpRequest) -> Any:
    """Says that the web process answers, and its version; looks at nothing else."""
    return {"ok": True, "version": __version__}


@router.get("/health", response=list[ProbeOut], url_name="health")
@allow(can_see_health)
def show_health(request: HttpRequest) -> Any:
    """Every engine, disk, queue and store, asked now."""
    return [
        {
            "name": one.name,
            "label": told(one.label),
            "part": one.part,
            "health": one.health,
            "seen": told(one.seen),
            "remedy": told(one.remedy),
            "at": one.at,
        }
        for one in figures.probes()
    ]


@router.get("/reference", response=ReferenceOut, url_name="reference")
@allow(anyone)
def reference(request: HttpRequest) -> Any:
    """The tables of codes, in the caller's language."""

    def terms(pairs: Any) -> list[dict[str, str]]:
        return [{"code": str(code), "label": told(label)} for code, label in pairs]

    return {
        "roles": terms(Role.choices),
        "agency_kinds": terms(AgencyKind.choices),
        "document_kinds": terms(codes.KIND.items()),
        "access_levels": terms(codes.MODE.items()),
        "file_states": terms(FILE_STATE_LABELS.items()),
        "field_states": terms(FIELD_STATE_LABELS.items()),
        "dossier_states": terms(PASSING_LABELS.items()),
        "finding_codes": terms(FINDING_LABELS.items()),
        "event_types": terms((one, provenance.vietnamese(one)) for one in EventType),
        "event_outcomes": terms((one, provenance.vietnamese_outcome(one)) for one in Outcome),
    }


@cache
def api() -> NinjaAPI:
    """The API, made once: the routers of the rooms in the order of the rooms."""
    found = [import_module(f"{room}.api").router for room in ROOMS if find_spec(f"{room}.api")]
    made = api_frame.make_api([router, *found])
    api_docs.use(made)
    return made


def urlpatterns() -> list[URLPattern]:
    """The operations, their description for programs, and the page for people."""
    return [
        path("", api_docs.page, name="docs"),
        path("openapi.json", api_docs.openapi, name="openapi"),
        *api_frame.routes_of(api()),
    ]
