"""Making batches and moving them: the only way to write them.

# Luật: TT 05/2025 Đ.5, Đ.7, Đ.9; NĐ 31/2026 Đ.12
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency
from khoso.foundation.web.words import told
from khoso.kernel import clock, news
from khoso.kernel.text_vi import one_space
from khoso.stages.digitisation import states
from khoso.stages.digitisation.batches import queries, rules
from khoso.stages.digitisation.batches.errors import (
    BatchNotAllowed,
    BatchNotClosable,
    BatchNotRunning,
    BatchOfAnother,
    BatchRefused,
    GatesWanting,
)
from khoso.stages.digitisation.events import BatchClosed, BatchStarted, GateRecorded
from khoso.stages.digitisation.models import Batch
from khoso.stages.digitisation.permissions import can_plan_batch, can_start_batch

PROFILES = ("administrative", "map")
# What a batch is while it may still be changed in its essentials.
_OPEN_TO_CHANGE = (states.PLANNED, states.SUSPENDED, states.RUNNING)


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody says of a batch. `number`: the wave in its contract; None takes the next one."""

    title: str
    contractor: Agency | None = None
    contract_number: str = ""
    number: int | None = None
    selection_list: Any = None
    profile: str = "administrative"
    planned_from: date | None = None
    planned_to: date | None = None


def held(batch: Batch) -> Batch:
    """The batch, locked until the transaction ends."""
    rows = Batch.objects.select_for_update(of=("self",)).select_related("agency", "contractor", "selection_list")
    return rows.get(pk=batch.pk)


@transaction.atomic
def make_batch(agency: Agency, given: Given, *, by: Any) -> Batch:
    """A batch to prepare: nothing may be scanned in it before it is started. Raises BatchRefused, BatchNotAllowed."""
    if not can_plan_batch(by, agency):
        raise BatchNotAllowed
    # Two people who press at once get two waves, not one number twice.
    Agency.objects.select_for_update().get(pk=agency.pk)
    made = Batch(agency=agency, made_by=by, made_at=clock.now())
    _write(made, given)
    made.save()
    details = {"title": made.title, "contract": made.contract_number, "number": made.number}
    record("digitisation.batch.make", subject=("batch", made.pk), agency=agency.code, details=details)
    return made


@transaction.atomic
def change_batch(batch: Batch, given: Given, *, by: Any) -> Batch:
    """Change what is planned. Contractor, contract and list stand fast once the batch was started."""
    batch = held(batch)
    _must(can_plan_batch, by, batch)
    if batch.state not in _OPEN_TO_CHANGE:
        raise BatchRefused(_("Chưa sửa: đợt đã quét xong, kết thúc hoặc hủy."))
    if batch.started_at is not None and (
        given.contractor != batch.contractor or _list_of(given) != batch.selection_list_id
    ):
        raise BatchRefused(_("Chưa sửa: đợt đã bắt đầu thì không đổi đơn vị số hóa và danh mục; hãy lập đợt khác."))
    _write(batch, given)
    batch.save()
    details = {"title": batch.title, "contract": batch.contract_number, "number": batch.number}
    record("digitisation.batch.change", subject=("batch", batch.pk), agency=batch.agency.code, details=details)
    return batch


def _list_of(given: Given) -> int | None:
    return given.selection_list.pk if given.selection_list is not None else None


