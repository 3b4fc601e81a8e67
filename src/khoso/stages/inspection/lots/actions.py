"""Choosing the plan, drawing lots, looking at them, deciding: the instrument, with the stage's rights asked first."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.engines import jobs
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.web.words import told
from khoso.instruments.quality import actions as quality
from khoso.instruments.quality import queries as seen
from khoso.instruments.quality.compute.sampling import SEVERITIES
from khoso.instruments.quality.compute.switching import DISCONTINUED
from khoso.instruments.quality.compute.tables import LEVELS, PERCENT_AQLS
from khoso.instruments.quality.errors import InspectionDiscontinued
from khoso.instruments.quality.labels import CANCELLED, FAILED, FOUND, RETURNED
from khoso.instruments.quality.queries import Defect
from khoso.kernel import clock
from khoso.kernel.words import Sentence
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection.errors import InspectionNotAllowed
from khoso.stages.inspection.guides.rules import refuse_untaught
from khoso.stages.inspection.lots import kinds, queries, rules
from khoso.stages.inspection.lots.errors import LotRefused
from khoso.stages.inspection.models import InspectionPlan, Lot, ScanOrigin, Units
from khoso.stages.inspection.permissions import can_inspect, can_plan_inspection
from khoso.stages.recognition import queries as recognition


def _must_plan(by: Any, agency: Agency) -> None:
    if not can_plan_inspection(by, agency):
        raise InspectionNotAllowed(_("Chưa ghi: anh/chị không có quyền lập kế hoạch kiểm tra của cơ quan này."))


def _must_inspect(by: Any, agency: Agency) -> None:
    if not can_inspect(by, agency):
        raise InspectionNotAllowed(_("Chưa ghi: anh/chị không phải người kiểm tra của cơ quan này."))
    refuse_untaught(by, agency.pk)


@transaction.atomic
def save_plan(
    agency: Agency, batch: Any, units: str, level: str, aqls: dict[str, str], reason: str, by: Person
) -> InspectionPlan:
    """The plan of an agency, or of one batch of it, for the lots drawn from now on. Raises LotRefused."""
    _must_plan(by, agency)
    if level not in LEVELS:
        raise LotRefused(_("Chưa ghi: hãy chọn bậc kiểm tra có trong tiêu chuẩn."), "level")
    for severity in SEVERITIES:
        if (aql := aqls.get(severity, "")) and aql not in PERCENT_AQLS:
            raise LotRefused(_("Chưa ghi: hãy chọn AQL có trong bảng của tiêu chuẩn."), severity)
    if not (aqls.get("major") or aqls.get("minor")):
        raise LotRefused(_("Chưa ghi: cần AQL cho lỗi nặng hoặc lỗi nhẹ."), "major")
    if not reason.strip():
        raise LotRefused(_("Chưa ghi: hãy nêu căn cứ của phương án (hợp đồng, quyết định…)."), "reason")
    chosen = {severity: aqls.get(severity, "") for severity in SEVERITIES}
    made, _is_new = InspectionPlan.objects.update_or_create(
        agency=agency,
        batch=batch,
        units=units,
        defaults={"level": level, **chosen, "changed_by": by, "changed_at": clock.now()},
    )
    details = {"units": units, "level": level, **chosen, "reason": reason.strip()[:500]}
    record("inspection.plan.choose", subject=("inspection_plan", made.pk), agency=agency.code, details=details)
    return made


def order_kind(agency: Agency, batch: Any, units: str, kind: str, reason: str, by: Person) -> None:
    """Normal, tightened or reduced by a person's word, with the reason; the rules go on from there."""
    _must_plan(by, agency)
    contractor = batch.contractor_id if batch else None
    quality.override(rules.stream_of(agency.pk, contractor, units), kind, reason, agency, by)


@transaction.atomic
def say_origin(
    delivery: Any,
    operator: str,
    device: str,
    scanned_on: date | None,
    *,
    path: str = "",
    operator_username: str = "",
) -> ScanOrigin:
    """Who scanned a delivery, or what lies below `path` in it, with what and when; what was said before gives way."""
    said = {
        "operator": operator.strip()[:120],
        "operator_username": operator_username.strip()[:60],
        "device": device.strip()[:120],
        "scanned_on": scanned_on,
    }
    made, _is_new = ScanOrigin.objects.update_or_create(delivery=delivery, path=path[:1000], defaults=said)
    details = {**said, "scanned_on": scanned_on.isoformat() if scanned_on else "", "path": path}
    record("inspection.origin.say", subject=("delivery", delivery.pk), agency=delivery.agency.code, details=details)
    return made


