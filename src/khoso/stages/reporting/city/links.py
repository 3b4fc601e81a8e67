"""Where the evidence is shown. A page of another room that is not there leads to the city's own page of the agency."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse


def _first(*tried: tuple[str, list[Any]]) -> str:
    for name, arguments in tried:
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    return ""


def agency(agency_id: int) -> str:
    return reverse("reporting:city-agency", args=[agency_id])


def stage(agency_id: int, name: str) -> str:
    return reverse("reporting:city-evidence", args=[agency_id, name])


def task(task_id: int, agency_id: int, stage_name: str) -> str:
    """The page of a task."""
    return _first(("programme:task", [task_id])) or (stage(agency_id, stage_name) if stage_name else agency(agency_id))


def evidence(figure: str, agency_id: int, period: Any = None) -> str:
    """The list behind a figure of an agency, until the end of a period where one is named."""
    address = _first(("reporting:evidence", [figure, agency_id]))
    if not address:
        return agency(agency_id)
    return f"{address}?den={period.ends_on.isoformat()}" if period is not None else address


def report(report_id: int) -> str:
    return _first(("reporting:report", [report_id]))


def difficulties(agency_id: int | None = None) -> str:
    address = _first(("reporting:difficulties", []))
    return f"{address}?co-quan={agency_id}" if address and agency_id else address


def ranking() -> str:
    return reverse("reporting:city-ranking")


def reports() -> str:
    return reverse("reporting:city-reports")


def curve(agency_id: int, figure: str) -> str:
    """An agency's own curve of a figure."""
    address = _first(("reporting:curve", []))
    return f"{address}?co-quan={agency_id}&so-lieu={figure}" if address else agency(agency_id)
