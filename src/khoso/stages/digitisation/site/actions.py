"""Writing who and what comes to the place of digitising and leaves it.

# Luật: KH 82 I.2.d; TT 05/2025 Đ.7.2, Đ.7.4; NĐ 31/2026 Đ.12
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.permissions import holds
from khoso.foundation.identity.roles import CONTRACTORS
from khoso.kernel import clock, news
from khoso.kernel.text_vi import one_space
from khoso.stages.digitisation import states
from khoso.stages.digitisation.batches import queries as batches
from khoso.stages.digitisation.batches.actions import suspend_lapsed
from khoso.stages.digitisation.batches.bringing import keep_document
from khoso.stages.digitisation.batches.errors import BatchNotAllowed, DeviceNotWiped, SiteRefused
from khoso.stages.digitisation.events import GateRecorded
from khoso.stages.digitisation.models import Batch, SiteDevice, SitePerson, SiteSoftware, WipeRecord
from khoso.stages.digitisation.permissions import can_keep_site, can_release_device

Row = SitePerson | SiteDevice | SiteSoftware


def may_keep(person: Any, batch: Batch) -> bool:
    """The agency's keepers, and the lead of the batch's own contractor."""
    if not can_keep_site(person, batch):
        return False
    firm = batches.firm_of(person)
    return firm is None or firm == batch.contractor_id


def _must_keep(batch: Batch, by: Any) -> None:
    if not may_keep(by, batch):
        raise BatchNotAllowed
    if batch.state in (states.CLOSED, states.CANCELLED):
        raise SiteRefused(_("Chưa ghi: đợt đã kết thúc hoặc hủy, sổ đã khóa."))


def _arrival(batch: Batch, day: date) -> date:
    if day > clock.today():
        raise SiteRefused(_("Chưa ghi: ngày đến còn ở phía trước; ghi khi người, thiết bị đã đến."), "arrived_on")
    return day


def _common(batch: Batch, arrived_on: date, note: str, by: Any) -> dict[str, Any]:
    return {
        "batch": batch,
        "agency_id": batch.agency_id,
        "contractor_id": batch.contractor_id,
        "arrived_on": _arrival(batch, arrived_on),
        "note": one_space(note)[:500],
        "recorded_by": by,
        "recorded_at": clock.now(),
    }


def _after(batch: Batch) -> None:
    """What changed at the site changes what the law wants of the batch: look at once, and tell who waits."""
    suspend_lapsed(batch)
    news.publish(GateRecorded(agency_code=batch.agency.code))


@transaction.atomic
def register_person(
    batch: Batch,
    *,
    name: str,
    identity_number: str,
    arrived_on: date,
    duty: str = "operator",
    person: Any = None,
    note: str = "",
    by: Any,
) -> SitePerson:
    """Somebody comes to work at the site. Raises SiteRefused, BatchNotAllowed."""
    _must_keep(batch, by)
    name, number = one_space(name)[:120], "".join(identity_number.split())[:20]
    if not name:
        raise SiteRefused(_("Chưa ghi: hãy ghi họ tên."), "name")
    if not (number.isdecimal() and len(number) in (9, 12)):
        raise SiteRefused(_("Chưa ghi: số căn cước có 12 chữ số (chứng minh nhân dân cũ 9 chữ số)."), "identity_number")
    if duty not in SitePerson.Duty.values:
        raise SiteRefused(_("Chưa ghi: chọn nhiệm vụ."), "duty")
    if SitePerson.objects.filter(batch=batch, identity_number=number, left_on__isnull=True).exists():
        raise SiteRefused(_("Chưa ghi: người mang số giấy tờ này đang có trong sổ của đợt."), "identity_number")
    common = _common(batch, arrived_on, note, by)
    made = SitePerson.objects.create(name=name, identity_number=number, duty=duty, person=person, **common)
    # The number of a card is in the register for whoever keeps it, not in the trail that many read.
    details = {"name": name, "duty": duty, "batch": batch.title}
    record(
        "digitisation.site_person.arrive", subject=("site_person", made.pk), agency=batch.agency.code, details=details
    )
    _after(batch)
    return made


@transaction.atomic
def register_device(
    batch: Batch,
    *,
    kind: str,
    name: str,
    serial: str,
    arrived_on: date,
    disk_serial: str = "",
    seal_number: str = "",
    note: str = "",
    by: Any,
) -> SiteDevice:
    """A device comes to the site. Raises SiteRefused, BatchNotAllowed."""
    _must_keep(batch, by)
    name, serial = one_space(name)[:200], one_space(serial)[:80]
    if kind not in SiteDevice.Kind.values:
        raise SiteRefused(_("Chưa ghi: chọn loại thiết bị."), "kind")
    if not name:
        raise SiteRefused(_("Chưa ghi: hãy ghi tên, kiểu máy."), "name")
    if not serial:
        raise SiteRefused(_("Chưa ghi: hãy ghi số máy (serial)."), "serial")
    if SiteDevice.objects.filter(batch=batch, serial=serial, left_on__isnull=True).exists():
        raise SiteRefused(_("Chưa ghi: thiết bị mang số máy này đang có trong sổ của đợt."), "serial")
    made = SiteDevice.objects.create(
        kind=kind,
        name=name,
        serial=serial,
        disk_serial=one_space(disk_serial)[:200],
        seal_number=one_space(seal_number)[:80],
        **_common(batch, arrived_on, note, by),
    )
    details = {"name": name, "serial": serial, "batch": batch.title}
    record(
        "digitisation.site_device.arrive", subject=("site_device", made.pk), agency=batch.agency.code, details=details
    )
    _after(batch)
    return made


@transaction.atomic
def seal_device(device: SiteDevice, *, disk_serial: str, seal_number: str, by: Any) -> SiteDevice:
    """Write down the disk and the seal the police put on a device."""
    device = _held(SiteDevice, device)
    _must_keep(device.batch, by)
    if device.left_on is not None:
        raise SiteRefused(_("Chưa ghi: thiết bị đã rời đi."))
    device.disk_serial, device.seal_number = one_space(disk_serial)[:200], one_space(seal_number)[:80]
    device.save(update_fields=["disk_serial", "seal_number"])
    details = {"name": str(device), "disk": device.disk_serial, "seal": device.seal_number}
    record(
        "digitisation.site_device.seal",
        subject=("site_device", device.pk),
        agency=device.batch.agency.code,
        details=details,
    )
    _after(device.batch)
    return device


@transaction.atomic
def register_software(
    batch: Batch,
    *,
    name: str,
    version: str,
    arrived_on: date,
    checked_on: date | None = None,
    checked_by: str = "",
    note: str = "",
    by: Any,
) -> SiteSoftware:
    """A program is put on the site's devices. # Luật: TT 05/2025 Đ.7.2.b (kiểm tra trước khi số hóa)"""
    _must_keep(batch, by)
    name, version, checked_by = one_space(name)[:200], one_space(version)[:60], one_space(checked_by)[:200]
    if not name:
        raise SiteRefused(_("Chưa ghi: hãy ghi tên phần mềm."), "name")
    if not version:
        raise SiteRefused(_("Chưa ghi: hãy ghi phiên bản."), "version")
    if bool(checked_on) != bool(checked_by):
        raise SiteRefused(_("Chưa ghi: kiểm tra ngày nào và ai kiểm tra phải ghi cùng nhau."), "checked_by")
    if checked_on and checked_on > clock.today():
        raise SiteRefused(_("Chưa ghi: ngày kiểm tra còn ở phía trước."), "checked_on")
    common = _common(batch, arrived_on, note, by)
    made = SiteSoftware.objects.create(
        name=name, version=version, checked_on=checked_on, checked_by=checked_by, **common
    )
    details = {"name": str(made), "batch": batch.title}
    record(
        "digitisation.site_software.arrive",
        subject=("site_software", made.pk),
        agency=batch.agency.code,
        details=details,
    )
    return made


