"""Reading the register of a site: who and what was there on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from khoso.kernel import clock
from khoso.stages.digitisation.batches import gates
from khoso.stages.digitisation.batches import queries as batches
from khoso.stages.digitisation.batches.rules import Standing
from khoso.stages.digitisation.models import Batch, SiteDevice, SitePerson, SiteSoftware

SORTS: dict[str, Any] = {"nguoi": SitePerson, "thiet-bi": SiteDevice, "phan-mem": SiteSoftware}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody of the register, with their undertaking."""

    person: SitePerson
    undertaking: Standing | None

    @property
    def card(self) -> str:
        """The number of the card without its middle: enough to tell two people apart."""
        number = self.person.identity_number
        return f"{number[:3]}…{number[-3:]}"


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device of the register, with its inspection and its wiping."""

    device: SiteDevice
    inspection: Standing | None
    # Number and issuer of the last inspection that covers it.
    inspected: str
    lacks: tuple[str, ...]
    wiping: Any

    @property
    def may_leave(self) -> bool:
        return self.wiping is not None and self.device.left_on is None


@dataclass(frozen=True, slots=True)
class SiteRegister:
    """The register of a batch's site, of one day or of all days."""

    people: list[PersonRow]
    devices: list[DeviceRow]
    software: list[SiteSoftware]
    day: date | None


def register_of(batch: Batch, *, day: date | None = None) -> SiteRegister:
    """Who and what is or was at the site; with `day`, only what was there on that day (both ends inclusive)."""
    there = Q(batch=batch)
    if day is not None:
        there &= Q(arrived_on__lte=day) & (Q(left_on__isnull=True) | Q(left_on__gte=day))
    told = batches.standings_of(batch, on=day or batches.judged_on(batch))
    by_person = {one.subject_key: one for one in told if one.requirement.kind == gates.UNDERTAKING}
    by_device = {one.subject_key: one for one in told if one.requirement.kind == gates.DEVICES}
    devices = SiteDevice.objects.filter(there).select_related("wiping__proof_before", "wiping__proof_after")
    return SiteRegister(
        [
            PersonRow(one, by_person.get(one.pk))
            for one in SitePerson.objects.filter(there).select_related("contractor")
        ],
        [
            DeviceRow(one, by_device.get(one.pk), _inspected(one), batches.device_lacks(one), _wiping(one))
            for one in devices.prefetch_related("inspections")
        ],
        list(SiteSoftware.objects.filter(there)),
        day,
    )


def _inspected(device: SiteDevice) -> str:
    rows = [one for one in device.inspections.all() if one.withdrawn_at is None]
    if not rows:
        return ""
    last = max(rows, key=lambda one: (one.valid_from, one.pk))
    return " · ".join(part for part in (last.document_number, last.issued_by) if part)


def _wiping(device: SiteDevice) -> Any:
    return getattr(device, "wiping", None)


def entry_of(batch: Batch, sort: str, entry_id: int) -> Any:
    """One row of the register; None when this batch has none such."""
    model = SORTS.get(sort)
    return model.objects.select_related("batch__agency").filter(batch=batch, pk=entry_id).first() if model else None


def device_of(batch: Batch, device_id: int) -> SiteDevice | None:
    rows = SiteDevice.objects.select_related("batch__agency", "batch__contractor", "wiping")
    return rows.filter(batch=batch, pk=device_id).first()


def still_there(batch: Batch) -> dict[str, int]:
    """How many people, devices and programs are at the site today."""
    today = clock.today()
    there = Q(batch=batch, arrived_on__lte=today) & (Q(left_on__isnull=True) | Q(left_on__gte=today))
    return {sort: model.objects.filter(there).count() for sort, model in SORTS.items()}
