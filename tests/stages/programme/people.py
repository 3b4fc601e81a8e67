"""Agencies, people and a plan for the tests of bodies, rounds, guidance and the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.house import person
from tests.stages.programme.files import pdf, upload

from khoso.foundation.identity.actions import register_agency
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.stages.programme.attachments.actions import keep
from khoso.stages.programme.models import Attachment, PlanTask, Programme, Task


@dataclass
class Town:
    """Home Affairs, two communes with their people, and a plan that asks for what this part proves."""

    city: Any
    home: Any
    commune: Any
    neighbour: Any
    officer: Any
    clerk: Any
    supervisor: Any
    head: Any
    stranger: Any
    programme: Programme

    def paper(self, agency: Any, number: str = "12/QĐ-UBND", on: date | None = date(2026, 6, 10)) -> Attachment:
        return keep(upload(pdf()), agency=agency, number=number, issued_on=on, title="Văn bản", by=self.officer)

    def task(self, key: str, agency: Any) -> Task:
        return Task.objects.get(plan_task__proof=key, agency=agency)


PROOFS = {
    "steering.founded": ("I", 2),
    "guidance.published": ("I", 3),
    "round.published": ("I", 4),
    "council.founded": ("II", 1),
    "team.founded": ("II", 6),
}


def town() -> Town:
    city = register_agency("DN", "Ủy ban nhân dân thành phố Mẫu", kind="city")
    home = register_agency("DN.SNV", "Sở Nội vụ", kind="department")
    commune = register_agency("H19.99", "Ủy ban nhân dân xã Mẫu", kind="commune")
    neighbour = register_agency("H19.98", "Ủy ban nhân dân xã Bên", kind="commune")
    programme = Programme.objects.create(
        code="THU-2026",
        title="Kế hoạch thử",
        city=city,
        starts_on=date(2026, 6, 1),
        ends_on=date(2026, 12, 31),
        first_period_starts_on=date(2026, 6, 15),
        loaded_at=clock.now(),
        is_current=True,
    )
    for order, (key, (group, number)) in enumerate(PROOFS.items()):
        plan_task = PlanTask.objects.create(
            programme=programme,
            group=group,
            group_title="Nhóm",
            number=number,
            order=order,
            title=f"Việc {key}",
            lead="Sở Nội vụ",
            deadline_kind="before",
            deadline_to=date(2026, 6, 15),
            is_before=True,
            proof=key,
            agency_kinds=["commune"] if group == "II" else [],
        )
        for agency in (commune, neighbour) if group == "II" else (home,):
            Task.objects.create(plan_task=plan_task, agency=agency)
    return Town(
        city,
        home,
        commune,
        neighbour,
        person("noivu", (home, Role.HOME_AFFAIRS)),
        person("vanthu", (commune, Role.CLERK)),
        person("giamsat", (commune, Role.SUPERVISOR)),
        person("thutruong", (commune, Role.HEAD)),
        person("nguoi-la", (neighbour, Role.CLERK)),
        programme,
    )
