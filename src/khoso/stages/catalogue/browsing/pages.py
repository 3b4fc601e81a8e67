"""Windows of dossiers in an order, from where the last one ended, however many there are before."""
# ruff: noqa: S608 -- the text of the questions is ours; whatever anybody typed goes as a parameter

from __future__ import annotations

import json
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from khoso.stages.catalogue.browsing import conditions, facets
from khoso.stages.catalogue.browsing.asking import NO_SERIES, ORDERS, SHELF, Asked
from khoso.stages.catalogue.models import Dossier, Fonds, Tally

WINDOW = 60
# Of more series than this one the fonds is walked in its order instead of each series in its own.
MOST_WALKED = 200
# So many rows are taken out and sorted before walking an index is worth more.
FEW = 20_000


@dataclass(frozen=True)
class Window:
    """One window of dossiers. `after` and `before`: where the next and the one before begin; "" when there is none."""

    rows: list[Dossier]
    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class Mark:
    """A place in an order: the key and the id of the row it stands at; going backwards or not."""

    key: Any
    id: uuid.UUID
    backwards: bool = False
    # The row itself comes too: where a jump lands.
    with_it: bool = False

    def written(self) -> str:
        said = [self.key, str(self.id), int(self.backwards), int(self.with_it)]
        return urlsafe_b64encode(json.dumps(said, ensure_ascii=False).encode()).decode().rstrip("=")


def mark(text: str, order: str) -> Mark | None:
    """The place an address names; None when it names none of this order."""
    try:
        key, row, backwards, with_it = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        wanted: type = int if order == "trang" else str
        if not isinstance(key, wanted) or isinstance(key, bool) or (isinstance(key, str) and "\x00" in key):
            return None
        return Mark(key, uuid.UUID(row), bool(backwards), bool(with_it))
    except (ValueError, TypeError, AttributeError):
        return None


def window(
    place: conditions.Reach, asked: Asked, start: Mark | None = None, *, size: int = WINDOW, total: int | None = None
) -> Window:
    """The window of what is asked that begins at `start`. `total`: how many there are, where that was counted."""
    if place.is_nowhere:
        return Window([])
    asked = as_ordered(place, asked)
    backwards = start is not None and start.backwards
    found = _keys(place, asked, start, size + 1, total)
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    by_id = Dossier.objects.select_related("fonds__agency", "series").in_bulk([row for row, _ in found])
    rows = [by_id[row] for row, _ in found if row in by_id]
    if not found:
        return Window([])
    has_after, has_before = (True, more) if backwards else (more, start is not None)
    (first, first_key), (last, last_key) = found[0], found[-1]
    return Window(
        rows,
        after=Mark(last_key, last).written() if has_after else "",
        before=Mark(first_key, first, backwards=True).written() if has_before else "",
    )


def as_ordered(place: conditions.Reach, asked: Asked) -> Asked:
    """What is asked, in an order it can have: shelves of several fonds have none among each other; codes have."""
    return replace(asked, order="ma") if place.fonds is None and asked.order == SHELF else asked


def ids(place: conditions.Reach, asked: Asked, *, after: uuid.UUID | None, size: int) -> list[uuid.UUID]:
    """Ids of what is asked in the order of ids: for work on all of them, window by window."""
    where, said = condition_of(place, asked)
    if after is not None:
        where += " AND d.id > %(after)s"
        said["after"] = after
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT d.id FROM catalogue_dossier d WHERE {where} ORDER BY d.id LIMIT {int(size)}", said)
        return [row[0] for row in cursor.fetchall()]


def landing(place: conditions.Reach, asked: Asked, text: str) -> Mark | None:
    """Where a jump to a number or a letter lands: the first row at or behind it in the order of the table."""
    if place.is_nowhere or not text:
        return None
    order = as_ordered(place, asked).order
    key = ORDERS[order][1]
    if order == SHELF:
        condition, given = "khoso_counted(d.number) >= khoso_counted(%(text)s)", text
    elif order == "trang":
        condition, given = f"{key} >= %(text)s::int", text if text.isascii() and text.isdigit() else "0"
    else:
        condition, given = f"{key} >= khoso_plain(%(text)s)" if order == "ten" else f"{key} >= %(text)s", text
    where, said = condition_of(place, asked)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.id, {key} FROM catalogue_dossier d WHERE {where} AND {condition} ORDER BY {key}, d.id LIMIT 1",
            said | {"text": given},
        )
        row = cursor.fetchone()
    return Mark(row[1], row[0], with_it=True) if row else None


