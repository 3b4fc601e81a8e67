"""Reading deliveries, files, pages, findings and gates."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from khoso.foundation.identity.models import Person
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import WORKERS
from khoso.foundation.web import counting
from khoso.stages.digitisation import rules, states
from khoso.stages.digitisation.batches.queries import batch as batch
from khoso.stages.digitisation.batches.queries import batch_of_delivery as batch_of_delivery
from khoso.stages.digitisation.batches.queries import batches_seen_by as batches_seen_by
from khoso.stages.digitisation.batches.queries import closed_batches_of as closed_batches_of
from khoso.stages.digitisation.batches.queries import firm_of as firm_of
from khoso.stages.digitisation.batches.queries import unwiped_devices as unwiped_devices
from khoso.stages.digitisation.models import Delivery, DeliveryFile, DeliveryFinding, PageImage


def delivery(delivery_id: object) -> Delivery:
    return Delivery.objects.select_related("agency", "batch").get(pk=delivery_id)


def deliveries_seen_by(person: Any) -> QuerySet[Delivery]:
    """The deliveries in a person's scope, newest first; a contractor's people see no other contractor's batches."""
    scope = agencies_of(person, WORKERS)
    rows = Delivery.objects.select_related("agency", "batch")
    if scope is not None:
        rows = rows.filter(agency_id__in=scope)
    return rows.filter(_of_own_firm(person))


def _of_own_firm(person: Any) -> Q:
    """Deliveries that are no other contractor's, for a contractor's person.

    What belongs to no batch is of the firm whose people brought it.
    """
    firm = firm_of(person)
    if firm is None:
        return Q()
    colleagues = Person.objects.filter(employer_id=firm).order_by().values("username")
    return Q(batch__contractor_id=firm) | Q(batch__isnull=True, registered_by__in=colleagues)


@dataclass(frozen=True)
class StoppedFiles:
    """How many files of a delivery are in one of the states that go no further."""

    delivery_id: Any
    title: str
    state: str
    files: int


def stopped_by_delivery(person: Any) -> list[StoppedFiles]:
    """The refused and quarantined files of a person's deliveries, counted, latest delivery first; one question."""
    scope = agencies_of(person, WORKERS)
    rows = DeliveryFile.objects.filter(state__in=states.STOPPED)
    if firm_of(person) is not None:
        own = deliveries_seen_by(person).order_by().values("pk")
        return _stopped_by_delivery(rows.filter(delivery_id__in=own))
    if scope is None:
        return counting.for_all("digitisation.stopped", None, lambda: _stopped_by_delivery(rows))
    return _stopped_by_delivery(rows.filter(delivery__agency_id__in=scope))


def _stopped_by_delivery(rows: QuerySet[DeliveryFile]) -> list[StoppedFiles]:
    counted = rows.values_list("delivery_id", "delivery__folder_name", "state").annotate(Count("id"))
    return [StoppedFiles(*row) for row in counted.order_by("-delivery__registered_at", "delivery_id", "state")]


def file(file_id: object) -> DeliveryFile:
    return DeliveryFile.objects.select_related("delivery__agency").get(pk=file_id)


def profile_code(file: DeliveryFile) -> str:
    """The profile its pages are checked by: that of the batch it was delivered in."""
    codes = Delivery.objects.filter(pk=file.delivery_id).values_list("batch__profile", flat=True)
    return codes.first() or "administrative"


def find_file(file_id: object) -> DeliveryFile | None:
    """The delivered file, or None when there is none."""
    return DeliveryFile.objects.select_related("delivery__agency").filter(pk=file_id).first()


def file_of_item(item_id: object) -> DeliveryFile | None:
    """The delivered file of an item; None when none came."""
    return DeliveryFile.objects.select_related("delivery").filter(item_id=item_id).order_by("path").first()


def files_of_dossier(dossier_id: object) -> list[DeliveryFile]:
    """Item files and companions of a dossier, in path order."""
    dossier = uuid.UUID(str(dossier_id))
    return files_of_dossiers([dossier])[dossier]


def files_of_dossiers(dossier_ids: Iterable[Any]) -> dict[Any, list[DeliveryFile]]:
    """Item files and companions of each dossier, in path order."""
    told: dict[Any, list[DeliveryFile]] = {dossier: [] for dossier in dossier_ids}
    rows = DeliveryFile.objects.select_related("delivery").filter(dossier_id__in=list(told)).order_by("path")
    for row in rows:
        told[row.dossier_id].append(row)
    return told


def readable_files(delivery_id: object) -> list[DeliveryFile]:
    """The files of a delivery that passed the check and are to be read, in path order."""
    rows = DeliveryFile.objects.filter(delivery_id=delivery_id, state=states.CHECKED)
    return list(rows.exclude(role=DeliveryFile.Role.EXTRA).order_by("path"))


def present_digests(file_ids: Iterable[Any]) -> dict[Any, str]:
    """The SHA-256 of those of the files that may be read now, by file id; they stay so until the transaction ends."""
    rows = DeliveryFile.objects.select_for_update().filter(pk__in=list(file_ids), state=states.CHECKED)
    return dict(rows.order_by("pk").values_list("pk", "sha256"))


