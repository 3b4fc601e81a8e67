"""What the agencies of a story hold: lists, deliveries, dossiers, packages, acceptances, each dated as planted.

Written in bulk and not through the line: there are no pages behind these rows, only their days and counts.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from khoso.demo.city import AgencyStory, CityStory, Span
from khoso.demo.seeds import dice
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.acceptance.models import AcceptedDossier
from khoso.stages.catalogue.models import Dossier, Fonds, Item
from khoso.stages.catalogue.rules import dossier_reference_code, item_reference_code
from khoso.stages.digitisation.models import Delivery, DeliveryFile, FileCheck
from khoso.stages.inspection.models import Passing, SignedFile
from khoso.stages.packages.models import Package
from khoso.stages.recognition.models import ItemFields
from khoso.stages.repository.models import Replica, StoredObject
from khoso.stages.selection.models import SelectionEntry, SelectionList
from khoso.stages.selection.rules import dossier_key

# Days after a dossier was delivered on which it is signed, stored and accepted.
SIGNED_AFTER, STORED_AFTER, ACCEPTED_AFTER = 2, 3, 5
ROOTS = ("chinh", "du-phong")
BATCH = 2000


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a working day in Vietnam."""
    return datetime.combine(day, time(hour), tzinfo=clock.VIETNAM)


@dataclass
class Holdings:
    """Rows of all agencies, in the order they may be written."""

    fonds: list[Fonds] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    dossiers: list[Dossier] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    files: list[DeliveryFile] = field(default_factory=list)
    checks: list[FileCheck] = field(default_factory=list)
    fields: list[ItemFields] = field(default_factory=list)
    passings: list[Passing] = field(default_factory=list)
    signed: list[SignedFile] = field(default_factory=list)
    packages: list[Package] = field(default_factory=list)
    accepted: list[AcceptedDossier] = field(default_factory=list)

    def write(self) -> int:
        """Write everything; how many rows."""
        for rows in vars(self).values():
            _write(rows)
        return sum(len(rows) for rows in vars(self).values())


def _write(rows: list[Any]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)


@transaction.atomic
def write_holdings(story: CityStory, agencies: dict[str, Agency], *, until: date) -> int:
    """Write what the story's agencies held at the end of `until`; how many rows."""
    made = Holdings()
    objects: list[StoredObject] = []
    for one in story.agencies:
        if one.span is not None:
            objects += _agency(made, story.seed, one, one.span, agencies[one.code], until)
    rows = made.write()
    _write(objects)
    replicas = [
        Replica(object=stored, root=root, path=f"{stored.object_id[-32:]}", verified_at=stored.stored_at)
        for stored in objects
        for root in ROOTS
    ]
    _write(replicas)
    return rows + len(objects) + len(replicas)


