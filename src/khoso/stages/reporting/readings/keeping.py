"""Keeping what every figure came to at the end of each day. The only way to write readings.

A day is read when it is over; days nobody read (the machine stood still, a room came later) are read after, because a
figure answers for any moment. A reading that is kept stays, unless counting the same day again comes to something else:
then the present count is kept, and the trail says what stood there before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from khoso.foundation.audit.actions import record
from khoso.kernel import clock, figures
from khoso.kernel.figures import Figure
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.models import FigureReading
from khoso.stages.reporting.readings import queries

# Of the days to catch up with, so many at once: the next call goes on.
DAYS_AT_ONCE = 40
ONE_DAY = timedelta(days=1)


def days_to_read(plan: Any) -> list[date]:
    """The days of the programme that are over."""
    last = min(clock.today() - ONE_DAY, plan.ends_on)
    return [plan.starts_on + ONE_DAY * number for number in range((last - plan.starts_on).days + 1)]


def read_missing() -> int:
    """Read what no day has yet, the oldest first; says how many (figure, day). Doing it again reads nothing."""
    plan = programme.current_plan()
    if plan is None:
        return 0
    kept = set(FigureReading.objects.filter(day__gte=plan.starts_on).order_by().values_list("name", "day").distinct())
    declared = list(figures.figures().values())
    lacking = {day: [one for one in declared if (one.name, day) not in kept] for day in days_to_read(plan)}
    agencies, read = programme.participants(plan.pk), 0
    for day in [day for day, names in lacking.items() if names][:DAYS_AT_ONCE]:
        for one in lacking[day]:
            _keep(one, day, agencies)
            read += 1
    return read


def read_day(day: date, names: Iterable[str] | None = None) -> tuple[int, int]:
    """Count a day that is over (again). Returns how many readings there are now, and how many had to be corrected."""
    plan = programme.current_plan()
    agencies = programme.participants(plan.pk) if plan else []
    declared = figures.figures()
    counts = [_keep(declared[name], day, agencies) for name in (declared if names is None else names)]
    return sum(kept for kept, _ in counts), sum(corrected for _, corrected in counts)


@transaction.atomic
def _keep(figure: Figure, day: date, agencies: Iterable[int]) -> tuple[int, int]:
    """Every agency of the programme has a reading of the day, 0 too; another only where something was counted."""
    # Two that read at once would each find nothing there, or correct the same.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"reading:{figure.name}:{day}"])
    counted = {**dict.fromkeys(agencies, 0), **figure.counted(queries.end_of(day))}
    kept = {row.agency_id: row for row in FigureReading.objects.filter(name=figure.name, day=day)}
    now = clock.now()
    FigureReading.objects.bulk_create(
        FigureReading(day=day, agency_id=agency, name=figure.name, value=value, read_at=now)
        for agency, value in sorted(counted.items())
        if agency not in kept
    )
    wrong = [row for row in kept.values() if row.value != counted.get(row.agency_id, 0)]
    for row in wrong:
        before, row.value, row.read_at = row.value, counted.get(row.agency_id, 0), now
        row.save(update_fields=["value", "read_at"])
        record(
            "reporting.reading.correct",
            subject=("figure", figure.name),
            agency=row.agency.code,
            details={"day": day.isoformat(), "value": [before, row.value], "agency": row.agency.code},
        )
    return len(kept.keys() | counted.keys()), len(wrong)
