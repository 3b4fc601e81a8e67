"""What the plan's screens say: rows of the road map, one task, what would change. Words and numbers, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khoso.foundation.web.formats import day as shown_day
from khoso.foundation.web.words import told
from khoso.stages.programme import states
from khoso.stages.programme.models import PlanTask, Programme
from khoso.stages.programme.models.plan import DeadlineKind, Stage
from khoso.stages.programme.plan.deadlines import ONGOING
from khoso.stages.programme.plan.forecast import TaskForecast
from khoso.stages.programme.plan.rows import SIX_LABELS, six_missing

SOON_DAYS = 14
# Filters of the road map: name in the address → what a row must be.
LATE, INCOMPLETE, CRITICAL, NOTED = "tre", "thieu", "gang", "ghi-chu"


@dataclass(frozen=True, slots=True)
class Line:
    """One task of the plan as a row of the road map."""

    task: PlanTask
    url: str
    forecast: TaskForecast
    missing: tuple[str, ...]
    given: int
    done: int
    begun: int
    waived: int
    today: date

    @property
    def wanted(self) -> int:
        """How many agencies have to do it."""
        return self.given - self.waived

    @property
    def is_done(self) -> bool:
        return self.given > 0 and self.done >= self.wanted

    @property
    def is_late(self) -> bool:
        last = self.task.last_day
        return last is not None and last < self.today and not self.is_done

    @property
    def is_ongoing(self) -> bool:
        return self.task.deadline_kind in ONGOING

    @property
    def missing_words(self) -> list[str]:
        return [told(SIX_LABELS[name]) for name in self.missing]

    @property
    def notes(self) -> list[str]:
        return [line for line in self.task.notes.split("\n") if line]

    @property
    def tone(self) -> str:
        if self.is_done:
            return "good"
        if self.is_late:
            return "bad"
        if self._is_soon:
            return "warn"
        return "busy" if self.begun or self.done else "calm"

    @property
    def _is_soon(self) -> bool:
        last = self.task.last_day
        return last is not None and 0 <= (last - self.today).days <= SOON_DAYS

    @property
    def standing(self) -> str:
        """How it stands, in a few words."""
        if self.is_done:
            return _("Hoàn thành")
        if self.is_late:
            days = (self.today - self.task.last_day).days  # type: ignore[operator]
            return ngettext("Quá hạn %(days)d ngày", "Quá hạn %(days)d ngày", days) % {"days": days}
        if self._is_soon:
            days = (self.task.last_day - self.today).days  # type: ignore[operator]
            return (
                ngettext("Còn %(days)d ngày", "Còn %(days)d ngày", days) % {"days": days} if days else _("Hạn hôm nay")
            )
        if self.begun or self.done:
            return _("Đang làm")
        return _("Thường xuyên") if self.is_ongoing else _("Chưa làm")

    @property
    def forecast_words(self) -> str:
        one = self.forecast
        if one.finish is None or one.is_done:
            return ""
        if one.late_days:
            words = ngettext("Dự báo %(day)s, chậm %(days)d ngày", "Dự báo %(day)s, chậm %(days)d ngày", one.late_days)
            return words % {"day": shown_day(one.finish), "days": one.late_days}
        return _("Dự báo %(day)s") % {"day": shown_day(one.finish)}


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    title: str
    lines: list[Line]


def url_of(key: str) -> str:
    return reverse("programme:plan-task", args=[key])


def lines(
    tasks: Iterable[PlanTask],
    forecasts: Mapping[str, TaskForecast],
    counts: Mapping[int, Mapping[str, int]],
    today: date,
) -> list[Line]:
    found = []
    for task in tasks:
        stood = counts.get(task.pk, {})
        found.append(
            Line(
                task,
                url_of(task.key),
                forecasts[task.key],
                six_missing(title=task.title, lead=task.lead, deadline_kind=task.deadline_kind, product=task.product),
                given=sum(stood.values()),
                done=stood.get(states.DONE, 0),
                begun=stood.get(states.UNDER_WAY, 0) + stood.get(states.SAID_DONE, 0),
                waived=stood.get(states.WAIVED, 0),
                today=today,
            )
        )
    return found


def chosen(rows: list[Line], *, group: str, stage: str, only: str) -> list[Line]:
    """The rows a reader asked for."""
    tests = {
        LATE: lambda row: row.is_late or row.forecast.late_days > 0,
        INCOMPLETE: lambda row: bool(row.missing),
        CRITICAL: lambda row: row.forecast.is_critical,
        NOTED: lambda row: bool(row.notes),
    }
    return [
        row
        for row in rows
        if (not group or row.task.group == group)
        and (not stage or row.task.stage == stage)
        and (only not in tests or tests[only](row))
    ]


def grouped(rows: list[Line]) -> list[Group]:
    found: dict[str, Group] = {}
    for row in rows:
        group = found.setdefault(row.task.group, Group(row.task.group, row.task.group_title, []))
        group.lines.append(row)
    return list(found.values())


def choices(rows: Iterable[Line]) -> dict[str, list[tuple[str, Any]]]:
    """What the road map can be narrowed to."""
    groups = {row.task.group: f"{row.task.group} · {row.task.group_title}" for row in rows}
    stages = {row.task.stage for row in rows}
    return {
        "groups_offered": list(groups.items()),
        "stages": [(value, label) for value, label in Stage.choices if value in stages],
        "onlys": [
            (LATE, _("Đang hoặc sẽ trễ hạn")),
            (INCOMPLETE, _("Chưa đủ 06 rõ")),
            (CRITICAL, _("Trên đường găng")),
            (NOTED, _("Có ghi chú về bản in")),
        ],
    }


def summary(programme: Programme, rows: list[Line], ends: date | None) -> dict[str, Any]:
    """The few numbers above the road map."""
    return {
        "tasks": len(rows),
        "done": sum(row.is_done for row in rows),
        "late": sum(row.is_late for row in rows),
        "will_be_late": sum(row.forecast.late_days > 0 and not row.is_late for row in rows),
        "incomplete": sum(bool(row.missing) for row in rows),
        "ends": ends,
        "is_over": ends is not None and ends > programme.ends_on,
    }


def deadline_kind_label(task: PlanTask) -> Any:
    return DeadlineKind(task.deadline_kind).label


# What each column is called where a change of the plan is shown.
_FIELDS: dict[str, Any] = {
    "title": lambda: _("Tên"),
    "number": lambda: _("Số, ký hiệu"),
    "issued_on": lambda: _("Ngày ban hành"),
    "city_id": lambda: _("Thành phố"),
    "starts_on": lambda: _("Bắt đầu"),
    "ends_on": lambda: _("Kết thúc"),
    "agency_final_due": lambda: _("Hạn báo cáo tổng kết của cơ quan"),
    "city_final_due": lambda: _("Hạn báo cáo tổng kết của thành phố"),
    "first_period_starts_on": lambda: _("Kỳ báo cáo đầu bắt đầu"),
    "period_days": lambda: _("Số ngày một kỳ"),
    "notes": lambda: _("Ghi chú"),
    "group_title": lambda: _("Tên nhóm"),
    "lead": lambda: _("Cơ quan chủ trì"),
    "support": lambda: _("Cơ quan phối hợp"),
    "product": lambda: _("Sản phẩm"),
    "deadline_kind": lambda: _("Loại thời hạn"),
    "deadline_from": lambda: _("Từ ngày"),
    "deadline_to": lambda: _("Đến ngày"),
    "deadline_text": lambda: _("Thời gian"),
    "is_before": lambda: _("Trước ngày"),
    "stage": lambda: _("Giai đoạn"),
    "agency_kinds": lambda: _("Loại cơ quan thực hiện"),
    "lead_code": lambda: _("Mã cơ quan chủ trì"),
    "duration_days": lambda: _("Số ngày làm việc"),
    "proof": lambda: _("Hệ thống chứng minh"),
    "products_wanted": lambda: _("Loại sản phẩm phải có"),
    "waits_for": lambda: _("Chờ nhiệm vụ"),
    "order": lambda: _("Thứ tự"),
}


def field_label(name: str) -> str:
    return str(_FIELDS[name]()) if name in _FIELDS else name


def value_words(name: str, value: Any) -> str:
    """One side of a change, as a person reads it."""
    if value in (None, "", []):
        return "—"
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, date):
        return shown_day(value)
    if name == "stage":
        return str(Stage(value).label)
    if name == "deadline_kind":
        return str(DeadlineKind(value).label)
    if name == "waits_for":
        return ", ".join(f"{before} +{lag}" if lag else before for before, lag, _printed, _why in value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
