"""What rounds and monitoring tell reports: findings open at a moment, monitoring minutes kept until then."""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import Count, F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khoso.foundation.web.words import told
from khoso.kernel.clock import VIETNAM
from khoso.kernel.figures import EvidenceLine, Figure, FigureKind
from khoso.stages.programme import states
from khoso.stages.programme.models import MonitoringMinutes, RoundFinding
from khoso.stages.programme.rounds.queries import findings_open_at, monitoring_until


def round_figures() -> list[Figure]:
    return [
        Figure(
            "programme.findings_open",
            _("Tồn tại sau kiểm tra, giám sát chưa xác nhận khắc phục"),
            _("tồn tại"),
            "accept",
            _findings,
            _finding_lines,
            FigureKind.OPEN,
            order=86,
        ),
        Figure(
            "programme.monitoring_minutes",
            _("Biên bản giám sát đã lập"),
            _("biên bản"),
            "digitise",
            _minutes,
            _minutes_lines,
            order=84,
        ),
    ]


def _findings(until: datetime) -> dict[int, int]:
    rows = findings_open_at(until).order_by().values("agency_id").annotate(count=Count("pk"))
    return {row["agency_id"]: row["count"] for row in rows}


def _finding_lines(agency_id: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    rows = findings_open_at(until).filter(agency_id=agency_id).select_related("visit", "monitoring")
    rows = rows.order_by(F("visit__visited_on").desc(nulls_last=True), "-pk")
    return [
        EvidenceLine(
            one.text,
            reverse("programme:finding", args=[one.pk]),
            told(states.FINDING_LABELS[one.state]),
            _found_at(one),
        )
        for one in rows[offset : offset + limit]
    ]


def _found_at(finding: RoundFinding) -> datetime | None:
    if finding.monitoring is not None:
        return finding.monitoring.recorded_at
    if finding.visit is not None and finding.visit.visited_on is not None:
        return datetime.combine(finding.visit.visited_on, time(), VIETNAM)
    return None


def _minutes(until: datetime) -> dict[int, int]:
    rows = monitoring_until(until).order_by().values("agency_id").annotate(count=Count("pk"))
    return {row["agency_id"]: row["count"] for row in rows}


def _minutes_lines(agency_id: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    rows: list[MonitoringMinutes] = list(
        monitoring_until(until).filter(agency_id=agency_id).order_by("-recorded_at", "-pk")[offset : offset + limit]
    )
    return [
        EvidenceLine(one.subject, reverse("programme:monitoring", args=[one.pk]), one.number, one.recorded_at)
        for one in rows
    ]
