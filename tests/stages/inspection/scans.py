"""Deliveries of a batch put straight into the tables: files, pages, findings, fields, as a lot sees them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.house import person

from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.catalogue.models import Dossier, Fonds, Item
from khoso.stages.digitisation.models import Batch, Delivery, DeliveryFile, DeliveryFinding, PageImage
from khoso.stages.inspection.guides import actions as guides
from khoso.stages.inspection.guides import queries as guide_queries
from khoso.stages.recognition.models import ItemFields, ProposedField


@dataclass
class Scans:
    """An agency with a contractor, a batch and who works on it."""

    agency: Agency
    contractor: Agency
    batch: Batch
    fonds: Fonds
    dossiers: list[Dossier] = field(default_factory=list)

    def delivery(self, name: str = "giao-1", *, files: int = 4, pages: int = 10, **more: Any) -> Delivery:
        """A delivery whose files passed the machine check and whose fields somebody typed."""
        made = Delivery.objects.create(
            **{
                "id": uuid.uuid4(),
                "agency": self.agency,
                "folder": f"/{name}",
                "folder_name": name,
                "registered_at": clock.now(),
                "registered_by": "nguoiquet",
                "file_count": files,
                "batch": self.batch,
                **more,
            }
        )
        code = f"{self.agency.code}.{name}"
        dossier = Dossier.objects.create(
            id=uuid.uuid4(), fonds=self.fonds, number=name, reference_code=code, title=f"Hồ sơ {name}"
        )
        self.dossiers.append(dossier)
        for number in range(1, files + 1):
            self.file(made, dossier, number, pages)
        return made

    def file(self, delivery: Delivery, dossier: Dossier, number: int, pages: int) -> DeliveryFile:
        item = Item.objects.create(
            id=uuid.uuid4(),
            dossier=dossier,
            ordinal=number,
            reference_code=f"{dossier.reference_code}.{number:04d}",
            subject=f"Về việc số {number}",
            kind_code="02",
        )
        ItemFields.objects.create(
            item=item, delivery=delivery, state="confirmed", decided_by="nhaplieu", decided_at=clock.now()
        )
        ProposedField.objects.create(item=item, name="subject", value=item.subject, confidence=0.5, page=1)
        made = DeliveryFile.objects.create(
            id=uuid.uuid4(),
            delivery=delivery,
            path=f"{dossier.number}/{number:04d}.pdf",
            role="item",
            dossier=dossier,
            item=item,
            sha256=uuid.uuid4().hex * 2,
            size=1000,
            state="checked",
            pages=pages,
        )
        PageImage.objects.bulk_create(
            PageImage(file=made, number=page, width=10, height=10, dpi=300, is_colour=True, is_blank=False)
            for page in range(1, pages + 1)
        )
        return made

    def doubt(self, file: DeliveryFile, page: int | None, code: str, severity: str = "warning") -> None:
        DeliveryFinding.objects.create(
            delivery=file.delivery,
            source="check",
            dossier=file.dossier,
            file=file,
            code=code,
            severity=severity,
            page=page,
            message=code,
        )

    def staff(self, name: str, *roles: str, taught: bool = True) -> Any:
        """Somebody of the agency; a checker who knows the guide in force unless said otherwise."""
        one = person(name, *((self.agency, role) for role in roles or ("supervisor",)))
        present = guide_queries.in_force(self.agency.pk)
        if taught and present is not None and {"supervisor", "clerk", "archivist"} & set(roles or ("supervisor",)):
            guides.acknowledge(self.agency, present.pk, one)
        return one


def scans() -> Scans:
    """A small house with one batch."""
    agency = Agency.objects.create(code="H19.77", name="Ủy ban nhân dân xã Mẫu", kind="commune")
    contractor = Agency.objects.create(code="NT.1", name="Công ty Số hóa Mẫu", kind="contractor")
    fonds = Fonds.objects.create(id=uuid.uuid4(), code="P1", title="Phông", agency=agency)
    batch = Batch.objects.create(
        agency=agency, contractor=contractor, number=1, title="Đợt 1", state="running", made_at=clock.now()
    )
    return Scans(agency, contractor, batch, fonds)
