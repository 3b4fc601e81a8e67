"""A kept plan as the document it was loaded from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from khoso.stages.programme.models import PlanTask, Programme
from khoso.stages.programme.plan.rows import Link, PlanDocument
from khoso.stages.programme.plan.telling import row_of


def document_of(programme: Programme, tasks: Iterable[PlanTask]) -> PlanDocument:
    """The whole plan; `tasks` come with what they wait for."""
    rows = tuple(
        replace(
            row_of(task),
            agency_kinds=tuple(task.agency_kinds),
            lead_code=task.lead_code,
            duration_days=task.duration_days,
            proof=task.proof,
            products_wanted=tuple(task.products_wanted),
            waits_for=tuple(
                Link(link.before.key, link.lag_days, link.is_printed, link.reason) for link in task.waits_for.all()
            ),
        )
        for task in tasks
    )
    return PlanDocument(
        code=programme.code,
        title=programme.title,
        number=programme.number,
        issued_on=programme.issued_on,
        city_code=programme.city.code if programme.city else "",
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        first_period_starts_on=programme.first_period_starts_on,
        period_days=programme.period_days,
        agency_final_due=programme.agency_final_due,
        city_final_due=programme.city_final_due,
        notes=tuple(programme.notes.splitlines()),
        rows=rows,
        source_name=programme.source_name,
        source_sha256=programme.source_sha256,
    )
