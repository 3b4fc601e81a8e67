"""The tree of holdings, branch by branch, a window of siblings at a time."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import STAFF
from khoso.stages.catalogue.browsing import conditions, facets, pages
from khoso.stages.catalogue.browsing.asking import NO_SERIES, Asked
from khoso.stages.catalogue.models import Dossier, Fonds, Item, Series, Tally
from khoso.stages.catalogue.models.tally import NOTHING

WINDOW = 100
AGENCY, FONDS, SERIES, LOOSE, DOSSIER, ITEM = "co-quan", "phong", "muc", "roi", "ho-so", "tai-lieu"


@dataclass
class Node:
    """One line of the tree. `key` names it in addresses (`phong:<id>`); `asked` is the branch its table shows."""

    key: str
    kind: str
    label: str
    code: str = ""
    count: int | None = None
    asked: Asked | None = None
    # Where it leads when it is a dossier or an item.
    subject: object = None
    is_leaf: bool = False
    is_open: bool = False
    is_here: bool = False
    children: Level | None = None


@dataclass
class Level:
    """A window of siblings: `after` is where the next begins, "" at the end."""

    nodes: list[Node] = field(default_factory=list)
    after: str = ""
    parent: str = ""


def roots(person: Any, after: str = "", jump: str = "") -> Level:
    """The agencies that hold something; their fonds at once when it is one agency only."""
    scope = agencies_of(person, STAFF)
    held = Agency.objects.filter(pk__in=Fonds.objects.order_by().values("agency_id"))
    if scope is not None:
        held = held.filter(pk__in=scope)
    rows = list(_from(held.order_by("code"), "code", after, jump)[: WINDOW + 1])
    counted = _counted(Tally.Level.AGENCY, [one.pk for one in rows[:WINDOW]])
    nodes = [
        Node(f"{AGENCY}:{one.pk}", AGENCY, one.name, one.code, counted.get(one.pk, 0), Asked(agency=one.pk))
        for one in rows[:WINDOW]
    ]
    return Level(nodes, after=rows[WINDOW - 1].code if len(rows) > WINDOW else "")


def under(person: Any, key: str, after: str = "", jump: str = "") -> Level | None:
    """The window of siblings below the node `key`; None when there is no such node for this person."""
    kind, _sep, name = key.partition(":")
    scope = agencies_of(person, STAFF)
    seen = Q() if scope is None else Q(agency_id__in=scope)
    try:
        if kind == AGENCY:
            level = _fonds(Fonds.objects.filter(seen, agency_id=int(name)), after, jump)
        elif kind == FONDS:
            level = _of_fonds(Fonds.objects.get(seen, pk=name), after, jump)
        elif kind == SERIES:
            series = Series.objects.select_related("fonds").get(pk=name)
            if scope is not None and series.fonds.agency_id not in scope:
                return None
            level = _of_series(series, after, jump)
        elif kind == LOOSE:
            level = _loose(Fonds.objects.get(seen, pk=name), after, jump)
        elif kind == DOSSIER:
            dossier = Dossier.objects.select_related("fonds").get(pk=name)
            if scope is not None and dossier.fonds.agency_id not in scope:
                return None
            level = _items(dossier, after, jump)
        else:
            return None
    except (ValueError, Fonds.DoesNotExist, Series.DoesNotExist, Dossier.DoesNotExist, ValidationError):
        return None
    level.parent = key
    return level


def opened(person: Any, asked: Asked) -> Level:
    """The tree with the branch of `asked` open and marked, every level's first window or the one it stands in."""
    level = roots(person)
    path = _path(asked)
    here = level
    if not path and len(level.nodes) == 1:
        path = [level.nodes[0].key]
    for place, key in enumerate(path):
        node = next((one for one in here.nodes if one.key == key), None)
        if node is None:
            node = _lone(person, key)
            if node is None:
                break
            here.nodes.insert(0, node)
        node.is_here = place == len(path) - 1 and key == (_path(asked) or [""])[-1]
        if node.is_leaf:
            break
        below = under(person, key)
        if below is None:
            break
        node.is_open, node.children = True, below
        here = below
    return level