def _held(model: Any, row: Any) -> Any:
    rows = model.objects.select_for_update(of=("self",)).select_related("batch__agency", "batch__contractor")
    return rows.get(pk=row.pk)


def _last_day(row: Row, day: date) -> date:
    if row.left_on is not None:
        raise SiteRefused(_("Chưa ghi: đã ghi ngày rời đi trước đó."))
    if day < row.arrived_on:
        raise SiteRefused(_("Chưa ghi: ngày rời đi trước ngày đến."), "left_on")
    if day > clock.today():
        raise SiteRefused(_("Chưa ghi: ngày rời đi còn ở phía trước."), "left_on")
    return day


@transaction.atomic
def leave(row: SitePerson | SiteSoftware, left_on: date, *, by: Any) -> Row:
    """Somebody's or a program's last day at the site."""
    held: Any = _held(type(row), row)
    _must_keep(held.batch, by)
    held.left_on = _last_day(held, left_on)
    held.save(update_fields=["left_on"])
    subject = ("site_person", held.pk) if isinstance(held, SitePerson) else ("site_software", held.pk)
    details = {"name": str(held), "left_on": left_on.isoformat()}
    record("digitisation.site.leave", subject=subject, agency=held.batch.agency.code, details=details)
    _after(held.batch)
    return held  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Wiping:
    """What is told of a device's wiping. The agency's witness is whoever records it, unless named otherwise."""

    method: str
    minutes_number: str
    wiped_at: datetime
    witness_of_agency: str
    witness_of_contractor: str
    note: str = ""


