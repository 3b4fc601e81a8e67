"""Drawing a lot's sample, looking at it, deciding; marking defects and seeing them mended.

The caller is a stage: it has asked whether this person may, and says who made what is looked at.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.web.words import told
from khoso.instruments.quality import queries, rules
from khoso.instruments.quality.changing import change_defect as change_defect
from khoso.instruments.quality.compute import drawing, sampling
from khoso.instruments.quality.compute.sampling import Plan as Plan
from khoso.instruments.quality.compute.tables import LEVELS, NORMAL, PERCENT_AQLS, REDUCED, TIGHTENED
from khoso.instruments.quality.defects import close_defect as close_defect
from khoso.instruments.quality.defects import mark_defect as mark_defect
from khoso.instruments.quality.defects import mend_defects as mend_defects
from khoso.instruments.quality.defects import return_defects as return_defects
from khoso.instruments.quality.defects import waive_defect as waive_defect
from khoso.instruments.quality.errors import InspectionRefused
from khoso.instruments.quality.events import LotDecided
from khoso.instruments.quality.models import Inspection, SampleUnit
from khoso.instruments.quality.states import INSPECTION_STATES
from khoso.instruments.quality.streams import follow
from khoso.instruments.quality.streams import override as override
from khoso.kernel import clock, news
from khoso.kernel.words import Sentence

GOOD, BAD = str(SampleUnit.Verdict.GOOD), str(SampleUnit.Verdict.BAD)
_CHUNK = 2_000


@transaction.atomic
def draw(
    subject_kind: str,
    subject_id: object,
    agency: Agency,
    units: str,
    keys: Iterable[str],
    plan: Plan,
    doubts: Mapping[str, Sequence[str]],
    makers: Iterable[str],
    by: Person | None,
    seed: str | None = None,
    after: Inspection | None = None,
) -> Inspection:
    """Draw the sample of a lot of `units` named by `keys`, and put what the machine doubts to it.

    `doubts`: codes by key. The same seed over the same keys draws the same sample. Raises InspectionRefused.
    """
    lot = set(keys)
    _refuse_plan(plan, lot)
    if strangers := set(doubts) - lot:
        raise ValueError(f"doubts outside the lot: {sorted(strangers)[:3]}")
    seed = seed or secrets.token_hex(16)
    frozen = sampling.freeze(plan, len(lot))
    made = Inspection.objects.create(
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        agency=agency,
        units=units,
        after=after,
        plan=frozen,
        lot_size=len(lot),
        sample_size=frozen["sample_size"],
        seed=seed,
        units_digest=drawing.units_digest(lot),
        makers=sorted(set(makers)),
        drawn_by=by,
        drawn_at=clock.now(),
    )
    drawn = drawing.draw(seed, lot, frozen["sample_size"])
    _put_to_look_at(made, drawn, doubts)
    _note_drawn(made, plan, drawn=len(drawn), doubts=len(doubts))
    return made


def _note_drawn(made: Inspection, plan: Plan, *, drawn: int, doubts: int) -> None:
    details = {
        "about": made.subject_kind,
        "of": made.subject_id,
        "units": made.units,
        "lot": made.lot_size,
        "sample": drawn,
        "doubts": doubts,
        "seed": made.seed,
        "kind": plan.kind,
        "level": plan.level,
    }
    record("quality.lot.draw", subject=("inspection", made.pk), agency=made.agency.code, details=details)


def _put_to_look_at(inspection: Inspection, drawn: Sequence[str], doubts: Mapping[str, Sequence[str]]) -> None:
    """The units drawn, then those the machine doubts and nobody drew."""
    chosen = set(drawn)
    rows = [(key, SampleUnit.Reason.SAMPLE) for key in drawn]
    rows += [(key, SampleUnit.Reason.DOUBT) for key in sorted(doubts) if key not in chosen]
    SampleUnit.objects.bulk_create(
        (
            SampleUnit(
                inspection=inspection,
                key=key,
                ordinal=place,
                reason=reason,
                doubts=sorted(set(doubts.get(key, ()))),
            )
            for place, (key, reason) in enumerate(rows, start=1)
        ),
        batch_size=_CHUNK,
    )


def _refuse_plan(plan: Plan, lot: set[str]) -> None:
    if not lot:
        raise InspectionRefused(_("Chưa lấy mẫu: lô không có đơn vị nào để kiểm tra."))
    if plan.level not in LEVELS:
        raise InspectionRefused(_("Chưa lấy mẫu: hãy chọn bậc kiểm tra S-1 … S-4, I, II hoặc III."), "level")
    if plan.kind not in (NORMAL, TIGHTENED, REDUCED):
        raise InspectionRefused(_("Chưa lấy mẫu: hãy chọn kiểm tra thường, ngặt hoặc giảm."), "kind")
    for severity in sampling.SEVERITIES:
        aql = plan.aql_of(severity)
        if aql and aql not in PERCENT_AQLS:
            raise InspectionRefused(_("Chưa lấy mẫu: hãy chọn AQL có trong bảng của tiêu chuẩn (đến 10)."), severity)
    if not (plan.major or plan.minor):
        raise InspectionRefused(_("Chưa lấy mẫu: cần AQL cho lỗi nặng hoặc lỗi nhẹ."), "major")


def _held(inspection: Inspection) -> Inspection:
    rows = Inspection.objects.select_for_update(of=("self",)).select_related("agency")
    return rows.get(pk=inspection.pk)


def _move(inspection: Inspection, action: str) -> str:
    return INSPECTION_STATES.next(inspection.state, action)


@transaction.atomic
def open_inspection(inspection: Inspection, by: Person) -> Inspection:
    """Begin to look. Raises MakerMayNotJudge for one of the makers."""
    inspection = _held(inspection)
    inspection.state = _move(inspection, "open")
    rules.refuse_maker(by, inspection.makers)
    inspection.save(update_fields=["state"])
    record("quality.lot.open", subject=("inspection", inspection.pk), agency=inspection.agency.code)
    return inspection


@transaction.atomic
def cancel(inspection: Inspection, reason: str, by: Person) -> Inspection:
    """Look no further: the lot was put together wrongly. What was marked stays with its pages."""
    inspection = _held(inspection)
    inspection.state = _move(inspection, "cancel")
    if not reason.strip():
        raise InspectionRefused(_("Chưa hủy: hãy nêu lý do."), "reason")
    inspection.note, inspection.decided_by, inspection.decided_at = reason.strip()[:2000], by, clock.now()
    inspection.save(update_fields=["state", "note", "decided_by", "decided_at"])
    details = {"reason": inspection.note}
    record("quality.lot.cancel", subject=("inspection", inspection.pk), agency=inspection.agency.code, details=details)
    return inspection


def look(inspection: Inspection, key: str, verdict: str, by: Person) -> SampleUnit:
    """Somebody looked at one unit: `good` or `bad`. Raises InspectionRefused, MakerMayNotJudge."""
    look_many(inspection, [key], verdict, by)
    return SampleUnit.objects.get(inspection=inspection, key=key)


@transaction.atomic
def look_many(inspection: Inspection, keys: Iterable[str], verdict: str, by: Person) -> int:
    """Somebody looked at these units and says the same of each. A unit with a defect that stands is not good."""
    inspection = _held(inspection)
    _move(inspection, "look")
    rules.refuse_maker(by, inspection.makers)
    if verdict not in (GOOD, BAD):
        raise InspectionRefused(_("Chưa ghi: hãy chọn «đạt» hoặc «có lỗi»."), "verdict")
    asked = set(keys)
    rows = SampleUnit.objects.filter(inspection=inspection, key__in=asked)
    if rows.count() != len(asked):
        raise InspectionRefused(_("Chưa ghi: trang hoặc trường này không nằm trong phần phải kiểm tra của lô."))
    if verdict == GOOD and (marked := queries.marked_units(inspection, asked)):
        raise InspectionRefused(
            told(Sentence("Chưa ghi «đạt»: {count} đơn vị đang có lỗi đã ghi. Hãy bỏ lỗi trước.", count=len(marked)))
        )
    rows.update(verdict=verdict, looked_by=by, looked_at=clock.now())
    details: dict[str, Any] = {"verdict": verdict, "units": len(asked)}
    if len(asked) == 1:
        details["key"] = next(iter(asked))
    record("quality.unit.look", subject=("inspection", inspection.pk), agency=inspection.agency.code, details=details)
    return len(asked)


@transaction.atomic
def ask_for(inspection: Inspection, keys: Iterable[str], by: Person, *, rework: bool = False) -> int:
    """Put further units among those to look at: a person wants them seen, or they were mended. Returns how many."""
    inspection = _held(inspection)
    _move(inspection, "look")
    asked = sorted(set(keys) - set(inspection.sample.values_list("key", flat=True)))
    first = inspection.sample.count() + 1
    reason = SampleUnit.Reason.REWORK if rework else SampleUnit.Reason.ASKED
    SampleUnit.objects.bulk_create(
        (
            SampleUnit(inspection=inspection, key=key, ordinal=place, reason=reason)
            for place, key in enumerate(asked, start=first)
        ),
        batch_size=_CHUNK,
    )
    details = {"units": len(asked), "rework": rework, "by": by.username}
    record("quality.unit.ask", subject=("inspection", inspection.pk), agency=inspection.agency.code, details=details)
    return len(asked)


@transaction.atomic
def decide(inspection: Inspection, by: Person) -> Inspection:
    """The verdict, from the bad units of each class. Raises InspectionRefused while something is not looked at.

    The switching rules hear of a first look at a lot, never of a mended one.
    """
    inspection = _held(inspection)
    _move(inspection, "look")
    rules.refuse_maker(by, inspection.makers)
    progress = queries.progress_of(inspection)
    if progress.waiting:
        raise InspectionRefused(
            told(Sentence("Chưa kết luận: còn {count} đơn vị chưa xem.", count=progress.waiting)), "sample"
        )
    if nameless := queries.bad_without_defect(inspection):
        raise InspectionRefused(
            told(
                Sentence(
                    "Chưa kết luận: {count} đơn vị ghi «có lỗi» nhưng chưa ghi là lỗi gì.",
                    count=len(nameless),
                )
            ),
            "sample",
        )
    bad = queries.bad_units(inspection)
    accepted = sampling.accepts(inspection.plan, bad)
    inspection.state = _move(inspection, "pass" if accepted else "fail")
    inspection.decided_by, inspection.decided_at = by, clock.now()
    # The counts the verdict came from stay, whatever is waived afterwards.
    inspection.plan = {**inspection.plan, "found": bad}
    inspection.save(update_fields=["state", "decided_by", "decided_at", "plan"])
    if inspection.after_id is None and inspection.plan.get("stream"):
        follow(inspection, accepted=accepted, bad=bad)
    details = {"accepted": accepted, "bad": bad}
    record("quality.lot.decide", subject=("inspection", inspection.pk), agency=inspection.agency.code, details=details)
    news.publish(LotDecided(inspection.pk))
    return inspection
