"""A small programme with two agencies, two figures that tests set, and the people who report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from tests.house import person

from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock, figures
from khoso.kernel.figures import EvidenceLine, Figure, FigureKind
from khoso.stages.programme.models import PlanTask, Programme, Task

# The first period ends on Sunday 28/6/2026; its report is due on Monday at five.
START = date(2026, 6, 15)
AFTER_FIRST = datetime(2026, 6, 29, 2, 0, tzinfo=UTC)


def at(day: str, hour: int = 9) -> datetime:
    """A moment in Vietnam."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), clock.VIETNAM).replace(hour=hour)


@dataclass
class Counted:
    """Two figures whose values tests set: what each agency had from which moment on."""

    pages: list[tuple[int, datetime, int]] = field(default_factory=list)

    def count(self, until: datetime) -> dict[int, int]:
        told: dict[int, int] = {}
        for agency, moment, amount in self.pages:
            if moment <= until:
                told[agency] = told.get(agency, 0) + amount
        return told

    def declared(self) -> list[Figure]:
        def no_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
            return []

        return [
            Figure("test.pages_made", "Trang đã số hóa", "trang", "digitise", self.count, no_lines, order=1),
            Figure(
                "test.contract", "Hợp đồng", "", "contract", lambda until: {}, no_lines, FigureKind.PROCEDURE, order=2
            ),
        ]


@contextmanager
def counting() -> Iterator[Counted]:
    """Only these figures are declared inside the block."""
    told, before = Counted(), list(figures._declared)
    figures._declared[:] = [told.declared]
    try:
        yield told
    finally:
        figures._declared[:] = before


@dataclass
class Reporting:
    """Who reports to whom."""

    programme: Any
    commune: Agency
    ward: Agency
    clerk: Any
    head: Any
    home: Any
    tasks: dict[str, Any]


def reporting_house() -> Reporting:
    """A city, its Home Affairs officer, a commune with clerk and head, a ward; three tasks for each of the two."""
    city = Agency.objects.create(code="T.TP", name="Thành phố Đồng Nai", kind="city")
    commune = Agency.objects.create(
        code="T.XA", name="Ủy ban nhân dân xã Mẫu Bình", kind="commune", parent=city, head_name="Lê Thị Mẫu"
    )
    ward = Agency.objects.create(code="T.PH", name="Ủy ban nhân dân phường Mẫu Hòa", kind="ward", parent=city)
    programme = Programme.objects.create(
        code="KH-THU",
        title="Kế hoạch thử",
        number="82/KH-UBND",
        issued_on=date(2026, 6, 9),
        city=city,
        starts_on=date(2026, 6, 9),
        ends_on=date(2026, 12, 31),
        agency_final_due=date(2026, 12, 14),
        first_period_starts_on=START,
        loaded_at=clock.now(),
        is_current=True,
    )
    tasks = {}
    for order, (number, title, stage, product, due, proof) in enumerate(
        [
            (6, "Thành lập Tổ Quản lý, Giám sát", "organise", "Quyết định thành lập", date(2026, 6, 20), ""),
            (11, "Ký kết hợp đồng số hóa", "contract", "Hợp đồng số hóa tài liệu", date(2026, 9, 30), ""),
            (20, "Báo cáo định kỳ, đột xuất", "report", "Ban hành báo cáo", None, "report.submitted"),
        ]
    ):
        row = PlanTask.objects.create(
            programme=programme,
            group="II",
            group_title="Các cơ quan, đơn vị",
            number=number,
            order=order,
            title=title,
            lead="Các cơ quan",
            product=product,
            stage=stage,
            deadline_kind="day" if due else "every_two_weeks",
            deadline_to=due,
            agency_kinds=["commune", "ward"],
            proof=proof,
        )
        for agency in (commune, ward):
            tasks[f"{agency.code}.{number}"] = Task.objects.create(plan_task=row, agency=agency)
    return Reporting(
        programme,
        commune,
        ward,
        person("vanthu-thu", (commune, Role.CLERK)),
        person("thutruong-thu", (commune, Role.HEAD)),
        person("noivu-thu", (city, Role.HOME_AFFAIRS)),
        tasks,
    )
