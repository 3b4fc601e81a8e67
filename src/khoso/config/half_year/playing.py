"""Plays a story day by day, through the actions that people and the clock use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from khoso.config.half_year.holdings import at, write_holdings
from khoso.config.half_year.people import Cast, cast
from khoso.config.half_year.tasks import TaskPlayer
from khoso.demo.city import AgencyStory, CityStory, Profile, ReportStory, tell
from khoso.engines.jobs import registered_jobs
from khoso.foundation.audit.actor import Actor, acting_as
from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock
from khoso.stages.programme import queries as programme_queries
from khoso.stages.programme.models import Programme, Task
from khoso.stages.reporting import actions as reporting
from khoso.stages.reporting.city.report_actions import consolidate
from khoso.stages.reporting.difficulties import actions as difficulties
from khoso.stages.reporting.models import Difficulty, Period, Report
from khoso.stages.reporting.states import DRAFT, SUBMITTED

OVERSTATED = "digitisation.pages_passed"
WORDS = {
    "causes": "Thiếu người quét trong kỳ; nhà thầu giao máy chậm (mô phỏng).",
    "responsible": "Bộ phận văn thư, lưu trữ (mô phỏng).",
    "remedy": "Bố trí thêm một ca làm việc, họp với nhà thầu hằng tuần (mô phỏng).",
}
# Days after the last one on which the final report is handed in; None: never.
FINAL_DAYS_LATE = {
    Profile.BUSY: 0,
    Profile.STEADY: 0,
    Profile.UNTRUTHFUL: 0,
    Profile.LATE: 4,
    Profile.IDLE: None,
}
RETURNED_FOR = "Chưa nêu rõ khối lượng đã bàn giao (mô phỏng)"
# Letters leave by the real way of the house, never while a made-up half-year is played.
NOT_PLAYED = frozenset({"reporting.send_letters"})
Told = Callable[[date, str], None]


def story_for(programme: Programme, *, seed: int, most: int | None = None) -> tuple[CityStory, dict[str, Agency]]:
    """The story of the agencies that have tasks of group II in the programme, at most so many of them."""
    found = Agency.objects.filter(pk__in=_with_tasks(programme)).order_by("pk")
    agencies = {agency.code: agency for agency in (found[:most] if most else found)}
    last_days = {task.key: task.last_day for task in programme.plan_tasks.filter(group="II")}
    since, until = programme.first_period_starts_on, programme.ends_on
    return tell(seed, list(agencies), last_days, since=since, until=until), agencies


def _with_tasks(programme: Programme) -> Any:
    of_group = Task.objects.filter(plan_task__programme=programme, plan_task__group="II")
    return of_group.values_list("agency_id", flat=True).distinct()


@dataclass
class Play:
    """One story in one house. `days` walks it to a day; what is behind is never played again."""

    story: CityStory
    programme: Programme
    agencies: dict[str, Agency]
    until: date
    # Whether the clock's own work is done each working day: reminders, readings, scores, the city's report.
    with_city: bool = True
    # Days of the week (Monday is 0) on which it does so: fewer days, a faster play; what was missed is caught up.
    city_weekdays: frozenset[int] = frozenset(range(5))
    people: Cast = field(init=False)
    tasks: TaskPlayer = field(init=False)
    periods: dict[int, Period] = field(init=False, default_factory=dict)
    _asked: list[tuple[date, AgencyStory, int | None]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        city = self.programme.city or Agency.objects.filter(kind="city", valid_to=None).get()
        self.people = cast(self.agencies.values(), city)
        self.tasks = TaskPlayer(self.story, self.programme)
        self._asked = sorted(
            ((day, one, days) for one in self.story.agencies for day, days in one.difficulties),
            key=lambda each: (each[0], each[1].code),
        )
        with clock.frozen_at(at(self.programme.first_period_starts_on, 6)):
            reporting.make_periods(self.programme)
        self.periods = {one.number: one for one in Period.objects.filter(programme=self.programme)}

    def play(self, *, on_day: Told | None = None) -> None:
        """Everything from the programme's first period to `until`."""
        write_holdings(self.story, self.agencies, until=self.until)
        day = self.programme.first_period_starts_on
        while day <= self.until:
            what = self._day(day)
            if on_day is not None and what:
                on_day(day, what)
            day += timedelta(days=1)

    def _day(self, day: date) -> str:
        told = []
        turning = [one for one in self.periods.values() if day in (one.starts_on, one.ends_on + timedelta(days=1))]
        if turning or day.weekday() == 0 or day == self.until:
            with clock.frozen_at(at(day, 6)):
                self.tasks.bring_to(day)
        if turning or day >= date(day.year, 11, 25):
            with clock.frozen_at(at(day, 7)):
                told.append(f"mở {reporting.open_due(self.programme)} báo cáo")
        told += self._reports(day)
        told += self._finals(day)
        self._difficulties(day)
        if self.with_city and programme_queries.is_working_day(day):
            self._city(day)
        return ", ".join(told)

    def _reports(self, day: date) -> list[str]:
        sent = 0
        for number, period in self.periods.items():
            due = period.due_at.astimezone(clock.VIETNAM).date()
            if not due <= day <= due + timedelta(days=9):
                continue
            for one in self.story.agencies:
                if number <= len(one.reports) and one.reports[number - 1].days_late == (day - due).days:
                    sent += self._send(one, one.reports[number - 1], period, day)
            if day == due + timedelta(days=2) or day == due + timedelta(days=9):
                self._receive(period, day)
        return [f"gửi {sent} báo cáo"] if sent else []

    def _send(self, story: AgencyStory, told: ReportStory, period: Period, day: date) -> int:
        report = Report.objects.filter(
            programme=self.programme, kind="two_weekly", period=period, agency=self.agencies[story.code], state=DRAFT
        ).first()
        if report is None:
            return 0
        if told.overstated:
            clerk = self.people.clerks[story.code]
            with clock.frozen_at(at(day, 9)), _as(clerk, story.code):
                self._overstate(report, told, clerk)
                report.refresh_from_db(fields=["saves"])
        self._sign_and_send(report, story.code, day, WORDS)
        return 1

    def _finals(self, day: date) -> list[str]:
        """Final reports: the busy and the steady on the last day, the late some days after, the idle never."""
        last = self.programme.agency_final_due
        if last is None:
            return []
        sent = 0
        for one in self.story.agencies:
            late = FINAL_DAYS_LATE[one.profile]
            if late is not None and last + timedelta(days=late) == day:
                sent += self._send_final(one, day)
        if self.with_city and self.programme.city_final_due == day + timedelta(days=1):
            with clock.frozen_at(at(day, 17)), _as(self.people.officer, ""):
                consolidate(self.programme, "final", None, by=self.people.officer)
        return [f"gửi {sent} báo cáo tổng kết"] if sent else []

    def _send_final(self, story: AgencyStory, day: date) -> int:
        agency = self.agencies[story.code]
        report = Report.objects.filter(programme=self.programme, kind="final", agency=agency, state=DRAFT).first()
        if report is None:
            return 0
        texts = {**WORDS, "done_text": "Đã làm theo kế hoạch (mô phỏng).", "not_done_text": "Như bảng trên (mô phỏng)."}
        self._sign_and_send(report, story.code, day, texts)
        return 1

    def _sign_and_send(self, report: Report, code: str, day: date, texts: dict[str, str]) -> None:
        clerk, head = self.people.clerks[code], self.people.heads[code]
        with clock.frozen_at(at(day, 10)), _as(clerk, code):
            reporting.save_report(report.pk, texts, saves=report.saves, by=clerk)
        with clock.frozen_at(at(day, 14)), _as(head, code):
            reporting.sign_report(report.pk, by=head)
            reporting.submit_report(report.pk, by=head)

    def _overstate(self, report: Report, told: ReportStory, clerk: Person) -> None:
        row = report.figures.filter(name=OVERSTATED).first()
        if row is not None and row.counted:
            typed = round(row.counted * (1 + told.overstated))
            reporting.overtype_figure(report.pk, OVERSTATED, str(typed), told.reason, by=clerk)

    def _receive(self, period: Period, day: date) -> None:
        """Home Affairs returns what the story has returned, and locks the rest."""
        officer = self.people.officer
        back = {
            self.agencies[one.code].pk
            for one in self.story.agencies
            if period.number <= len(one.reports) and one.reports[period.number - 1].is_returned
        }
        rows = Report.objects.filter(period=period, state=SUBMITTED).values_list("pk", "agency_id")
        with clock.frozen_at(at(day, 16)), _as(officer, ""):
            for pk, agency in rows:
                if agency in back:
                    reporting.return_report(pk, RETURNED_FOR, by=officer)
            reporting.lock_reports([pk for pk, agency in rows if agency not in back], by=officer)

    def _difficulties(self, day: date) -> None:
        for raised, one, days in self._asked:
            clerk, officer = self.people.clerks[one.code], self.people.officer
            if raised == day:
                with clock.frozen_at(at(day, 11)), _as(clerk, one.code):
                    difficulties.raise_difficulty(
                        self.agencies[one.code], "Hồ sơ ố mờ, chưa rõ cách quét (mô phỏng)", by=clerk
                    )
            elif days is not None and raised + timedelta(days=days) == day:
                with clock.frozen_at(at(day, 15)), _as(officer, ""):
                    waiting = Difficulty.objects.filter(agency=self.agencies[one.code], state="open").first()
                    if waiting is not None:
                        difficulties.answer(waiting, "Quét màu 300 dpi, xem hướng dẫn (mô phỏng).", by=officer)

    def _city(self, day: date) -> None:
        """What the clock does of itself on a working day, and the city's report some days after each period."""
        with clock.frozen_at(at(day, 8)):
            played = registered_jobs() if day.weekday() in self.city_weekdays else {}
            for name, one in sorted(played.items()):
                if one.every_minutes and name.startswith(("programme.", "reporting.")) and name not in NOT_PLAYED:
                    one.run()
        for period in self.periods.values():
            if day == programme_queries.add_working_days(period.due_at.astimezone(clock.VIETNAM).date(), 3):
                with clock.frozen_at(at(day, 17)), _as(self.people.officer, ""):
                    consolidate(self.programme, "two_weekly", period, by=self.people.officer)


@contextmanager
def _as(person: Person, agency: str) -> Iterator[None]:
    actor = Actor(username=person.username, full_name=person.full_name, agency=agency, person_id=person.pk)
    with acting_as(actor):
        yield
