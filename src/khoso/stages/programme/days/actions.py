"""Writing the year's decisions on days, and the secret address of a person's calendar."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.web import counting
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.stages.programme.days.errors import DayNotAllowed, DayRefused
from khoso.stages.programme.days.rules import WorkCalendar
from khoso.stages.programme.models import CalendarFeed, DayOff
from khoso.stages.programme.permissions import can_edit_programme

EARLIEST, LATEST = date(2020, 1, 1), date(2099, 12, 31)


def _must_keep_days(by: Any) -> None:
    if not can_edit_programme(by):
        raise DayNotAllowed(_("Chưa ghi: chỉ Sở Nội vụ giữ danh sách ngày nghỉ, ngày làm bù."))


@transaction.atomic
def record_day_off(day: date, name: str, decision: str, *, is_working: bool, by: Any) -> DayOff:
    """A day that is free, or worked, by a decision of the year; it goes over the law and the week.

    Raises DayRefused, DayNotAllowed.
    """
    _must_keep_days(by)
    name, decision = one_space(name)[:200], one_space(decision)[:200]
    if not EARLIEST <= day <= LATEST:
        raise DayRefused(_("Chưa ghi: ngày phải từ năm 2020 đến năm 2099."), "day")
    if not name:
        raise DayRefused(_("Chưa ghi: hãy đặt tên cho ngày này, như «Nghỉ bù Quốc khánh»."), "name")
    if not decision:
        raise DayRefused(_("Chưa ghi: hãy nêu văn bản quyết định."), "decision")
    if DayOff.objects.filter(day=day).exists():
        raise DayRefused(_("Chưa ghi: ngày này đã được ghi; hãy bỏ dòng cũ trước."), "day")
    if WorkCalendar().is_working(day) == is_working:
        already = _("đã là ngày làm việc") if is_working else _("đã là ngày nghỉ")
        raise DayRefused(_("Chưa ghi: ngày này vốn {already}, không cần ghi thêm.").format(already=already), "day")
    row = DayOff.objects.create(day=day, is_working=is_working, name=name, decision=decision)
    details = {"is_working": is_working, "name": name, "decision": decision}
    record("programme.day_off.record", subject=("day_off", day.isoformat()), details=details)
    transaction.on_commit(counting.forget)
    return row


@transaction.atomic
def swap_days(free: date, worked: date, name: str, decision: str, *, by: Any) -> tuple[DayOff, DayOff]:
    """A working day that is free, made up for on a free day: both or neither."""
    if free == worked:
        raise DayRefused(_("Chưa ghi: ngày nghỉ và ngày làm bù phải khác nhau."), "worked")
    try:
        made = record_day_off(worked, name, decision, is_working=True, by=by)
    except DayRefused as refused:
        raise DayRefused(refused.message, "worked" if refused.field == "day" else refused.field) from None
    return record_day_off(free, name, decision, is_working=False, by=by), made


@transaction.atomic
def remove_day_off(row: DayOff, *, by: Any) -> None:
    """The day is again what the law and the week say."""
    _must_keep_days(by)
    details = {"is_working": row.is_working, "name": row.name, "decision": row.decision}
    record("programme.day_off.remove", subject=("day_off", row.day.isoformat()), details=details)
    row.delete()
    transaction.on_commit(counting.forget)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_feed(person: Any) -> str:
    """A new secret address of a person's calendar, told this once; the one before ends."""
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        person=person, defaults={"digest": digest_of(secret), "made_at": clock.now(), "last_read_at": None}
    )
    record("programme.calendar.open", subject=("person", person.username))
    return secret


@transaction.atomic
def close_feed(person: Any) -> bool:
    """End the address of a person's calendar; False when there was none."""
    gone, _rows = CalendarFeed.objects.filter(person=person).delete()
    if gone:
        record("programme.calendar.close", subject=("person", person.username))
    return bool(gone)
