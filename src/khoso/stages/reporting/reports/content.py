"""Everything a report tells, in one piece: live while it is a draft, frozen from the signature on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import translation

from khoso.kernel import clock, figures
from khoso.stages.reporting import states
from khoso.stages.reporting.models import Difficulty, Report, ReportFigure
from khoso.stages.reporting.reports import plan, rules

TEXTS = ("done_text", "not_done_text", "causes", "responsible", "remedy")
OPEN_DIFFICULTIES = (states.OPEN, states.ESCALATED, states.ANSWERED)


def content_of(report: Report) -> dict[str, Any]:
    """What the report tells: what was frozen when it was signed, else what holds now."""
    return report.frozen or live_content(report)


def live_content(report: Report, tasks: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """What the report would freeze if it were signed now. Words are the Vietnamese ones of the paper."""
    on = told_on(report)
    if tasks is None:
        tasks = plan.tasks_of(report.programme_id, [report.agency_id], on).get(report.agency_id, [])
    with translation.override("vi"):
        return {
            "on": on.isoformat(),
            "counted_at": report.counted_at.isoformat() if report.counted_at else None,
            "figures": _figures(report),
            "procedures": rules.procedures(tasks) if report.kind != "ad_hoc" else [],
            "tasks": tasks if report.kind != "ad_hoc" else [],
            "difficulties": _difficulties(report) if report.kind != "ad_hoc" else [],
            "texts": {name: getattr(report, name) for name in TEXTS},
            "answers": _answers(report),
        }


def told_on(report: Report) -> date:
    """The day as of which a report tells how tasks are: the last of its period, or today where that is to come."""
    today = clock.today()
    return min(today, report.period.ends_on) if report.period else today


def seen_mark(content: dict[str, Any]) -> str:
    """A mark of everything a person looked at: what is signed is what was seen, or it is not signed."""
    shown = {name: part for name, part in content.items() if name != "counted_at"}
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def has_late(content: dict[str, Any]) -> bool:
    """Whether something the report tells of is late."""
    return any(task["late_days"] > 0 for task in content["tasks"])


def _figures(report: Report) -> list[dict[str, Any]]:
    declared = figures.figures()
    order = {name: place for place, name in enumerate(declared)}
    labels = plan.stage_labels()
    rows: Iterable[ReportFigure] = report.figures.all()
    told = []
    for row in sorted(rows, key=lambda one: (order.get(one.name, len(order)), one.name)):
        figure = declared.get(row.name)
        stage = figure.stage if figure else ""
        told.append(
            {
                "name": row.name,
                "label": str(figure.label) if figure else row.name,
                "unit": str(figure.unit) if figure else "",
                "kind": str(figure.kind) if figure else "volume",
                "stage": stage,
                "stage_label": str(labels.get(stage, "")),
                "counted": row.counted,
                "in_period": row.counted_in_period,
                "typed": row.typed,
                "said": row.said,
                "reason": row.reason,
            }
        )
    places = {stage: place for place, stage in enumerate(labels)}
    return sorted(told, key=lambda one: places.get(one["stage"], len(places)))


def _difficulties(report: Report) -> list[dict[str, Any]]:
    rows = Difficulty.objects.filter(
        programme_id=report.programme_id, agency_id=report.agency_id, state__in=OPEN_DIFFICULTIES
    )
    return [
        {
            "id": row.pk,
            "text": row.text,
            "proposal": row.proposal,
            "state": row.state,
            "raised_on": row.raised_at.astimezone(clock.VIETNAM).date().isoformat(),
            "due_on": row.due_on.isoformat(),
        }
        for row in rows
    ]


def _answers(report: Report) -> list[dict[str, str]]:
    if report.request is None:
        return []
    said = {answer.ordinal: answer.text for answer in report.answers.all()}
    return [
        {"question": question, "answer": said.get(ordinal, "")}
        for ordinal, question in enumerate(report.request.questions)
    ]


def task_groups(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tasks by the groups of the plan with what is done and what is not: how a final report tells them.

    # Luật: KH 82 VI.5.e (khối lượng đã hoàn thành, chưa hoàn thành)
    """
    groups: dict[str, dict[str, Any]] = {}
    for task in tasks:
        group = groups.setdefault(
            task["group"], {"group": task["group"], "title": task["group_title"], "done": [], "not_done": []}
        )
        if task["state"] != "waived":
            group["done" if task["state"] == "done" else "not_done"].append(task)
    return list(groups.values())
