"""Reading deliveries, files, pages, findings and gates."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, Q, QuerySet

from khoso.foundation.identity.permissions import agencies_of
from khoso.kernel import clock
from khoso.stages.digitisation import rules, states
from khoso.stages.digitisation.models import Delivery, DeliveryFile, DeliveryFinding, Gate, GateKind, PageImage
from khoso.stages.selection import queries as selection


def delivery(delivery_id: object) -> Delivery:
    return Delivery.objects.select_related("agency").get(pk=delivery_id)


def deliveries_seen_by(person: Any) -> QuerySet[Delivery]:
    """The deliveries in a person's scope, newest first."""
    scope = agencies_of(person)
    every = Delivery.objects.select_related("agency")
    return every if scope is None else every.filter(agency_id__in=scope)


def file(file_id: object) -> DeliveryFile:
    return DeliveryFile.objects.select_related("delivery__agency").get(pk=file_id)


def file_of_item(item_id: object) -> DeliveryFile | None:
    """The delivered file of an item; None when none came."""
    return DeliveryFile.objects.select_related("delivery").filter(item_id=item_id).order_by("path").first()


def files_of_dossier(dossier_id: object) -> list[DeliveryFile]:
    """Item files and companions of a dossier, in path order."""
    return list(DeliveryFile.objects.select_related("delivery").filter(dossier_id=dossier_id).order_by("path"))


def readable_files(delivery_id: object) -> list[DeliveryFile]:
    """The files of a delivery that passed the check and are to be read, in path order."""
    rows = DeliveryFile.objects.filter(delivery_id=delivery_id, state=states.CHECKED)
    return list(rows.exclude(role=DeliveryFile.Role.EXTRA).order_by("path"))


def stopped_files(delivery_id: object) -> list[tuple[str, str, str]]:
    """(path, finding code, why in Vietnamese) of each file that was refused or put in quarantine, in path order."""
    rows = DeliveryFile.objects.filter(delivery_id=delivery_id, state__in=(states.REFUSED, states.QUARANTINED))
    told = []
    for file in rows.order_by("path").prefetch_related("findings"):
        found = sorted(
            file.findings.all(), key=lambda one: (not rules.stops(one.code), one.severity != "error", one.pk)
        )
        code, message = (found[0].code, found[0].message) if found else ("file.damaged", "không đọc được.")
        told.append((file.path, code, message.removeprefix(f"{file.path}: ")))
    return told


def pages_of(file_id: object) -> list[PageImage]:
    return list(PageImage.objects.filter(file_id=file_id).order_by("number"))


def dossier_ids_of(delivery_id: object) -> list[Any]:
    """The dossiers a delivery brought files for or named in its catalogue."""
    named = DeliveryFinding.objects.filter(delivery_id=delivery_id, dossier__isnull=False).values_list("dossier_id")
    brought = DeliveryFile.objects.filter(delivery_id=delivery_id, dossier__isnull=False).values_list("dossier_id")
    return sorted({row[0] for row in [*named, *brought]})


def delivery_of_dossier(dossier_id: object) -> Delivery | None:
    """The delivery that brought a dossier's files."""
    row = DeliveryFile.objects.select_related("delivery__agency").filter(dossier_id=dossier_id).first()
    return row.delivery if row else None


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


def findings_of_dossier(dossier_id: object) -> list[DeliveryFinding]:
    return list(DeliveryFinding.objects.filter(dossier_id=dossier_id).select_related("file"))


def findings_of_file(file_id: object) -> list[DeliveryFinding]:
    return list(DeliveryFinding.objects.filter(file_id=file_id).select_related("file"))


def finding_counts(delivery_id: object) -> list[tuple[str, str, int]]:
    """(code, severity, how many), heaviest and most frequent first."""
    weight = {"error": 0, "warning": 1, "info": 2}
    rows = DeliveryFinding.objects.filter(delivery_id=delivery_id).values_list("code", "severity").annotate(Count("id"))
    return sorted(rows.order_by(), key=lambda row: (weight.get(row[1], 3), -row[2], row[0]))


def errors_of_dossier(dossier_id: object) -> Counter[str]:
    """Error findings of a dossier that a person must mend before it is signed, by code."""
    rows = DeliveryFinding.objects.filter(dossier_id=dossier_id, severity="error").exclude(
        code__in=rules.NOT_OF_THE_MATERIAL
    )
    return Counter(rows.values_list("code", flat=True))


def missing_gates(dossier_id: object) -> list[str]:
    """What the law wants on record before this dossier may be signed and stored, and is not there; [] when all is.

    Material digitised before today's rules passes: it is marked as such for ever.
    """
    came = delivery_of_dossier(dossier_id)
    if came is None or came.legacy_reason:
        return []
    wanting = [] if selection.is_approved(dossier_id) else ["Danh mục tài liệu cần thiết số hóa được phê duyệt"]
    papers = Gate.objects.filter(agency_id=came.agency_id).values_list("kind", "valid_from", "valid_to")
    labels = dict(GateKind.choices)
    today = clock.now().astimezone(clock.VIETNAM).date()
    return wanting + [labels[kind] for kind in rules.missing_gates(labels, papers, on=today)]


def file_progress(delivery_id: object) -> dict[str, int]:
    """How many files are in which state, and how many pages were counted."""
    rows = DeliveryFile.objects.filter(delivery_id=delivery_id)
    counts = dict(rows.values_list("state").annotate(Count("id")).order_by())
    pages = sum(rows.filter(state=states.CHECKED).values_list("pages", flat=True))
    return {
        "files": sum(counts.values()),
        "checked": sum(counts.values()) - counts.get(states.REGISTERED, 0),
        "passed": counts.get(states.CHECKED, 0),
        "stopped": counts.get(states.REFUSED, 0) + counts.get(states.QUARANTINED, 0),
        "pages": pages,
        "readable": rows.filter(Q(state=states.CHECKED), ~Q(role=DeliveryFile.Role.EXTRA)).count(),
    }


def open_files(dossier_ids: list[Any]) -> dict[Any, int]:
    """How many files of each dossier still wait for the machine check."""
    waiting = Count("id", filter=Q(state=states.REGISTERED))
    rows = DeliveryFile.objects.filter(dossier_id__in=dossier_ids).values_list("dossier_id").annotate(waiting=waiting)
    counts = dict(rows.order_by())
    return {dossier: counts.get(dossier, 0) for dossier in dossier_ids}


def dossiers_with_files(delivery_id: object) -> list[Any]:
    """The dossiers for which a delivery brought at least one file."""
    rows = DeliveryFile.objects.filter(delivery_id=delivery_id, dossier__isnull=False)
    return list(rows.order_by("dossier_id").values_list("dossier_id", flat=True).distinct())
