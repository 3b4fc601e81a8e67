"""What programs may ask about agencies and people, and do to the directory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from khoso.foundation.identity import actions, queries
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.agencies.reading import bring_relations
from khoso.foundation.identity.agencies.searching import AgencyHit
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency, Membership, Person
from khoso.foundation.identity.people import queries as people_queries
from khoso.foundation.identity.permissions import (
    can_edit_agencies,
    can_see_agencies,
    can_see_people,
    is_signed_in,
)
from khoso.foundation.identity.roles import Role

router = Router(tags=["identity"])

Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0, le=100_000)]
Code = Annotated[str, Field(min_length=1, max_length=35)]


class RoleOut(Schema):
    """A role held today in an agency, all below included."""

    role: str
    label: str
    agency_code: str
    agency_name: str
    valid_from: date | None
    valid_to: date | None


class MeOut(Schema):
    """Who the caller is, and what they hold today; `by_token` says how they came in."""

    username: str
    full_name: str
    kind: str
    by_token: bool
    token_expires_at: datetime | None
    roles: list[RoleOut]


class AgencyOut(Schema):
    """An agency of today or before."""

    code: str
    name: str
    kind: str
    kind_label: str
    parent_code: str | None
    identifier_code: str
    statistics_code: str
    must_transfer: bool | None
    is_unconfirmed: bool
    valid_from: date | None
    valid_to: date | None
    heir_codes: list[str]
    earlier_name: str


class AgencyPage(Schema):
    items: list[AgencyOut]
    total: int


class NameOut(Schema):
    """A name and kind an agency had between two days (inclusive; null: not known, or still)."""

    name: str
    kind: str
    valid_from: date | None
    valid_to: date | None
    decision: str
    note: str


class SuccessionOut(Schema):
    """Another agency that took over from this one, or that this one took over from."""

    code: str
    name: str
    is_partial: bool
    on: date | None
    decision: str


class AgencyDetailOut(AgencyOut):
    """An agency with its names, heirs and predecessors, and what it was called on the day asked for."""

    head_name: str
    head_title: str
    address: str
    phone: str
    email: str
    source: str
    names: list[NameOut]
    heirs: list[SuccessionOut]
    predecessors: list[SuccessionOut]
    name_on: str | None


class PersonOut(Schema):
    username: str
    full_name: str
    kind: str
    is_active: bool
    position: str
    roles: list[RoleOut]


class PersonPage(Schema):
    items: list[PersonOut]
    total: int


class NewAgency(Schema):
    """What a new agency must say of itself."""

    code: Code
    name: Annotated[str, Field(min_length=1, max_length=300)]
    kind: AgencyKind
    valid_from: date | None = None


class NewName(Schema):
    """A name from a day on; without a day, `note` says what is known of it."""

    name: Annotated[str, Field(min_length=1, max_length=300)]
    from_day: date | None = None
    decision: Annotated[str, Field(max_length=200)] = ""
    note: Annotated[str, Field(max_length=300)] = ""


def _roles(rows: Iterable[Membership]) -> list[RoleOut]:
    return [
        RoleOut(
            role=row.role,
            label=str(Role(row.role).label),
            agency_code=row.agency.code,
            agency_name=row.agency.name,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    ]


def _present(person: Person) -> Iterable[Membership]:
    return Membership.objects.in_force().filter(person_id=person.pk).select_related("agency").order_by("role", "pk")


def _facts(hit: AgencyHit) -> dict[str, Any]:
    agency = hit.agency
    return {
        "code": agency.code,
        "name": agency.name,
        "kind": agency.kind,
        "kind_label": str(agency.get_kind_display()),
        "parent_code": agency.parent.code if agency.parent else None,
        "identifier_code": agency.identifier_code,
        "statistics_code": agency.statistics_code,
        "must_transfer": agency.must_transfer,
        "is_unconfirmed": agency.is_unconfirmed,
        "valid_from": agency.valid_from,
        "valid_to": agency.valid_to,
        "heir_codes": [one.heir.code for one in hit.heirs],
        "earlier_name": hit.earlier_name,
    }


@router.get("/me", response=MeOut, url_name="me")
@allow(is_signed_in)
def me(request: HttpRequest) -> Any:
    """Who calls, and what they may be."""
    person: Any = request.user
    token = getattr(request, "khoso_token", None)
    return MeOut(
        username=person.username,
        full_name=person.full_name,
        kind=person.kind,
        by_token=token is not None,
        token_expires_at=token.expires_at if token else None,
        roles=_roles(_present(person)),
    )


@router.get("/agencies", response=AgencyPage, url_name="agencies")
@allow(can_see_agencies)
def list_agencies(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=300)] = "",
    on: date | None = None,
    kind: AgencyKind | None = None,
    include_ended: bool = True,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Any:
    """Agencies one of whose names, of today or before, or codes has every word of `q`; `on`: those there that day."""
    hits = queries.search_agencies(q, on=on, kinds=[kind] if kind else None, include_ended=include_ended)
    shown = hits[offset : offset + limit]
    bring_relations(hit.agency for hit in shown)
    return {"items": [_facts(hit) for hit in shown], "total": len(hits)}


@router.get("/agencies/{code}", response=AgencyDetailOut, url_name="agency")
@allow(can_see_agencies)
def show_agency(request: HttpRequest, code: Code, on: date | None = None) -> Any:
    """One agency with its names through time, its heirs and what it took over; `on`: what it was called that day."""
    return _detail(queries.agency_by_code(code), on)


_CONTACT = ("head_name", "head_title", "address", "phone", "email", "source")


def _detail(agency: Agency, on: date | None = None) -> dict[str, Any]:
    heirs = queries.heirs_of(agency)
    then = queries.agency_name_on(agency, on) if on else None
    return {
        **_facts(AgencyHit(agency, True)),
        **{field: getattr(agency, field) for field in _CONTACT},
        "names": [
            {field: getattr(row, field) for field in NameOut.model_fields} for row in queries.names_through_time(agency)
        ],
        "heirs": [_succession(one, one.heir) for one in heirs],
        "predecessors": [_succession(one, one.predecessor) for one in queries.predecessors_of(agency)],
        "name_on": then.name if then else None,
    }


def _succession(one: Any, other: Agency) -> dict[str, Any]:
    return {
        "code": other.code,
        "name": other.name,
        "is_partial": one.is_partial,
        "on": one.on,
        "decision": one.decision,
    }


@router.post("/agencies", response={201: AgencyDetailOut}, url_name="agencies")
@allow(can_edit_agencies)
def add_agency(request: HttpRequest, sent: NewAgency) -> Any:
    """Add an agency or a contractor to the directory."""
    agency = actions.add_agency(sent.code, sent.name, by=request.user, kind=sent.kind.value, valid_from=sent.valid_from)
    return Status(201, _detail(agency))


@router.post("/agencies/{code}/names", response=AgencyDetailOut, url_name="agency-names")
@allow(can_edit_agencies)
def rename_agency(request: HttpRequest, code: Code, sent: NewName) -> Any:
    """Give an agency another name from a day on; the name before stays in its history."""
    agency = queries.agency_by_code(code)
    renamed = actions.rename_agency(
        agency, sent.name, by=request.user, from_day=sent.from_day, decision=sent.decision, note=sent.note
    )
    return _detail(renamed)


@router.get("/people", response=PersonPage, url_name="people")
@allow(can_see_people)
def list_people(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=120)] = "",
    role: Role | None = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Any:
    """The accounts the caller may see, with their roles of today."""
    found = people_queries.found_people(request.user, people_queries.Wanted(text=q, role=role.value if role else ""))
    total = found.count()
    # Their roles of today come with them.
    shown = [_person(one, one.memberships.all()) for one in found[offset : offset + limit]]
    return {"items": shown, "total": total}


@router.get("/people/{username}", response=PersonOut, url_name="person")
@allow(can_see_people)
def show_person(request: HttpRequest, username: Annotated[str, Field(max_length=60)]) -> Any:
    """One account the caller may see."""
    found = people_queries.people_seen_by(request.user).filter(username=username).first()
    if found is None:
        raise Http404(_("Không có tài khoản này trong phạm vi của anh/chị."))
    return _person(found, _present(found))


def _person(person: Person, rows: Iterable[Membership]) -> dict[str, Any]:
    return {
        "username": person.username,
        "full_name": person.full_name,
        "kind": person.kind,
        "is_active": person.is_active,
        "position": person.position,
        "roles": _roles(rows),
    }
