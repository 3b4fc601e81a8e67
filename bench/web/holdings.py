"""Deliveries and all that follows from them: dossiers, items, files, readings, confirmations, packages.

A delivery is written in one transaction with its own row last, so a build that was stopped goes on where it was.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction

from bench.web.bulk import Rows, take_ids, write_together
from bench.web.papers import DPI, HEIGHT, WIDTH, Library, Paper, dossier_title
from khoso.foundation.identity.models import Agency
from khoso.instruments.signing.models import SignatureRecord
from khoso.kernel import clock
from khoso.stages.acceptance.models import AcceptedDossier
from khoso.stages.access.models import PagePicture, ReadableItem, ReadablePage
from khoso.stages.catalogue.models import Dossier, Fonds, Item
from khoso.stages.catalogue.rules import dossier_reference_code, item_reference_code
from khoso.stages.digitisation.labels import FINDING_LABELS
from khoso.stages.digitisation.models import (
    Delivery,
    DeliveryFile,
    DeliveryFinding,
    Gate,
    GateKind,
    PageImage,
)
from khoso.stages.inspection.models import Passing, SignedFile
from khoso.stages.packages.models import Package
from khoso.stages.recognition.models import ItemFields, PageText, ProposedField, Reading
from khoso.stages.repository.models import Replica, StoredObject
from khoso.stages.selection.models import SelectionEntry, SelectionList
from khoso.stages.selection.rules import dossier_key

SIZES = (40, 80, 120, 200, 300, 500)
LARGEST = 3000
# What became of a delivery, and how many of a hundred end so.
FATES = {"done": 62, "confirming": 18, "lacking": 6, "errors": 7, "arriving": 4, "failed": 2, "opening": 1}
PAPERS_WANTING = "Danh mục tài liệu cần thiết số hóa được phê duyệt; Biên bản kiểm tra an ninh thiết bị"
MESSAGE = "Dấu hiệu này cần người xem lại trước khi nghiệm thu."
SOFT = [code for code in FINDING_LABELS if code.startswith(("page.", "catalogue.")) and code != "page.secrecy_mark"]
HARD = (
    "pairing.row_without_file",
    "catalogue.missing_value",
    "page.missing",
    "page.cropped",
    "inventory.duplicate_number",
)


@dataclass(frozen=True)
class Plan:
    """One delivery to be made."""

    number: int
    agency: Agency
    dossiers: int
    fate: str
    days_ago: int

    @property
    def id(self) -> uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_URL, f"khoso-bench/{self.number}")


def plans(agencies: list[Agency], dossiers: int) -> list[Plan]:
    """Deliveries of every agency until there are `dossiers`, the oldest first; the newest are still being worked on."""
    dice, left, sizes = Random(5), dossiers, []
    while left > 0:
        size = min(left, LARGEST if len(sizes) == 30 else dice.choice(SIZES))
        fate = dice.choices(list(FATES), list(FATES.values()))[0]
        sizes.append((size, fate))
        # A delivery that could not be read, or is being read, brought no dossier yet.
        left -= 0 if fate in ("failed", "opening") else size
    made = []
    for number, (size, fate) in enumerate(sizes):
        # Whoever is measured works where a lot was delivered: every third delivery goes to one of ten agencies.
        agency = agencies[number % 10] if number % 3 == 0 else dice.choice(agencies)
        made.append(Plan(number, agency, size, fate, days_ago=round(540 * (1 - number / len(sizes)))))
    return made


def missing(wanted: list[Plan]) -> list[Plan]:
    """Those of the deliveries that are not written yet."""
    there = set(Delivery.objects.filter(pk__in=[plan.id for plan in wanted]).values_list("pk", flat=True))
    return [plan for plan in wanted if plan.id not in there]


def register_fonds_and_papers(agencies: list[Agency]) -> None:
    """A fonds and every paper of the law for each agency; some agencies lack one paper."""
    with transaction.atomic():
        for place, agency in enumerate(agencies):
            Fonds.objects.get_or_create(
                agency=agency, code="P01", defaults={"id": uuid.uuid4(), "title": f"Phông {agency.name}"[:300]}
            )
            for number, kind in enumerate(GateKind, start=1):
                if place % 16 == 15 and kind is GateKind.DEVICES:
                    continue
                Gate.objects.get_or_create(
                    agency=agency,
                    kind=kind.value,
                    document_number=f"{number:02d}/BENCH",
                    defaults={"valid_from": date(2024, 1, 1)},
                )


@dataclass
class Tables:
    """The tables of one delivery, in the order they may be written."""

    dossiers: Rows = field(default_factory=lambda: Rows(Dossier, *DOSSIER))
    items: Rows = field(default_factory=lambda: Rows(Item, *ITEM))
    deliveries: Rows = field(default_factory=lambda: Rows(Delivery, *DELIVERY))
    files: Rows = field(default_factory=lambda: Rows(DeliveryFile, *FILE))
    images: Rows = field(
        default_factory=lambda: Rows(
            PageImage, "file_id", "number", "width", "height", "dpi", "is_colour", "is_blank", "digest"
        )
    )
    findings: Rows = field(
        default_factory=lambda: Rows(
            DeliveryFinding, "delivery_id", "source", "dossier_id", "file_id", "code", "severity", "page", "message"
        )
    )
    readings: Rows = field(
        default_factory=lambda: Rows(
            Reading,
            "id",
            "file_id",
            "source_sha256",
            "engine",
            "read_at",
            "pages",
            "confidence",
            "reading_sha256",
            "pdfa_sha256",
        )
    )
    texts: Rows = field(
        default_factory=lambda: Rows(PageText, "reading_id", "number", "width", "height", "dpi", "text")
    )
    fields: Rows = field(
        default_factory=lambda: Rows(
            ItemFields, "item_id", "delivery_id", "state", "doubts", "decided_at", "decided_by"
        )
    )
    proposals: Rows = field(
        default_factory=lambda: Rows(ProposedField, "item_id", "name", "value", "confidence", "page", "box")
    )
    pictures: Rows = field(
        default_factory=lambda: Rows(PagePicture, "file_id", "number", "width", "height", "sha256", "source_sha256")
    )
    passings: Rows = field(
        default_factory=lambda: Rows(
            Passing, "dossier_id", "delivery_id", "state", "waits_for", "changed_at", "signing_at"
        )
    )
    signed: Rows = field(default_factory=lambda: Rows(SignedFile, "file_id", "dossier_id", "sha256"))
    signatures: Rows = field(
        default_factory=lambda: Rows(
            SignatureRecord,
            "subject_kind",
            "subject_id",
            "sha256_before",
            "sha256_after",
            "signer_name",
            "signed_at",
            "profile",
            "certificate_fingerprint",
            "is_demonstration",
        )
    )
    objects: Rows = field(
        default_factory=lambda: Rows(
            StoredObject, "id", "object_id", "version", "inventory_sha512", "files", "bytes", "stored_at"
        )
    )
    replicas: Rows = field(default_factory=lambda: Rows(Replica, "object_id", "root", "path", "verified_at"))
    packages: Rows = field(
        default_factory=lambda: Rows(
            Package, "id", "dossier_id", "object_id", "version", "stored_at", "files", "bytes", "item_paths"
        )
    )
    readables: Rows = field(default_factory=lambda: Rows(ReadableItem, "id", "item_id", "words_sha256"))
    readable_pages: Rows = field(
        default_factory=lambda: Rows(ReadablePage, "readable_id", "number", "width", "height", "text", "picture_sha256")
    )
    accepted: Rows = field(
        default_factory=lambda: Rows(AcceptedDossier, "dossier_id", "accepted_at", "accepted_by", "items", "pages")
    )

    def write(self) -> int:
        return write_together(*vars(self).values())


DOSSIER = (
    "id", "fonds_id", "number", "box", "reference_code", "title", "retention_code", "access_code", "start", "end",
    "declared_item_count", "declared_sheet_count", "legacy_reason",
)  # fmt: skip
ITEM = (
    "id", "dossier_id", "ordinal", "reference_code", "kind_code", "number", "notation", "issued_date", "issuer",
    "subject", "signer", "page_count", "access_code", "described_by", "catalogue_row",
)  # fmt: skip
DELIVERY = (
    "id", "agency_id", "folder", "folder_name", "catalogue_name", "catalogue_sha256", "legacy_reason", "confirm",
    "registered_at", "registered_by", "file_count", "failure",
)  # fmt: skip
FILE = (
    "id",
    "delivery_id",
    "path",
    "role",
    "dossier_id",
    "item_id",
    "sha256",
    "size",
    "state",
    "format",
    "pages",
    "checked_at",
)


class Maker:
    """Makes the rows of one delivery."""

    def __init__(self, plan: Plan, library: Library) -> None:
        self.plan, self.library = plan, library
        self.dice = Random(f"delivery/{plan.number}")
        self.at = clock.now() - timedelta(days=plan.days_ago, hours=self.dice.randrange(10))
        self.fonds = Fonds.objects.get(agency=plan.agency, code="P01")
        self.is_legacy = plan.fate == "done" and self.dice.random() < 0.25
        self.tables = Tables()
        # Enough numbers for every file and item there may be; some stay unused.
        self._readings = iter(take_ids(Reading, plan.dossiers * 9))
        self._readables = iter(take_ids(ReadableItem, plan.dossiers * 7))
        self._objects = iter(take_ids(StoredObject, plan.dossiers))
        self.places: list[tuple[str, str]] = []

    def make(self) -> int:
        """Write the delivery and all that belongs to it; how many rows."""
        files = 0
        if self.plan.fate not in ("failed", "opening"):
            files = sum(self._dossier(number) for number in range(1, self.plan.dossiers + 1))
        self._delivery(files)
        with transaction.atomic():
            self._approve()
            return self.tables.write()

    def _delivery(self, files: int) -> None:
        fate = self.plan.fate
        failure = "Bảng kê không đọc được: tệp hỏng. Không có gì được ghi; hãy giao lại." if fate == "failed" else ""
        name = f"lo-giao-nop-{self.plan.number:04d}"
        self.tables.deliveries.add(
            self.plan.id, self.plan.agency.pk, f"/giao-nop/{name}", name,
            "danh-muc.xlsx", self._digest(), "Lô số hóa trước 2025" if self.is_legacy else "",
            "auto" if self.is_legacy else "person", self.at, "bench-contractor_lead-001",
            None if fate == "opening" else files, failure,
        )  # fmt: skip

    def _approve(self) -> None:
        if self.plan.fate == "lacking" or self.is_legacy or not self.places:
            return
        approved = SelectionList.objects.create(
            agency=self.plan.agency,
            title=f"Danh mục tài liệu cần thiết số hóa đợt {self.plan.number}",
            decision_number=f"{self.plan.number}/QĐ-BENCH",
            decision_date=self.at.date(),
            approved_by="Lê Thị Mẫu",
        )
        entries = Rows(SelectionEntry, "list_id", "fonds_title", "box", "number", "key")
        for box, number in self.places:
            title = self.fonds.title
            entries.add(approved.pk, title, box, number, dossier_key(title, box, number))
        entries.write()

    def _dossier(self, number: int) -> int:
        dice = self.dice
        key, year, topic = self._id(), 1987 + dice.randrange(37), dice.randrange(20) % _topics(self.library)
        box, own = str((number - 1) // 10 + 1), f"{self.plan.number:03d}-{number:04d}"
        title, retention, heading = dossier_title(topic, f"Mẫu {number % 90}", year, dice)
        code = dossier_reference_code(self.plan.agency.code, year, f"{own}.{heading}")
        step = self._step()
        count = dice.choices((2, 3, 4, 5, 6), (15, 25, 30, 20, 10))[0]
        access = "01" if dice.random() < 0.3 else "02"
        self.tables.dossiers.add(
            key, self.fonds.pk, own, box, code, title, retention, access, f"{year}-01-05", f"{year}-12-20",
            count, count * 3, "Số hóa trước 2025" if self.is_legacy else "",
        )  # fmt: skip
        self.places.append((box, own))
        pages = [self._item(key, code, ordinal, year, topic, access, step) for ordinal in range(1, count + 1)]
        for role in ("cover", "inventory"):
            self._file(key, None, f"{own}/{role}.pdf", role, self.library.cover, step)
        self._findings(key, step)
        if step != "open":
            self._passing(key, step)
        if step in ("stored", "accepted"):
            self._stored(key, count, sum(pages), step)
        return count + 2

    def _step(self) -> str:
        """How far one dossier of this delivery came."""
        fate, luck = self.plan.fate, self.dice.random()
        if fate == "done":
            return "accepted" if luck < 0.6 and not self.is_legacy else "stored"
        if fate == "confirming":
            return "stored" if luck < 0.35 else "waiting"
        if fate == "arriving":
            return "open" if luck < 0.6 else "waiting"
        if fate == "errors":
            return "with_errors" if luck < 0.3 else "stored"
        return "lacking_gate"

    def _item(self, dossier: Any, code: str, ordinal: int, year: int, topic: int, access: str, step: str) -> int:
        dice = self.dice
        paper = self.library.papers[self._of_topic(topic)]
        key, own = self._id(), str(dice.randrange(1, 300))
        described = {"open": "catalogue", "waiting": "machine" if dice.random() < 0.5 else "catalogue"}
        row = {"Số": own, "Trích yếu": paper.subject, "Năm": str(year)}
        self.tables.items.add(
            key, dossier, ordinal, item_reference_code(code, ordinal), paper.kind, own, paper.notation,
            f"{year}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 28):02d}", paper.issuer, paper.subject,
            paper.signer, len(paper.pages), access, described.get(step, "machine" if self.is_legacy else "person"),
            json.dumps(row, ensure_ascii=False),
        )  # fmt: skip
        pages = self._file(dossier, key, f"{code[-30:]}/{ordinal:03d}.pdf", "item", paper, step)
        if step == "open":
            return pages
        state, decided_at, by = "waiting", None, ""
        if step != "waiting" or dice.random() < 0.3:
            state, decided_at = ("passed", None) if self.is_legacy else ("confirmed", self.at + timedelta(days=3))
            by = "" if self.is_legacy else "bench-clerk-001"
        self.tables.fields.add(key, self.plan.id, state, dice.randrange(5), decided_at, by)
        self._proposals(key, paper, own, year)
        if step in ("stored", "accepted"):
            self._readable(key, paper)
        return pages

    def _of_topic(self, topic: int) -> int:
        topics = _topics(self.library)
        return topic + topics * self.dice.randrange(len(self.library.papers) // topics)

    def _proposals(self, item: Any, paper: Paper, number: str, year: int) -> None:
        box = "[100, 120, 700, 154]"
        for name, value in (
            ("kind", paper.kind), ("number", number), ("notation", paper.notation), ("issued_date", f"{year}-05-05"),
            ("issuer", paper.issuer), ("subject", paper.subject), ("signer", paper.signer),
        ):  # fmt: skip
            self.tables.proposals.add(item, name, value, round(self.dice.uniform(0.5, 1), 3), 1, box)

    def _file(self, dossier: Any, item: Any, path: str, role: str, paper: Paper, step: str) -> int:
        dice, key, digest = self.dice, self._id(), self._digest()
        state = "registered" if step == "open" else "refused" if dice.random() < 0.004 else "checked"
        pages = len(paper.pages)
        self.tables.files.add(
            key, self.plan.id, f"{path}", role, dossier, item, digest, 90_000 * pages, state,
            "" if step == "open" else "pdf", 0 if step == "open" else pages,
            None if step == "open" else self.at + timedelta(hours=2),
        )  # fmt: skip
        if state != "checked":
            return pages
        reading = next(self._readings)
        self.tables.readings.add(
            reading, key, digest, "Tesseract 5.5", self.at + timedelta(hours=5), pages, 0.91, paper.reading_sha256,
            self.library.pdf_sha256,
        )  # fmt: skip
        for number, text in enumerate(paper.pages, 1):
            width, height, picture = self._picture()
            self.tables.images.add(key, number, WIDTH, HEIGHT, DPI, True, False, self._digest())
            self.tables.texts.add(reading, number, WIDTH, HEIGHT, DPI, text)
            self.tables.pictures.add(key, number, width, height, picture, digest)
        if step in ("stored", "accepted"):
            after = self._digest()
            self.tables.signed.add(key, dossier, after)
            self.tables.signatures.add(
                "file", str(key), digest, after, "Cơ quan Mẫu", self.at + timedelta(days=4), "B-B", "0" * 64, True
            )
        return pages

    def _findings(self, dossier: Any, step: str) -> None:
        for _ in range(self.dice.choices((0, 1, 2, 4, 9), (25, 30, 25, 15, 5))[0]):
            code, severity = self.dice.choice(SOFT), self.dice.choice(("warning", "warning", "info"))
            self.tables.findings.add(self.plan.id, "check", dossier, None, code, severity, 1, MESSAGE)
        if step == "with_errors":
            self.tables.findings.add(self.plan.id, "check", dossier, None, self.dice.choice(HARD), "error", 1, MESSAGE)
        if step == "lacking_gate":
            for paper in PAPERS_WANTING.split("; "):
                self.tables.findings.add(self.plan.id, "gates", dossier, None, "gate.missing", "error", None, paper)

    def _passing(self, dossier: Any, step: str) -> None:
        state, waits = "signed", []
        if step == "waiting":
            state, waits = "collecting", ["3 tài liệu chờ xác nhận trường thông tin"]
        if step == "lacking_gate":
            state, waits = step, PAPERS_WANTING.split("; ")
        if step == "with_errors":
            state, waits = step, ["page.missing: 1"]
        signing = self.at + timedelta(days=4) if state == "signed" else None
        self.tables.passings.add(
            dossier, self.plan.id, state, json.dumps(waits, ensure_ascii=False), self.at + timedelta(days=1), signing
        )

    def _stored(self, dossier: Any, items: int, pages: int, step: str) -> None:
        stored, at, object_id = next(self._objects), self.at + timedelta(days=5), f"urn:khoso:aip:{dossier}"
        size = pages * 120_000
        self.tables.objects.add(stored, object_id, "v1", self._digest() * 2, items * 4, size, at)
        for root in ("chinh", "du-phong"):
            self.tables.replicas.add(stored, root, f"{dossier.hex[:3]}/{dossier.hex}", at)
        self.tables.packages.add(self._id(), dossier, object_id, "v1", at, items * 4, size, "{}")
        if step == "accepted":
            self.tables.accepted.add(dossier, self.at + timedelta(days=9), "bench-head-001", items, pages)

    def _readable(self, item: Any, paper: Paper) -> None:
        readable = next(self._readables)
        self.tables.readables.add(readable, item, paper.words_sha256)
        for number, text in enumerate(paper.pages, 1):
            width, height, picture = self._picture()
            self.tables.readable_pages.add(readable, number, width, height, text, picture)

    def _picture(self) -> tuple[int, int, str]:
        return self.library.pictures[self.dice.randrange(len(self.library.pictures))]

    def _id(self) -> uuid.UUID:
        return uuid.UUID(int=self.dice.getrandbits(128), version=4)

    def _digest(self) -> str:
        return f"{self.dice.getrandbits(256):064x}"


def _topics(library: Library) -> int:
    return 1 + max(paper.topic for paper in library.papers)


def write_deliveries(wanted: list[Plan], library: Library) -> Iterator[tuple[Plan, int]]:
    """Write the deliveries one by one, each told when it is done with its number of rows."""
    for plan in wanted:
        yield plan, Maker(plan, library).make()