@transaction.atomic
def note_sender(sent: digitisation.Sending) -> None:
    """Until somebody says otherwise, who sent scans made them: they never judge them.

    The first sending speaks for the whole delivery; a later one, by somebody else, for the files it brought.
    """
    whole = ScanOrigin.objects.filter(delivery=sent.delivery, path="").first()
    if whole is None:
        say_origin(sent.delivery, sent.full_name, "", None, operator_username=sent.username)
        return
    if sent.is_first or whole.operator_username == sent.username:
        return
    said = {"operator": sent.full_name[:120], "operator_username": sent.username[:60]}
    ScanOrigin.objects.bulk_create(
        [ScanOrigin(delivery=sent.delivery, path=path, **said) for path in sent.paths],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["delivery", "path"],
        update_fields=list(said),
    )
    record(
        "inspection.origin.say",
        subject=("delivery", sent.delivery.pk),
        agency=sent.delivery.agency.code,
        details={**said, "files": len(sent.paths)},
    )


@transaction.atomic
def draw_lot(
    delivery_ids: Iterable[Any], units: str, by: Person, *, seed: str | None = None, after: Lot | None = None
) -> Lot:
    """Draw a lot of the pages, or the index fields, of deliveries of one agency and batch.

    Raises LotRefused when they are not ready or already in a lot, InspectionDiscontinued, InspectionNotAllowed.
    """
    deliveries = _ready(list(dict.fromkeys(delivery_ids)), units)
    agency, batch = deliveries[0].agency, deliveries[0].batch
    _must_plan(by, agency)
    if units not in Units.values:
        raise LotRefused(_("Chưa lấy mẫu: hãy chọn trang hoặc trường thông tin."), "units")
    ids = [one.pk for one in deliveries]
    # One draw at a time for an agency, so that a delivery does not come into two lots.
    Agency.objects.select_for_update().get(pk=agency.pk)
    _refuse_twice(ids, units, after)
    plan, standing = queries.plan_for(agency.pk, batch, units)
    if standing.kind == DISCONTINUED:
        raise InspectionDiscontinued(
            _(
                "Chưa lấy mẫu: năm lô kiểm tra ngặt không đạt nên việc lấy mẫu đã ngừng. Nhà thầu phải khắc phục; "
                "sau đó người phụ trách chọn lại chế độ kiểm tra ngặt, nêu lý do."
            )
        )
    contents = queries.contents_of(ids, units)
    if not contents.keys:
        raise LotRefused(_("Chưa lấy mẫu: các lô giao nộp này chưa có gì để kiểm tra."), "deliveries")
    made = Lot.objects.create(agency=agency, batch=batch, units=units, after=after, made_at=clock.now())
    made.deliveries.set(deliveries)
    makers = queries.makers_of(ids, units)
    before = after.inspection if after else None
    made.inspection = quality.draw(
        queries.SUBJECT, made.pk, agency, units, contents.keys, plan, contents.doubts, makers, by, seed, before
    )
    made.save(update_fields=["inspection"])
    details = {"units": units, "deliveries": [str(one) for one in ids][:50], "after": after.pk if after else None}
    record("inspection.lot.draw", subject=("lot", made.pk), agency=agency.code, details=details)
    _consider(made)
    return made


def _consider(lot: Lot) -> None:
    """What a dossier waits for is another thing now: its screen says which lot, and that it is being looked at."""
    for dossiers in digitisation.dossiers_by_delivery([one.pk for one in lot.deliveries.all()]).values():
        for dossier_id in dossiers:
            jobs.enqueue(
                "inspection.consider_dossier",
                dossier_id=str(dossier_id),
                lock=f"dossier:{dossier_id}",
                once=f"consider:{dossier_id}",
            )


def _ready(ids: Sequence[Any], units: str) -> list[Any]:
    """The deliveries, or LotRefused when one of them cannot be looked at yet."""
    if not ids:
        raise LotRefused(_("Chưa lấy mẫu: hãy chọn ít nhất một lô giao nộp."), "deliveries")
    deliveries = [digitisation.delivery(one) for one in ids]
    if len({(one.agency_id, one.batch_id) for one in deliveries}) > 1:
        raise LotRefused(_("Chưa lấy mẫu: các lô giao nộp phải cùng cơ quan và cùng đợt số hóa."), "deliveries")
    if digitisation.open_dossiers(ids) or any(one.file_count is None for one in deliveries):
        raise LotRefused(_("Chưa lấy mẫu: máy chưa kiểm tra xong mọi tệp. Hãy chờ rồi lấy mẫu lại."), "deliveries")
    if units == rules.FIELD and (waiting := recognition.undecided_items(ids)):
        raise LotRefused(
            told(Sentence("Chưa lấy mẫu: còn {count} tài liệu chưa xác nhận trường thông tin.", count=waiting)),
            "deliveries",
        )
    return deliveries


def _refuse_twice(ids: Sequence[Any], units: str, after: Lot | None) -> None:
    """A delivery is in one living lot of a kind; the next of a lot that was not accepted takes the same ones."""
    held = {
        lot.lot_id
        for facts in queries.facts_of_deliveries(ids).values()
        for lot in facts
        if lot.units == units and lot.state != CANCELLED
    }
    if held - ({after.pk} if after else set()):
        raise LotRefused(
            told(Sentence("Chưa lấy mẫu: đã có lô kiểm tra số {number} cho các lô giao nộp này.", number=max(held))),
            "deliveries",
        )


