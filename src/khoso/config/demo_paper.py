"""Paper of the demonstration: what is scanned went out by minutes of both sides, more is being counted, one box is back
with a sheet too few."""

from __future__ import annotations

from typing import Any

from khoso.config.demo_scans import GOOD, SENDINGS, as_person
from khoso.foundation.identity.models import Agency, Person
from khoso.stages.digitisation.models import Batch, PaperHandOver, PaperLine
from khoso.stages.digitisation.paper import actions as paper
from khoso.stages.digitisation.paper.actions import Counted
from khoso.stages.digitisation.paper.offers import Offer, offers

CLOSED_FONDS = "PTNMT"
# Boxes of the closed fonds that go with the first hand-over, and with the second.
FIRST, SECOND = 1, 2
_PLACE = "Phòng giao nhận, trụ sở UBND xã"
_GOOD_PAPER = "02"


def seed_paper(batch: Batch, people: dict[str, Person]) -> None:
    """Hand-overs of a running batch: one confirmed by both sides, one being counted, one box back."""
    agency, clerk, lead = batch.agency, people["vanthu"], people["dieuhanh"]
    boxes = offers(batch, "out")
    to_scan = [one for one in boxes if _is_scanned(one)]
    closed = [one for one in boxes if one.fonds.code == CLOSED_FONDS]
    first = _make(batch, "out", [*to_scan, *closed[:FIRST]], "01/BB-UBND", clerk)
    for person in (clerk, lead):
        _count(first, person, agency)
    second = _make(batch, "out", closed[FIRST : FIRST + SECOND], "02/BB-UBND", clerk)
    with as_person(clerk, agency):
        begun = second.boxes.order_by("place")[:1]
        paper.count_boxes(second, [box.pk for box in begun], condition=_GOOD_PAPER, by=clerk)
    _bring_back(batch, clerk, lead)


def _is_scanned(one: Offer) -> bool:
    return any(_is_of(held.dossier, sent.dossier) for held in one.dossiers for sent in SENDINGS)


def _make(batch: Batch, way: str, boxes: list[Offer], number: str, by: Person) -> PaperHandOver:
    with as_person(by, batch.agency):
        keys = [one.key for one in boxes]
        return paper.make_hand_over(batch, way, keys, by=by, number=number, place=_PLACE)


def _count(one: PaperHandOver, person: Person, agency: Agency, fewer: dict[int, Counted] | None = None) -> None:
    """One side counts everything as it should be, but for the dossiers of `fewer`, and confirms."""
    with as_person(person, agency):
        paper.count_boxes(one, [box.pk for box in one.boxes.all()], condition=_GOOD_PAPER, by=person)
        if fewer:
            paper.count_lines(one, fewer, by=person)
        paper.confirm(one, by=person)


def _bring_back(batch: Batch, clerk: Person, lead: Person) -> None:
    """The box of the accepted dossier comes back; both sides count one sheet less than went out."""
    went = offers(batch, "back")
    mine = [one for one in went if any(_is_of(held.dossier, GOOD.dossier) for held in one.dossiers)]
    back = _make(batch, "back", mine, "03/BB-UBND", clerk)
    lines = PaperLine.objects.filter(hand_over=back).order_by("place")[:1]
    fewer = {
        line.pk: Counted(
            "here", (line.expected_sheets or 1) - 1, _GOOD_PAPER, "Thiếu một tờ so với lúc giao; đang tìm ở bàn quét."
        )
        for line in lines
    }
    for person in (lead, clerk):
        _count(back, person, batch.agency, fewer)


def _is_of(dossier: Any, number: int) -> bool:
    return str(dossier.number).startswith(f"{number}.")