def _agency(
    made: Holdings, seed: int, story: AgencyStory, span: Span, agency: Agency, until: date
) -> Iterator[StoredObject]:
    luck = dice(seed, story.code, "holdings")
    fonds = Fonds(id=_id(luck), code="P01", title=f"Phông {agency.name}"[:300], agency=agency)
    made.fonds.append(fonds)
    if span.approved_on <= until:
        _approve(agency, fonds, span)
    delivery: Delivery | None = None
    for place in range(span.dossiers):
        day = span.day_of(place)
        if day is None or day > until:
            break
        if delivery is None or place % 10 == 0:
            delivery = _delivery(luck, agency, place // 10 + 1, day)
            made.deliveries.append(delivery)
        dossier, file = _dossier(made, luck, agency, fonds, delivery, place, day, span.pages_each)
        yield from _follow(made, luck, dossier, file, delivery, day, span.pages_each, until)


def _approve(agency: Agency, fonds: Fonds, span: Span) -> None:
    approved = SelectionList.objects.create(
        agency=agency,
        title="Danh mục tài liệu cần thiết số hóa năm 2026 (mô phỏng)",
        decision_number=f"{agency.pk}/QĐ-MP",
        decision_date=span.approved_on,
        approved_by="Lê Thị Mẫu",
        recorded_at=at(span.approved_on),
    )
    SelectionEntry.objects.bulk_create(
        SelectionEntry(
            list=approved,
            fonds_title=fonds.title,
            box=_box(place),
            number=_number(place),
            key=dossier_key(fonds.title, _box(place), _number(place)),
        )
        for place in range(span.dossiers)
    )


def _delivery(luck: Any, agency: Agency, number: int, day: date) -> Delivery:
    name = f"mo-phong-{agency.pk}-{number:02d}"
    return Delivery(
        id=_id(luck), agency=agency, folder=f"/{name}", folder_name=name, catalogue_name="danh-muc.xlsx",
        catalogue_sha256=_digest(luck), registered_at=at(day, 8), registered_by="sohoa", file_count=10,
    )  # fmt: skip


def _dossier(
    made: Holdings, luck: Any, agency: Agency, fonds: Fonds, delivery: Delivery, place: int, day: date, pages: int
) -> tuple[Dossier, DeliveryFile]:
    year = 1988 + luck.randrange(35)
    code = dossier_reference_code(agency.code, year, f"MP{_number(place)}")
    dossier = Dossier(
        id=_id(luck), fonds=fonds, number=_number(place), box=_box(place), reference_code=code,
        title=f"Hồ sơ mô phỏng số {_number(place)} năm {year}", retention_code="02", access_code="02",
        start=f"{year}-01-05", end=f"{year}-12-20", declared_item_count=1,
        declared_sheet_count=max(1, pages // 2), registered_at=at(day, 8),
    )  # fmt: skip
    item = Item(
        id=_id(luck), dossier=dossier, ordinal=1, reference_code=item_reference_code(code, 1), kind_code="01",
        subject="Tài liệu mô phỏng", page_count=pages, described_by="person",
    )  # fmt: skip
    file = DeliveryFile(
        id=_id(luck), delivery=delivery, path=f"{code[-40:]}/001.pdf", role="item", dossier=dossier, item=item,
        sha256=_digest(luck), size=90_000 * pages, state="checked", format="pdf", pages=pages, registered_at=at(day, 8),
        checked_at=at(day, 10),
    )  # fmt: skip
    made.checks.append(
        FileCheck(file=file, delivery=delivery, dossier=dossier, checked_at=at(day, 10), is_passed=True, pages=pages)
    )
    made.dossiers.append(dossier)
    made.items.append(item)
    made.files.append(file)
    return dossier, file


def _follow(
    made: Holdings, luck: Any, dossier: Dossier, file: DeliveryFile, delivery: Delivery, day: date, pages: int,
    until: date,
) -> Iterable[StoredObject]:  # fmt: skip
    """What happened to a delivered dossier by the end of `until`: confirmed, signed, stored, accepted."""
    signed, stored, accepted = (day + timedelta(days=n) for n in (SIGNED_AFTER, STORED_AFTER, ACCEPTED_AFTER))
    is_signed = signed <= until
    made.fields.append(
        ItemFields(
            item_id=file.item_id, delivery=delivery, state="confirmed" if is_signed else "waiting",
            decided_at=at(signed, 8) if is_signed else None, decided_by="vanthu" if is_signed else "",
        )
    )  # fmt: skip
    made.passings.append(
        Passing(
            dossier=dossier, delivery=delivery, state="signed" if is_signed else "collecting",
            waits_for=[] if is_signed else ["1 tài liệu chờ xác nhận trường thông tin"],
            changed_at=at(min(signed, until)), signing_at=at(signed) if is_signed else None,
        )
    )  # fmt: skip
    if is_signed:
        made.signed.append(SignedFile(file=file, dossier=dossier, sha256=_digest(luck)))
    if stored > until:
        return
    object_id = f"urn:khoso:aip:{dossier.id}"
    size = pages * 120_000
    made.packages.append(
        Package(
            id=_id(luck), dossier=dossier, object_id=object_id, version="v1", stored_at=at(stored), files=4, bytes=size,
            first_stored_at=at(stored), pages=pages,
        )
    )  # fmt: skip
    if accepted <= until:
        made.accepted.append(
            AcceptedDossier(dossier=dossier, accepted_at=at(accepted), accepted_by="thutruong", items=1, pages=pages)
        )
    yield StoredObject(
        object_id=object_id, version="v1", inventory_sha512=_digest(luck) * 2, files=4, bytes=size, stored_at=at(stored)
    )


def _box(place: int) -> str:
    return str(place // 10 + 1)


def _number(place: int) -> str:
    return f"{place + 1:03d}"


def _id(luck: Any) -> uuid.UUID:
    return uuid.UUID(int=luck.getrandbits(128), version=4)


def _digest(luck: Any) -> str:
    return f"{luck.getrandbits(256):064x}"