def hindered_deliveries() -> list[Delivery]:
    """The deliveries of which the machine could not do a step."""
    codes = [code for code in rules.NOT_OF_THE_MATERIAL if code.endswith(".failed")]
    return list(Delivery.objects.filter(findings__code__in=codes).order_by("pk").distinct("pk"))


def stopped_files(delivery_id: object) -> list[tuple[str, str, str]]:
    """(path, finding code, why in Vietnamese) of each file that was refused or put in quarantine, in path order."""
    rows = DeliveryFile.objects.filter(delivery_id=delivery_id, state__in=states.STOPPED)
    told = []
    for file in rows.order_by("path").prefetch_related("findings"):
        found = sorted(
            file.findings.all(), key=lambda one: (not rules.stops(one.code), one.severity != "error", one.pk)
        )
        code, message = (found[0].code, found[0].message) if found else ("file.damaged", "không đọc được.")
        told.append((file.path, code, message.removeprefix(f"{file.path}: ")))
    return told


def put_away() -> Q:
    """Narrows questions about what hangs on delivered files to leave out what is in quarantine, by its column `file`.

    # Luật: KH 82 II
    """
    return Q(file__state__in=states.PUT_AWAY)


def items_put_away() -> QuerySet[DeliveryFile, Any]:
    """Ids of the items whose file is in quarantine, to leave them out of other questions."""
    return DeliveryFile.objects.filter(state__in=states.PUT_AWAY, item__isnull=False).order_by().values("item_id")


def pages_of(file_id: object) -> list[PageImage]:
    return list(PageImage.objects.filter(file_id=file_id).order_by("number"))


def measured_pages(file_ids: Iterable[Any]) -> QuerySet[PageImage, Any]:
    """(file id, width, height, dpi, whether blank) of each page of these files, file by file in page order."""
    rows = PageImage.objects.filter(file_id__in=list(file_ids)).order_by("file_id", "number")
    return rows.values_list("file_id", "width", "height", "dpi", "is_blank")


def dossier_ids_of(delivery_id: object) -> list[Any]:
    """The dossiers a delivery brought files for or named in its catalogue."""
    delivery = uuid.UUID(str(delivery_id))
    return dossier_ids_of_many([delivery])[delivery]


def dossier_ids_of_many(delivery_ids: Iterable[Any]) -> dict[Any, list[Any]]:
    """The dossiers each delivery brought files for or named in its catalogue."""
    told: dict[Any, set[Any]] = {delivery: set() for delivery in delivery_ids}
    for model in (DeliveryFinding, DeliveryFile):
        rows = model.objects.filter(delivery_id__in=list(told), dossier__isnull=False).order_by()
        for delivery, dossier in rows.values_list("delivery_id", "dossier_id").distinct():
            told[delivery].add(dossier)
    return {delivery: sorted(dossiers) for delivery, dossiers in told.items()}


def dossiers_brought(delivery_ids: Iterable[Any]) -> QuerySet[DeliveryFile, Any]:
    """Ids of the dossiers for which these deliveries brought a file, to narrow other questions with."""
    return DeliveryFile.objects.filter(delivery_id__in=list(delivery_ids), dossier__isnull=False).values("dossier_id")


def open_dossiers(delivery_ids: Iterable[Any]) -> set[Any]:
    """The dossiers of which a file waits for the machine check."""
    rows = DeliveryFile.objects.filter(delivery_id__in=list(delivery_ids), state=states.REGISTERED)
    return set(rows.order_by().values_list("dossier_id", flat=True).distinct())


def readable_in(delivery_ids: Iterable[Any]) -> QuerySet[DeliveryFile]:
    """The files of these deliveries that passed the check and are to be read, to narrow other questions with."""
    rows = DeliveryFile.objects.filter(delivery_id__in=list(delivery_ids), state=states.CHECKED)
    return rows.exclude(role=DeliveryFile.Role.EXTRA).order_by()


def role_label(role: str) -> str:
    """What a file of this role is called."""
    return str(DeliveryFile.Role(role).label)


def dossiers_named(delivery_id: object) -> QuerySet[Any, Any]:
    """Ids of the dossiers a delivery brought files for or named in its catalogue, to narrow other questions with."""
    asked = {"delivery_id": delivery_id, "dossier__isnull": False}
    files = DeliveryFile.objects.filter(**asked).order_by().values("dossier_id")
    return files.union(DeliveryFinding.objects.filter(**asked).order_by().values("dossier_id"))


def delivery_of_dossier(dossier_id: object) -> Delivery | None:
    """The delivery that brought a dossier's files; the first one when several did."""
    return next(iter(deliveries_of_dossiers([dossier_id]).values()), None)


