"""An invented history of two agencies, made through the rooms' actions as time goes on; no file is looked into."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.line import values_of

from khoso.kernel import clock
from khoso.kernel.findings import Finding, Severity
from khoso.stages.acceptance import actions as acceptance
from khoso.stages.acceptance.errors import NotAcceptable
from khoso.stages.catalogue.models import Dossier
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.digitisation import rules
from khoso.stages.digitisation.actions import FileEntry, ItemEntry, PageFacts
from khoso.stages.digitisation.models import Delivery, DeliveryFile
from khoso.stages.inspection import actions as inspection
from khoso.stages.inspection.models import Passing
from khoso.stages.inspection.rules import Decision
from khoso.stages.packages import actions as packages
from khoso.stages.packages.actions import KeptPackage
from khoso.stages.packages.models import Package
from khoso.stages.recognition import actions as recognition
from khoso.stages.recognition.models import ItemFields
from khoso.stages.selection.actions import approve_list

BEGIN = datetime(2026, 7, 1, 8, 0, tzinfo=clock.VIETNAM)
WRONG = Finding("page.low_resolution", Severity.ERROR, "Trang 1 độ phân giải thấp.", page=1)
ITEM = {"subject": "Về việc xây cầu", "kind_code": "02", "issuer": "UBND", "issued_date": "2011"}
REFUSED = Finding("file.damaged", Severity.ERROR, "Tệp hỏng.")


@dataclass
class History:
    """What happens is drawn from a seed; `now` goes on with every step."""

    agencies: list[Any]
    seed: int
    now: datetime = BEGIN
    # Whether mended workbooks move files to another dossier.
    may_place: bool = False
    deliveries: list[Delivery] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        with clock.frozen_at(self.now):
            for number, agency in enumerate(self.agencies):
                self.deliveries += [
                    digitisation.open_delivery(
                        agency, folder=Path(f"/lo/{number}/{part}"), catalogue_path=Path(f"/lo/{number}/{part}/b.xlsx"),
                        catalogue_sha256="0" * 64,
                    )
                    for part in range(2)
                ]  # fmt: skip

    def step(self) -> datetime:
        """One thing happens somewhere, some hours later; says when."""
        self.now += timedelta(hours=self.chance.randint(1, 30))
        steps: list[Callable[[], None]] = [
            *(self.register, self.register, self.check, self.check, self.check),
            *(self.deliver_again, self.replace_errors, self.approve, self.place),
            *(self.read, self.confirm, self.confirm, self.sign, self.store, self.store, self.accept),
        ]
        if not self.may_place:
            steps.remove(self.place)
        with clock.frozen_at(self.now):
            self.chance.choice(steps)()
        return self.now

    def finish(self) -> datetime:
        """The road is travelled to its end, for some of what came."""
        for _ in range(6):
            for step in (self.approve, self.check, self.read, self.confirm, self.sign, self.store, self.accept):
                self.now += timedelta(hours=1)
                with clock.frozen_at(self.now):
                    step()
        return self.now

    def register(self, sha256: str = "") -> None:
        delivery, number = self.chance.choice(self.deliveries), self.chance.randint(1, 4)
        self._register(delivery, number, sha256 or f"{self.chance.getrandbits(256):064x}")

    def _register(self, delivery: Delivery, number: int, sha256: str) -> None:
        digitisation.register_dossier(
            delivery,
            fonds_code="P01",
            fonds_title="Ủy ban nhân dân xã",
            dossier_fields={
                "number": str(number),
                "box": "3" if number % 2 else "",
                "year": 2011,
                "title": f"Hồ sơ {number}",
                "declared_sheet_count": number * 10 if number < 4 else None,
            },
            items=[ItemEntry(1, ITEM)],
            files=[
                FileEntry(f"hs{number}/1.pdf", "item", sha256, 10, 1),
                FileEntry(f"hs{number}/Thumbs.db", "extra", "f" * 64, 3),
            ],
            findings=[WRONG] if self.chance.random() < 0.3 else [],
        )  # fmt: skip

    def _file(self, **which: Any) -> DeliveryFile | None:
        rows = list(
            DeliveryFile.objects.filter(**which).exclude(role="extra").select_related("delivery").order_by("pk")
        )
        return self.chance.choice(rows) if rows else None

    def check(self) -> None:
        if (file := self._file(state="registered")) is None:
            return
        found = self.chance.choice([[], [], [WRONG], [WRONG, WRONG], [REFUSED]])
        pages = range(1, 1 + (0 if REFUSED in found else self.chance.randint(1, 9)))
        digitisation.record_check(
            file.pk,
            verdict=rules.verdict(found),
            file_format="PDF/A",
            pages=[PageFacts(number, 100, 100, 200.0, True, False) for number in pages],
            findings=found,
            checked_sha256=file.sha256,
        )

    def deliver_again(self) -> None:
        if (file := self._file()) is not None:
            number = int(file.path[2])
            self._register(file.delivery, number, f"{self.chance.getrandbits(256):064x}")

    def replace_errors(self) -> None:
        if (file := self._file()) is not None:
            digitisation.replace_findings(
                file.delivery_id, "pairing", [WRONG] * self.chance.randint(0, 3), dossier_id=file.dossier_id
            )

    def place(self) -> None:
        """A mended workbook says that a file is the inventory of its dossier."""
        if (file := self._file(role="item")) is not None:
            digitisation.register_dossier(
                file.delivery,
                fonds_code="P01",
                fonds_title="Ủy ban nhân dân xã",
                dossier_fields={"number": "9", "box": "1", "year": 2012, "title": "Hồ sơ khác"},
                items=[],
                files=[FileEntry(file.path, "inventory", file.sha256, 10)],
                findings=[],
            )

    def approve(self) -> None:
        numbers = self.chance.sample(range(1, 6), 2)
        approve_list(
            self.chance.choice(self.agencies),
            title="Danh mục",
            decision_number=f"{self.chance.randint(1, 9)}/QĐ",
            decision_date=date(2026, 6, 1),
            approved_by="Chủ tịch",
            entries=[("Ủy ban nhân dân xã", "3" if number % 2 else "", str(number)) for number in numbers],
        )

    def read(self) -> None:
        if (file := self._file(state="checked", role="item")) is not None:
            recognition.record_reading(
                file.pk,
                source_sha256=file.sha256,
                engine="memory",
                confidence=0.9,
                reading_sha256="1" * 64,
                pdfa_sha256="",
                text_layer="",
                pages=[],
                proposals=[],
                findings=[],
            )

    def confirm(self) -> None:
        rows = list(ItemFields.objects.filter(state__in=("waiting", "confirmed")).select_related("item").order_by("pk"))
        if rows:
            item = self.chance.choice(rows).item
            subject = f"Về việc xây cầu số {self.chance.randint(1, 99)}"
            recognition.confirm_fields(item.pk, values_of(item, subject=subject))

    def _dossier(self, **which: Any) -> Dossier | None:
        rows = list(Dossier.objects.filter(**which).order_by("pk"))
        return self.chance.choice(rows) if rows else None

    def sign(self) -> None:
        if (file := self._file(state="checked")) is None or file.dossier_id is None:
            return
        state = inspection.record_decision(file.dossier_id, Decision("complete", ()))
        if state == "ready":
            inspection.begin_signing(file.dossier_id)
            inspection.record_signed(file.dossier_id, {file.pk: "2" * 64}, of={file.pk: file.sha256})

    def store(self) -> None:
        """The package of a signed dossier, again in a new version when it is there already."""
        signed = Passing.objects.filter(state="signed").values("dossier_id")
        if (dossier := self._dossier(pk__in=signed)) is None:
            return
        known = Package.objects.filter(dossier=dossier).first()
        version = f"v{int(known.version[1:]) + 1}" if known else "v1"
        packages.record_package(
            dossier.pk,
            KeptPackage(
                package_id=known.pk if known else uuid.uuid5(uuid.NAMESPACE_OID, str(dossier.pk)),
                object_id=f"urn:{dossier.pk}",
                version=version,
                inventory_sha512="3" * 128,
                files=3,
                size=30,
                replicas={"chinh": "a", "du-phong": "a"},
                item_paths={},
                stored_at=clock.now(),
            ),
        )

    def accept(self) -> None:
        stored = Package.objects.values("dossier_id")
        if (dossier := self._dossier(pk__in=stored)) is not None:
            try:
                acceptance.accept_dossier(dossier.pk)
            except NotAcceptable:
                return
