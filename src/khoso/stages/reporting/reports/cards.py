"""What screens show of reports: rows of lists, the parts of a report's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khoso.foundation.web.formats import number
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.stages.reporting import permissions, states
from khoso.stages.reporting.models import Report
from khoso.stages.reporting.readings.queries import evidence_url
from khoso.stages.reporting.reports import plan, rules
from khoso.stages.reporting.reports.content import has_late, task_groups
from khoso.stages.reporting.reports.queries import Story
from khoso.stages.reporting.reports.rules import Came, Punctuality

TONES = {
    states.DRAFT: "calm",
    states.SIGNED: "busy",
    states.SUBMITTED: "wait",
    states.RETURNED: "warn",
    states.LOCKED: "good",
    states.SUPERSEDED: "calm",
}


def title_of(report: Report) -> str:
    """«Kỳ 7 · 31/08–13/09/2026», «Báo cáo tổng kết», or what was asked."""
    if report.period is not None:
        days = {"number": report.period.number, "first": f"{report.period.starts_on:%d/%m}"}
        return _("Kỳ %(number)s · %(first)s–%(last)s") % {**days, "last": f"{report.period.ends_on:%d/%m/%Y}"}
    return report.request.title if report.request is not None else _("Báo cáo tổng kết")


def clock_words(fact: Punctuality) -> str:
    """How late, how long missing, how many days are left."""
    if fact.came is Came.IN_TIME:
        return _("Đúng hạn")
    if fact.came is Came.LATE:
        return ngettext("Trễ %(days)s ngày", "Trễ %(days)s ngày", fact.days) % {"days": fact.days}
    if fact.came is Came.MISSING:
        words = ngettext("Quá hạn %(days)s ngày, chưa gửi", "Quá hạn %(days)s ngày, chưa gửi", fact.days)
        return words % {"days": fact.days}
    if fact.days == 0:
        return _("Hạn hôm nay")
    return ngettext("Còn %(days)s ngày", "Còn %(days)s ngày", fact.days) % {"days": fact.days}


def again_words(fact: Punctuality) -> str:
    """The same for a report that was returned and has to come again."""
    if fact.again is None:
        return ""
    words = {
        Came.IN_TIME: _("gửi lại đúng hạn"),
        Came.AWAITED: _("chờ gửi lại"),
        Came.LATE: _("gửi lại trễ %(days)s ngày"),
        Came.MISSING: _("chưa gửi lại, quá hạn %(days)s ngày"),
    }
    return words[fact.again.came] % {"days": fact.again.days}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report of one agency in a list."""

    id: int
    url: str
    title: str
    agency: str
    state: str
    state_label: str
    tone: str
    version: int
    due_at: datetime
    submitted_at: datetime | None
    clock: str
    clock_tone: str
    again: str
    overtyped: int
    return_reason: str
    next_step: str


def row_of(story: Story) -> ReportRow:
    """A report through its versions as one line; what counts is its last version."""
    last, fact = story.last, story.punctuality
    assert fact is not None
    shown = story.told or last
    is_returned = story.returned_at is not None and last.state in (states.RETURNED, states.DRAFT, states.SIGNED)
    return ReportRow(
        id=last.pk,
        url=reverse("reporting:report", args=[last.pk]),
        title=title_of(last),
        agency=last.agency.name,
        state=last.state,
        state_label=told(states.REPORT_LABELS[last.state]),
        tone=TONES[last.state],
        version=last.version,
        due_at=fact.again.due_at if fact.again and is_returned else last.due_at,
        submitted_at=fact.submitted_at,
        clock=clock_words(fact),
        clock_tone=fact.tone,
        again=again_words(fact),
        overtyped=getattr(shown, "overtyped", 0) or 0,
        return_reason=story.return_reason if is_returned else "",
        next_step=_next_step(last),
    )


