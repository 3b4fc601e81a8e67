"""Reading assessments, and asking what the law blocks: the same rules as `blocks`, said to the database."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery

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
    "has_digitised_twin",
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


def written_by(batch_id: Any) -> int:
    """How many assessments of an answer for many are still in force."""
    return Assessment.objects.filter(batch=batch_id, is_current=True).count()


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


def fact_block(year: int | None = None) -> Q:
    """When something stands that no answer of an assessment lifts."""
    every = Q()
    for code, one in conditions(year).items():
        if code in blocks.OF_FACTS:
            every |= one
    return every


def block_counts(agency_ids: Collection[int] | None) -> dict[int, dict[str, int]]:
    """How many dossiers of each agency each kind of block keeps back; one dossier may be kept by several."""
    rows = tally(asked(agency_ids).annotate(agency=F("fonds__agency_id")), "agency")
    return {row.key[0]: row.reasons for row in rows}


@dataclass(slots=True)
class Tally:
    """Numbers of the dossiers that share a key; sheets and pages are of arranged ones only. # Luật: KH 82 III.1.a"""

    key: tuple[Any, ...] = ()
    total: int = 0
    arranged: int = 0
    sheets: int = 0
    pages: int = 0
    waiting: int = 0
    priority: int = 0
    unsuitable: int = 0
    restricted: int = 0
    blocked: int = 0
    # What nothing blocks, and of how many of these nobody wrote down the pages.
    open: int = 0
    open_sheets: int = 0
    open_pages: int = 0
    open_unpaged: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def assessed(self) -> int:
        return self.priority + self.unsuitable + self.restricted

    def add(self, other: Tally) -> None:
        """Take the numbers of `other` in."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for code, number in other.reasons.items():
            self.reasons[code] = self.reasons.get(code, 0) + number


_NUMBERS = (
    *("total", "arranged", "sheets", "pages", "waiting", "priority", "unsuitable", "restricted", "blocked"),
    *("open", "open_sheets", "open_pages", "open_unpaged"),
)


def tally(rows: QuerySet[Any], *by: str) -> list[Tally]:
    """The numbers of rows of `asked`, by these columns, in one question however many dossiers there are."""
    flags = {f"b_{code}": ExpressionWrapper(when, BooleanField()) for code, when in conditions().items()}
    columns = ("arrangement", "declared_sheet_count", "declared_page_count", "is_assessed", "group")
    inner = rows.annotate(**flags).values(*by, *columns, *flags)
    sql, given = inner.query.sql_with_params()
    key = ", ".join(f'"{name}"' for name in by) or "1"
    # OFFSET 0: each sign is looked for once for a dossier, however many numbers it goes into.
    question = f"SELECT {key}, {_counted()} FROM ({sql} OFFSET 0) stands GROUP BY {key}"  # noqa: S608 (names of columns)
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return [_tally(row, max(len(by), 1)) for row in cursor.fetchall()]


def _counted() -> str:
    def number(when: str) -> str:
        return f"count(*) FILTER (WHERE {when})"

    def total(column: str, when: str) -> str:
        return f"coalesce(sum({column}) FILTER (WHERE {when}), 0)"

    blocked = " OR ".join(f"b_{code}" for code in blocks.KINDS)
    by_facts = " OR ".join(f"b_{code}" for code in blocks.KINDS if code in blocks.OF_FACTS)
    arranged, is_open = f"arrangement = '{blocks.ARRANGED}'", f"NOT ({blocked})"
    asked_for = [
        "count(*)",
        number(arranged),
        total("declared_sheet_count", arranged),
        total("declared_page_count", arranged),
        number(f"NOT is_assessed AND NOT ({by_facts})"),
        *(number(f'"group" = {group}') for group in (1, 2, 3)),
        number(blocked),
        number(is_open),
        total("declared_sheet_count", is_open),
        total("declared_page_count", is_open),
        number(f"{is_open} AND declared_page_count IS NULL"),
        *(number(f"b_{code}") for code in blocks.KINDS),
    ]
    return ", ".join(asked_for)


def _tally(row: tuple[Any, ...], width: int) -> Tally:
    key, numbers = row[:width], [int(number) for number in row[width:]]
    told = dict(zip(_NUMBERS, numbers, strict=False))
    counted = zip(blocks.KINDS, numbers[len(_NUMBERS) :], strict=True)
    return Tally(key=key, **told, reasons={code: number for code, number in counted if number})