def _write(batch: Batch, given: Given) -> None:
    title, contract = one_space(given.title)[:300], one_space(given.contract_number)[:60]
    if not title:
        raise BatchRefused(_("Chưa ghi: đợt cần có tên."), "title")
    if given.contractor is not None and given.contractor.kind != AgencyKind.CONTRACTOR:
        raise BatchRefused(_("Chưa ghi: chọn một đơn vị số hóa trong danh bạ."), "contractor")
    if given.contractor is not None and not contract:
        raise BatchRefused(_("Chưa ghi: thuê đơn vị số hóa thì phải có số hợp đồng."), "contract_number")
    if given.profile not in PROFILES:
        raise BatchRefused(_("Chưa ghi: chọn loại tài liệu."), "profile")
    if why := rules.why_not_period(given.planned_from, given.planned_to):
        raise BatchRefused(told(why), "planned_to")
    chosen = given.selection_list
    is_new = chosen is not None and chosen.pk != batch.selection_list_id
    if is_new and chosen.pk not in {one.pk for one in queries.lists_for(batch.agency_id)}:
        raise BatchRefused(_("Chưa ghi: danh mục này chưa được phê duyệt hoặc của cơ quan khác."), "selection_list")
    waves = Batch.objects.filter(
        agency_id=batch.agency_id, contractor=given.contractor, contract_number=contract
    ).exclude(pk=batch.pk)
    number = given.number or (waves.aggregate(last=Max("number"))["last"] or 0) + 1
    if waves.filter(number=number).exists():
        raise BatchRefused(_("Chưa ghi: hợp đồng này đã có đợt mang số thứ tự ấy."), "number")
    batch.title, batch.contract_number, batch.number = title, contract, number
    batch.contractor, batch.selection_list, batch.profile = given.contractor, chosen, given.profile
    batch.planned_from, batch.planned_to = given.planned_from, given.planned_to


def _must(predicate: Any, by: Any, batch: Batch) -> None:
    if not predicate(by, batch):
        raise BatchNotAllowed


def _reason(reason: str) -> str:
    if not (said := one_space(reason)[:500]):
        raise BatchRefused(_("Chưa ghi: hãy nêu lý do."), "reason")
    return said


def _all_gates(batch: Batch) -> None:
    """Raises GatesWanting with every paper the batch lacks today. # Luật: TT 05/2025 Đ.7"""
    lacking = queries.wanting_words(queries.standings_of(batch, on=clock.today()))
    if lacking:
        raise GatesWanting(lacking)


@transaction.atomic
def start_batch(batch: Batch, *, by: Any) -> Batch:
    """Scanning may begin. Raises GatesWanting with every paper that is missing or ran out, BatchNotAllowed."""
    batch = held(batch)
    _must(can_start_batch, by, batch)
    state = states.BATCH_STATES.next(batch.state, "start")
    _all_gates(batch)
    batch.state, batch.started_by, batch.started_at = state, by, clock.now()
    batch.save(update_fields=["state", "started_by", "started_at"])
    record("digitisation.batch.start", subject=("batch", batch.pk), agency=batch.agency.code, details=_what(batch))
    news.publish(BatchStarted(batch_id=batch.pk))
    news.publish(GateRecorded(agency_code=batch.agency.code))
    return batch


def _what(batch: Batch, **more: Any) -> dict[str, Any]:
    return {"title": batch.title, **more}


@transaction.atomic
def suspend_batch(batch: Batch, reason: str, *, by: Any) -> Batch:
    """Stop for now: nothing is delivered until it is resumed."""
    batch = held(batch)
    _must(can_start_batch, by, batch)
    return _suspend(batch, _reason(reason))


def _suspend(batch: Batch, reason: str) -> Batch:
    batch.state, batch.reason = states.BATCH_STATES.next(batch.state, "suspend"), reason
    batch.save(update_fields=["state", "reason"])
    details = _what(batch, reason=reason)
    record("digitisation.batch.suspend", subject=("batch", batch.pk), agency=batch.agency.code, details=details)
    return batch


@transaction.atomic
def suspend_lapsed(batch: Batch) -> bool:
    """Suspend a running batch of which a paper ran out or was withdrawn; says whether it was.

    # Luật: TT 05/2025 Đ.7; NĐ 31/2026 Đ.12
    """
    batch = held(batch)
    if batch.state != states.RUNNING:
        return False
    today = clock.today()
    lacking = queries.words_of(rules.lapsed(queries.standings_of(batch, on=today), today))
    if not lacking:
        return False
    _suspend(batch, f"Hệ thống tạm dừng: {'; '.join(lacking)}"[:500])
    return True


