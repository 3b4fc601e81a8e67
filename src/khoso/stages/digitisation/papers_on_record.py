"""Which papers the law wants on record before material may go on, and which of them are not there."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.web import counting
from khoso.kernel import clock
from khoso.kernel.words import noop
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import rules
from khoso.stages.digitisation.batches import gates
from khoso.stages.digitisation.batches import queries as batches
from khoso.stages.digitisation.models import Batch, Delivery, DeliveryFile, Gate, GateKind
from khoso.stages.selection import queries as selection


@dataclass(frozen=True)
class PapersOfAgency:
    """What the law wants on record before an agency's material may go on: what is not, what will soon be no more."""

    agency_id: int
    agency_name: str
    missing: list[str]
    # (what, until when it holds)
    expiring: list[tuple[str, date]]


def papers_to_see_to(person: Any, *, within: timedelta) -> list[PapersOfAgency]:
    """The agencies of a person that deliver new material and lack a paper today, or will within that time."""
    scope = agencies_of(person)
    if scope is None:
        return counting.for_all("digitisation.papers", within, lambda: _papers_to_see_to(None, within=within))
    return _papers_to_see_to(scope, within=within)


def _papers_to_see_to(scope: frozenset[int] | None, *, within: timedelta) -> list[PapersOfAgency]:
    # What comes within a batch is asked for the batch's own papers.
    new = Delivery.objects.filter(legacy_reason="", batch__isnull=True)
    if scope is not None:
        new = new.filter(agency_id__in=scope)
    agencies = dict(new.order_by("agency__name").values_list("agency_id", "agency__name").distinct())
    papers: dict[int, list[Any]] = defaultdict(list)
    for agency, *paper in _agency_papers(agencies).values_list("agency_id", "kind", "valid_from", "valid_to"):
        papers[agency].append(paper)
    labels, today = _agency_labels(), clock.now().astimezone(clock.VIETNAM).date()
    told = []
    for agency, name in agencies.items():
        missing = rules.missing_gates(labels, papers[agency], on=today)
        ending = rules.expiring_gates(labels, papers[agency], on=today, by=today + within)
        if missing or ending:
            told.append(
                PapersOfAgency(
                    agency, name, [labels[kind] for kind in missing], [(labels[kind], day) for kind, day in ending]
                )
            )
    return told


def _agency_papers(agency_ids: Iterable[int]) -> QuerySet[Gate]:
    """The papers in force that speak for an agency as a whole, not for one batch."""
    return Gate.objects.filter(agency_id__in=list(agency_ids), batch__isnull=True, withdrawn_at__isnull=True)


def _agency_labels() -> dict[str, str]:
    """What is asked where material comes without a batch: papers of one site, device or contractor have none to be of.

    # Luật: TT 05/2025 Đ.7
    """
    labels = dict(GateKind.choices)
    return {kind: labels[kind] for kind in gates.OF_AGENCY}


def gates_of(agency_ids: Iterable[int]) -> list[Gate]:
    """The papers on record for these agencies, oldest first; not those taken back."""
    rows = Gate.objects.filter(agency_id__in=list(agency_ids), withdrawn_at__isnull=True)
    return list(rows.order_by("valid_from", "pk"))


def missing_gates(dossier_ids: Iterable[Any]) -> dict[Any, list[str]]:
    """What the law wants on record before each dossier may be signed and stored, and is not there; [] when all is.

    Material digitised before today's rules passes: it is marked as such for ever.
    """
    asked = [uuid.UUID(str(dossier_id)) for dossier_id in dossier_ids]
    new = {pk: row for pk, row in catalogue.dossiers(asked).items() if not row.legacy_reason}
    approved = selection.approved_among(list(new))
    papers: dict[Any, list[Any]] = defaultdict(list)
    rows = _agency_papers({row.fonds.agency_id for row in new.values()})
    for agency, *paper in rows.values_list("agency_id", "kind", "valid_from", "valid_to"):
        papers[agency].append(paper)
    labels = _agency_labels()
    within = _batches_of(new)
    of_batch = batches.missing_in_batches({one.pk: one for one in within.values()}.values())
    today = clock.now().astimezone(clock.VIETNAM).date()
    told: dict[Any, list[str]] = {dossier: [] for dossier in asked}
    for dossier, row in new.items():
        wanting = [] if dossier in approved else [noop("Danh mục tài liệu cần thiết số hóa được phê duyệt")]
        if dossier in within:
            told[dossier] = wanting + of_batch[within[dossier].pk]
            continue
        absent = rules.missing_gates(labels, papers[row.fonds.agency_id], on=today)
        told[dossier] = wanting + [labels[kind] for kind in absent]
    return told


def _batches_of(dossier_ids: Iterable[Any]) -> dict[Any, Batch]:
    """The batch each dossier was scanned in, where it was in one."""
    rows = DeliveryFile.objects.filter(dossier_id__in=list(dossier_ids), delivery__batch__isnull=False)
    first = rows.select_related("delivery__batch").order_by("dossier_id", "delivery__registered_at", "path")
    return {row.dossier_id: row.delivery.batch for row in first.distinct("dossier_id") if row.delivery.batch}
