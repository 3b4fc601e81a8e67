"""The clerk's queue: which dossiers a question means, how it stands in an address, which dossier comes next."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import STAFF
from khoso.kernel import codes
from khoso.kernel.text_vi import one_space
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.selection.assessing import blocks, queries
from khoso.stages.selection.assessing.queries import Tally

WAITING, ALL, BLOCKED, OPEN = "cho", "tat-ca", "bi-chan", "chon-duoc"
_GROUPS = {"nhom-1": 1, "nhom-2": 2, "nhom-3": 3}
STANDINGS = (WAITING, *_GROUPS, BLOCKED, OPEN, ALL)
# What an address calls each part of the question.
_NAMES = {
    "agency": "co-quan",
    "fonds": "phong",
    "series": "muc",
    "standing": "tinh-trang",
    "reason": "ly-do",
    "retention": "thoi-han",
    "since": "tu",
    "until": "den",
    "text": "q",
}
# Dossiers of a fonds that stand in no series.
NO_SERIES = "0"


@dataclass(frozen=True, slots=True)
class Question:
    """Which dossiers of one agency somebody looks at. Empty parts leave nothing out."""

    agency: int = 0
    fonds: str = ""
    series: str = ""
    standing: str = WAITING
    reason: str = ""
    retention: str = ""
    since: str = ""
    until: str = ""
    text: str = ""

    def as_query(self, **changes: Any) -> str:
        """The address after `?`, with some parts changed."""
        said = {**asdict(self), **changes}
        default = Question()
        return urlencode(
            {_NAMES[name]: value for name, value in said.items() if value and value != getattr(default, name)}
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def is_narrow(self) -> bool:
        """Whether it asks for less than a whole agency."""
        return any(getattr(self, one.name) for one in fields(self) if one.name not in ("agency", "standing"))


def asked_for(given: Mapping[str, Any], agency: int) -> Question:
    """The question an address asks; what cannot be understood is left out."""
    said = {name: one_space(str(given.get(key, "")))[:200] for name, key in _NAMES.items() if name != "agency"}
    if said["standing"] not in STANDINGS:
        said["standing"] = WAITING
    if said["reason"] not in blocks.KINDS:
        said["reason"] = ""
    if said["retention"] not in codes.MAINTENANCE:
        said["retention"] = ""
    for name in ("fonds", "series"):
        if not _is_id(said[name]) and not (name == "series" and said[name] == NO_SERIES):
            said[name] = ""
    for name in ("since", "until"):
        if not (said[name].isdecimal() and len(said[name]) == 4):
            said[name] = ""
    return Question(agency=agency, **said)


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def narrowed(question: Question) -> QuerySet[Any]:
    """The dossiers of the question, as rows of `queries.asked`."""
    rows = placed(question)
    if question.reason:
        return rows.filter(queries.conditions()[question.reason])
    if question.standing == WAITING:
        return rows.filter(is_assessed=False).exclude(queries.fact_block())
    if question.standing == BLOCKED:
        return rows.filter(queries.any_block())
    if question.standing == OPEN:
        return rows.exclude(queries.any_block())
    if question.standing in _GROUPS:
        return rows.filter(is_assessed=True, group=_GROUPS[question.standing])
    return rows


def placed(question: Question) -> QuerySet[Any]:
    """The dossiers where the question looks, however they stand."""
    rows = queries.asked([question.agency])
    if question.fonds:
        rows = rows.filter(fonds_id=question.fonds)
    if question.series == NO_SERIES:
        rows = rows.filter(series__isnull=True)
    elif question.series:
        rows = rows.filter(in_series(question.series))
    if question.retention:
        rows = rows.filter(retention_code=question.retention)
    if question.since:
        rows = rows.filter(end_year__gte=int(question.since))
    if question.until:
        rows = rows.filter(start_year__lte=int(question.until))
    if question.text:
        text = question.text
        rows = rows.filter(Q(title__icontains=text) | Q(reference_code__icontains=text) | Q(number__iexact=text))
    return rows


def in_series(series: Any) -> Q:
    """A series with the groups below it."""
    return Q(series_id=series) | Q(series__parent_id=series) | Q(series__parent__parent_id=series)


def next_after(question: Question, code: str = "") -> uuid.UUID | None:
    """The dossier of the question that comes after this reference code, the first again after the last."""
    rows = narrowed(question).order_by("reference_code").values_list("pk", flat=True)
    found: uuid.UUID | None = rows.filter(reference_code__gt=code).first() if code else rows.first()
    return found or (rows.exclude(reference_code=code).first() if code else None)


@dataclass(frozen=True, slots=True)
class Place:
    """One fonds or one series of it with its numbers."""

    fonds: str
    series: str
    title: str
    code: str
    numbers: Tally


@dataclass(frozen=True, slots=True)
class Shelf:
    """A fonds with its series."""

    fonds: Place
    series: list[Place]


def overview(agency: int) -> tuple[Tally, list[Shelf]]:
    """The numbers of an agency, and of each fonds and series of it: two questions."""
    rows = queries.asked([agency])
    names = {
        (row["fonds_id"], row["series_id"]): row
        for row in rows.values("fonds_id", "fonds__title", "fonds__code", "series_id", "series__title", "series__code")
        .order_by()
        .distinct()
    }
    whole = Tally()
    shelves: dict[Any, Shelf] = {}
    for numbers in queries.tally(rows, "fonds_id", "series_id"):
        fonds, series = numbers.key
        name = names[(fonds, series)]
        shelf = shelves.setdefault(
            fonds, Shelf(Place(str(fonds), "", name["fonds__title"], name["fonds__code"], Tally()), [])
        )
        title = name["series__title"] if series else _("Không thuộc mục lục nào")
        place = Place(str(fonds), str(series or NO_SERIES), title, name["series__code"] or "", numbers)
        shelf.series.append(place)
        shelf.fonds.numbers.add(numbers)
        whole.add(numbers)
    for shelf in shelves.values():
        shelf.series.sort(key=lambda place: (not place.code, place.code))
    return whole, sorted(shelves.values(), key=lambda shelf: (shelf.fonds.title, shelf.fonds.code))


def agencies_for(person: Any, roles: Collection[Any] = STAFF) -> list[Agency]:
    """The agencies whose dossiers a person assesses or watches, those that hold any."""
    holding = catalogue.agencies_holding(agencies_of(person, roles))
    return list(Agency.objects.filter(pk__in=holding).order_by("name"))
