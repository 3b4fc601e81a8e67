"""Reading lots: what they are made of, the plan they follow, how far they are, what waits for them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import WORKERS
from khoso.instruments.quality import queries as quality
from khoso.instruments.quality.compute import sampling
from khoso.instruments.quality.compute.sampling import Plan
from khoso.instruments.quality.compute.switching import DISCONTINUED, Standing
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection.lots import rules
from khoso.stages.inspection.lots.rules import FIELD, PAGE, LotFacts
from khoso.stages.inspection.models import InspectionPlan, Lot, ScanOrigin
from khoso.stages.recognition import queries as recognition

SUBJECT, SCANS = "lot", "delivery"


def lots_seen_by(person: Any) -> QuerySet[Lot]:
    """The lots in a person's scope, latest first."""
    rows = Lot.objects.select_related("agency", "batch", "inspection", "inspection__decided_by").filter(
        inspection__isnull=False
    )
    firm = digitisation.firm_of(person)
    if firm is not None:
        own = digitisation.deliveries_seen_by(person).filter(batch__isnull=True).order_by().values("pk")
        of_own = Lot.objects.filter(batch__isnull=True, deliveries__in=own).order_by().values("pk")
        rows = rows.filter(Q(batch__contractor_id=firm) | Q(pk__in=of_own))
    scope = agencies_of(person, WORKERS)
    if scope is None:
        return rows
    return rows.filter(Q(agency_id__in=scope) | Q(batch__contractor_id__in=scope))


def lot(lot_id: object) -> Lot:
    rows = Lot.objects.select_related("agency", "batch", "inspection", "inspection__agency", "after")
    return rows.prefetch_related("deliveries").get(pk=lot_id)


def lots_of_batch(batch_id: object) -> list[Lot]:
    """The lots of a batch, latest first."""
    rows = Lot.objects.filter(batch_id=batch_id, inspection__isnull=False)
    return list(rows.select_related("agency", "inspection", "inspection__decided_by").prefetch_related("deliveries"))


def lots_of_deliveries(delivery_ids: Iterable[Any]) -> list[Lot]:
    """The lots that hold any of these deliveries, latest first."""
    rows = Lot.objects.filter(deliveries__in=list(delivery_ids), inspection__isnull=False).distinct()
    return list(rows.select_related("agency", "inspection", "inspection__decided_by").prefetch_related("deliveries"))


def lot_of_inspection(inspection_id: object) -> Lot | None:
    return Lot.objects.select_related("agency", "batch").filter(inspection_id=inspection_id).first()


def open_defect_count(delivery_ids: Iterable[Any]) -> int:
    """How many defects of these deliveries are neither closed nor waived."""
    return sum(quality.open_defect_counts(SCANS, delivery_ids).values())


def origins_of(delivery_ids: Iterable[Any]) -> dict[Any, list[ScanOrigin]]:
    """Who scanned each delivery with what, as it was said; [] where nothing was."""
    told: dict[Any, list[ScanOrigin]] = {delivery: [] for delivery in delivery_ids}
    for one in ScanOrigin.objects.filter(delivery_id__in=list(told)).order_by("path"):
        told[one.delivery_id].append(one)
    return told


def origin_for(path: str, origins: Iterable[ScanOrigin]) -> ScanOrigin | None:
    """The origin that says most about a file: the longest beginning of its path, else that of the whole delivery."""
    fitting = [one for one in origins if path.startswith(one.path)]
    return max(fitting, key=lambda one: len(one.path), default=None)


def makers_of(delivery_ids: Iterable[Any], units: str) -> set[str]:
    """User names of those who made what a lot of these deliveries would show."""
    deliveries = [digitisation.delivery(one) for one in delivery_ids]
    origins = origins_of([one.pk for one in deliveries])
    typed = recognition.confirmers([one.pk for one in deliveries]) if units == FIELD else set()
    told: set[str] = set()
    for one in deliveries:
        told |= rules.makers_of(one, origins[one.pk], typed)
    return told


@dataclass(frozen=True, slots=True)
class Contents:
    """What a lot would be made of: its keys, and what the machine doubts of them."""

    keys: tuple[str, ...]
    doubts: Mapping[str, list[str]]


def contents_of(delivery_ids: Iterable[Any], units: str) -> Contents:
    """The units of these deliveries as they are now."""
    ids = list(delivery_ids)
    if units == PAGE:
        keys = tuple(one.key for one in digitisation.checked_pages(ids))
        known = set(keys)
        return Contents(keys, {key: codes for key, codes in digitisation.doubted_pages(ids).items() if key in known})
    fields = recognition.decided_fields(ids)
    return Contents(
        tuple(one.key for one in fields), {one.key: ["field.low_confidence"] for one in fields if one.is_doubt}
    )


def chosen_plan(agency_id: int, batch_id: int | None, units: str) -> InspectionPlan:
    """The plan of the batch, else of the agency, else the one a house begins with (not saved)."""
    rows = InspectionPlan.objects.filter(agency_id=agency_id, units=units).filter(
        Q(batch_id=batch_id) | Q(batch_id=None)
    )
    found = sorted(rows.select_related("changed_by"), key=lambda one: one.batch_id is None)
    return found[0] if found else InspectionPlan(agency_id=agency_id, batch_id=batch_id, units=units)


def standing_of(agency_id: int, contractor_id: int | None, units: str) -> tuple[Standing, list[dict[str, Any]]]:
    """How strictly this contractor's lots are looked at now, and what that rests on."""
    return quality.standing_of(rules.stream_of(agency_id, contractor_id, units))


