"""Home Affairs' desk: how each period came in, and what waits to be received."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet

from khoso.kernel import clock
from khoso.stages.reporting import states
from khoso.stages.reporting.models import Period, Report, ReportKind
from khoso.stages.reporting.reports import cards, queries
from khoso.stages.reporting.reports.queries import Story
from khoso.stages.reporting.reports.rules import Came
from khoso.stages.reporting.reports.terms import terms_of
from khoso.stages.reporting.requests.queries import requests_with_counts

# How the rows of a period can be narrowed: the word in the address, and whom it leaves.
FILTERS = ("cho-nhan", "thieu", "tre", "tra-lai", "ghi-de", "da-nhan")


def tally(stories: list[Story]) -> dict[str, int]:
    """How the reports of one period came in, counted."""
    facts = [one.punctuality for one in stories if one.punctuality]
    return {
        "total": len(stories),
        "sent": sum(one.told is not None for one in stories),
        "in_time": sum(one.came is Came.IN_TIME for one in facts),
        "late": sum(one.came is Came.LATE for one in facts),
        "missing": sum(one.came is Came.MISSING for one in facts),
        "to_receive": sum(one.last.state == states.SUBMITTED for one in stories),
        "returned": sum(is_returned(one) for one in stories),
        "received": sum(one.last.state == states.LOCKED for one in stories),
        "overtyped": sum(bool(getattr(one.told, "overtyped", 0)) for one in stories),
    }


def is_returned(story: Story) -> bool:
    """Whether the report lies with the agency because it was sent back."""
    return story.returned_at is not None and story.last.state in (states.RETURNED, states.DRAFT, states.SIGNED)


def overview(programme: Any) -> dict[str, Any]:
    """Every period that has begun, the newest first, and the requests; a few questions however many agencies."""
    reports = queries.with_flags(Report.objects.filter(programme=programme)).select_related(
        "agency", "period", "request"
    )
    by_period: dict[int | None, list[Story]] = defaultdict(list)
    finals: list[Story] = []
    for story in queries.stories(reports.exclude(kind=ReportKind.AD_HOC)).values():
        if story.last.kind == ReportKind.FINAL:
            finals.append(story)
        else:
            by_period[story.last.period_id].append(story)
    periods = [
        {"period": one, "is_running": one.ends_on >= clock.today(), **tally(by_period[one.pk])}
        for one in queries.periods(programme.pk)
    ]
    over = [one for one in periods if not one["is_running"]]
    return {
        "programme": programme,
        "periods": periods,
        "newest": over[0] if over else None,
        "waiting": next((one["period"] for one in reversed(periods) if one["to_receive"]), None),
        "to_receive": sum(one["to_receive"] for one in periods) + tally(finals)["to_receive"],
        "finals": tally(finals) if finals else None,
        "final_due": finals[0].last.due_at if finals else None,
        "requests": list(requests_with_counts().filter(programme=programme)[:8]),
        "terms": terms_of(programme.pk),
        "crumbs": [],
    }


def of_period(period: Period) -> QuerySet[Report]:
    rows = Report.objects.filter(period=period, kind=ReportKind.TWO_WEEKLY)
    return queries.with_flags(rows).select_related("agency", "period", "request")


def of_finals(programme: Any) -> QuerySet[Report]:
    rows = Report.objects.filter(programme=programme, kind=ReportKind.FINAL)
    return queries.with_flags(rows).select_related("agency", "period", "request")


def listed(reports: QuerySet[Report], chosen: str) -> dict[str, Any]:
    """The reports of a period by agency, counted, and those left when the list is narrowed."""
    found = sorted(queries.stories(reports).values(), key=lambda one: one.last.agency.name)
    left = [one for one in found if _left(one, chosen)]
    return {
        "tally": tally(found),
        "chosen": chosen,
        "rows": [cards.row_of(one) for one in left],
        "receivable": sum(one.last.state == states.SUBMITTED for one in left),
    }


def _left(story: Story, chosen: str) -> bool:
    fact = story.punctuality
    assert fact is not None
    return {
        "cho-nhan": story.last.state == states.SUBMITTED,
        "thieu": fact.came is Came.MISSING,
        "tre": fact.came is Came.LATE,
        "tra-lai": is_returned(story),
        "ghi-de": bool(getattr(story.told, "overtyped", 0)),
        "da-nhan": story.last.state == states.LOCKED,
    }.get(chosen, True)
