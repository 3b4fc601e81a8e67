"""A delivery that went the whole line, as part of a batch whose lots were looked at; and who signs for whom."""

from __future__ import annotations

from typing import Any

from tests.house import person
from tests.line import Line

from khoso.foundation.identity.actions import register_agency
from khoso.instruments.quality.models import Defect, Inspection
from khoso.kernel import clock
from khoso.stages.acceptance.models import AcceptanceRound, SignedMinutes
from khoso.stages.acceptance.rounds import actions, drawing, signing
from khoso.stages.acceptance.rounds.minutes import CLIENT, CONTRACTOR, Side
from khoso.stages.digitisation.models import Batch
from khoso.stages.inspection.models import Lot


def batch_of(line: Line, *, is_inspected: bool = True) -> Any:
    """The line's delivery as the only one of a running batch by a contractor."""
    firm = register_agency("SH.01", "Công ty Số hóa Mẫu", kind="contractor")
    batch = Batch.objects.create(
        agency=line.agency,
        contractor=firm,
        contract_number="01/HĐ-SH",
        number=1,
        title="Đợt một",
        state="running",
        made_at=clock.now(),
    )
    line.delivery.batch = batch
    line.delivery.save(update_fields=["batch"])
    if is_inspected:
        for units in ("page", "field"):
            lot_of(line, batch, units)
    return batch


def lot_of(line: Line, batch: Any, units: str, state: str = "passed") -> Any:
    inspection = Inspection.objects.create(
        subject_kind="lot",
        subject_id=f"{units}-{state}",
        agency=line.agency,
        units=units,
        state=state,
        lot_size=2,
        sample_size=2,
        seed="1",
        units_digest="0" * 64,
        drawn_at=clock.now(),
    )
    lot = Lot.objects.create(agency=line.agency, batch=batch, units=units, inspection=inspection, made_at=clock.now())
    lot.deliveries.set([line.delivery])
    return lot


def defect_of(line: Line, state: str = "returned") -> Any:
    """A defect on the first page of the first item."""
    file = line.delivery.files.get(item=line.items[0])
    return Defect.objects.create(
        subject_kind="delivery",
        subject_id=str(line.delivery.pk),
        agency=line.agency,
        unit_key=f"{file.pk}:1",
        units="page",
        kind="blur",
        severity="major",
        state=state,
        found_at=clock.now(),
    )


def head(line: Line) -> Any:
    return person("thu-truong", (line.agency, "head"))


def clerk(line: Line) -> Any:
    return person("van-thu", (line.agency, "clerk"))


def lead(line: Line) -> Any:
    return person("phu-trach", (line.agency, "contractor_lead"))


def sides(line: Line, batch: Any) -> list[Side]:
    """The two parties, each with an account and an agency of the directory."""
    client, contractor = head(line), lead(line)
    return [
        Side(CLIENT, line.agency.name, client.full_name, "Chủ tịch", line.agency, client),
        Side(CONTRACTOR, batch.contractor.name, contractor.full_name, "Giám đốc", batch.contractor, contractor),
    ]


def counted(line: Line, batch: Any) -> AcceptanceRound:
    one = actions.open_round(batch, [line.delivery.pk], by=clerk(line))
    return actions.count_round(one, by=clerk(line))


def minuted(line: Line, batch: Any, more: list[Side] | None = None) -> SignedMinutes:
    one = counted(line, batch)
    return drawing.minute_round(one, "01/BB-NT", [*sides(line, batch), *(more or [])], by=clerk(line))


def signed(line: Line, batch: Any) -> SignedMinutes:
    """Both parties signed."""
    minutes = minuted(line, batch)
    for side, by in zip(minutes.sides.order_by("order"), (head(line), lead(line)), strict=True):
        signing.sign(side, minutes.digest, by=by)
    minutes.refresh_from_db()
    return minutes


def certified(line: Line, batch: Any) -> AcceptanceRound:
    minutes = signed(line, batch)
    return actions.certify_round(AcceptanceRound.objects.get(pk=minutes.round_id), "01/XN-KL", by=head(line))