@transaction.atomic
def resume_batch(batch: Batch, *, by: Any) -> Batch:
    """Go on. Asks for every paper as a start does."""
    batch = held(batch)
    _must(can_start_batch, by, batch)
    state = states.BATCH_STATES.next(batch.state, "resume")
    _all_gates(batch)
    batch.state, batch.reason = state, ""
    batch.save(update_fields=["state", "reason"])
    record("digitisation.batch.resume", subject=("batch", batch.pk), agency=batch.agency.code, details=_what(batch))
    news.publish(GateRecorded(agency_code=batch.agency.code))
    return batch


@transaction.atomic
def finish_batch(batch: Batch, *, by: Any) -> Batch:
    """Everything is scanned: nothing more is delivered, paper goes back, devices are wiped."""
    batch = held(batch)
    _must(can_start_batch, by, batch)
    batch.state, batch.ended_at = states.BATCH_STATES.next(batch.state, "finish"), clock.now()
    batch.save(update_fields=["state", "ended_at"])
    record("digitisation.batch.finish", subject=("batch", batch.pk), agency=batch.agency.code, details=_what(batch))
    return batch


@transaction.atomic
def reopen_batch(batch: Batch, reason: str, *, by: Any) -> Batch:
    """Scan again what was returned; the papers must hold again as at the start."""
    batch = held(batch)
    _must(can_start_batch, by, batch)
    state, reason = states.BATCH_STATES.next(batch.state, "reopen"), _reason(reason)
    _all_gates(batch)
    batch.state, batch.reason, batch.ended_at = state, "", None
    batch.save(update_fields=["state", "reason", "ended_at"])
    details = _what(batch, reason=reason)
    record("digitisation.batch.reopen", subject=("batch", batch.pk), agency=batch.agency.code, details=details)
    return batch


@transaction.atomic
def close_batch(batch: Batch, *, by: Any) -> Batch:
    """The end: paper is back and every device was wiped and left. Raises BatchNotClosable with each reason."""
    batch = held(batch)
    _must(can_start_batch, by, batch)
    state = states.BATCH_STATES.next(batch.state, "close")
    if reasons := queries.why_not_close(batch):
        raise BatchNotClosable(reasons)
    batch.state = state
    batch.save(update_fields=["state"])
    record("digitisation.batch.close", subject=("batch", batch.pk), agency=batch.agency.code, details=_what(batch))
    news.publish(BatchClosed(batch_id=batch.pk))
    return batch


@transaction.atomic
def cancel_batch(batch: Batch, reason: str, *, by: Any) -> Batch:
    """A batch that was never started is given up; it stays to be read."""
    batch = held(batch)
    _must(can_plan_batch, by, batch)
    batch.state, batch.reason = states.BATCH_STATES.next(batch.state, "cancel"), _reason(reason)
    batch.ended_at = clock.now()
    batch.save(update_fields=["state", "reason", "ended_at"])
    details = _what(batch, reason=batch.reason)
    record("digitisation.batch.cancel", subject=("batch", batch.pk), agency=batch.agency.code, details=details)
    return batch


def must_run(batch: Batch, agency: Agency) -> None:
    """Raises BatchNotRunning (with what is wanting) or BatchOfAnother when no delivery may come for this batch."""
    if batch.agency_id != agency.pk:
        raise BatchOfAnother
    if batch.state != states.RUNNING:
        lacking: list[Any] = []
        if batch.state in (states.PLANNED, states.SUSPENDED):
            lacking = list(queries.wanting_words(queries.standings_of(batch)))
        raise BatchNotRunning(batch.title, str(states.BATCH_STATE_LABELS[batch.state]), lacking)
    if lacking := list(queries.wanting_words(queries.standings_of(batch))):
        # The daily look has not come by yet: a paper that ran out this morning opens nothing.
        raise BatchNotRunning(batch.title, str(states.BATCH_STATE_LABELS[batch.state]), lacking)