def plan_for(agency_id: int, batch: Any, units: str) -> tuple[Plan, Standing]:
    """The plan the next lot would be drawn by. A stream that stopped keeps the kind it had: the action refuses it."""
    chosen = chosen_plan(agency_id, batch.pk if batch else None, units)
    contractor = batch.contractor_id if batch else None
    standing, _rests_on = standing_of(agency_id, contractor, units)
    kind = sampling.NORMAL if standing.kind == DISCONTINUED else standing.kind
    stream = rules.stream_of(agency_id, contractor, units)
    return Plan(chosen.level, kind, chosen.critical, chosen.major, chosen.minor, stream), standing


def _latest(lots: Iterable[Lot]) -> list[Lot]:
    """Without those that came again in another, and without the cancelled."""
    rows = [one for one in lots if one.inspection and one.inspection.state != "cancelled"]
    replaced = {one.after_id for one in rows if one.after_id}
    return [one for one in rows if one.pk not in replaced]


def facts_of_deliveries(delivery_ids: Iterable[Any]) -> dict[Any, list[LotFacts]]:
    """The latest lot of each kind that holds each delivery; two questions."""
    told: dict[Any, list[LotFacts]] = {delivery: [] for delivery in delivery_ids}
    # The earliest first, so that of several the latest is what counts.
    for one in reversed(_latest(lots_of_deliveries(list(told)))):
        assert one.inspection is not None
        for delivery in one.deliveries.all():
            if delivery.pk in told:
                told[delivery.pk].append(LotFacts(one.pk, one.units, one.inspection.state))
    return told


def waits_of_dossiers(files: Mapping[Any, list[Any]]) -> dict[Any, tuple[tuple[str, ...], int]]:
    """Of each dossier (with its files): the lots it waits for, in words, and how many of its own defects are open.

    Asks nothing where no delivery belongs to a batch: what came before there were batches goes as it went.
    """
    of_batch = {
        dossier: {file.delivery_id for file in rows if file.delivery.batch_id and not file.delivery.legacy_reason}
        for dossier, rows in files.items()
    }
    deliveries = {one for some in of_batch.values() for one in some}
    told: dict[Any, tuple[tuple[str, ...], int]] = dict.fromkeys(files, ((), 0))
    if not deliveries:
        return told
    lots = facts_of_deliveries(deliveries)
    open_of = open_defects_by_owner(deliveries)
    for dossier, ids in of_batch.items():
        if not ids:
            continue
        has_fields = any(file.item_id for file in files[dossier])
        words: dict[str, None] = {}
        for delivery in sorted(ids, key=str):
            words |= dict.fromkeys(rules.awaited(lots[delivery], has_fields=has_fields))
        owners = {str(file.pk) for file in files[dossier]} | {str(file.item_id) for file in files[dossier]}
        told[dossier] = (tuple(words), sum(open_of[owner] for owner in owners if owner in open_of))
    return told


def open_defects_by_owner(delivery_ids: Iterable[Any]) -> dict[str, int]:
    """How many open defects by what their unit belongs to: the id of a file, or of an item."""
    counted: dict[str, int] = defaultdict(int)
    for key in quality.open_defects(SCANS, delivery_ids).order_by().values_list("unit_key", flat=True):
        counted[key.rpartition(":")[0]] += 1
    return dict(counted)


def deliveries_to_draw(person: Any, units: str, batch_id: int | None = None) -> list[Any]:
    """Deliveries of batches in a person's scope of which no lot of this kind is under way or accepted."""
    rows = digitisation.deliveries_seen_by(person).filter(batch__isnull=False, legacy_reason="", failure="")
    if batch_id is not None:
        rows = rows.filter(batch_id=batch_id)
    rows = rows.filter(file_count__isnull=False).select_related("batch")
    deliveries = list(rows[:500])
    lots = facts_of_deliveries([one.pk for one in deliveries])
    return [one for one in deliveries if all(lot.units != units for lot in lots[one.pk])]


def places_of(defects: Iterable[Any]) -> dict[int, str]:
    """Where each defect is, as a person finds it: «0003.pdf, trang 4», «Trích yếu, tài liệu …»; by defect."""
    rows = list(defects)
    owners = {one.pk: one.unit_key.rpartition(":") for one in rows}
    files = digitisation.files_by_id({owners[one.pk][0] for one in rows if one.units == PAGE})
    items = catalogue.items({owners[one.pk][0] for one in rows if one.units == FIELD})
    told = {}
    for one in rows:
        owner, _colon, rest = owners[one.pk]
        if one.units == PAGE and owner in files:
            told[one.pk] = f"{files[owner].path}, trang {rest}"
        elif one.units == FIELD and (item := items.get(uuid.UUID(owner))):
            told[one.pk] = f"{recognition.FIELD_LABELS.get(rest, rest)}, {item.reference_code}"
    return told


def lookers_of(lot: Lot) -> list[str]:
    """Names of those who looked at units of a lot."""
    assert lot.inspection is not None
    rows = lot.inspection.sample.exclude(looked_by=None).order_by("looked_by__full_name")
    return list(rows.values_list("looked_by__full_name", flat=True).distinct())


def batches_of(agency_id: int) -> list[Any]:
    """The batches of an agency that delivered something, latest first."""
    return digitisation.batches_with_deliveries(agency_id)


def batch_of(agency_id: int, batch_id: int) -> Any:
    """A batch of the agency; None for a stranger's."""
    return next((one for one in batches_of(agency_id) if one.pk == batch_id), None)
