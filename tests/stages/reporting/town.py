"""A small city of its own: two wards with people, Home Affairs, the Committee, a programme with tasks and periods."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from tests.house import person

from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.identity.roles import Role
from khoso.kernel.clock import VIETNAM
from khoso.stages.programme.models import PlanTask, Programme, Task
from khoso.stages.programme.models.plan import DeadlineKind


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """A moment of that day in Vietnam."""
    return datetime.combine(day, time(hour, minute), VIETNAM).astimezone(UTC)


@dataclass
class Town:
    """Wards A and B; Sở Nội vụ; Sở Tài chính; the city."""

    city: Agency = field(init=False)
    home: Agency = field(init=False)
    finance: Agency = field(init=False)
    wards: list[Agency] = field(init=False)
    programme: Programme = field(init=False)

    def __post_init__(self) -> None:
        self.city = Agency.objects.create(code="T.TP", name="UBND thành phố Thử", kind="city")
        self.home = Agency.objects.create(code="T.SNV", name="Sở Nội vụ Thử", kind="department", parent=self.city)
        self.finance = Agency.objects.create(code="T.STC", name="Sở Tài chính Thử", kind="department", parent=self.city)
        self.wards = [
            Agency.objects.create(
                code=f"T.P{name}", name=f"Phường {name}", kind="ward", email=f"{name.lower()}@phuong.example.vn"
            )
            for name in "AB"
        ]
        self.programme = Programme.objects.create(
            code="T-2026",
            title="Kế hoạch thử",
            city=self.city,
            starts_on=date(2026, 6, 1),
            ends_on=date(2026, 12, 31),
            first_period_starts_on=date(2026, 6, 1),
            loaded_at=at(date(2026, 6, 1)),
            is_current=True,
        )
        self.clerk = self.worker("van-thu-a", self.wards[0], Role.CLERK)
        self.head = self.worker("thu-truong-a", self.wards[0], Role.HEAD)
        self.officer = self.worker("can-bo-so", self.home, Role.HOME_AFFAIRS)
        self.home_head = self.worker("giam-doc-so", self.home, Role.HEAD)
        self.finance_head = self.worker("giam-doc-tc", self.finance, Role.HEAD)
        self.chairman = self.worker("chu-tich", self.city, Role.HEAD)

    def worker(self, username: str, agency: Agency, role: Any, *, email: str | None = None) -> Person:
        made = person(username, (agency, role))
        Person.objects.filter(pk=made.pk).update(email=f"{username}@example.vn" if email is None else email)
        return Person.objects.get(pk=made.pk)

    def task(self, number: int, due: date, *, agency: Agency | None = None, owner: Person | None = None) -> Task:
        plan, _ = PlanTask.objects.get_or_create(
            programme=self.programme,
            group="II",
            number=number,
            defaults={
                "group_title": "Các cơ quan",
                "order": number,
                "title": f"Việc thứ {number}",
                "lead": "Các cơ quan",
                "deadline_kind": DeadlineKind.DAY,
            },
        )
        return Task.objects.create(plan_task=plan, agency=agency or self.wards[0], due_on=due, owner=owner)
