"""Defects by who scanned, with what, on which day, of which kind; beside how many pages each delivered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import WORKERS
from khoso.instruments.quality.compute.sampling import SEVERITIES
from khoso.instruments.quality.labels import OPEN_DEFECTS, WAIVED
from khoso.instruments.quality.queries import Defect
from khoso.kernel import clock
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection.lots import kinds, queries

# The longest bar, in units of the drawing.
BAR = 100
MOST_ROWS = 40


@dataclass(slots=True)
class Row:
    """One operator, device, day or kind. `pages`: delivered pages; None where that says nothing."""

    name: str
    by_severity: Counter[str] = field(default_factory=Counter)
    open: int = 0
    pages: int | None = None

    @property
    def defects(self) -> int:
        return sum(self.by_severity.values())

    @property
    def counts(self) -> list[int]:
        return [self.by_severity[severity] for severity in SEVERITIES]

    @property
    def per_thousand(self) -> float | None:
        return 1000 * self.defects / self.pages if self.pages else None

    def bars(self, most: int) -> list[tuple[str, float, float]]:
        """(severity, from, width) of the stacked bar, the gravest first, where the longest row is BAR long."""
        told, at = [], 0.0
        for severity in SEVERITIES:
            width = round(BAR * self.by_severity[severity] / most, 2) if most else 0
            told.append((severity, round(at, 2), width))
            at += width
        return [one for one in told if one[2]]


@dataclass(slots=True)
class Table:
    """One way to look at the same defects."""

    name: str
    rows: list[Row]

    @property
    def most(self) -> int:
        return max((row.defects for row in self.rows), default=0)

    def drawn(self) -> list[tuple[Row, list[tuple[str, float, float]]]]:
        return [(row, row.bars(self.most)) for row in self.rows]


def statistics_for(
    person: Any, *, batch_id: int | None = None, since: date | None = None, until: date | None = None
) -> dict[str, Table]:
    """The four tables within a person's scope; as many questions for a hundred deliveries as for one."""
    deliveries = digitisation.deliveries_seen_by(person).filter(legacy_reason="")
    deliveries = deliveries.filter(batch_id=batch_id) if batch_id else deliveries.filter(batch__isnull=False)
    shown = [one for one in deliveries if _within(one.registered_at.astimezone(clock.VIETNAM).date(), since, until)]
    pages = _pages(shown)
    rows = Defect.objects.filter(subject_kind=queries.SCANS).exclude(state=WAIVED)
    scope = agencies_of(person, WORKERS)
    rows = rows if scope is None else rows.filter(agency_id__in=scope)
    rows = rows.filter(subject_id__in=[str(one.pk) for one in shown])
    counted = rows.order_by().values_list("operator", "device", "made_on", "kind", "severity", "state")
    told = list(counted.annotate(Count("pk")))
    return {
        "operator": Table("operator", _rows(told, lambda one: one[0] or "…", _sum(pages, 0))),
        "device": Table("device", _rows(told, lambda one: one[1] or "…", _sum(pages, 1))),
        "day": Table("day", _rows(told, lambda one: _day(one[2]), _sum(pages, 2), by_name=True)),
        "kind": Table("kind", _rows(told, lambda one: one[3], {})),
    }


def _within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day >= since) and (until is None or day <= until)


def _day(day: date | None) -> str:
    return day.isoformat() if day else "…"


def _pages(deliveries: Iterable[Any]) -> dict[tuple[str, str, str], int]:
    """Delivered pages by (operator, device, day)."""
    rows = list(deliveries)
    ids = [one.pk for one in rows]
    origins, progress = queries.origins_of(ids), digitisation.file_progress(ids)
    told: Counter[tuple[str, str, str]] = Counter()
    for one in rows:
        came = one.registered_at.astimezone(clock.VIETNAM).date()
        here = origins[one.pk]
        if any(origin.path for origin in here):
            for file in digitisation.readable_files(one.pk):
                told[_maker(one, queries.origin_for(file.path, here), came)] += file.pages
        else:
            told[_maker(one, here[0] if here else None, came)] += progress[one.pk]["pages"]
    return told


def _maker(delivery: Any, origin: Any, came: date) -> tuple[str, str, str]:
    operator = (origin.operator if origin else "") or delivery.registered_by or "…"
    day = (origin.scanned_on if origin else None) or came
    return operator, (origin.device if origin else "") or "…", day.isoformat()


def _sum(pages: dict[tuple[str, str, str], int], place: int) -> dict[str, int]:
    told: Counter[str] = Counter()
    for key, count in pages.items():
        told[key[place]] += count
    return dict(told)


def _rows(
    counted: Iterable[tuple[Any, ...]],
    name_of: Callable[[tuple[Any, ...]], str],
    pages: dict[str, int],
    *,
    by_name: bool = False,
) -> list[Row]:
    told: dict[str, Row] = {name: Row(name, pages=count) for name, count in pages.items()}
    for one in counted:
        row = told.setdefault(name_of(one), Row(name_of(one)))
        row.by_severity[one[4]] += one[6]
        row.open += one[6] if one[5] in OPEN_DEFECTS else 0
    rows = list(told.values())
    ordered = sorted(rows, key=lambda row: row.name) if by_name else sorted(rows, key=lambda row: -row.defects)
    return ordered[-MOST_ROWS:] if by_name else ordered[:MOST_ROWS]


def label_of_kind(row: Row) -> Any:
    return kinds.label_of(row.name)