def deliveries_of_dossiers(dossier_ids: Iterable[Any]) -> dict[Any, Delivery]:
    """The delivery that brought each dossier's files; the first one when several did."""
    rows = DeliveryFile.objects.filter(dossier_id__in=list(dossier_ids)).select_related("delivery__agency")
    first = rows.order_by("dossier_id", "delivery__registered_at", "path").distinct("dossier_id")
    return {row.dossier_id: row.delivery for row in first}


def waiting_dossiers(agency_code: str) -> list[Any]:
    """Dossiers of an agency that a missing gate may hold back."""
    return list(
        DeliveryFinding.objects.filter(delivery__agency__code=agency_code, code="gate.missing")
        .values_list("dossier_id", flat=True)
        .distinct()
    )


def findings(delivery_id: object, *, code: str | None = None) -> QuerySet[DeliveryFinding]:
    rows = DeliveryFinding.objects.filter(delivery_id=delivery_id).select_related("file")
    return rows.filter(code=code) if code else rows


def first_findings(delivery_id: object, *, of_each: int) -> dict[str, list[DeliveryFinding]]:
    """The first findings of each code of a delivery."""
    place = Window(RowNumber(), partition_by=F("code"), order_by=F("id").asc())
    told: dict[str, list[DeliveryFinding]] = defaultdict(list)
    for row in findings(delivery_id).annotate(place=place).filter(place__lte=of_each):
        told[row.code].append(row)
    return told


def findings_of_dossier(dossier_id: object) -> list[DeliveryFinding]:
    return list(DeliveryFinding.objects.filter(dossier_id=dossier_id).select_related("file"))


def findings_of_file(file_id: object) -> list[DeliveryFinding]:
    return list(DeliveryFinding.objects.filter(file_id=file_id).select_related("file"))


def dossiers_with_files(delivery_id: object) -> list[Any]:
    """The dossiers for which a delivery brought at least one file."""
    delivery = uuid.UUID(str(delivery_id))
    return dossiers_by_delivery([delivery])[delivery]


@counting.same_for_ids
def dossiers_by_delivery(delivery_ids: Iterable[Any]) -> dict[Any, list[Any]]:
    """The dossiers for which each delivery brought at least one file."""
    told: dict[Any, list[Any]] = {delivery: [] for delivery in delivery_ids}
    rows = DeliveryFile.objects.filter(delivery_id__in=list(told), dossier__isnull=False)
    for delivery, dossier in rows.order_by("dossier_id").values_list("delivery_id", "dossier_id").distinct():
        told[delivery].append(dossier)
    return told


from khoso.stages.digitisation.intake.queries import Sending as Sending  # noqa: E402
from khoso.stages.digitisation.intake.queries import sending as sending  # noqa: E402
from khoso.stages.digitisation.numbers import dossier_numbers as dossier_numbers  # noqa: E402
from khoso.stages.digitisation.numbers import errors_of_dossiers as errors_of_dossiers  # noqa: E402
from khoso.stages.digitisation.numbers import expected_files as expected_files  # noqa: E402
from khoso.stages.digitisation.numbers import file_counts as file_counts  # noqa: E402
from khoso.stages.digitisation.numbers import file_marks as file_marks  # noqa: E402
from khoso.stages.digitisation.numbers import file_progress as file_progress  # noqa: E402
from khoso.stages.digitisation.numbers import finding_counts as finding_counts  # noqa: E402
from khoso.stages.digitisation.numbers import finding_marks as finding_marks  # noqa: E402
from khoso.stages.digitisation.numbers import finding_weights as finding_weights  # noqa: E402
from khoso.stages.digitisation.numbers import finding_weights_by_dossier as finding_weights_by_dossier  # noqa: E402
from khoso.stages.digitisation.numbers import item_counts as item_counts  # noqa: E402
from khoso.stages.digitisation.numbers import item_counts_by_dossier as item_counts_by_dossier  # noqa: E402
from khoso.stages.digitisation.pages import PageOf as PageOf  # noqa: E402
from khoso.stages.digitisation.pages import batches_with_deliveries as batches_with_deliveries  # noqa: E402
from khoso.stages.digitisation.pages import checked_pages as checked_pages  # noqa: E402
from khoso.stages.digitisation.pages import deliveries_of_batch as deliveries_of_batch  # noqa: E402
from khoso.stages.digitisation.pages import doubted_pages as doubted_pages  # noqa: E402
from khoso.stages.digitisation.pages import files_by_id as files_by_id  # noqa: E402
from khoso.stages.digitisation.paper.queries import PaperBalance as PaperBalance  # noqa: E402
from khoso.stages.digitisation.paper.queries import paper_balance as paper_balance  # noqa: E402
from khoso.stages.digitisation.paper.queries import photos_of_dossier as photos_of_dossier  # noqa: E402
from khoso.stages.digitisation.papers_on_record import PapersOfAgency as PapersOfAgency  # noqa: E402
from khoso.stages.digitisation.papers_on_record import gates_of as gates_of  # noqa: E402
from khoso.stages.digitisation.papers_on_record import missing_gates as missing_gates  # noqa: E402
from khoso.stages.digitisation.papers_on_record import papers_to_see_to as papers_to_see_to  # noqa: E402
