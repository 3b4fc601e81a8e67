"""The wall: agency × part of the road, a colour and a figure in each cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from khoso.foundation.identity.agencies.reading import KIND_ORDER
from khoso.foundation.identity.kinds import AgencyKind
from khoso.kernel import clock
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.city import reading
from khoso.stages.reporting.city.lateness import (
    BEHIND,
    Cell,
    Filed,
    Light,
    both,
    cell_of,
    report_cell,
    worry_key,
    worst_of,
)
from khoso.stages.reporting.city.reading import Face

REPORT_STAGE = "report"


@dataclass(frozen=True, slots=True)
class Row:
    face: Face
    cells: tuple[Cell, ...]
    whole: Cell

    @property
    def behind(self) -> int:
        return sum(cell.light in BEHIND for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Column:
    """One part of the road: how many agencies stand how in it."""

    name: str
    label: Any
    lights: Counter[Light]

    @property
    def behind(self) -> int:
        return sum(count for light, count in self.lights.items() if light in BEHIND)

    @property
    def agencies(self) -> int:
        return sum(count for light, count in self.lights.items() if light is not Light.NONE)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one head: a kind of agency, or the communes of one former district."""

    label: Any
    rows: Sequence[Row]
    is_vietnamese: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asks of the wall. `sort`: «group» or «late»."""

    stage: str = ""
    kind: str = ""
    only_behind: bool = False
    sort: str = "group"


@dataclass(frozen=True, slots=True)
class Wall:
    at: datetime
    columns: Sequence[Column]
    # All agencies, as the summary counts them; `shown` after narrowing.
    rows: Sequence[Row]
    shown: Sequence[Row]
    groups: Sequence[Group]
    lights: Counter[Light] = field(default_factory=Counter)


def wall(plan: Any, wanted: Wanted, *, at: datetime | None = None) -> Wall:
    """The wall of a programme. Four questions: tasks, reports, agencies, former districts."""
    moment = at or clock.now()
    tasks = programme.standings(plan.pk)
    filed = reading.filed(plan.pk)
    faces = reading.faces({task.agency_id for task in tasks} | set(filed))
    return arranged(rows_of(tasks, filed, faces, moment), wanted, moment)


def rows_of(
    tasks: Iterable[programme.TaskStanding],
    filed: Mapping[int, Mapping[int, Filed]],
    faces: Mapping[int, Face],
    moment: datetime,
) -> list[Row]:
    """One row for each agency, its cells in the order of the road."""
    today = moment.astimezone(clock.VIETNAM).date()
    by_cell: dict[tuple[int, str], list[programme.TaskStanding]] = defaultdict(list)
    for task in tasks:
        by_cell[task.agency_id, task.stage].append(task)
    stages = list(programme.stage_labels())
    rows = []
    for agency, face in faces.items():
        cells = []
        for stage in stages:
            there = by_cell.get((agency, stage), ())
            if stage == REPORT_STAGE and agency in filed:
                # The task that comes round is told by the reports themselves; the others by their products.
                once = [task for task in there if task.due is not None or task.state == "done"]
                cells.append(both(cell_of(once, today), report_cell(list(filed[agency].values()), moment)))
            else:
                cells.append(cell_of(there, today))
        rows.append(Row(face, tuple(cells), worst_of(cells)))
    return rows


def arranged(rows: Sequence[Row], wanted: Wanted, moment: datetime) -> Wall:
    """The rows as the reader wants them, under their heads, with the sums of all."""
    labels = programme.stage_labels()
    columns = [
        Column(name, label, Counter(row.cells[place].light for row in rows))
        for place, (name, label) in enumerate(labels.items())
    ]
    place = list(labels).index(wanted.stage) if wanted.stage in labels else None
    shown = [row for row in rows if _is_wanted(row, wanted, place)]
    if wanted.sort == "late":
        shown.sort(key=lambda row: (*_worry(row, place), row.face.name))
        groups = [Group("", shown)] if shown else []
    else:
        groups = _groups(shown)
        shown = [row for group in groups for row in group.rows]
    return Wall(moment, columns, rows, shown, groups, Counter(row.whole.light for row in rows))


def worst(rows: Sequence[Row], most: int) -> list[Row]:
    """The agencies to call first."""
    behind = [row for row in rows if row.behind]
    return sorted(behind, key=lambda row: (*_worry(row, None), row.face.name))[:most]


def _worry(row: Row, place: int | None) -> tuple[int, ...]:
    return worry_key(row.cells if place is None else (row.cells[place],))


def _is_wanted(row: Row, wanted: Wanted, place: int | None) -> bool:
    if wanted.kind and wanted.kind != _kind_of(row.face):
        return False
    cells = row.cells if place is None else (row.cells[place],)
    if place is not None and cells[0].light is Light.NONE:
        return False
    return not wanted.only_behind or any(cell.light in BEHIND for cell in cells)


def _kind_of(face: Face) -> str:
    return "communes" if face.is_commune else face.kind


def kinds_of(rows: Iterable[Row]) -> list[tuple[str, Any]]:
    """The kinds a reader can choose among; wards and communes are one."""
    there = {_kind_of(row.face) for row in rows}
    told: list[tuple[str, Any]] = [
        (kind, AgencyKind(kind).label) for kind in KIND_ORDER if kind in there and kind != "communes"
    ]
    return told + ([("communes", _("Phường, xã"))] if "communes" in there else [])


def _groups(rows: Iterable[Row]) -> list[Group]:
    under: dict[tuple[int, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        face = row.face
        if face.is_commune:
            code, name = face.district
            under[len(KIND_ORDER), code or "~", name].append(row)
        else:
            under[KIND_ORDER.index(face.kind) if face.kind in KIND_ORDER else 99, face.kind, ""].append(row)
    groups = []
    for (_place, code, name), found in sorted(under.items(), key=lambda pair: pair[0][:2]):
        found.sort(key=lambda row: row.face.name)
        if found[0].face.is_commune:
            groups.append(Group(district_name(name) or _("Phường, xã khác"), found, bool(name)))
        else:
            groups.append(Group(AgencyKind(code).label if code in AgencyKind.values else code, found))
    return groups


def district_name(name: str) -> str:
    """`Ủy ban nhân dân huyện Định Quán` → `Huyện Định Quán (cũ)`."""
    place = name.replace("Ủy ban nhân dân ", "")
    return f"{place[:1].upper()}{place[1:]} (cũ)" if place else ""


def narrowed(rows: Sequence[Row], places: Sequence[int]) -> list[Row]:
    """The rows with only some of their cells."""
    return [Row(row.face, tuple(row.cells[place] for place in places), row.whole) for row in rows]
