"""A whole city put straight into the tables: agencies with tasks, periods, reports, readings; the same for one seed.

Some agencies are late, some untruthful, some idle, some busy; which is told, so that what the screens say can be
compared with what was planted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from khoso.foundation.identity import actions as identity
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.programme import actions as programme
from khoso.stages.programme.models import Task
from khoso.stages.reporting.models import (
    Difficulty,
    FigureReading,
    Period,
    Report,
    ReportFigure,
    ReportMove,
    VolumePlan,
)
from khoso.stages.reporting.models.reports import ReportKind

FIGURES = (
    "selection.dossiers_selected",
    "digitisation.dossiers_received",
    "digitisation.pages_received",
    "acceptance.dossiers_accepted",
    "packages.dossiers_loaded",
)
CHARACTERS = ("good", "good", "good", "busy", "late", "late", "very_late", "untruthful", "idle")
FIRST_PERIOD = date(2026, 6, 15)


@dataclass
class City:
    """What was planted: agency ids by character."""

    plan: Any
    periods: list[Period]
    agencies: dict[int, str]
    by_character: dict[str, list[int]] = field(default_factory=dict)

    def of(self, character: str) -> list[int]:
        return [agency for agency, known in self.agencies.items() if known == character]


@transaction.atomic
def make_city(*, agencies: int = 150, periods: int = 13, seed: int = 82, readings: bool = True) -> City:
    """The city with so many agencies that report, so many periods that are over."""
    random = Random(seed)
    identity.load_reference()
    _fill_up(agencies)
    plan = programme.load_programme(programme.plan_82(), by=None)
    programme.give_to_agencies(plan)
    own = Task.objects.filter(plan_task__programme=plan).exclude(plan_task__agency_kinds=[])
    reporting = sorted(set(own.values_list("agency_id", flat=True)))[:agencies]
    Task.objects.filter(plan_task__programme=plan).exclude(plan_task__agency_kinds=[]).exclude(
        agency_id__in=reporting
    ).delete()
    known = {agency: CHARACTERS[place % len(CHARACTERS)] for place, agency in enumerate(reporting)}
    Agency.objects.filter(pk__in=reporting, head_name="").update(head_name="Nguyễn Văn Mẫu")
    made = _periods(plan, periods)
    _work(plan, known, random)
    _reports(plan, known, made, random)
    if readings:
        _readings(plan, known, made, random)
    _difficulties(plan, known, random)
    return City(plan, made, known)


def _fill_up(wanted: int) -> None:
    there = Agency.objects.filter(valid_to=None, kind__in=("department", "public_service", "ward", "commune")).count()
    Agency.objects.bulk_create(
        Agency(code=f"MAU.{number:03d}", name=f"Đơn vị sự nghiệp mẫu {number:03d}", kind=AgencyKind.PUBLIC_SERVICE)
        for number in range(1, max(0, wanted - there) + 1)
    )


def _periods(plan: Any, count: int) -> list[Period]:
    made = []
    for number in range(1, count + 1):
        starts_on = FIRST_PERIOD + timedelta(days=14 * (number - 1))
        ends_on = starts_on + timedelta(days=13)
        due_at = datetime(ends_on.year, ends_on.month, ends_on.day, 17, tzinfo=clock.VIETNAM) + timedelta(days=2)
        made.append(
            Period(
                programme=plan,
                number=number,
                starts_on=starts_on,
                ends_on=ends_on,
                due_at=due_at,
                opened_at=clock.now(),
            )
        )
    return Period.objects.bulk_create(made)


def _work(plan: Any, known: dict[int, str], random: Random) -> None:
    today = clock.today()
    tasks = list(Task.objects.filter(plan_task__programme=plan).select_related("plan_task").order_by("pk"))
    for task in tasks:
        character = known.get(task.agency_id, "good")
        due = task.plan_task.last_day
        slip = {"late": 5, "very_late": 40, "idle": 400}.get(character, -3)
        if due is not None and due + timedelta(days=slip) <= today:
            task.state, task.percent = "done", 100
            task.done_on = due + timedelta(days=slip)
        elif due is not None and due <= today + timedelta(days=30) and character != "idle":
            task.state, task.percent = "under_way", random.randrange(10, 90)
        if character == "untruthful" and task.state == "done" and random.random() < 0.2:
            task.state, task.done_on, task.percent = "said_done", None, 100
    Task.objects.bulk_update(tasks, ["state", "percent", "done_on"], batch_size=1000)


def _reports(plan: Any, known: dict[int, str], periods: list[Period], random: Random) -> None:
    reports, marks = [], []
    for period in periods:
        for agency, character in known.items():
            late = {"late": timedelta(hours=20), "very_late": timedelta(days=6)}.get(character, timedelta(hours=-20))
            sent = None if character == "idle" and period.number % 2 == 0 else period.due_at + late
            behind = character in ("late", "very_late", "idle")
            reports.append(
                Report(
                    programme=plan,
                    kind=ReportKind.TWO_WEEKLY,
                    agency_id=agency,
                    period=period,
                    state="draft" if sent is None else "locked",
                    number="" if sent is None else f"{period.number:02d}/BC-UBND",
                    due_at=period.due_at,
                    opened_at=period.due_at - timedelta(days=5),
                    counted_at=sent,
                    signed_at=sent,
                    submitted_at=sent,
                    causes="Chờ thẩm định dự toán." if behind else "",
                    responsible="Văn phòng" if behind else "",
                    remedy="Làm thêm giờ, thuê thêm máy." if character == "late" else "",
                )
            )
            marks.append(character)
    made = Report.objects.bulk_create(reports, batch_size=2000)
    figures, moves = [], []
    places = {agency: place for place, agency in enumerate(known)}
    for report, character in zip(made, marks, strict=True):
        if report.submitted_at is None:
            continue
        moves.append(ReportMove(report=report, move="submit", at=report.submitted_at))
        for place, name in enumerate(FIGURES):
            inside = random.randrange(20, 60)
            number = report.period.number if report.period else 1
            whole = value_of(places[report.agency_id], name, number, character)
            figure = ReportFigure(report=report, name=name, counted=whole, counted_in_period=inside)
            if character == "untruthful" and place == 1 and number % 3 == 0:
                figure.typed, figure.reason = whole + 200, "Số của nhà thầu báo."
            figures.append(figure)
    ReportFigure.objects.bulk_create(figures, batch_size=4000)
    ReportMove.objects.bulk_create(moves, batch_size=4000)


def value_of(place: int, name: str, period: int, character: str) -> int:
    """How much of a figure the agency at this place has at the end of a period."""
    pace = {"busy": 60, "idle": 0, "very_late": 8, "late": 22}.get(character, 40)
    pages = 100 if "pages" in name else 1
    return pace * period * pages * (len(FIGURES) - FIGURES.index(name) + 5) // 10 + place % 7


def _readings(plan: Any, known: dict[int, str], periods: list[Period], random: Random) -> None:
    today, rows = clock.today(), []
    for place, (agency, character) in enumerate(known.items()):
        for name in FIGURES:
            for number in range((periods[-1].ends_on - FIRST_PERIOD).days + 1):
                day = FIRST_PERIOD + timedelta(days=number)
                if day > today:
                    break
                whole = value_of(place, name, 1000, character) * (number + 1) // 14 // 1000
                rows.append(FigureReading(day=day, agency_id=agency, name=name, value=whole, read_at=clock.now()))
    FigureReading.objects.bulk_create(rows, batch_size=10000)
    VolumePlan.objects.bulk_create(
        VolumePlan(
            programme=plan,
            agency_id=agency,
            name="packages.dossiers_loaded",
            starts_on=FIRST_PERIOD,
            ends_on=date(2026, 12, 14),
            total=300 + place * 11 % 200,
            source="Kế hoạch của cơ quan",
            set_at=clock.now(),
        )
        for place, agency in enumerate(known)
    )


def _difficulties(plan: Any, known: dict[int, str], random: Random) -> None:
    late = [agency for agency, character in known.items() if character in ("late", "very_late")]
    Difficulty.objects.bulk_create(
        Difficulty(
            programme=plan,
            agency_id=agency,
            text="Chưa được bố trí kinh phí chỉnh lý, chưa thể lựa chọn hồ sơ.",
            proposal="Đề nghị Sở Tài chính bố trí bổ sung.",
            raised_at=clock.now() - timedelta(days=20),
            due_on=clock.today() + timedelta(days=random.randrange(-6, 9)),
        )
        for agency in late[::2]
    )