def draw_again(lot: Lot, by: Person, *, seed: str | None = None) -> Lot:
    """The next lot of one that was not accepted, once the contractor has gone through all of it.

    Raises LotRefused while defects of it still wait to be mended.
    """
    assert lot.inspection is not None
    if lot.inspection.state != FAILED:
        raise LotRefused(_("Chưa lấy mẫu lại: chỉ lô không đạt mới kiểm tra lại."))
    ids = [one.pk for one in lot.deliveries.all()]
    unmended = seen.defects_of(queries.SCANS, ids, units=lot.units).filter(state__in=(FOUND, RETURNED)).count()
    if unmended:
        raise LotRefused(told(Sentence("Chưa lấy mẫu lại: còn {count} lỗi nhà thầu chưa báo đã sửa.", count=unmended)))
    return draw_lot(ids, lot.units, by, seed=seed, after=lot)


@transaction.atomic
def open_lot(lot: Lot, by: Person) -> Lot:
    """Begin to look at a lot. Raises GuideNotAcknowledged, MakerMayNotJudge, InspectionNotAllowed."""
    assert lot.inspection is not None
    _must_inspect(by, lot.agency)
    lot.inspection = quality.open_inspection(lot.inspection, by)
    _consider(lot)
    return lot


def look(lot: Lot, keys: Iterable[str], verdict: str, by: Person) -> int:
    """Say of these units that they are good, or bad. Returns how many."""
    assert lot.inspection is not None
    _must_inspect(by, lot.agency)
    return quality.look_many(lot.inspection, keys, verdict, by)


def mark(
    lot: Lot, key: str, kind: str, by: Person, *, severity: str = "", note: str = "", box: Sequence[float] | None = None
) -> Defect:
    """Write down a defect of one unit of a lot, with who made the unit as its delivery says. Raises LotRefused."""
    assert lot.inspection is not None
    _must_inspect(by, lot.agency)
    known = kinds.BY_CODE.get(kind)
    if known is None or known.units != lot.units:
        raise LotRefused(_("Chưa ghi lỗi: hãy chọn loại lỗi trong danh sách."), "kind")
    file = _file_of(lot, key)
    if file is None:
        raise LotRefused(_("Chưa ghi lỗi: không có trang hoặc trường này trong lô."), "key")
    origin = queries.origin_for(file.path, queries.origins_of([file.delivery_id])[file.delivery_id])
    came_on = file.delivery.registered_at.astimezone(clock.VIETNAM).date()
    return quality.mark_defect(
        queries.SCANS,
        file.delivery_id,
        lot.agency,
        lot.units,
        key,
        kind,
        severity or known.severity,
        by,
        inspection=lot.inspection,
        box=box,
        note=note,
        seen_in=file.sha256,
        operator=(origin.operator if origin else "") or file.delivery.registered_by,
        device=origin.device if origin else "",
        made_on=(origin.scanned_on if origin else None) or came_on,
    )


def _file_of(lot: Lot, key: str) -> Any:
    """The delivered file a unit of the lot lies in; None for a stranger to the lot."""
    owner, _colon, _rest = key.rpartition(":")
    deliveries = {one.pk for one in lot.deliveries.all()}
    try:
        uuid.UUID(owner)
    except ValueError:
        return None
    file = digitisation.find_file(owner) if lot.units == rules.PAGE else digitisation.file_of_item(owner)
    return file if file is not None and file.delivery_id in deliveries else None


@transaction.atomic
def decide(lot: Lot, by: Person, *, due_on: date | None = None) -> Lot:
    """The verdict of a lot; what was found goes back to be mended by `due_on`, whatever the verdict.

    Raises InspectionRefused while something is not looked at, MakerMayNotJudge.
    """
    assert lot.inspection is not None
    _must_inspect(by, lot.agency)
    lot.inspection = quality.decide(lot.inspection, by)
    found = Defect.objects.filter(inspection=lot.inspection, state=FOUND).values_list("pk", flat=True)
    if ids := list(found):
        quality.return_defects(ids, due_on, by)
    details = {"accepted": lot.inspection.state != FAILED, "returned": len(ids)}
    record("inspection.lot.decide", subject=("lot", lot.pk), agency=lot.agency.code, details=details)
    return lot


@transaction.atomic
def cancel_lot(lot: Lot, reason: str, by: Person) -> Lot:
    """A lot put together wrongly is looked at no further; its deliveries may be drawn into another."""
    assert lot.inspection is not None
    _must_plan(by, lot.agency)
    lot.inspection = quality.cancel(lot.inspection, reason, by)
    _consider(lot)
    return lot
