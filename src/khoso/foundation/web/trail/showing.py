"""Rows of the trail as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from khoso.foundation.audit.labels import field_label, subject_label, verb_label, way_label
from khoso.foundation.audit.queries import url_of

_LONGEST = 300


@dataclass(frozen=True)
class Change:
    """One thing an act changed or said. `is_change`: it was `before` and is `after`; else `after` alone is told."""

    name: Any
    before: str
    after: str
    is_change: bool


@dataclass(frozen=True)
class Line:
    """One row of the trail on the screen."""

    place: str
    at: datetime
    who: str
    username: str
    agency: str
    did: Any
    subject: Any
    subject_kind: str
    subject_id: str
    subject_url: str
    address: str
    request_id: str
    changes: list[Change]
    hash: str
    verb: str
    tone: str


def line(entry: Any) -> Line:
    did = verb_label(entry.verb)
    if coalesced := entry.details.get("coalesced"):
        did = _("%(did)s, thêm %(count)s lần trong một phút") % {"did": did, "count": coalesced}
    return Line(
        place=f"{entry.chain}#{entry.position}",
        at=entry.at,
        who=entry.actor_name or entry.actor or _("Khách"),
        username=entry.actor,
        agency=entry.agency,
        did=did,
        subject="" if str(subject_label(entry.subject_kind)) in str(did) else subject_label(entry.subject_kind),
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        # Watchers read the trail, not the documents.
        subject_url=url_of("agency", entry.subject_id) if entry.subject_kind == "agency" else "",
        address=entry.address,
        request_id=entry.request_id,
        changes=[change(name, value) for name, value in sorted(entry.details.items())],
        hash=entry.hash,
        verb=entry.verb,
        tone=_tone(entry.verb),
    )


def change(name: str, value: Any) -> Change:
    if name == "by":
        # Two ways of proving who one is are no change from one to the other.
        ways = value if isinstance(value, list) else [value]
        return Change(field_label(name), "", ", ".join(str(way_label(one)) for one in ways), False)
    if isinstance(value, list) and len(value) == 2:
        return Change(field_label(name), _said(value[0]), _said(value[1]), True)
    return Change(field_label(name), "", _said(value), False)


def _said(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, list):
        return ", ".join(map(_said, value))[:_LONGEST]
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_said(one)}" for name, one in value.items())[:_LONGEST]
    return str(value)[:_LONGEST]


def _tone(verb: str) -> str:
    """Which acts catch the eye: what was refused, locked, taken away."""
    last = verb.rsplit(".", 1)[-1]
    return "bad" if last in ("refuse", "lock", "fail", "restore", "disable", "remove", "forget") else "calm"
