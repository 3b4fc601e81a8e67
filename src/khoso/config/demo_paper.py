"""Paper of the demonstration: one hand-over both sides confirmed, one that is being counted."""

from __future__ import annotations

from typing import Any

from khoso.foundation.identity.demo import CONTRACTOR_CODE
from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock
from khoso.stages.catalogue.models import Arrangement, Dossier
from khoso.stages.digitisation import states
from khoso.stages.digitisation.models import Batch, PaperHandOver
from khoso.stages.digitisation.paper import actions as paper
from khoso.stages.digitisation.paper.offers import offers
from khoso.stages.selection import actions as selection
from khoso.stages.selection.models import SelectionEntry

FIRST, SECOND = 3, 2


def seed_paper(agency: Agency) -> None:
    """Hand-overs in the running batch of the demonstration; nothing when there are some already."""
    if PaperHandOver.objects.filter(batch__agency=agency).exists():
        return
    people = {person.username: person for person in Person.objects.filter(is_demo=True)}
    batch = _running(agency) or _batch(agency, people)
    boxes = [one.key for one in offers(batch, "out")]
    if not boxes:
        return
    clerk, lead = people["vanthu"], people["dieuhanh"]
    place = {"place": "Phòng giao nhận, trụ sở UBND xã"}
    first = paper.make_hand_over(batch, "out", boxes[:FIRST], by=clerk, number="01/BB-UBND", **place)
    for person in (clerk, lead):
        paper.count_boxes(first, [box.pk for box in first.boxes.all()], condition="02", by=person)
        paper.confirm(first, by=person)
    if len(boxes) > FIRST:
        second = paper.make_hand_over(batch, "out", boxes[FIRST : FIRST + SECOND], by=clerk, **place)
        begun = second.boxes.first()
        paper.count_boxes(second, [begun.pk] if begun else [], condition="02", by=clerk)


def _running(agency: Agency) -> Batch | None:
    rows = Batch.objects.filter(agency=agency, state=states.RUNNING, selection_list__isnull=False)
    return rows.order_by("pk").first()


def _batch(agency: Agency, people: dict[str, Any]) -> Batch:
    """A running batch of its own over dossiers that stand on no list yet."""
    listed = SelectionEntry.objects.filter(list__agency=agency).exclude(dossier=None).values("dossier_id")
    free = Dossier.objects.filter(fonds__agency=agency, fonds__code="PTNMT", arrangement=Arrangement.ARRANGED)
    free = free.filter(digitised_at=None, secrecy_held_for="").exclude(pk__in=listed).select_related("fonds")
    decided = selection.approve_list(
        agency,
        title="Danh mục số hóa tài liệu địa chính các xã (bản dùng thử)",
        decision_number="02/QĐ-DEMO",
        decision_date=clock.today(),
        approved_by="Lê Thị Mẫu",
        entries=[(one.fonds.title, one.box, one.number) for one in free],
    )
    return Batch.objects.create(
        agency=agency,
        contractor=Agency.objects.get(code=CONTRACTOR_CODE),
        selection_list=decided,
        contract_number="15/HĐ-SH",
        number=1,
        title="Đợt 1: địa chính các xã",
        state=states.RUNNING,
        made_by=people["vanthu"],
        made_at=clock.now(),
        started_by=people["thutruong"],
        started_at=clock.now(),
    )
