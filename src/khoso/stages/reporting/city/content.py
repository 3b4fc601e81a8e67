"""Everything a report of the city is made from, as plain JSON, put together by pure functions.

The content is frozen with its digest when it is made: the same content gives the same papers, byte for byte, on any day
and whatever happened in the tables since.

# Luật: KH 82 VI.6.c-d
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from khoso.kernel.words import noop

FORM = 1

IN_TIME, LATE, RETURNED, MISSING = "in_time", "late", "returned", "missing"
REPORT_STANDINGS = {
    IN_TIME: noop("Đúng hạn"),
    LATE: noop("Gửi muộn"),
    RETURNED: noop("Bị trả lại, chưa gửi lại"),
    MISSING: noop("Chưa gửi"),
}
# Those whose words and figures the city has before it.
THERE = frozenset({IN_TIME, LATE})


@dataclass(frozen=True, slots=True)
class FigureFace:
    """A figure as a report calls it, frozen with the report: a room may rename its figures later."""

    name: str
    label: str
    unit: str
    kind: str
    stage: str


@dataclass(frozen=True, slots=True)
class Told:
    """One figure of one agency's report."""

    counted: int
    in_period: int
    typed: int | None = None
    reason: str = ""

    @property
    def said(self) -> int:
        return self.counted if self.typed is None else self.typed


@dataclass(frozen=True, slots=True)
class FromAgency:
    """What the city has of one agency. `evidence`: the system's own figures where no report came."""

    id: int
    code: str
    name: str
    group: str
    head_name: str
    standing: str
    report_id: int | None = None
    number: str = ""
    version: int = 0
    submitted_at: str = ""
    days_late: int = 0
    figures: Mapping[str, Told] = field(default_factory=dict)
    evidence: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    # Tasks behind their day: (key, title, days).
    behind: Sequence[tuple[str, str, int]] = ()
    # Parts of the plan: group → (done, all that apply).
    tasks: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    difficulties: Sequence[Mapping[str, Any]] = ()
    points: int | None = None

    def incomplete(self) -> list[str]:
        """What a report that came does not say though it should. # Luật: KH 82 VI.6.b"""
        if self.standing not in THERE:
            return []
        lacking = [] if self.figures else ["figures"]
        if self.behind:
            lacking += [name for name in ("causes", "responsible", "remedy") if not self.words.get(name, "").strip()]
        return lacking


LACKING = {
    "figures": noop("không có số liệu"),
    "causes": noop("không nêu nguyên nhân chậm"),
    "responsible": noop("không nêu trách nhiệm"),
    "remedy": noop("không nêu biện pháp"),
    "done_text": noop("không nêu việc đã làm"),
    "not_done_text": noop("không nêu việc chưa làm"),
}


@dataclass(frozen=True, slots=True)
class Head:
    """What a report is about. `as_of`: the moment its figures stand at."""

    kind: str
    programme: Mapping[str, Any]
    period: Mapping[str, Any] | None
    made_at: datetime
    as_of: date
    groups: Mapping[str, str] = field(default_factory=dict)


def content_of(head: Head, figures: Sequence[FigureFace], agencies: Sequence[FromAgency]) -> dict[str, Any]:
    """The whole content, ready to be frozen. Nothing is counted silently: what no report told stands by itself.

    What has an order is a list: the database keeps the names of an object in an order of its own.
    """
    return {
        "form": FORM,
        "kind": head.kind,
        "programme": dict(head.programme),
        "period": dict(head.period) if head.period else None,
        "made_at": head.made_at.isoformat(timespec="seconds"),
        "as_of": head.as_of.isoformat(),
        "groups": [list(pair) for pair in head.groups.items()],
        "figures": [
            {"name": one.name, "label": one.label, "unit": one.unit, "kind": one.kind, "stage": one.stage}
            for one in figures
        ],
        "agencies": [_agency(one) for one in agencies],
        "totals": {one.name: _totals(one, agencies) for one in figures},
        "standings": {name: sum(one.standing == name for one in agencies) for name in REPORT_STANDINGS},
        "tasks": _tasks(head.groups, agencies),
    }


