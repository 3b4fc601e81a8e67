"""Acceptance of the demonstration: one round counted, its minutes signed by the contractor and waiting for the head."""

from __future__ import annotations

from collections.abc import Iterable

from khoso.config.demo_scans import as_person
from khoso.foundation.identity.models import Person
from khoso.stages.acceptance.rounds import actions as rounds
from khoso.stages.acceptance.rounds import drawing, signing
from khoso.stages.acceptance.rounds.minutes import CLIENT, CONTRACTOR, Side
from khoso.stages.digitisation.models import Batch, Delivery


def hold_round(batch: Batch, deliveries: Iterable[Delivery], people: dict[str, Person]) -> None:
    """The clerk opens and counts it and draws up the minutes; the contractor's lead has signed them."""
    clerk, head, lead = people["vanthu"], people["thutruong"], people["dieuhanh"]
    agency, firm = batch.agency, batch.contractor
    assert firm is not None
    with as_person(clerk, agency):
        one = rounds.open_round(batch, [delivery.pk for delivery in deliveries], by=clerk)
        one = rounds.count_round(one, by=clerk)
        sides = [
            Side(CLIENT, agency.name, head.full_name, "Chủ tịch Ủy ban nhân dân xã", agency, head),
            Side(CONTRACTOR, firm.name, lead.full_name, "Phụ trách dự án", firm, lead),
        ]
        minutes = drawing.minute_round(
            one,
            "01/BB-NT",
            sides,
            place="Phòng họp số 1, trụ sở UBND xã",
            note="Hồ sơ chưa nghiệm thu được đưa vào đợt sau, khi nhà thầu sửa xong.",
            seen=one.digest,
            by=clerk,
        )
    with as_person(lead, agency):
        signing.sign(minutes.sides.get(person=lead), minutes.digest, by=lead)
