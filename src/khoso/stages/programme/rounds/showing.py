"""Findings and visits as the screens show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.stages.programme import states
from khoso.stages.programme.days.queries import work_calendar
from khoso.stages.programme.models import RoundFinding, Weight
from khoso.stages.programme.rounds.rules import FindingClock, clock_of

TONES = {states.OPEN: "warn", states.MENDED: "busy", states.CLOSED: "good"}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with its clock, and from where it is."""

    finding: RoundFinding
    clock: FindingClock
    source: str

    @property
    def label(self) -> str:
        return told(states.FINDING_LABELS[self.finding.state])

    @property
    def tone(self) -> str:
        return "bad" if self.clock.is_overdue else TONES[self.finding.state]

    @property
    def is_grave(self) -> bool:
        return self.finding.weight == Weight.GRAVE

    @property
    def clock_text(self) -> str:
        """«Quá hạn 3 ngày làm việc», «Còn 5 ngày làm việc», «Hạn hôm nay»; empty where no clock runs."""
        if self.clock.left is None:
            return ""
        if self.clock.is_overdue:
            count = self.clock.late
            return ngettext("Quá hạn %(count)s ngày làm việc", "Quá hạn %(count)s ngày làm việc", count) % {
                "count": count
            }
        if self.finding.due_on == clock.today():
            return _("Hạn hôm nay")
        count = self.clock.left
        return ngettext("Còn %(count)s ngày làm việc", "Còn %(count)s ngày làm việc", count) % {"count": count}


def finding_rows(findings: Iterable[RoundFinding]) -> list[FindingRow]:
    today, days = clock.today(), work_calendar()
    return [
        FindingRow(one, clock_of(one.due_on, one.state == states.OPEN, today, days), source_of(one)) for one in findings
    ]


def source_of(finding: RoundFinding) -> str:
    """The round or the monitoring it was found in."""
    place: Any = finding.visit.round if finding.visit else finding.monitoring
    return str(place)