def _agency(one: FromAgency) -> dict[str, Any]:
    return {
        "id": one.id,
        "code": one.code,
        "name": one.name,
        "group": one.group,
        "head": one.head_name,
        "standing": one.standing,
        "report": one.report_id,
        "number": one.number,
        "version": one.version,
        "submitted_at": one.submitted_at,
        "days_late": one.days_late,
        "lacking": one.incomplete(),
        "figures": {
            name: {"counted": told.counted, "in_period": told.in_period, "typed": told.typed, "reason": told.reason}
            for name, told in one.figures.items()
        },
        "evidence": dict(one.evidence),
        "words": {name: text.strip() for name, text in one.words.items() if text.strip()},
        "behind": [list(row) for row in one.behind],
        "tasks": {group: list(counts) for group, counts in one.tasks.items()},
        "difficulties": [dict(row) for row in one.difficulties],
        "points": one.points,
    }


def _totals(figure: FigureFace, agencies: Sequence[FromAgency]) -> dict[str, Any]:
    """A figure over the city: what reports told, what they counted, and what only the system's evidence says."""
    there = [one for one in agencies if one.standing in THERE]
    told = [one.figures[figure.name] for one in there if figure.name in one.figures]
    without = [one.evidence.get(figure.name, 0) for one in agencies if one.standing not in THERE]
    if figure.kind == "procedure":
        steps = Counter(one.said for one in told)
        return {"told_by": len(told), "steps": [steps[0], steps[1], steps[2]], "only_evidence_of": len(without)}
    return {
        "told_by": len(told),
        "told": sum(one.said for one in told),
        "told_in_period": sum(one.in_period + (one.said - one.counted) for one in told),
        "counted": sum(one.counted for one in told),
        "only_evidence": sum(without),
        "only_evidence_of": len(without),
        "overtyped": sum(one.typed is not None and one.typed != one.counted for one in told),
    }


def _tasks(groups: Mapping[str, str], agencies: Sequence[FromAgency]) -> list[list[Any]]:
    """(group of the plan, tasks done, tasks that apply), over all agencies."""
    found = {group: [0, 0] for group in groups}
    for one in agencies:
        for group, (done, of) in one.tasks.items():
            counts = found.setdefault(group, [0, 0])
            counts[0] += done
            counts[1] += of
    return [[group, *counts] for group, counts in found.items()]


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one way to write a content: sorted names, no blanks, letters as they are."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def overtyped(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every figure that was written over its evidence: who, which, both values, why."""
    return [
        {
            "agency": agency["name"],
            "agency_id": agency["id"],
            "head": agency["head"],
            "figure": figure["label"],
            "name": figure["name"],
            "unit": figure["unit"],
            "counted": told["counted"],
            "typed": told["typed"],
            "reason": told["reason"],
        }
        for agency in content["agencies"]
        for figure in content["figures"]
        if (told := agency["figures"].get(figure["name"]))
        and told["typed"] is not None
        and told["typed"] != told["counted"]
    ]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a version says that the one before did not: totals, then agency by agency."""
    found: list[dict[str, Any]] = []
    labels = {one["name"]: one["label"] for one in (*before["figures"], *after["figures"])}
    for name, label in labels.items():
        old, new = before["totals"].get(name, {}), after["totals"].get(name, {})
        for key in ("told", "only_evidence", "told_by", "steps"):
            if old.get(key) != new.get(key):
                found.append(_change("total", "", label, key, old.get(key), new.get(key)))
    then = {one["id"]: one for one in before["agencies"]}
    for one in after["agencies"]:
        old = then.pop(one["id"], None)
        found += _of_agency(old, one, labels)
    found += [_change("agency", gone["name"], "", "there", "yes", None) for gone in then.values()]
    return found


def _of_agency(
    old: Mapping[str, Any] | None, new: Mapping[str, Any], labels: Mapping[str, str]
) -> list[dict[str, Any]]:
    if old is None:
        return [_change("agency", new["name"], "", "there", None, "yes")]
    found = [
        _change("agency", new["name"], "", key, old[key], new[key])
        for key in ("standing", "version", "number", "words", "points")
        if old[key] != new[key]
    ]
    for name, label in labels.items():
        was, now = _said(old, name), _said(new, name)
        if was != now:
            found.append(_change("figure", new["name"], label, "said", was, now))
    return found


def _said(agency: Mapping[str, Any], name: str) -> int | None:
    told = agency["figures"].get(name)
    if told is None:
        return None
    return int(told["counted"] if told["typed"] is None else told["typed"])


def _change(kind: str, agency: str, figure: str, key: str, before: Any, after: Any) -> dict[str, Any]:
    return {"kind": kind, "agency": agency, "figure": figure, "key": key, "before": before, "after": after}