def _next_step(report: Report) -> str:
    today = clock.today()
    if report.state == states.DRAFT:
        if report.period is not None and today < report.period.ends_on:
            return _("Kỳ đang chạy; ký từ ngày %(day)s") % {"day": f"{report.period.ends_on:%d/%m/%Y}"}
        return _("Viết, rồi thủ trưởng ký")
    return {
        states.SIGNED: _("Đã ký: gửi Sở Nội vụ"),
        states.SUBMITTED: _("Chờ Sở Nội vụ tiếp nhận"),
        states.RETURNED: _("Lập bản thay rồi gửi lại"),
    }.get(report.state, "")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure on the page of a report."""

    name: str
    label: str
    unit: str
    is_step: bool
    counted: str
    in_period: str
    said: str
    raw: int
    previous: str
    is_overtyped: bool
    reason: str
    typed_by: str
    evidence: str
    url: str
    wrong: str = ""
    kept_value: str = ""
    kept_reason: str = ""


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """The figures of one part of the road."""

    label: str
    rows: list[FigureRow] = field(default_factory=list)


def figure_groups(
    report: Report, content: dict[str, Any], previous: dict[str, int], refused: dict[str, str] | None = None
) -> list[FigureGroup]:
    """The figures by the part of the road they measure. `refused`: what was typed and could not be kept."""
    typed_by = {row.name: row.typed_by.full_name for row in report.figures.all() if row.typed_by}
    found = []
    for stage, lines in groupby(content["figures"], key=lambda one: one["stage_label"]):
        rows = [_figure(report, one, previous, typed_by, refused or {}) for one in lines]
        found.append(FigureGroup(told(stage), rows))
    return found


def _figure(
    report: Report, line: dict[str, Any], previous: dict[str, int], typed_by: dict[str, str], refused: dict[str, str]
) -> FigureRow:
    name, is_step = line["name"], line["kind"] == "procedure"
    is_here = refused.get("name") == name
    before = previous.get(name)
    return FigureRow(
        name=name,
        label=told(line["label"]),
        unit=told(line["unit"]),
        is_step=is_step,
        counted=_shown(line, line["counted"]),
        in_period="" if is_step else _signed(line["in_period"]),
        said=_shown(line, line["said"]),
        raw=line["said"],
        previous="" if before is None else _shown(line, before),
        is_overtyped=line["typed"] is not None and line["typed"] != line["counted"],
        reason=line["reason"],
        typed_by=typed_by.get(name, ""),
        evidence=_evidence(report, name),
        url=reverse("reporting:report-figure", args=[report.pk, name]),
        wrong=refused["why"] if is_here else "",
        kept_value=refused["typed"] if is_here else "",
        kept_reason=refused["reason"] if is_here else "",
    )


def _shown(line: dict[str, Any], value: int) -> str:
    if line["kind"] == "procedure":
        return told(rules.PROCEDURE_LABELS.get(value, value))
    return number(value)


def _signed(value: int) -> str:
    return f"+{number(value)}" if value > 0 else number(value)


def _evidence(report: Report, name: str) -> str:
    """The list behind a figure, to the last day the report counts."""
    until = (report.counted_at or clock.now()).astimezone(clock.VIETNAM).date()
    if report.period is not None:
        until = min(until, report.period.ends_on)
    return evidence_url(name, report.agency_id, until=until)


def procedure_rows(content: dict[str, Any]) -> list[dict[str, Any]]:
    tones = {rules.DONE: "good", rules.UNDER_WAY: "busy", rules.NOT_BEGUN: "calm"}
    return [
        {
            **one,
            "label": told(one["label"]),
            "state_label": told(rules.PROCEDURE_LABELS[one["state"]]),
            "tone": "warn" if one["late"] else tones[one["state"]],
        }
        for one in content["procedures"]
    ]


def task_rows(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The tasks by the groups of the plan, the late ones first in each."""
    groups = task_groups(content["tasks"])
    return [
        {
            "group": group["group"],
            "title": group["title"],
            "done": len(group["done"]),
            "total": len(group["done"]) + len(group["not_done"]),
            "tasks": [
                {
                    **task,
                    "state_label": told(plan.TASK_LABELS.get(task["state"], task["state"])),
                    "tone": _task_tone(task),
                }
                for task in sorted(group["not_done"], key=lambda one: -one["late_days"]) + group["done"]
            ],
        }
        for group in groups
    ]


def _task_tone(task: dict[str, Any]) -> str:
    if task["late_days"]:
        return "bad"
    return {"done": "good", "under_way": "busy", "said_done": "warn"}.get(task["state"], "calm")


def late_count(content: dict[str, Any]) -> int:
    return sum(task["late_days"] > 0 for task in content["tasks"])


def must_explain(content: dict[str, Any]) -> bool:
    return has_late(content)


def rights_of(person: Any, report: Report) -> dict[str, bool]:
    """What the person may do with this report in its present state."""
    writes = permissions.can_write_reports(person, report)
    signs = permissions.can_sign_reports(person, report)
    receives = permissions.can_consolidate(person)
    allows = states.REPORT_STATES.allows
    return {
        "may_write": writes and allows(report.state, "edit"),
        "may_sign": signs and allows(report.state, "sign"),
        "may_unsign": signs and allows(report.state, "unsign"),
        "may_submit": writes and allows(report.state, "submit"),
        "may_correct": writes and allows(report.state, "correct"),
        "may_return": receives and allows(report.state, "return"),
        "may_lock": receives and allows(report.state, "lock"),
    }


def rows_of(stories: Iterable[Story]) -> list[ReportRow]:
    return [row_of(one) for one in stories]
