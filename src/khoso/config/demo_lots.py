"""Inspection of the demonstration: a guide people learnt, a lot accepted, one refused and being mended, one open."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from khoso.config.demo_scans import BAD, GOOD, OPEN, SEED, AtOnce, Sending, as_person, confirm_fields
from khoso.demo.delivery import make_delivery
from khoso.demo.faults import Planted
from khoso.foundation.identity.models import Agency, Person
from khoso.instruments.quality.models import SampleUnit
from khoso.kernel import clock
from khoso.stages.digitisation.models import Delivery, DeliveryFile
from khoso.stages.inspection.guides import actions as guides
from khoso.stages.inspection.guides import first as guide
from khoso.stages.inspection.lots import actions as lots
from khoso.stages.inspection.models import Lot
from khoso.stages.inspection.rework import actions as rework

PAGE, FIELD = "page", "field"
SEEDS = {GOOD: "hop-07", BAD: "hop-05", OPEN: "hop-03"}
DEVICES = {GOOD: "SC-80A-00127", BAD: "SC-80A-00127", OPEN: "FB-A2-00033"}
DAYS_TO_MEND = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """What a checker calls a planted defect: kind, severity where it is not the usual one, box, note."""

    kind: str
    severity: str = ""
    box: tuple[float, float, float, float] | None = None
    note: str = ""


MARKS = {
    "skewed": Mark("skew", note="Nghiêng nhìn thấy rõ, dòng chữ không ngang."),
    "upside_down": Mark("orientation"),
    "blank": Mark("blank"),
    "duplicate": Mark("duplicate", note="Giống hệt trang trước."),
    "low_resolution": Mark("resolution", note="Chỉ khoảng 100 dpi, chữ nhỏ bị vỡ."),
    "dark_edge": Mark("dark", box=(0.0, 0.0, 0.08, 1.0), note="Viền đen suốt mép trái."),
    "missing_page": Mark("missing_page", note="Trang trước là 2, trang này là 4."),
    "streak": Mark("streak", box=(0.2, 0.0, 0.6, 1.0), note="Vệt máy quét chạy dọc trang."),
}
# What the contractor scanned again already: the first was looked at and closed, the second waits for a look.
MENDED = ("skewed", "dark_edge")


def issue_guide(agency: Agency, people: dict[str, Person]) -> None:
    """The agency's own guide; two of its checkers learnt it, the clerk has yet to."""
    supervisor = people["giamsat"]
    told = guide.texts()
    with as_person(supervisor, agency):
        issued = guides.issue(agency, f"{told.pop('title')} của xã Mẫu An", told, supervisor)
    for name in ("giamsat", "luutru"):
        with as_person(people[name], agency):
            guides.acknowledge(agency, issued.pk, people[name])


def inspect(sent: dict[Sending, Delivery], people: dict[str, Person], queue: AtOnce) -> None:
    """Lots of pages and of fields, as far as each got."""
    for one, delivery in sent.items():
        lots.say_origin(
            delivery,
            people["sohoa"].full_name,
            DEVICES[one],
            clock.today() - timedelta(days=1),
            operator_username="sohoa",
        )
    _accept(sent[GOOD], people)
    refused = _refuse(sent[BAD], people["giamsat"])
    queue.run_all()
    _mend(sent[BAD], refused, people, queue)
    _begin(sent[OPEN], people["giamsat"])


def _draw(delivery: Delivery, units: str, by: Person, one: Sending) -> Lot:
    with as_person(by, delivery.agency):
        return lots.draw_lot([delivery.pk], units, by, seed=f"{SEEDS[one]}-{units}")


def _accept(delivery: Delivery, people: dict[str, Person]) -> None:
    """Pages by the supervisor, fields by the archivist: neither scanned nor typed them."""
    for units, name in ((PAGE, "giamsat"), (FIELD, "luutru")):
        lot = _draw(delivery, units, people["giamsat"], GOOD)
        with as_person(people[name], delivery.agency) as checker:
            lots.open_lot(lot, checker)
            lots.look(lot, _keys(lot), "good", checker)
            lots.decide(lot, checker)


def _keys(lot: Lot) -> list[str]:
    rows: Iterable[Any] = SampleUnit.objects.filter(inspection=lot.inspection).order_by("ordinal")
    return [unit.key for unit in rows]


def _refuse(delivery: Delivery, by: Person) -> Lot:
    """Everything that was planted is found; the lot goes back whole, with a day by which it is mended."""
    lot = _draw(delivery, PAGE, by, BAD)
    with as_person(by, delivery.agency):
        lots.open_lot(lot, by)
        marked = _mark(lot, delivery, BAD.planted, by)
        lots.look(lot, [key for key in _keys(lot) if key not in marked], "good", by)
        lots.decide(lot, by, due_on=clock.today() + timedelta(days=DAYS_TO_MEND))
    return lot


def _mark(lot: Lot, delivery: Delivery, planted: Iterable[Planted], by: Person) -> set[str]:
    marked = set()
    for one in planted:
        if (said := MARKS.get(one.fault)) is None:
            continue
        key = f"{_file(delivery, one).pk}:{one.page}"
        lots.mark(lot, key, said.kind, by, severity=said.severity, note=said.note, box=said.box)
        marked.add(key)
    return marked


def _file(delivery: Delivery, one: Planted) -> DeliveryFile:
    return DeliveryFile.objects.get(delivery=delivery, path=one.path)


def _begin(delivery: Delivery, by: Person) -> None:
    """A lot somebody is in the middle of: some pages good, two marked, the rest not looked at."""
    lot = _draw(delivery, PAGE, by, OPEN)
    with as_person(by, delivery.agency):
        lots.open_lot(lot, by)
        marked = _mark(lot, delivery, OPEN.planted, by)
        lots.look(lot, [key for key in _keys(lot) if key not in marked][:2], "good", by)


def _mend(delivery: Delivery, lot: Lot, people: dict[str, Person], queue: AtOnce) -> None:
    """The contractor scanned two of the pages anew; a checker has looked at one of them."""
    scanned = {one.fault: one for one in BAD.planted if one.fault in MENDED}
    with tempfile.TemporaryDirectory(prefix="khoso-quet-lai-") as folder:
        clean = Path(folder) / "sach"
        make_delivery(
            clean, dossiers=1, first=BAD.dossier, seed=SEED, items_per_dossier=BAD.items, pages_per_item=1, jobs=1
        )
        with as_person(people["sohoa"], delivery.agency) as operator:
            for one in scanned.values():
                file = _file(delivery, one)
                page = SimpleUploadedFile("quet-lai.jpg", _picture(clean / one.path, one.page or 1), "image/jpeg")
                rework.bring_pages(file.pk, {one.page or 1: page}, by=operator, note="Đã vệ sinh máy, quét lại.")
    queue.run_all()
    confirm_fields(delivery, people["vanthu"])
    queue.run_all()
    looked = _file(delivery, scanned[MENDED[0]])
    with as_person(people["giamsat"], delivery.agency) as supervisor:
        for defect in lot.inspection.defects.filter(unit_key__startswith=f"{looked.pk}:"):  # type: ignore[union-attr]
            rework.close(defect.pk, by=supervisor)


def _picture(path: Path, page: int) -> bytes:
    """The scan of a page as it lies in a PDF of the demonstration: a JPEG."""
    with pikepdf.open(path) as pdf:
        return pdf.pages[page - 1].Resources.XObject.Im0.read_raw_bytes()
