"""What the pages of the directory show of an agency, in the words of a reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.agencies import reading
from khoso.foundation.identity.agencies.searching import AgencyHit
from khoso.foundation.identity.agencies.words import short_name
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency, AgencyName, Succession

SHOWN_HEIRS = 3


@dataclass(frozen=True, slots=True)
class Link:
    """An agency named on another's page."""

    name: str
    url: str
    code: str
    kind: str
    is_present: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One agency in a list."""

    name: str
    url: str
    code: str
    kind: str
    statistics_code: str
    identifier_code: str
    above: str
    earlier_name: str
    is_present: bool
    is_unconfirmed: bool
    must_transfer: bool | None
    valid_to: Any
    heirs: list[Link]
    more_heirs: int


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one kind that stand together; `label` is empty where the order is another."""

    label: str
    rows: list[Row] = field(default_factory=list)


def page_of(agency: Agency) -> str:
    """Where the agency is shown."""
    return reverse("identity:agency", args=[agency.code])


def link(agency: Agency, note: str = "") -> Link:
    return Link(
        short_name(agency.name),
        page_of(agency),
        agency.code,
        agency.get_kind_display(),
        reading.is_present(agency),
        note,
    )


def row(hit: AgencyHit) -> Row:
    agency = hit.agency
    return Row(
        name=short_name(agency.name),
        url=page_of(agency),
        code=agency.code,
        kind=agency.get_kind_display(),
        statistics_code=agency.statistics_code,
        identifier_code=agency.identifier_code,
        above=short_name(agency.parent.name) if agency.parent else "",
        earlier_name=short_name(hit.earlier_name),
        is_present=hit.is_present,
        is_unconfirmed=agency.is_unconfirmed,
        must_transfer=agency.must_transfer,
        valid_to=agency.valid_to,
        heirs=[link(one.heir) for one in hit.heirs[:SHOWN_HEIRS]],
        more_heirs=max(0, len(hit.heirs) - SHOWN_HEIRS),
    )


def groups(hits: Iterable[AgencyHit], *, by_kind: bool) -> list[Group]:
    """Rows under the name of their kind, in the order they come; all under none when the order is another."""
    if not by_kind:
        return [Group("", [row(hit) for hit in hits])]
    told = []
    for (present, kind), some in groupby(hits, key=lambda hit: (hit.is_present, hit.agency.kind)):
        label = str(AgencyKind(kind).label)
        told.append(Group(label if present else _("{kind} trước đây").format(kind=label), [row(hit) for hit in some]))
    return told


@dataclass(frozen=True, slots=True)
class Period:
    """One name on the line of time. `since` and `until` are empty where nobody knows the day."""

    name: str
    kind: str
    since: Any
    until: Any
    is_present: bool
    decision: str
    note: str


def periods(agency: Agency) -> list[Period]:
    """The names of an agency, today's first."""
    rows = reading.names_through_time(agency)
    last = rows[-1] if rows and reading.is_present(agency) else None
    return [_period(one, is_present=one is last) for one in reversed(rows)]


def _period(one: AgencyName, *, is_present: bool) -> Period:
    return Period(one.name, one.get_kind_display(), one.valid_from, one.valid_to, is_present, one.decision, one.note)


def heirs(agency: Agency) -> list[Link]:
    return [link(one.heir, _how(one)) for one in reading.heirs_of(agency)]


def predecessors(agency: Agency) -> list[Link]:
    return [link(one.predecessor, _how(one)) for one in reading.predecessors_of(agency)]


def _how(one: Succession) -> str:
    how = _("một phần") if one.is_partial else _("toàn bộ")
    return f"{how} · {one.decision}" if one.decision else how


def children(agency: Agency) -> list[Link]:
    return [link(one) for one in reading.children_of(agency)]


def above(agency: Agency) -> list[Agency]:
    """Everything above the agency, the highest first."""
    chain: list[Agency] = []
    one = agency.parent
    while one is not None and one not in chain:
        chain.insert(0, one)
        one = one.parent
    return chain
