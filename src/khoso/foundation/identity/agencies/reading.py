"""Reading the directory of agencies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from khoso.foundation.identity.agencies.errors import AgencyUnknown
from khoso.foundation.identity.agencies.history import NameThen, in_order
from khoso.foundation.identity.agencies.history import name_on as _name_on
from khoso.foundation.identity.agencies.words import plain_place
from khoso.foundation.identity.kinds import TERRITORIES, AgencyKind
from khoso.foundation.identity.models import Agency, AgencyName, Succession
from khoso.kernel import clock

# Kinds in the order a reader looks for them: the city and its bodies, what lies below, what is no more, the rest.
KIND_ORDER: list[str] = AgencyKind.values


def agency_by_code(code: str) -> Agency:
    """The agency with this code, issued or our own. Raises AgencyUnknown."""
    wanted = code.strip().upper()
    found = Agency.objects.filter(Q(code=wanted) | (Q(identifier_code=wanted) & ~Q(identifier_code=""))).order_by("pk")
    agency = found.filter(code=wanted).first() or found.first()
    if agency is None:
        raise AgencyUnknown(_("Không có cơ quan nào mang mã «%(code)s».") % {"code": code})
    return agency


def agency_name_on(agency: Agency, day: date) -> NameThen | None:
    """What an agency was called on a day; None when it was not there, several names when the day is not known."""
    return _name_on(agency, day, today=clock.today())


def is_present(agency: Agency) -> bool:
    """Whether the agency is there today."""
    return agency.valid_to is None or agency.valid_to >= clock.today()


def present() -> Q:
    """The agencies that are there today."""
    return Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today())


def on_day(day: date) -> Q:
    """The agencies that were there on a day, as far as their known days say."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def with_relations(agencies: QuerySet[Agency]) -> QuerySet[Agency]:
    """The same agencies with what a list shows of each, in four questions however many there are."""
    return agencies.select_related("parent").prefetch_related(*_relations())


def bring_relations(agencies: Iterable[Agency]) -> None:
    """Read what a list shows of these agencies, where it was not read with them."""
    prefetch_related_objects(list(agencies), *_relations())


def _relations() -> tuple[Any, ...]:
    return "names", Prefetch("heirs", Succession.objects.select_related("heir"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader of the directory wants to see. Empty: everything."""

    kinds: tuple[str, ...] = ()
    # "present", "ended" or ""
    state: str = ""
    only_unconfirmed: bool = False
    only_transfer_unknown: bool = False


def directory(asked: Asked) -> QuerySet[Agency]:
    """The agencies a reader asked for, without order."""
    found = Agency.objects.all()
    if asked.kinds:
        found = found.filter(kind__in=asked.kinds)
    if asked.state == "present":
        found = found.filter(present())
    elif asked.state == "ended":
        found = found.exclude(present())
    if asked.only_unconfirmed:
        found = found.filter(is_unconfirmed=True)
    if asked.only_transfer_unknown:
        found = found.filter(present(), must_transfer__isnull=True).exclude(kind=AgencyKind.CONTRACTOR)
    return found


def counts_by_kind() -> Counter[str]:
    """How many agencies of each kind there are today; a ward or commune counts once the statistics directory has it.

    A commune made up for a demonstration, or one that a delivery misspelled, is no commune of the city.
    """
    unlisted = Q(kind__in=(AgencyKind.WARD, AgencyKind.COMMUNE), statistics_code="")
    return Counter(Agency.objects.filter(present()).exclude(unlisted).values_list("kind", flat=True))


def awaiting_confirmation() -> QuerySet[Agency]:
    """Agencies that Home Affairs has not confirmed yet; those a delivery named first."""
    return Agency.objects.filter(is_unconfirmed=True).order_by("-pk")


def names_through_time(agency: Agency) -> list[AgencyName]:
    """The names of an agency, the oldest first."""
    return in_order(agency)


def heirs_of(agency: Agency) -> list[Succession]:
    """Who took over what the agency had: who took all of it first, then its namesake, then places, then bodies."""
    name = plain_place(agency.name)

    def place(one: Succession) -> tuple[object, ...]:
        namesake = plain_place(one.heir.name) == name
        return one.is_partial, not namesake, one.heir.kind not in TERRITORIES, order_of(one.heir)

    return sorted(agency.heirs.all(), key=place)


def predecessors_of(agency: Agency) -> list[Succession]:
    """What the agency took over, territories by their size first."""
    found = agency.predecessors.select_related("predecessor", "predecessor__parent")
    return sorted(found, key=lambda one: (one.is_partial, order_of(one.predecessor)))


def children_of(agency: Agency) -> list[Agency]:
    """What lies directly below the agency."""
    return sorted(agency.children.all(), key=lambda one: (not is_present(one), order_of(one)))


def order_of(agency: Agency) -> tuple[int, str, str]:
    """The place of an agency in a list: by kind, territories by their code, the rest by name."""
    code = agency.statistics_code if agency.kind in TERRITORIES else ""
    return KIND_ORDER.index(agency.kind) if agency.kind in KIND_ORDER else 99, code, agency.name


def city_ids() -> frozenset[int]:
    """The city's own People's Committee: who heads it, heads all."""
    return frozenset(Agency.objects.filter(kind=AgencyKind.CITY, valid_to=None).values_list("pk", flat=True))


def whole_heirs() -> dict[int, int]:
    """Agency that went wholly into another → the last of those that took it over. One question.

    What was divided among several heirs is in none of them; see `scope`.
    """
    took = dict(Succession.objects.filter(is_partial=False).order_by("-pk").values_list("predecessor_id", "heir_id"))
    told = {}
    for gone in took:
        seen, heir = {gone}, took[gone]
        while heir in took and heir not in seen:
            seen.add(heir)
            heir = took[heir]
        told[gone] = heir
    return told


_DISTRICTS = (AgencyKind.DISTRICT, AgencyKind.DISTRICT_TOWN, AgencyKind.DISTRICT_CITY)


def former_districts() -> dict[int, tuple[str, str]]:
    """Ward or commune of today → code and name of the former district most of it lay in, where known. One question.

    Most: by the former communes that went into it. The first by its code where two have as many.
    """
    rows = (
        Succession.objects.filter(heir__kind__in=(AgencyKind.WARD, AgencyKind.COMMUNE), heir__valid_to=None)
        .annotate(itself=Q(predecessor__kind__in=_DISTRICTS))
        .filter(Q(itself=True) | Q(predecessor__parent__kind__in=_DISTRICTS))
    )
    lay: Counter[tuple[int, str, str]] = Counter()
    for heir, itself, is_partial, code, name, above, name_above in rows.values_list(
        "heir_id",
        "itself",
        "is_partial",
        "predecessor__code",
        "predecessor__name",
        "predecessor__parent__code",
        "predecessor__parent__name",
    ):
        lay[(heir, code, name) if itself else (heir, above, name_above)] += 1 if is_partial else 2
    found: dict[int, tuple[str, str]] = {}
    for heir, code, name in sorted(lay, key=lambda key: (-lay[key], key[1])):
        found.setdefault(heir, (code, name))
    return found
