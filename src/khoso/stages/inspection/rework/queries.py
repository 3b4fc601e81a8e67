"""The work list of rework: what waits for whom, by file, with what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import CONTRACTORS, WORKERS
from khoso.instruments.quality import queries as quality
from khoso.instruments.quality.labels import CLOSED, FOUND, MENDED, RETURNED, WAIVED
from khoso.instruments.quality.labels import DEFECT_LABELS as DEFECT_LABELS
from khoso.kernel import clock
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection.gallery.marking import MISTAKEN, SUBJECT, UNITS, corners
from khoso.stages.inspection.lots.kinds import label_of
from khoso.stages.inspection.lots.rules import page_of
from khoso.stages.inspection.models import PageMending
from khoso.stages.inspection.permissions import can_mend

# Parts of the work list by the word in the address: whose turn it is.
PARTS = {"moi": (FOUND,), "phai-sua": (RETURNED,), "kiem-lai": (MENDED,), "xong": (CLOSED, WAIVED)}


def defects_seen_by(person: Any) -> QuerySet[Any]:
    """Defects of pages in a person's deliveries.

    A contractor sees what was returned to it, not what is only marked, and nothing of another contractor's.
    """
    rows = quality.Defect.objects.filter(subject_kind=SUBJECT, units=UNITS).exclude(reason=MISTAKEN)
    scope = agencies_of(person, WORKERS)
    rows = rows if scope is None else rows.filter(agency_id__in=scope)
    if is_contractor(person):
        rows = rows.filter(rounds__gt=0)
    if digitisation.firm_of(person) is not None:
        own = digitisation.deliveries_seen_by(person).order_by().values_list("pk", flat=True)
        rows = rows.filter(subject_id__in=[str(one) for one in own])
    return rows.select_related("agency", "found_by", "mended_by", "ended_by")


def is_contractor(person: Any) -> bool:
    """Whether a person looks at the list as the one who mends, and as nobody else."""
    ours = agencies_of(person, WORKERS - CONTRACTORS)
    return ours is not None and not ours


def may_mend(person: Any, file: Any) -> bool:
    """Whether a person brings better pages of a file: of an agency they scan for, and of their own firm's batches."""
    return can_mend(person, file.delivery) and (
        digitisation.firm_of(person) is None
        or digitisation.deliveries_seen_by(person).filter(pk=file.delivery_id).exists()
    )


def of_batch(rows: QuerySet[Any], batch_id: int) -> QuerySet[Any]:
    """Those of one batch of digitisation."""
    return rows.filter(subject_id__in=[str(one.pk) for one in digitisation.deliveries_of_batch(batch_id)])


def batch_id_of(delivery_id: object) -> int:
    """The batch a delivery came in; 0: none."""
    batch = digitisation.batch_of_delivery(delivery_id)
    return batch.pk if batch else 0


def alike(person: Any, one: Any) -> QuerySet[Any]:
    """What waits for the same as this defect, in its batch, in the order of the list."""
    rows, batch = defects_seen_by(person).filter(state=one.state), batch_id_of(one.subject_id)
    return (of_batch(rows, batch) if batch else rows).order_by("subject_id", "unit_key", "pk")


def find(person: Any, defect_id: int) -> Any:
    """One defect a person may see; None for any other."""
    return defects_seen_by(person).select_related("inspection").filter(pk=defect_id).first()


def counts(rows: QuerySet[Any]) -> dict[str, int]:
    """How many are in each part of the list; one question."""
    states = list(rows.order_by().values_list("state", flat=True))
    return {part: sum(states.count(state) for state in held) for part, held in PARTS.items()}


def overdue(rows: QuerySet[Any], today: date | None = None) -> QuerySet[Any]:
    """Those that should have been mended."""
    return rows.filter(state=RETURNED, due_on__lt=today or clock.today())


@dataclass
class OnFile:
    """What is to be seen to in one file."""

    file: Any
    delivery_id: str
    path: str
    lines: list[Line] = field(default_factory=list)

    @property
    def pages(self) -> list[int]:
        return sorted({line.page for line in self.lines})

    @property
    def due_on(self) -> date | None:
        return min((line.defect.due_on for line in self.lines if line.defect.due_on), default=None)


@dataclass(frozen=True)
class Line:
    """One defect with where it is."""

    defect: Any
    file_id: str
    page: int
    name: str
    is_late: bool


def by_file(defects: Iterable[Any]) -> list[OnFile]:
    """Defects under their files, in the order of the paper."""
    today = clock.today()
    found: dict[str, OnFile] = {}
    for defect in defects:
        file_id, page = page_of(defect.unit_key)
        held = found.setdefault(file_id, OnFile(None, defect.subject_id, ""))
        late = defect.state == RETURNED and defect.due_on is not None and defect.due_on < today
        held.lines.append(Line(defect, file_id, page, str(label_of(defect.kind)), late))
    files = digitisation.files_by_id(found)
    for file_id, held in found.items():
        held.file = files.get(file_id)
        held.path = held.file.path if held.file else ""
        held.lines.sort(key=lambda line: (line.page, line.defect.pk))
    return sorted(found.values(), key=lambda held: (held.delivery_id, held.path))


def returned_of_file(file_id: object) -> list[Any]:
    """What was returned of a file and waits to be mended."""
    rows = quality.Defect.objects.filter(subject_kind=SUBJECT, units=UNITS, unit_key__startswith=f"{file_id}:")
    return list(rows.filter(state=RETURNED).select_related("agency", "inspection").order_by("pk"))


def open_of_file(file_id: object) -> list[Any]:
    """What is returned or mended of a file and not closed."""
    rows = quality.Defect.objects.filter(subject_kind=SUBJECT, units=UNITS, unit_key__startswith=f"{file_id}:")
    return list(rows.filter(Q(state=RETURNED) | Q(state=MENDED)).order_by("pk"))


def mendings_of(defect: Any) -> list[PageMending]:
    """Every time something better was brought for a defect, newest first."""
    file_id, _page = page_of(defect.unit_key)
    rows = PageMending.objects.filter(file_id=file_id, defects__contains=[defect.pk])
    return list(rows.select_related("mended_by"))


def box_of(defect: Any) -> list[float] | None:
    return corners(defect.box)