def _path(asked: Asked) -> list[str]:
    if asked.fonds is None:
        return [f"{AGENCY}:{asked.agency}"] if asked.agency else []
    agency = Fonds.objects.filter(pk=asked.fonds).values_list("agency_id", flat=True).first()
    path = [f"{AGENCY}:{agency}", f"{FONDS}:{asked.fonds}"]
    if asked.series == NO_SERIES:
        return [*path, f"{LOOSE}:{asked.fonds}"]
    if isinstance(asked.series, uuid.UUID):
        with connection.cursor() as cursor:
            cursor.execute(_ABOVE, [asked.series])
            path += [f"{SERIES}:{row[0]}" for row in cursor.fetchall()]
    return path


_ABOVE = """
WITH RECURSIVE up(id, parent_id, depth) AS (
  SELECT id, parent_id, 0 FROM catalogue_series WHERE id = %s
  UNION ALL SELECT s.id, s.parent_id, u.depth + 1 FROM catalogue_series s JOIN up u ON s.id = u.parent_id
   WHERE u.depth < 50)
SELECT id FROM up ORDER BY depth DESC
"""
_BELOW = """
WITH RECURSIVE below(root, id) AS (
  SELECT id, id FROM catalogue_series WHERE id = ANY(%s)
  UNION SELECT b.root, s.id FROM catalogue_series s JOIN below b ON s.parent_id = b.id)
SELECT b.root, sum(t.dossiers) FROM below b
  JOIN catalogue_tally t ON t.level = 3 AND t.fonds_id = %s AND t.series_id = b.id GROUP BY 1
"""


def _lone(person: Any, key: str) -> Node | None:
    """A node that stands beyond the first window, shown all the same because it is open."""
    kind, _sep, name = key.partition(":")
    scope = agencies_of(person, STAFF)
    if kind == AGENCY:
        one = Agency.objects.filter(pk=name).first() if name.isdigit() else None
        if one is None or (scope is not None and one.pk not in scope):
            return None
        return Node(
            key, AGENCY, one.name, one.code, _counted(Tally.Level.AGENCY, [one.pk]).get(one.pk, 0), Asked(agency=one.pk)
        )
    if kind == FONDS:
        return next(iter(_fonds_nodes(list(Fonds.objects.filter(pk=name)))), None)
    if kind == SERIES:
        series = Series.objects.filter(pk=name).first()
        return next(iter(_series_nodes([series])), None) if series else None
    return None


def _from(rows: Any, column: str, after: str, jump: str) -> Any:
    """`rows` behind `after`, or from the first that begins with `jump` or comes behind it."""
    if after:
        return rows.filter(**{f"{column}__gt": after})
    return rows.filter(**{f"{column}__gte": jump}) if jump else rows


def _counted(level: int, ids: list[Any]) -> dict[Any, int]:
    return facets.by_child(conditions.Reach(level), Asked(), level, ids) if ids else {}


def _fonds(rows: Any, after: str, jump: str) -> Level:
    found = list(_from(rows.order_by("code"), "code", after, jump)[: WINDOW + 1])
    nodes = _fonds_nodes(found[:WINDOW])
    return Level(nodes, after=found[WINDOW - 1].code if len(found) > WINDOW else "")


def _fonds_nodes(rows: list[Fonds]) -> list[Node]:
    counted = _counted(Tally.Level.FONDS, [one.pk for one in rows])
    return [
        Node(f"{FONDS}:{one.pk}", FONDS, one.title, one.code, counted.get(one.pk, 0), Asked(fonds=one.pk))
        for one in rows
    ]


