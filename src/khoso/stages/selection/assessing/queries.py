"""Reading assessments, and asking what the law blocks: the same rules as `blocks`, said to the database."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from khoso.kernel import clock
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.selection.assessing import blocks
from khoso.stages.selection.assessing.blocks import Block, Facts
from khoso.stages.selection.models import Assessment

# Ids asked about at once; what a question with a list of ids carries comfortably.
_AT_ONCE = 20_000
_FACTS = (
    *("pk", "arrangement", "secret_by", "is_held", "secrecy_held_for", "retention_code", "origin", "held_by_centre"),
    *("fonds__agency__must_transfer", "retention_ends", "trust_code", "is_digitally_signed", "digitised_at"),
    *("digitised_how", "has_digitised_twin"),
)


def blocks_of(dossier_ids: Iterable[Any]) -> dict[uuid.UUID, list[Block]]:
    """What keeps each of these dossiers from being selected, now; an empty list: nothing does."""
    return {dossier: blocks.blocked(facts, clock.today().year) for dossier, facts in facts_of(dossier_ids).items()}


def facts_of(dossier_ids: Iterable[Any]) -> dict[uuid.UUID, Facts]:
    """What the rules look at, of each of these dossiers; two questions for every 20,000."""
    found: dict[uuid.UUID, Facts] = {}
    for part in _parts(dossier_ids):
        assessed = {
            row[0]: row[1:]
            for row in Assessment.objects.filter(is_current=True, dossier__in=part)
            .order_by()
            .values_list("dossier_id", "group", "risk_class", "conditions")
        }
        for row in catalogue.dossiers_with_standing(part).values_list(*_FACTS):
            found[row[0]] = _facts(row, assessed.get(row[0], (None, "", "")))
    return found


def _facts(row: tuple[Any, ...], assessed: tuple[Any, ...]) -> Facts:
    told = dict(zip(_FACTS, row, strict=True))
    group, risk_class, conditions = assessed
    return Facts(
        arrangement=told["arrangement"],
        secret_by=told["secret_by"],
        is_held=told["is_held"],
        held_for=told["secrecy_held_for"],
        retention_code=told["retention_code"],
        origin=told["origin"],
        held_by_centre=told["held_by_centre"],
        must_transfer=told["fonds__agency__must_transfer"],
        retention_ends=told["retention_ends"],
        trust_code=told["trust_code"],
        is_digitally_signed=told["is_digitally_signed"],
        is_digitised=told["digitised_at"] is not None,
        digitised_how=told["digitised_how"],
        has_digitised_twin=told["has_digitised_twin"],
        group=group,
        risk_class=risk_class,
        conditions=conditions,
    )


def _parts(dossier_ids: Iterable[Any]) -> Iterator[Any]:
    """A question of ids goes as it is; a list in parts of a bearable size."""
    if isinstance(dossier_ids, QuerySet):
        yield dossier_ids
        return
    every = list(dossier_ids)
    for start in range(0, len(every), _AT_ONCE):
        yield every[start : start + _AT_ONCE]


def current_assessments(dossier_ids: Iterable[Any]) -> dict[uuid.UUID, Assessment]:
    """The assessment in force of each of these dossiers that has one."""
    found: dict[uuid.UUID, Assessment] = {}
    for part in _parts(dossier_ids):
        rows = Assessment.objects.filter(is_current=True, dossier__in=part).select_related("assessed_by").order_by()
        found.update({one.dossier_id: one for one in rows})
    return found


def selectable(agency_ids: Collection[int] | None) -> QuerySet[Any]:
    """Ids of the dossiers of these agencies (None: all) that nothing blocks now."""
    return asked(agency_ids).exclude(any_block()).values_list("pk", flat=True)


def asked(agency_ids: Collection[int] | None = None, dossier_ids: Iterable[Any] | None = None) -> QuerySet[Any]:
    """Dossiers with all that `conditions` asks of them, to narrow, count and page through."""
    present = Assessment.objects.filter(dossier=OuterRef("pk"), is_current=True)
    return catalogue.dossiers_with_standing(dossier_ids, agency_ids).annotate(
        group=Subquery(present.values("group")[:1]),
        risk_class=Subquery(present.values("risk_class")[:1]),
        is_assessed=Exists(present),
        has_conditions=Exists(present.exclude(conditions__regex=r"^\s*$")),
    )


def conditions(year: int | None = None) -> dict[str, Q]:
    """When each kind of block stands, for rows of `asked`; the same as `blocks.KINDS`, which a test holds together."""
    now = year or clock.today().year
    permanent = Q(retention_code=blocks.PERMANENT)
    historical = Q(origin=blocks.HISTORICAL)
    elsewhere = Q(held_by_centre=False)
    return {
        "secret": ~Q(secret_by=""),
        "held": Q(is_held=True, secret_by=""),
        "unarranged": ~Q(arrangement=blocks.ARRANGED),
        "permanent": permanent & elsewhere,
        "historical": historical & ~permanent & elsewhere,
        "expired": Q(retention_ends__isnull=False, retention_ends__lt=now),
        "born_signed": Q(trust_code=blocks.BORN_DIGITAL, is_digitally_signed=True),
        "digitised": Q(digitised_at__isnull=False),
        "twin": Q(has_digitised_twin=True, digitised_at__isnull=True),
        "class_d": Q(is_assessed=True, risk_class=blocks.VERY_HIGH_RISK),
        "group_2": Q(is_assessed=True, group=blocks.UNSUITABLE),
        "group_3": Q(is_assessed=True, group=blocks.RESTRICTED, has_conditions=False),
        "class_c": Q(is_assessed=True, risk_class=blocks.HIGH_RISK, has_conditions=False),
    }


def any_block(year: int | None = None) -> Q:
    """When anything at all stands."""
    every = Q()
    for one in conditions(year).values():
        every |= one
    return every


def block_counts(agency_ids: Collection[int] | None) -> dict[int, dict[str, int]]:
    """How many dossiers of each agency each kind of block keeps back; one dossier may be kept by several."""
    counted = {f"n_{code}": Count("pk", filter=one) for code, one in conditions().items()}
    rows = asked(agency_ids).values("fonds__agency_id").annotate(**counted)
    return {
        row["fonds__agency_id"]: {code: row[f"n_{code}"] for code in blocks.KINDS if row[f"n_{code}"]} for row in rows
    }