@transaction.atomic
def record_wipe(
    device: SiteDevice,
    told: Wiping,
    *,
    before: UploadedFile | None,
    after: UploadedFile | None,
    by: Any,
) -> WipeRecord:
    """Put on record that all data on a device was destroyed, with proof and witnesses of both sides.

    Raises SiteRefused, BatchNotAllowed, FileRefused; then nothing is kept. # Luật: NĐ 31/2026 Đ.12
    """
    device = _held(SiteDevice, device)
    _must_release(device, by)
    if hasattr(device, "wiping"):
        raise SiteRefused(_("Chưa ghi: thiết bị đã có biên bản xóa dữ liệu."))
    told = _checked(device, told, before, after)
    keeps_data = told.method != WipeRecord.Method.NO_STORAGE
    assert after is not None
    made = WipeRecord.objects.create(
        device=device,
        agency_id=device.agency_id,
        method=told.method,
        minutes_number=told.minutes_number,
        wiped_at=told.wiped_at,
        proof_before=keep_document(before, device.batch, by=by) if keeps_data and before else None,
        proof_after=keep_document(after, device.batch, by=by),
        witness_of_agency=told.witness_of_agency,
        witness_of_contractor=told.witness_of_contractor,
        note=told.note,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    details = {"name": str(device), "method": told.method, "minutes": told.minutes_number}
    record(
        "digitisation.site_device.wipe",
        subject=("site_device", device.pk),
        agency=device.batch.agency.code,
        details=details,
    )
    return made


def _must_release(device: SiteDevice, by: Any) -> None:
    if not can_release_device(by, device) or holds(by, CONTRACTORS):
        raise BatchNotAllowed
    if device.left_on is not None:
        raise SiteRefused(_("Chưa ghi: thiết bị đã rời đi."))


def _checked(device: SiteDevice, told: Wiping, before: Any, after: Any) -> Wiping:
    if told.method not in WipeRecord.Method.values:
        raise SiteRefused(_("Chưa ghi: chọn cách xóa dữ liệu."), "method")
    if not (number := one_space(told.minutes_number)[:60]):
        raise SiteRefused(_("Chưa ghi: hãy ghi số biên bản."), "minutes_number")
    if told.wiped_at > clock.now():
        raise SiteRefused(_("Chưa ghi: thời điểm xóa còn ở phía trước."), "wiped_at")
    if told.wiped_at.astimezone(clock.VIETNAM).date() < device.arrived_on:
        raise SiteRefused(_("Chưa ghi: thời điểm xóa trước ngày thiết bị đến."), "wiped_at")
    ours, theirs = one_space(told.witness_of_agency)[:120], one_space(told.witness_of_contractor)[:120]
    if not ours:
        raise SiteRefused(_("Chưa ghi: thiếu người chứng kiến của cơ quan."), "witness_of_agency")
    if not theirs:
        raise SiteRefused(_("Chưa ghi: thiếu người chứng kiến của đơn vị số hóa."), "witness_of_contractor")
    if ours.casefold() == theirs.casefold():
        raise SiteRefused(_("Chưa ghi: người chứng kiến của hai bên phải là hai người."), "witness_of_contractor")
    if told.method != WipeRecord.Method.NO_STORAGE and before is None:
        raise SiteRefused(_("Chưa ghi: thiếu ảnh hoặc bản chụp màn hình trước khi xóa."), "before")
    if told.method == WipeRecord.Method.NO_STORAGE and device.disk_serial:
        raise SiteRefused(_("Chưa ghi: thiết bị có ổ đĩa thì phải xóa dữ liệu."), "method")
    if after is None:
        raise SiteRefused(_("Chưa ghi: thiếu ảnh, bản chụp màn hình hoặc biên bản sau khi xóa."), "after")
    return Wiping(told.method, number, told.wiped_at, ours, theirs, one_space(told.note)[:500])


@transaction.atomic
def release_device(device: SiteDevice, left_on: date, *, by: Any) -> SiteDevice:
    """A device leaves the site. Raises DeviceNotWiped before its wiping is on record.

    # Luật: TT 05/2025 Đ.7.2.a; NĐ 31/2026 Đ.12
    """
    device = _held(SiteDevice, device)
    _must_release(device, by)
    wiping = WipeRecord.objects.filter(device=device).first()
    if wiping is None:
        raise DeviceNotWiped(str(device))
    day = _last_day(device, left_on)
    if day < wiping.wiped_at.astimezone(clock.VIETNAM).date():
        raise SiteRefused(_("Chưa ghi: ngày rời đi trước ngày xóa dữ liệu."), "left_on")
    device.left_on = day
    device.save(update_fields=["left_on"])
    details = {"name": str(device), "left_on": day.isoformat(), "minutes": wiping.minutes_number}
    record(
        "digitisation.site_device.leave",
        subject=("site_device", device.pk),
        agency=device.batch.agency.code,
        details=details,
    )
    _after(device.batch)
    return device


def fetch_register(batch: Batch, file_format: str, sha256: str) -> None:
    """Somebody takes the register, or minutes out of it, away as a file."""
    details = {"title": batch.title, "format": file_format, "sha256": sha256}
    record("digitisation.site.fetch", subject=("batch", batch.pk), agency=batch.agency.code, details=details)