def condition_of(place: conditions.Reach, asked: Asked) -> tuple[str, dict[str, Any]]:
    inside, said = conditions.in_dossiers(place)
    chosen, more = conditions.chosen_in(asked, of_tally=False)
    looked, words = conditions.looked_for(asked)
    return " AND ".join(part for part in (inside, chosen, looked) if part), said | more | words


def _keys(
    place: conditions.Reach, asked: Asked, start: Mark | None, size: int, total: int | None
) -> list[tuple[uuid.UUID, Any]]:
    key = ORDERS[asked.order][1]
    falling = asked.falling != (start is not None and start.backwards)
    turn = "DESC" if falling else "ASC"
    order = f"{{0}} {turn}, {{1}} {turn}"
    chosen, said = conditions.chosen_in(asked, of_tally=False)
    looked, words = conditions.looked_for(asked)
    inside, where = conditions.in_dossiers(place)
    said |= words | where | {"size": size}
    past = past_few = "true"
    if start is not None:
        said |= {"key": start.key, "row": start.id}
        sign = ("<" if falling else ">") + ("=" if start.with_it else "")
        past, past_few = (f"({name}, d.id) {sign} (%(key)s, %(row)s)" for name in (key, "d.key"))
    rest = " AND ".join(part for part in (chosen, looked, past) if part)
    if _is_taken_out(asked, total):
        sql = f"""WITH few AS MATERIALIZED (
                    SELECT d.id, {key} AS key FROM catalogue_dossier d WHERE {inside} AND {chosen}
                        {"AND " + looked if looked else ""})
                  SELECT d.id, d.key FROM few d WHERE {past_few}
                   ORDER BY {order.format("d.key", "d.id")} LIMIT %(size)s"""
    else:
        parts = _parts(place, asked)
        if parts is None:
            sql = f"""SELECT d.id, {key} AS key FROM catalogue_dossier d WHERE {inside} AND {rest}
                       ORDER BY {order.format(key, "d.id")} LIMIT %(size)s"""
        else:
            column, said["parts"] = parts
            sql = f"""SELECT one.id, one.key FROM unnest(%(parts)s::uuid[]) part(id) CROSS JOIN LATERAL (
                        SELECT d.id, {key} AS key FROM catalogue_dossier d WHERE d.{column} = part.id AND {rest}
                         ORDER BY {order.format(key, "d.id")} LIMIT %(size)s) one
                       ORDER BY {order.format("one.key", "one.id")} LIMIT %(size)s"""
    with connection.cursor() as cursor:
        cursor.execute(sql, said)
        return [(row, found) for row, found in cursor.fetchall()]


def _is_taken_out(asked: Asked, total: int | None) -> bool:
    """Few among many are taken out by their own index and sorted; of many the wanted ones soon come by in the order."""
    return asked.is_narrowed and total is not None and total <= FEW


def _parts(place: conditions.Reach, asked: Asked) -> tuple[str, list[uuid.UUID]] | None:
    """The column and the values whose indexes hold the order; None: one index holds it all."""
    if place.series is not None:
        if asked.series != NO_SERIES and len(place.series) <= MOST_WALKED and asked.order == SHELF:
            return "series_id", list(place.series)
        return None
    if place.fonds is not None:
        return "fonds_id", [place.fonds]
    if asked.order == "ma" and (place.agencies is None or len(place.agencies) > MOST_WALKED):
        return None
    fonds = Fonds.objects.all()
    if place.agencies is not None:
        fonds = fonds.filter(agency_id__in=place.agencies)
    wanted = list(fonds.order_by("pk").values_list("pk", flat=True))
    if asked.is_narrowed and not asked.words and not asked.box:
        wanted = list(facets.by_child(place, asked, Tally.Level.FONDS, wanted))
    return "fonds_id", wanted
