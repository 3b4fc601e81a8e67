"""Reading lists: who sees which, what stands on them, how two versions differ, whether what was frozen is unchanged."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import STAFF
from khoso.stages.selection import states
from khoso.stages.selection.assessing import queries as assessing
from khoso.stages.selection.models import Assessment, SelectionEntry, SelectionList
from khoso.stages.selection.proposing import entries

# A dossier on one of these is on its way already.
LIVE = (states.DRAFT, states.RETURNED, states.PROPOSED, states.ASSESSED, states.APPROVED)


def lists_seen_by(person: Any) -> QuerySet[SelectionList]:
    """Lists of the agencies in a person's scope."""
    reach = agencies_of(person, STAFF)
    rows = SelectionList.objects.select_related("agency", "proposed_by", "made_by", "replaces", "cutoff")
    return rows if reach is None else rows.filter(agency_id__in=reach)


def list_for(person: Any, list_id: int) -> SelectionList | None:
    return lists_seen_by(person).filter(pk=list_id).first()


def counted(lists: QuerySet[SelectionList]) -> QuerySet[SelectionList]:
    """Each with how many dossiers and pages stand on it."""
    stands = Q(entries__is_struck=False)
    return lists.annotate(
        dossier_count=Count("entries", filter=stands), page_count=Sum("entries__pages", filter=stands)
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands on a list, what was struck out, and what is not said."""

    dossiers: int
    sheets: int
    pages: int
    struck: int
    without_pages: int
    by_group: dict[int, int]
    by_risk: dict[str, int]


def totals(one: SelectionList) -> Totals:
    """Counted by one question."""
    stands = Q(is_struck=False)
    groups = {f"group_{group}": Count("pk", filter=stands & Q(group=group)) for group in Assessment.Group.values}
    risks = {f"risk_{risk}": Count("pk", filter=stands & Q(risk_class=risk)) for risk in Assessment.Risk.values}
    told = one.entries.aggregate(
        count=Count("pk", filter=stands),
        sum_sheets=Sum("sheets", filter=stands),
        sum_pages=Sum("pages", filter=stands),
        out=Count("pk", filter=Q(is_struck=True)),
        without=Count("pk", filter=stands & Q(pages=None)),
        **groups,
        **risks,
    )
    return Totals(
        told["count"],
        told["sum_sheets"] or 0,
        told["sum_pages"] or 0,
        told["out"],
        told["without"],
        {group: told[f"group_{group}"] for group in Assessment.Group.values},
        {risk: told[f"risk_{risk}"] for risk in Assessment.Risk.values},
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which assessed dossiers somebody looks for."""

    fonds: str = ""
    series: str = ""
    group: str = ""
    risk: str = ""
    year_from: int | None = None
    year_to: int | None = None
    words: str = ""
    # Those that something blocks too, to see why.
    with_blocked: bool = False


def candidates(agency_id: int, wanted: Wanted) -> QuerySet[Assessment]:
    """Present assessments of dossiers of this agency that are on no living list yet, by reference code."""
    on_a_list = SelectionEntry.objects.filter(dossier_id=OuterRef("dossier_id"), is_struck=False, list__state__in=LIVE)
    rows = Assessment.objects.filter(
        is_current=True,
        dossier__fonds__agency_id=agency_id,
        group__in=[Assessment.Group.PRIORITY, Assessment.Group.RESTRICTED],
    ).exclude(risk_class=Assessment.Risk.D)
    if not wanted.with_blocked:
        rows = rows.filter(dossier_id__in=assessing.selectable([agency_id]))
    if wanted.fonds:
        rows = rows.filter(dossier__fonds_id=wanted.fonds)
    if wanted.series:
        rows = rows.filter(dossier__series_id=wanted.series)
    if wanted.group:
        rows = rows.filter(group=wanted.group)
    if wanted.risk:
        rows = rows.filter(risk_class=wanted.risk)
    if wanted.year_from is not None:
        rows = rows.filter(dossier__end_year__gte=wanted.year_from)
    if wanted.year_to is not None:
        rows = rows.filter(dossier__start_year__lte=wanted.year_to)
    if wanted.words:
        rows = rows.filter(
            Q(dossier__title__icontains=wanted.words) | Q(dossier__reference_code__icontains=wanted.words)
        )
    return rows.filter(~Exists(on_a_list)).select_related("dossier__fonds").order_by("dossier__reference_code")


@dataclass(frozen=True, slots=True)
class Difference:
    """What a version changed against the one before it: dossiers that came, went, or say something else now."""

    added: list[SelectionEntry]
    gone: list[SelectionEntry]
    changed: list[tuple[SelectionEntry, SelectionEntry, list[str]]]


_COMPARED = ("reference_code", "title", "retention_code", "sheets", "pages", "group", "criteria", "risk_class")


def difference(old: SelectionList, new: SelectionList) -> Difference:
    """What stands on both, told apart. A struck dossier stands on no list."""
    before, now = _by_dossier(old), _by_dossier(new)
    changed = []
    for key in now.keys() & before.keys():
        names = [name for name in _COMPARED if getattr(before[key], name) != getattr(now[key], name)]
        if names:
            changed.append((before[key], now[key], names))
    order = lambda row: (row.reference_code, row.key)  # noqa: E731
    return Difference(
        sorted((now[key] for key in now.keys() - before.keys()), key=order),
        sorted((before[key] for key in before.keys() - now.keys()), key=order),
        sorted(changed, key=lambda pair: order(pair[1])),
    )


def _by_dossier(one: SelectionList) -> dict[object, SelectionEntry]:
    rows = one.entries.filter(is_struck=False)
    return {(row.dossier_id or row.key): row for row in rows}


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether the entries of an approved list are those that were approved. `is_proved` None: nothing was frozen."""

    list_id: int
    is_proved: bool | None
    now: str = ""


def proof(one: SelectionList) -> Proof:
    """Reckon the digest of the entries again and compare."""
    if not one.frozen_digest:
        return Proof(one.pk, None)
    now = entries.digest(one)
    return Proof(one.pk, now == one.frozen_digest, now)


def proofs() -> Iterator[tuple[SelectionList, Proof]]:
    """Every list that was ever frozen, with whether it still says what was approved."""
    frozen = SelectionList.objects.filter(state__in=[states.APPROVED, states.SUPERSEDED]).exclude(frozen_digest="")
    for one in frozen.select_related("agency").order_by("pk"):
        yield one, proof(one)


def versions_of(one: SelectionList) -> list[SelectionList]:
    """The line of versions this list stands in, oldest first."""
    first = one
    while first.replaces_id:
        first = SelectionList.objects.get(pk=first.replaces_id)
    line, waiting = [first], [first.pk]
    while waiting:
        after = list(SelectionList.objects.filter(replaces_id__in=waiting).order_by("pk"))
        line += after
        waiting = [row.pk for row in after]
    return line if len(line) > 1 else []


def entry_ids_of(one: SelectionList) -> list[uuid.UUID]:
    """Dossiers that stand on a list."""
    rows = one.entries.filter(is_struck=False).exclude(dossier=None)
    return list(rows.values_list("dossier_id", flat=True))  # type: ignore[arg-type]


def places_of(agency_id: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Fonds and series that have assessed dossiers of this agency, as (id, title)."""
    rows = Assessment.objects.filter(is_current=True, dossier__fonds__agency_id=agency_id).order_by()
    fonds = rows.values_list("dossier__fonds_id", "dossier__fonds__title").distinct()
    series = rows.exclude(dossier__series=None).values_list(
        "dossier__series_id", "dossier__series__code", "dossier__series__title"
    )
    return (
        sorted(((str(pk), title) for pk, title in fonds), key=lambda pair: pair[1]),
        [
            (str(pk), f"{code} · {title}" if title else code)
            for pk, code, title in sorted(series.distinct(), key=lambda row: row[1])
        ],
    )
