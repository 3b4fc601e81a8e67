"""What a description said at any moment: its revisions, undone one after the other from what it says now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from khoso.foundation.identity.models import Person
from khoso.stages.catalogue.describing import shapes, showing
from khoso.stages.catalogue.models import Revision, Series


@dataclass(frozen=True, slots=True)
class State:
    """What a description said after `number` revisions; 0 is how it came. `revision` made it so, None for the first."""

    number: int
    values: Mapping[str, Any]
    revision: Revision | None
    at: datetime | None
    author: str
    until: datetime | None


def states_of(subject: Any) -> list[State]:
    """Every state of a description, the first to the present one."""
    kind = shapes.kind_of(subject)
    revisions = list(Revision.objects.filter(subject_kind=kind, subject_id=subject.pk).order_by("at", "pk"))
    values = shapes.values_of(subject)
    for revision in revisions:
        values |= {name: _now(subject, name) for name in revision.after if name not in values}
    names = _names(revisions)
    series = _series(revisions)
    found: list[State] = []
    until: datetime | None = None
    for number in range(len(revisions), -1, -1):
        made_by = revisions[number - 1] if number else None
        found.append(
            State(
                number=number,
                values=_readable(values, series),
                revision=made_by,
                at=made_by.at if made_by else getattr(subject, "registered_at", None),
                author=names.get(made_by.author, made_by.author) if made_by else "",
                until=until,
            )
        )
        if made_by is not None:
            until = made_by.at
            values = {**values, **made_by.before}
    return found[::-1]


def _now(subject: Any, name: str) -> Any:
    value = getattr(subject, name, "")
    return str(value) if name == "series_id" and value else value


def _names(revisions: list[Revision]) -> dict[str, str]:
    """People by the names they sign in with."""
    authors = {revision.author for revision in revisions}
    return dict(Person.objects.filter(username__in=authors).values_list("username", "full_name"))


def _series(revisions: list[Revision]) -> dict[str, str]:
    told = [each for one in revisions for each in (one.before, one.after)]
    ids = {str(each["series_id"]) for each in told if each.get("series_id")}
    return {str(pk): code for pk, code in Series.objects.filter(pk__in=ids).values_list("pk", "code")} if ids else {}


def _readable(values: Mapping[str, Any], series: Mapping[str, str]) -> dict[str, Any]:
    if not values.get("series_id"):
        return dict(values)
    return {**values, "series_id": series.get(str(values["series_id"]), "")}


def changes_of(level: shapes.Level, state: State, before: State) -> list[dict[str, str]]:
    """What differs between two states, field by field, in words."""
    return [row for row in side_by_side(level, before, state) if row["differs"]]


def side_by_side(level: shapes.Level, left: State, right: State) -> list[dict[str, Any]]:
    """Two states whole, one field a row, differences marked."""
    names = [field.name for field in level.fields]
    names += [name for name in (*left.values, *right.values) if name not in names]
    rows = []
    for name in dict.fromkeys(names):
        was, now = left.values.get(name), right.values.get(name)
        rows.append(
            {
                "label": showing.label_of(level, name),
                "left": showing.said(level, name, was),
                "right": showing.said(level, name, now),
                "differs": was != now,
            }
        )
    return rows
