"""Reading requests: who answered what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from khoso.kernel import figures
from khoso.stages.reporting import states
from khoso.stages.reporting.models import Report, Request
from khoso.stages.reporting.reports.queries import Story, stories

SENT = (states.SUBMITTED, states.LOCKED, states.RETURNED)


def open_requests() -> QuerySet[Request]:
    """Requests that are not closed."""
    return Request.objects.filter(closed_at=None)


def requests_with_counts() -> QuerySet[Request]:
    """Every request with how many agencies were asked and how many answered."""
    answered_by = Count("reports__agency", filter=Q(reports__submitted_at__isnull=False), distinct=True)
    return Request.objects.annotate(asked=Count("reports__agency", distinct=True), came=answered_by).select_related(
        "asked_by"
    )


@dataclass(frozen=True, slots=True)
class Row:
    """What one agency answered; empty cells until it sends something."""

    story: Story
    report: Report
    values: list[int | None]
    answers: list[str]
    overtyped: int


@dataclass(frozen=True, slots=True)
class Result:
    """The answers to a request as a table: a row for each agency, a column for each figure and question."""

    figures: list[tuple[str, Any, Any]]
    questions: list[str]
    rows: list[Row]

    @property
    def totals(self) -> list[int]:
        return [sum(row.values[place] or 0 for row in self.rows) for place in range(len(self.figures))]

    @property
    def came(self) -> int:
        return sum(row.story.told is not None for row in self.rows)


def answered(request: Request) -> Result:
    """Who answered and what, in a few questions however many agencies."""
    declared = figures.figures()
    names = list(request.figures)
    told = [
        (name, declared[name].label if name in declared else name, declared[name].unit if name in declared else "")
        for name in names
    ]
    rows = Report.objects.filter(request=request).select_related("agency", "request")
    found = stories(rows.prefetch_related("figures", "answers").order_by("agency__name", "version"))
    return Result(told, list(request.questions), [_row(story, names, request.questions) for story in found.values()])


def _row(story: Story, names: list[str], questions: list[str]) -> Row:
    report = story.told
    if report is None:
        return Row(story, story.last, [None] * len(names), [""] * len(questions), 0)
    values = {one.name: one for one in report.figures.all()}
    said = {one.ordinal: one.text for one in report.answers.all()}
    return Row(
        story,
        report,
        [values[name].said if name in values else None for name in names],
        [said.get(place, "") for place in range(len(questions))],
        sum(one.is_overtyped for one in values.values()),
    )
