"""Scans of the demonstration: dossiers of the running batch on paper, then sent, checked, read and confirmed.

Everything happens by the actions people use, each by who would do it; what the machine does in between is done at once.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from khoso.config.home import places
from khoso.demo.delivery import TRUTH, WORKBOOK, make_delivery
from khoso.demo.faults import Planted, planted_in
from khoso.engines import jobs
from khoso.engines.jobs.memory import MemoryQueue
from khoso.engines.jobs.port import Job, JobQueue
from khoso.foundation.audit.actor import Actor, acting_as
from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock
from khoso.stages.catalogue import actions as catalogue
from khoso.stages.catalogue.compute.workbook import read_workbook
from khoso.stages.digitisation.compute.plan import plan_delivery
from khoso.stages.digitisation.intake import actions as intake
from khoso.stages.digitisation.intake import receiving
from khoso.stages.digitisation.intake.rules import Announced
from khoso.stages.digitisation.models import Batch, Delivery
from khoso.stages.recognition import actions as recognition
from khoso.stages.recognition.choosing import FIELDS
from khoso.stages.recognition.models import ItemFields
from khoso.stages.selection.assessing import actions as assessing
from khoso.stages.selection.assessing.rules import Answer

SEED = "dot-1"


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending of the contractor: a dossier, how many items it has, what is wrong with its scans."""

    folder: str
    title: str
    dossier: int
    items: int
    faults: tuple[str, ...] = ()

    @property
    def place(self) -> Path:
        return places().root / "demo" / self.folder

    @property
    def planted(self) -> list[Planted]:
        """The defects that were planted in it."""
        return planted_in(self.place / TRUTH)


# Every tenth dossier begins the round of faults anew; those of printed paper are read fastest.
GOOD = Sending("dot-1-hop-07", "Hộp 07: hồ sơ 61", 61, 3)
BAD = Sending(
    "dot-1-hop-05",
    "Hộp 05: hồ sơ 41",
    41,
    8,
    ("skewed", "upside_down", "blank", "duplicate", "low_resolution", "dark_edge", "missing_page"),
)
OPEN = Sending("dot-1-hop-03", "Hộp 03: hồ sơ 21", 21, 5, ("dark_edge", "streak", "foreign_object"))
SENDINGS = (GOOD, BAD, OPEN)
# What the machine does with scans until a person has to decide; anything else waits for the workers as ever.
_AT_ONCE = {
    "digitisation.register_delivery",
    "digitisation.check_file",
    "digitisation.compare_files",
    "recognition.read_file",
    "recognition.compare_dossier",
    "inspection.consider_dossier",
    "inspection.sign_dossier",
    "inspection.make_thumbnails",
    "packages.build",
}


class AtOnce(MemoryQueue):
    """Holds the work on scans to be done here and now; the rest goes where it always goes."""

    def __init__(self, usual: JobQueue) -> None:
        super().__init__()
        self._usual = usual

    def put(self, job: Job, ids: Mapping[str, str | int], *, lock: str | None, once: str | None) -> None:
        if job.name in _AT_ONCE:
            super().put(job, ids, lock=lock, once=once)
        else:
            self._usual.put(job, ids, lock=lock, once=once)

    def give_back(self) -> None:
        """What was not done is left to the workers."""
        while self.waiting:
            job, ids = self.waiting.pop(0)
            self._usual.put(job, ids, lock=None, once=None)


@contextmanager
def work_at_once(usual: JobQueue) -> Iterator[AtOnce]:
    """Within the block the machine's work on scans waits for `run_all`; after it, in the `usual` queue."""
    queue = AtOnce(usual)
    # As for the workers: two threads on one page take more of the machine and are no sooner done.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    jobs.use(queue)
    try:
        yield queue
    finally:
        jobs.use(usual)
        queue.give_back()


@contextmanager
def as_person(person: Person, agency: Agency) -> Iterator[Person]:
    """What is recorded in the block is recorded as done by this person for this agency."""
    with acting_as(Actor(person.username, person.full_name, agency.code, person_id=person.pk)):
        yield person


def make_scans() -> None:
    """Draw the papers of every sending; those that are there already stay."""
    for one in SENDINGS:
        if not (one.place / WORKBOOK).is_file():
            make_delivery(
                one.place,
                dossiers=1,
                first=one.dossier,
                seed=SEED,
                items_per_dossier=one.items,
                pages_per_item=1,
                faults=one.faults,
            )


def catalogue_papers(agency: Agency) -> list[Any]:
    """The dossiers that will be scanned stand in the catalogue before, as in every store."""
    made = []
    for one in SENDINGS:
        for plan in plan_delivery(read_workbook(one.place / WORKBOOK), [], agency_code=agency.code).dossiers:
            fonds = catalogue.register_fonds(agency, code=plan.fonds_code, title=plan.fonds_title)
            made.append(catalogue.register_dossier(fonds, **plan.fields))
    return made


def assess_papers(dossiers: Iterable[Any], clerk: Person, agency: Agency) -> None:
    """What is on a list was looked at before: people ask for it, nothing speaks against scanning it."""
    answer = Answer(group=1, criteria=("1.2", "1.3"), risk_class="A", benefit_note="Người dân hỏi thường xuyên")
    with as_person(clerk, agency):
        for one in dossiers:
            assessing.assess(one.pk, answer, by=clerk)


def send_scans(batch: Batch, sender: Person, clerk: Person, queue: AtOnce) -> dict[Sending, Delivery]:
    """The contractor sends every folder for the batch; the machine checks and reads; the clerk confirms the fields."""
    sent = {one: _send(batch, one, sender) for one in SENDINGS}
    queue.run_all()
    for delivery in sent.values():
        confirm_fields(delivery, clerk)
    queue.run_all()
    return sent


def _send(batch: Batch, one: Sending, sender: Person) -> Delivery:
    """As a browser sends: announced with digests, then piece by piece, then made a delivery."""
    with as_person(sender, batch.agency):
        upload = intake.open_upload(batch.agency, title=one.title, by=sender, batch=batch)
        modified = int(clock.now().timestamp())
        files = sorted(path for path in one.place.rglob("*") if path.is_file() and path.name != TRUTH)
        told = {}
        for path in files:
            data = path.read_bytes()
            name = path.relative_to(one.place).as_posix()
            told[name] = (Announced(name, len(data), modified, hashlib.sha256(data).hexdigest()), data)
        asked = receiving.declare(upload, [announced for announced, _ in told.values()], by=sender)
        for standing, (_, data) in zip(asked, told.values(), strict=True):
            if standing.received < len(data):
                receiving.take_piece(upload, standing.id, 0, BytesIO(data), len(data), by=sender)
        return intake.deliver(upload, by=sender, workbook=WORKBOOK)


def confirm_fields(delivery: Delivery, clerk: Person) -> None:
    """The clerk finds that the catalogue says what the pages say."""
    with as_person(clerk, delivery.agency):
        rows = ItemFields.objects.filter(delivery=delivery, state="waiting").select_related("item")
        for fields in rows.order_by("item__ordinal"):
            values = {name: getattr(fields.item, column) for name, column in FIELDS.items()}
            recognition.confirm_fields(fields.item_id, values)
