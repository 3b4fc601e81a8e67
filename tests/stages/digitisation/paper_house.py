"""A commune with boxes of paper, a running batch over all of them, its clerk and its contractor's lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.house import person

from khoso.foundation.identity.actions import register_agency
from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock
from khoso.stages.catalogue.actions import register_dossier, register_fonds
from khoso.stages.catalogue.models import Dossier
from khoso.stages.digitisation.models import Batch, PaperHandOver, PaperLine
from khoso.stages.digitisation.paper import actions
from khoso.stages.digitisation.paper.actions import Counted
from khoso.stages.selection.models import SelectionEntry, SelectionList

SHEETS = 40


@dataclass
class PaperHouse:
    """Two boxes of three dossiers, unless said otherwise."""

    agency: Agency
    firm: Agency
    batch: Batch
    dossiers: list[Dossier]
    clerk: Any
    lead: Any
    supervisor: Any
    head: Any

    def made(self, way: str, boxes: set[str] | None = None, *, by: Any = None, number: str = "01/BB") -> PaperHandOver:
        by = by or (self.clerk if way == "out" else self.lead)
        return actions.make_hand_over(self.batch, way, boxes, by=by, number=number, place="Phòng giao nhận")

    def counted(self, one: PaperHandOver, *people: Any, **unlike: Counted) -> PaperHandOver:
        """Everything counted as expected by both sides, but for the dossiers (`d1`, `d2`…) that are named."""
        lines = list(PaperLine.objects.filter(hand_over=one).order_by("place"))
        said = {lines[int(name[1:]) - 1].pk: count for name, count in unlike.items()}
        for who in people or (self.clerk, self.lead):
            actions.count_boxes(one, [box.pk for box in one.boxes.all()], by=who)
            actions.count_lines(one, said, by=who)
        return one

    def confirmed(self, one: PaperHandOver) -> PaperHandOver:
        for who in (self.clerk, self.lead):
            actions.confirm(one, by=who)
        return PaperHandOver.objects.select_related("batch__agency", "batch__contractor").get(pk=one.pk)

    def out(self) -> PaperHandOver:
        """Everything handed out, confirmed by both."""
        return self.confirmed(self.counted(self.made("out")))

    def back(self, **unlike: Counted) -> PaperHandOver:
        """Everything on a hand-over back, confirmed by both, with what came otherwise."""
        return self.confirmed(self.counted(self.made("back"), **unlike))


def paper_house(*, boxes: int = 2, each: int = 3, state: str = "running", **more: Any) -> PaperHouse:
    agency = register_agency("Q.GIAY", "Ủy ban nhân dân xã Giấy", kind="commune")
    firm = register_agency("Q.QUET", "Công ty Quét Mẫu", kind="contractor")
    fonds = register_fonds(agency, code="P01", title="Phông Ủy ban nhân dân xã Giấy")
    facts = {"declared_sheet_count": SHEETS, "physical_condition_code": "02", "store": "Kho 1", "shelf": "Giá 2"} | more
    made = [
        register_dossier(
            fonds,
            number=f"{box * each + place:03d}",
            box=f"{box + 1:02d}",
            year=2015,
            title=f"Hồ sơ số {place}",
            **facts,
        )
        for box in range(boxes)
        for place in range(1, each + 1)
    ]
    approved = SelectionList.objects.create(agency=agency, title="Danh mục", decision_number="01/QĐ", state="approved")
    SelectionEntry.objects.bulk_create(
        SelectionEntry(
            list=approved, fonds_title=fonds.title, box=one.box, number=one.number, key=str(one.pk), dossier=one
        )
        for one in made
    )
    batch = Batch.objects.create(
        agency=agency,
        contractor=firm,
        selection_list=approved,
        contract_number="15/HĐ",
        number=1,
        title="Đợt 1",
        state=state,
        made_at=clock.now(),
    )
    people = [
        person("giay-vanthu", (agency, "clerk")),
        person("giay-phutrach", (agency, "contractor_lead")),
        person("giay-giamsat", (agency, "supervisor")),
        person("giay-thutruong", (agency, "head")),
    ]
    Person.objects.filter(pk=people[1].pk).update(employer=firm)
    clerk, lead, supervisor, head = (Person.objects.get(pk=one.pk) for one in people)
    return PaperHouse(agency, firm, batch, made, clerk, lead, supervisor, head)
