"""Reading inspections, their samples, and defects."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from khoso.instruments.quality import rules
from khoso.instruments.quality.compute import drawing
from khoso.instruments.quality.compute.switching import Standing
from khoso.instruments.quality.models import Defect as Defect
from khoso.instruments.quality.models import Inspection as Inspection
from khoso.instruments.quality.models import SampleUnit as SampleUnit
from khoso.instruments.quality.models import Severity as Severity
from khoso.instruments.quality.models import Switching
from khoso.instruments.quality.states import OPEN_DEFECTS, WAIVED


def inspection(inspection_id: object) -> Inspection:
    return Inspection.objects.select_related("agency", "drawn_by", "decided_by", "after").get(pk=inspection_id)


def inspection_of(subject_kind: str, subject_id: object) -> Inspection | None:
    """The latest inspection of a subject; None when there is none."""
    return inspections_of(subject_kind, [subject_id]).first()


def inspections_of(subject_kind: str, subject_ids: Iterable[object]) -> QuerySet[Inspection]:
    """The inspections of these subjects, latest first."""
    rows = Inspection.objects.filter(subject_kind=subject_kind, subject_id__in=[str(one) for one in subject_ids])
    return rows.select_related("agency", "drawn_by", "decided_by")


def sample_of(inspection: Inspection) -> QuerySet[SampleUnit]:
    """The units to look at, in the order drawn, then what the machine doubts, then what was asked for."""
    return SampleUnit.objects.filter(inspection=inspection).select_related("looked_by")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the looking has come."""

    units: int
    waiting: int
    good: int
    bad: int
    # Of the units, those put to the sample because the machine doubts them.
    doubted: int

    @property
    def looked(self) -> int:
        return self.good + self.bad

    @property
    def percent(self) -> int:
        return 100 * self.looked // self.units if self.units else 100


def progress_of(inspection: Inspection) -> Progress:
    return progress_of_many([inspection.pk])[inspection.pk]


def progress_of_many(inspection_ids: Iterable[int]) -> dict[int, Progress]:
    """How far the looking of each has come; one question."""
    asked = list(inspection_ids)
    verdict = SampleUnit.Verdict
    rows = SampleUnit.objects.filter(inspection__in=asked).values_list("inspection_id").order_by()
    counted = rows.annotate(
        units=Count("pk"),
        waiting=Count("pk", filter=Q(verdict=verdict.WAITING)),
        good=Count("pk", filter=Q(verdict=verdict.GOOD)),
        bad=Count("pk", filter=Q(verdict=verdict.BAD)),
        doubted=Count("pk", filter=Q(reason=SampleUnit.Reason.DOUBT)),
    )
    return {**{one: Progress(0, 0, 0, 0, 0) for one in asked}, **{key: Progress(*rest) for key, *rest in counted}}


def marked_units(inspection: Inspection, keys: Iterable[str]) -> set[str]:
    """Those of the units with a defect of this inspection that stands."""
    rows = Defect.objects.filter(inspection=inspection, unit_key__in=list(keys)).exclude(state=WAIVED)
    return set(rows.values_list("unit_key", flat=True))


def bad_without_defect(inspection: Inspection) -> list[str]:
    """Units said to be bad of which nobody wrote what is wrong."""
    stands = Defect.objects.filter(inspection=inspection, unit_key=OuterRef("key")).exclude(state=WAIVED)
    rows = SampleUnit.objects.filter(inspection=inspection, verdict=SampleUnit.Verdict.BAD)
    return list(rows.filter(~Exists(stands)).values_list("key", flat=True))


def bad_units(inspection: Inspection) -> dict[str, int]:
    """How many units are bad in each class, as the verdict counts them."""
    drawn = dict(
        SampleUnit.objects.filter(inspection=inspection, reason=SampleUnit.Reason.SAMPLE).values_list("key", "ordinal")
    )
    found = Defect.objects.filter(inspection=inspection).exclude(state=WAIVED).values_list("unit_key", "severity")
    return rules.bad_units(inspection.plan, drawn, found)


def is_same_draw(inspection: Inspection, keys: Iterable[str]) -> bool:
    """Whether drawing again from these units gives the sample that was drawn."""
    lot = list(keys)
    if drawing.units_digest(lot) != inspection.units_digest:
        return False
    drawn = SampleUnit.objects.filter(inspection=inspection, reason=SampleUnit.Reason.SAMPLE).order_by("ordinal")
    return list(drawn.values_list("key", flat=True)) == drawing.draw(inspection.seed, lot, inspection.sample_size)


def defect(defect_id: object) -> Defect:
    return Defect.objects.select_related("agency", "inspection", "found_by", "mended_by", "ended_by").get(pk=defect_id)


def defects_of(subject_kind: str, subject_ids: Iterable[object], *, units: str = "") -> QuerySet[Defect]:
    """The defects of these subjects in the order found; of pages or of fields alone where `units` says so."""
    rows = Defect.objects.filter(subject_kind=subject_kind, subject_id__in=[str(one) for one in subject_ids])
    rows = rows.filter(units=units) if units else rows
    return rows.select_related("agency", "found_by", "mended_by", "ended_by")


def open_defects(subject_kind: str, subject_ids: Iterable[object]) -> QuerySet[Defect]:
    """Those neither closed nor waived."""
    return defects_of(subject_kind, subject_ids).filter(state__in=OPEN_DEFECTS)


def open_defect_counts(subject_kind: str, subject_ids: Iterable[object]) -> dict[str, int]:
    """How many defects stand open, by subject id; one question."""
    told = {str(one): 0 for one in subject_ids}
    rows = Defect.objects.filter(subject_kind=subject_kind, subject_id__in=list(told), state__in=OPEN_DEFECTS)
    return {**told, **dict(rows.order_by().values_list("subject_id").annotate(Count("pk")))}


def defects_by_kind(inspection: Inspection) -> dict[tuple[str, str], int]:
    """How many standing defects of a lot by kind and severity."""
    rows = Defect.objects.filter(inspection=inspection).exclude(state=WAIVED)
    return dict(Counter(rows.values_list("kind", "severity")))


def defects_of_units(subject_kind: str, keys: Iterable[str]) -> dict[str, list[Defect]]:
    """The defects of each unit, oldest first."""
    told: dict[str, list[Defect]] = defaultdict(list)
    for one in Defect.objects.filter(subject_kind=subject_kind, unit_key__in=list(keys)).order_by("pk"):
        told[one.unit_key].append(one)
    return dict(told)


def standing_of(stream: str) -> tuple[Standing, list[dict[str, Any]]]:
    """How strictly a maker's lots are looked at now, and what that rests on."""
    row = Switching.objects.filter(key=stream).first()
    if row is None:
        return Standing(), []
    verdicts = tuple(one["accepted"] for one in row.recent if "accepted" in one)
    return Standing(row.severity, row.score, verdicts), list(row.recent)
