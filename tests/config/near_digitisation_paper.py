"""Hand-overs of paper of an agency, for the table of who opens what from near and far."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from tests.line import Line

from khoso.engines import blobs
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.digitisation.models import (
    Batch,
    PaperBox,
    PaperDifference,
    PaperHandOver,
    PaperLabel,
    PaperLine,
    PaperPhoto,
)
from khoso.stages.digitisation.paper import rules

Row = tuple[Callable[..., list[Any]], set[str], set[str], set[str]]
SEEING = {"clerk", "council_member", "supervisor", "head", "contractor_operator", "contractor_lead"}
COUNTING = {"clerk", "supervisor", "head", "contractor_operator", "contractor_lead"}
WIDE, COUNTS_FAR = {"home_affairs", "archivist"}, {"archivist"}
GET, POST, BOTH = {"get"}, {"post"}, {"get", "post"}


def batch_of(agency: Agency) -> Batch:
    firm, _ = Agency.objects.get_or_create(code="Q.QUET", defaults={"name": "Công ty Quét Mẫu", "kind": "contractor"})
    made, _ = Batch.objects.get_or_create(
        agency=agency,
        contractor=firm,
        contract_number="15/HĐ",
        number=1,
        defaults={"title": "Đợt 1", "state": "running", "made_at": clock.now()},
    )
    return made


def hand_over_of(line: Line, held: Any) -> PaperHandOver:
    """A hand-over out of one box with the one dossier of the line."""
    there = PaperHandOver.objects.filter(batch__agency=line.agency).first()
    if there is not None:
        return there
    dossier = line.dossier
    made = PaperHandOver.objects.create(
        batch=batch_of(line.agency),
        way="out",
        ordinal=1,
        held_on=clock.today(),
        made_by=held.person,
        made_at=clock.now(),
    )
    box = PaperBox.objects.create(hand_over=made, place=1, fonds_id=dossier.fonds_id, box="01")
    row = PaperLine.objects.create(
        hand_over=made, box=box, place=1, dossier=dossier, reference_code="M.01", title="Hồ sơ", number="01"
    )
    PaperPhoto.objects.create(
        box=box,
        sha256=blobs.store().put_bytes(b"\xff\xd8\xff").sha256,
        width=1,
        height=1,
        taken_by=held.person,
        taken_at=clock.now(),
    )
    PaperDifference.objects.create(
        batch=made.batch,
        hand_over=made,
        box=box,
        line=row,
        kind="dossier_missing",
        owner=held.person,
        due_on=clock.today(),
        opened_at=clock.now(),
    )
    PaperLabel.objects.create(code=rules.label_code("dossier", dossier.pk), fonds_id=dossier.fonds_id, dossier=dossier)
    return made


def _batch(line: Line, held: Any, lent: Any) -> list[Any]:
    return [batch_of(line.agency).pk]


def _hand_over(line: Line, held: Any, lent: Any) -> list[Any]:
    return [hand_over_of(line, held).pk]


def _box(line: Line, held: Any, lent: Any) -> list[Any]:
    one = hand_over_of(line, held)
    return [one.pk, one.boxes.get().pk]


def _minutes(line: Line, held: Any, lent: Any) -> list[Any]:
    return [hand_over_of(line, held).pk, "docx"]


def _photo(line: Line, held: Any, lent: Any) -> list[Any]:
    return [PaperPhoto.objects.get(box__hand_over=hand_over_of(line, held)).pk]


def _difference(line: Line, held: Any, lent: Any) -> list[Any]:
    return [hand_over_of(line, held).differences.get().pk]


def _code(line: Line, held: Any, lent: Any) -> list[Any]:
    hand_over_of(line, held)
    return [rules.label_code("dossier", line.dossier.pk)]


ROWS: dict[str, Row] = {
    "digitisation:paper": (_batch, GET, SEEING, WIDE),
    "digitisation:paper-new": (_batch, BOTH, COUNTING, COUNTS_FAR),
    "digitisation:handing": (_hand_over, GET, SEEING, WIDE),
    "digitisation:handing-do": (_hand_over, POST, COUNTING, COUNTS_FAR),
    "digitisation:handing-head": (_hand_over, BOTH, COUNTING, COUNTS_FAR),
    "digitisation:handing-scan": (_hand_over, BOTH, COUNTING, COUNTS_FAR),
    "digitisation:handing-minutes": (_minutes, GET, SEEING, WIDE),
    "digitisation:handing-box": (_box, GET, SEEING, WIDE),
    "digitisation:handing-count": (_box, POST, COUNTING, COUNTS_FAR),
    "digitisation:handing-photo": (_box, POST, COUNTING, COUNTS_FAR),
    "digitisation:handing-picture": (_photo, GET, SEEING, WIDE),
    "digitisation:handing-labels": (_hand_over, GET, SEEING, WIDE),
    "digitisation:difference": (_difference, GET, SEEING, WIDE),
    "digitisation:difference-do": (_difference, POST, COUNTING, COUNTS_FAR),
    "digitisation:label": (_code, GET, SEEING, WIDE),
}


def addresses(line: Line, owner: Any) -> dict[str, str]:
    """The address of each of these pages over one hand-over that `owner` made."""
    held = SimpleNamespace(person=owner)
    return {name: reverse(name, args=subject(line, held, None)) for name, (subject, *_) in ROWS.items()}
