"""Defects: marked, returned to be mended, mended, closed; or found to be none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Person
from khoso.instruments.quality import queries, rules
from khoso.instruments.quality.errors import DefectRefused
from khoso.instruments.quality.events import DefectsChanged
from khoso.instruments.quality.models import Defect, Inspection, SampleUnit, Severity
from khoso.instruments.quality.states import DEFECT_STATES, INSPECTION_STATES
from khoso.kernel import clock, news
from khoso.kernel.text_vi import one_space


@transaction.atomic
def mark_defect(
    subject_kind: str,
    subject_id: object,
    agency: Agency,
    units: str,
    key: str,
    kind: str,
    severity: str,
    by: Person,
    *,
    inspection: Inspection | None = None,
    box: Sequence[float] | None = None,
    note: str = "",
    seen_in: str = "",
    operator: str = "",
    device: str = "",
    made_on: date | None = None,
    makers: Iterable[str] = (),
) -> Defect:
    """Write down a defect of one unit. In a lot it makes the unit bad; a unit outside the sample comes to be looked at.

    `box`: left, top, width, height in shares of the page. `makers`: who made it, where no lot says so. Raises
    DefectRefused, MakerMayNotJudge.
    """
    rules.refuse_maker(by, [*makers, *(inspection.makers if inspection else ())])
    if severity not in Severity.values:
        raise DefectRefused(_("Chưa ghi lỗi: hãy chọn mức nghiêm trọng, nặng hoặc nhẹ."), "severity")
    made = Defect.objects.create(
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        agency=agency,
        inspection=inspection,
        unit_key=key,
        units=units,
        kind=kind,
        severity=severity,
        box=_box(box),
        note=note.strip()[:1000],
        seen_in=seen_in,
        operator=one_space(operator)[:120],
        device=one_space(device)[:120],
        made_on=made_on,
        found_by=by,
        found_at=clock.now(),
    )
    if inspection is not None:
        _make_bad(inspection, key, by)
    _note_marked(made, agency)
    return made


def _note_marked(made: Defect, agency: Agency) -> None:
    details = {"about": made.subject_kind, "of": made.subject_id, "key": made.unit_key}
    details |= {"kind": made.kind, "severity": made.severity}
    record("quality.defect.mark", subject=("defect", made.pk), agency=agency.code, details=details)
    _tell(made)


def _make_bad(inspection: Inspection, key: str, by: Person) -> None:
    """The unit is bad; one outside the sample is added as looked at because somebody asked."""
    inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    INSPECTION_STATES.next(inspection.state, "look")
    seen = {"verdict": SampleUnit.Verdict.BAD, "looked_by": by, "looked_at": clock.now()}
    if not SampleUnit.objects.filter(inspection=inspection, key=key).update(**seen):
        place = inspection.sample.count() + 1
        reason = SampleUnit.Reason.ASKED
        SampleUnit.objects.create(inspection=inspection, key=key, ordinal=place, reason=reason, **seen)


def _box(box: Sequence[float] | None) -> list[float] | None:
    """A box on the page, or DefectRefused for one that lies outside it."""
    if box is None:
        return None
    try:
        left, top, width, height = (round(float(one), 5) for one in box)
    except (TypeError, ValueError):
        raise DefectRefused(_("Chưa ghi lỗi: khung khoanh trên trang không đúng."), "box") from None
    inside = all(0 <= one <= 1 for one in (left, top, width, height)) and width > 0 and height > 0
    if not inside or left + width > 1.00001 or top + height > 1.00001:
        raise DefectRefused(_("Chưa ghi lỗi: khung khoanh nằm ngoài trang."), "box")
    return [left, top, width, height]


def _held(ids: Iterable[int]) -> list[Defect]:
    asked = list(dict.fromkeys(int(one) for one in ids))
    rows = list(
        Defect.objects.select_for_update(of=("self",)).filter(pk__in=asked).select_related("agency", "inspection")
    )
    if len(rows) != len(asked):
        raise DefectRefused(_("Chưa ghi: có lỗi không còn trong danh sách. Hãy tải lại trang."))
    return rows


def _makers(defect: Defect) -> list[str]:
    mender = [defect.mended_by.username] if defect.mended_by else []
    return [*mender, *(defect.inspection.makers if defect.inspection else ())]


@transaction.atomic
def return_defects(ids: Iterable[int], due_on: date | None, by: Person) -> list[Defect]:
    """Send defects back to be mended by a day; those said to be mended and still there go back once more."""
    rows = _held(ids)
    if due_on is not None and due_on < clock.today():
        raise DefectRefused(_("Chưa trả: hạn sửa đã qua. Hãy chọn ngày từ hôm nay."), "due_on")
    for one in rows:
        one.state = DEFECT_STATES.next(one.state, "return")
        rules.refuse_maker(by, _makers(one))
        one.due_on, one.returned_at, one.rounds = due_on, clock.now(), one.rounds + 1
    Defect.objects.bulk_update(rows, ["state", "due_on", "returned_at", "rounds"])
    _record("quality.defect.return", rows, {"due_on": due_on.isoformat() if due_on else ""})
    return rows


@transaction.atomic
def mend_defects(ids: Iterable[int], mended_in: str | Mapping[int, str], by: Person | None) -> list[Defect]:
    """Another file came: `mended_in` is its SHA-256, one for all or by defect. None for `by`: the machine saw it."""
    rows = _held(ids)
    for one in rows:
        one.state = DEFECT_STATES.next(one.state, "mend")
        digest = mended_in if isinstance(mended_in, str) else mended_in[one.pk]
        if digest and digest == one.seen_in:
            raise DefectRefused(_("Chưa ghi đã sửa: tệp vẫn là tệp có lỗi. Hãy nộp tệp đã quét lại."), "file")
        one.mended_in, one.mended_at, one.mended_by = digest, clock.now(), by
    Defect.objects.bulk_update(rows, ["state", "mended_in", "mended_at", "mended_by"])
    _record("quality.defect.mend", rows, {})
    return rows


@transaction.atomic
def close_defect(defect_id: int, by: Person) -> Defect:
    """Looked at again, and mended. Raises MakerMayNotJudge for who made or mended it."""
    (one,) = _held([defect_id])
    one.state = DEFECT_STATES.next(one.state, "close")
    rules.refuse_maker(by, _makers(one))
    one.ended_by, one.ended_at = by, clock.now()
    one.save(update_fields=["state", "ended_by", "ended_at"])
    _record("quality.defect.close", [one], {})
    _tell(one)
    return one


@transaction.atomic
def waive_defect(defect_id: int, reason: str, by: Person) -> Defect:
    """No defect after all, and why. In a lot still open, a unit without another defect is to be looked at again."""
    (one,) = _held([defect_id])
    one.state = DEFECT_STATES.next(one.state, "waive")
    rules.refuse_maker(by, _makers(one))
    one.reason = reason.strip()[:500]
    if not one.reason:
        raise DefectRefused(_("Chưa bỏ lỗi: hãy nêu vì sao đây không phải lỗi."), "reason")
    one.ended_by, one.ended_at = by, clock.now()
    one.save(update_fields=["state", "reason", "ended_by", "ended_at"])
    inspection = one.inspection
    if (
        inspection is not None
        and INSPECTION_STATES.allows(inspection.state, "look")
        and not queries.marked_units(inspection, [one.unit_key])
    ):
        waiting = {"verdict": SampleUnit.Verdict.WAITING, "looked_by": None, "looked_at": None}
        SampleUnit.objects.filter(inspection=inspection, key=one.unit_key).update(**waiting)
    _record("quality.defect.waive", [one], {"reason": one.reason})
    _tell(one)
    return one


def _tell(one: Defect) -> None:
    news.publish(DefectsChanged(one.subject_kind, one.subject_id, one.unit_key))


def _record(verb: str, rows: Sequence[Defect], details: dict[str, Any]) -> None:
    """One entry for a single defect, one for many of one subject."""
    by_subject: dict[tuple[str, str, str], list[int]] = {}
    for one in rows:
        by_subject.setdefault((one.subject_kind, one.subject_id, one.agency.code), []).append(one.pk)
    for (kind, identifier, agency), ids in by_subject.items():
        said = {**details, "about": kind, "of": identifier, "count": len(ids), "defects": ids[:200]}
        record(verb, subject=("defect", ids[0]), agency=agency, details=said)