def _of_fonds(fonds: Fonds, after: str, jump: str) -> Level:
    rows = Series.objects.filter(fonds=fonds, parent=None).order_by("code")
    found = list(_from(rows, "code", after, jump)[: WINDOW + 1])
    nodes = _series_nodes(found[:WINDOW])
    if len(found) > WINDOW:
        return Level(nodes, after=found[WINDOW - 1].code)
    if not found and not after and not jump:
        return _loose(fonds, "", "")
    place = conditions.Reach(Tally.Level.SERIES, fonds=fonds.pk, series=(NOTHING,))
    if loose := facets.by_child(place, Asked(), Tally.Level.SERIES, [NOTHING]).get(NOTHING, 0):
        nodes.append(
            Node(f"{LOOSE}:{fonds.pk}", LOOSE, _("Ngoài mục lục"), "", loose, Asked(fonds=fonds.pk, series=NO_SERIES))
        )
    return Level(nodes)


def _series_nodes(rows: list[Series]) -> list[Node]:
    counted: dict[Any, int] = defaultdict(int)
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_BELOW, [[one.pk for one in rows], rows[0].fonds_id])
            counted.update({key: int(number) for key, number in cursor.fetchall()})
    return [
        Node(
            f"{SERIES}:{one.pk}",
            SERIES,
            one.title or one.code,
            one.code,
            counted[one.pk],
            Asked(fonds=one.fonds_id, series=one.pk),
        )
        for one in rows
    ]


def _of_series(series: Series, after: str, jump: str) -> Level:
    """The series below first, then the dossiers that stand in this one itself."""
    if not after.startswith("h."):
        rows = Series.objects.filter(parent=series).order_by("code")
        found = list(_from(rows, "code", after, jump)[: WINDOW + 1])
        if len(found) > WINDOW:
            return Level(_series_nodes(found[:WINDOW]), after=found[WINDOW - 1].code)
        if found:
            level = _dossiers(conditions.Reach(3, fonds=series.fonds_id, series=(series.pk,)), "", "")
            return Level(_series_nodes(found) + level.nodes, after=level.after)
    return _dossiers(conditions.Reach(3, fonds=series.fonds_id, series=(series.pk,)), after, jump)


def _loose(fonds: Fonds, after: str, jump: str) -> Level:
    return _dossiers(conditions.Reach(3, fonds=fonds.pk, series=(NOTHING,)), after, jump, series=NO_SERIES)


def _dossiers(place: conditions.Reach, after: str, jump: str, series: str | None = None) -> Level:
    asked = Asked(fonds=place.fonds, series=series)
    start = pages.mark(after.removeprefix("h."), asked.order) if after else None
    if jump and start is None:
        start = pages.landing(place, asked, jump)
    found = pages.window(place, replace(asked), start, size=WINDOW)
    nodes = [
        Node(f"{DOSSIER}:{one.pk}", DOSSIER, one.title, one.number, one.declared_item_count, subject=one.pk)
        for one in found.rows
    ]
    return Level(nodes, after=f"h.{found.after}" if found.after else "")


def _items(dossier: Dossier, after: str, jump: str) -> Level:
    rows = Item.objects.filter(dossier=dossier).order_by("ordinal").only("ordinal", "subject", "reference_code")
    if after.isdigit():
        rows = rows.filter(ordinal__gt=int(after[:9]))
    elif jump.isdigit():
        rows = rows.filter(ordinal__gte=int(jump[:9]))
    found = list(rows[: WINDOW + 1])
    nodes = [
        Node(
            f"{ITEM}:{one.pk}", ITEM, one.subject or one.reference_code, str(one.ordinal), subject=one.pk, is_leaf=True
        )
        for one in found[:WINDOW]
    ]
    return Level(nodes, after=str(found[WINDOW - 1].ordinal) if len(found) > WINDOW else "")


def lone_agency(agency_id: int | None) -> str:
    """The name of an agency; "" when none is meant."""
    return Agency.objects.filter(pk=agency_id).values_list("name", flat=True).first() or "" if agency_id else ""
