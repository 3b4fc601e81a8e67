"""Setting how much an agency means to reach. The only way to write planned volumes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.kernel.words import Sentence, noop
from khoso.stages.reporting.models import VolumePlan
from khoso.stages.reporting.permissions import can_plan_volumes
from khoso.stages.reporting.readings import progress
from khoso.stages.reporting.readings.errors import VolumeNotAllowed, VolumeRefused

MOST = 10**12


@transaction.atomic
def set_volume(
    plan: Any,
    agency: Agency,
    name: str,
    *,
    total: int,
    starts_on: date,
    ends_on: date,
    source: str,
    reason: str,
    by: Any,
) -> VolumePlan:
    """Say how much of a figure an agency means to reach from one day to another, where the number comes from and why.

    The trail keeps what was planned before. The same again changes nothing. Raises VolumeNotAllowed, VolumeRefused.
    """
    if not can_plan_volumes(by, agency):
        raise VolumeNotAllowed(noop("Chỉ văn thư, thủ trưởng của cơ quan và Sở Nội vụ đặt khối lượng kế hoạch."))
    _check(plan, name, total, starts_on, ends_on, source, reason)
    Agency.objects.select_for_update().get(pk=agency.pk)
    wanted = {"total": total, "starts_on": starts_on, "ends_on": ends_on, "source": source.strip()}
    row = VolumePlan.objects.filter(programme=plan, agency=agency, name=name).first()
    before = {key: getattr(row, key) if row else None for key in wanted}
    if before == wanted:
        assert row is not None
        return row
    row = row or VolumePlan(programme=plan, agency=agency, name=name)
    for key, value in wanted.items():
        setattr(row, key, value)
    row.set_at, row.set_by = clock.now(), by
    row.save()
    changed = {key: [_plain(before[key]), _plain(wanted[key])] for key in wanted if before[key] != wanted[key]}
    record(
        "reporting.plan.set",
        subject=("figure", name),
        agency=agency.code,
        details={"agency": agency.code, "reason": reason.strip(), **changed},
    )
    return row


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _check(plan: Any, name: str, total: int, starts_on: date, ends_on: date, source: str, reason: str) -> None:
    if name not in {one.name for one in progress.plannable()}:
        raise VolumeRefused(noop("Số liệu này không đặt khối lượng kế hoạch được. Chọn số liệu khác."), "name")
    if not 0 <= total <= MOST:
        raise VolumeRefused(noop("Khối lượng phải là số không âm, không quá một nghìn tỷ."), "total")
    if ends_on < starts_on:
        raise VolumeRefused(noop("Ngày xong phải sau ngày bắt đầu."), "ends_on")
    if starts_on < plan.starts_on or ends_on > plan.ends_on:
        raise VolumeRefused(
            Sentence(
                "Thời gian phải nằm trong kế hoạch của thành phố: từ {first} đến {last}.",
                first=f"{plan.starts_on:%d/%m/%Y}",
                last=f"{plan.ends_on:%d/%m/%Y}",
            ),
            "starts_on" if starts_on < plan.starts_on else "ends_on",
        )
    if not source.strip():
        raise VolumeRefused(noop("Ghi căn cứ của con số: danh mục, hợp đồng, kế hoạch của cơ quan."), "source")
    if not reason.strip():
        raise VolumeRefused(noop("Ghi lý do đặt hoặc đổi khối lượng."), "reason")
