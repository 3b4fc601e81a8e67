"""Rounds of acceptance: open, count, cancel, certify. Minutes and their signatures are in `minutes` and `signing`.

# Luật: TT 05/2025 Đ.9.8; KH 82 VI.4
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from khoso.foundation.audit import actions as audit
from khoso.foundation.audit.actions import record
from khoso.kernel import clock, news
from khoso.kernel.text_vi import one_space
from khoso.stages.acceptance import evidence
from khoso.stages.acceptance import queries as accepting
from khoso.stages.acceptance.events import DossierAccepted, RoundCertified
from khoso.stages.acceptance.models import AcceptanceRound, AcceptedDossier, RoundDossier
from khoso.stages.acceptance.permissions import can_certify, can_open_round
from khoso.stages.acceptance.rounds import counting, papers, queries
from khoso.stages.acceptance.rounds.errors import (
    FiguresChanged,
    NotCertifiable,
    RoundNotAllowed,
    RoundRefused,
)
from khoso.stages.acceptance.rounds.minutes import withdraw_open
from khoso.stages.acceptance.rules import worded
from khoso.stages.acceptance.states import COUNTED, DRAFT, ROUND_STATES, WITHDRAWN
from khoso.stages.catalogue import queries as catalogue

SUBJECT = "acceptance_round"
SHOWN_REASONS = 5


def held(round_id: Any) -> AcceptanceRound:
    """The round, held until the transaction ends."""
    rows = AcceptanceRound.objects.select_for_update(of=("self",))
    return rows.select_related("agency", "batch__contractor", "batch__agency").get(pk=round_id)


def must_open(by: Any, agency: Any) -> None:
    if not can_open_round(by, agency):
        raise RoundNotAllowed(_("Chưa làm gì: việc này của văn thư, Tổ Quản lý, Giám sát hoặc thủ trưởng cơ quan."))


def must_not_have_made(by: Any, delivery_ids: Collection[Any]) -> None:
    """Who scanned never accepts, whatever else they are. # Luật: TT 05/2025 Đ.9.5"""
    if by.username in evidence.makers(delivery_ids):
        raise RoundNotAllowed(_("Chưa làm gì: anh/chị đã tham gia quét lô này nên không tham gia nghiệm thu."))


@transaction.atomic
def open_round(batch: Any, delivery_ids: Collection[Any], *, title: str = "", by: Any) -> AcceptanceRound:
    """Open the next round of a batch over some of its deliveries. Nothing is counted yet.

    Raises RoundNotAllowed, RoundRefused.
    """
    must_open(by, batch.agency)
    deliveries = list(batch.deliveries.filter(pk__in=list(delivery_ids)).order_by("registered_at"))
    if not deliveries:
        raise RoundRefused(_("Chưa mở: hãy chọn ít nhất một lô giao nộp của đợt số hóa này."), "deliveries")
    if not all(one.file_count is not None for one in deliveries):
        raise RoundRefused(_("Chưa mở: có lô giao nộp chưa nhận xong. Chờ nhận đủ rồi mở."), "deliveries")
    must_not_have_made(by, [one.pk for one in deliveries])
    # The batch row is held so that two rounds never get one number.
    type(batch).objects.select_for_update().get(pk=batch.pk)
    last = AcceptanceRound.objects.filter(batch=batch).aggregate(last=Max("number"))["last"] or 0
    made = AcceptanceRound.objects.create(
        batch=batch,
        agency=batch.agency,
        number=last + 1,
        title=one_space(title)[:300] or f"Nghiệm thu lần {last + 1}: {batch.title}"[:300],
        made_by=by,
        made_at=clock.now(),
    )
    made.deliveries.set(deliveries)
    details = {"title": made.title, "batch": str(batch), "deliveries": len(deliveries)}
    record("acceptance.round.open", subject=(SUBJECT, made.pk), agency=made.agency.code, details=details)
    return made


@transaction.atomic
def change_deliveries(one: AcceptanceRound, delivery_ids: Collection[Any], *, by: Any) -> AcceptanceRound:
    """Other deliveries of the same batch; what was counted before is counted anew."""
    one = held(one.pk)
    must_open(by, one.agency)
    if one.state not in (DRAFT, COUNTED):
        raise RoundRefused(_("Chưa đổi: số liệu đã chốt theo biên bản."))
    deliveries = list(one.batch.deliveries.filter(pk__in=list(delivery_ids)))
    if not deliveries:
        raise RoundRefused(_("Chưa đổi: hãy chọn ít nhất một lô giao nộp của đợt số hóa này."), "deliveries")
    one.deliveries.set(deliveries)
    details = {"title": one.title, "deliveries": len(deliveries)}
    record("acceptance.round.change", subject=(SUBJECT, one.pk), agency=one.agency.code, details=details)
    return count_round(one, by=by) if one.state == COUNTED else one


@transaction.atomic
def count_round(one: AcceptanceRound, *, by: Any) -> AcceptanceRound:
    """Count from evidence; again as often as wanted until there are minutes. Raises RoundRefused, WrongState."""
    one = held(one.pk)
    must_open(by, one.agency)
    state = ROUND_STATES.next(one.state, "count")
    deliveries = list(one.deliveries.order_by().values_list("pk", flat=True))
    must_not_have_made(by, deliveries)
    one.left_out = counting.write_rows(one)
    if not one.dossiers.exists():
        raise RoundRefused(_("Chưa kiểm đếm: các lô đã chọn không còn hồ sơ nào chưa nghiệm thu."))
    one.digest = counting.digest_of(one)
    one.state, one.counted_at, one.counted_by = state, clock.now(), by
    one.save(update_fields=["left_out", "digest", "state", "counted_at", "counted_by"])
    accepted = one.dossiers.filter(is_accepted=True).count()
    details = {
        "title": one.title,
        "dossiers": one.dossiers.count(),
        "accepted": accepted,
        "left_out": one.left_out,
        "digest": one.digest,
    }
    record("acceptance.round.count", subject=(SUBJECT, one.pk), agency=one.agency.code, details=details)
    return one


@transaction.atomic
def cancel_round(one: AcceptanceRound, reason: str, *, by: Any) -> AcceptanceRound:
    """The round is not held. What was counted and signed stays to be read; its dossiers are free for another."""
    one = held(one.pk)
    must_open(by, one.agency)
    state = ROUND_STATES.next(one.state, "cancel")
    if not (reason := one_space(reason)[:500]):
        raise RoundRefused(_("Chưa hủy: hãy nêu lý do."), "reason")
    withdraw_open(one, reason, state=WITHDRAWN)
    one.state, one.reason = state, reason
    one.save(update_fields=["state", "reason"])
    details = {"title": one.title, "reason": reason}
    record("acceptance.round.cancel", subject=(SUBJECT, one.pk), agency=one.agency.code, details=details)
    return one


@transaction.atomic
def certify_round(one: AcceptanceRound, number: str, *, by: Any) -> AcceptanceRound:
    """Issue the certificate of volume: every accepted dossier counts as done from now on.

    Raises NotCertifiable with everything against it, FiguresChanged, RoundNotAllowed, WrongState.

    # Luật: TT 05/2025 Đ.9.8 (sao lưu sang thiết bị khác trước khi nghiệm thu)
    """
    one = held(one.pk)
    if not can_certify(by, one.agency):
        raise RoundNotAllowed(_("Chưa xác nhận: chỉ thủ trưởng cơ quan xác nhận khối lượng hoàn thành."))
    state = ROUND_STATES.next(one.state, "certify")
    must_not_have_made(by, list(one.deliveries.order_by().values_list("pk", flat=True)))
    if counting.digest_of(one) != one.digest:
        raise FiguresChanged(_("Chưa xác nhận: số liệu đã khác với bản các bên ký. Hãy báo kiểm toán nhật ký."))
    if not (number := one_space(number)[:60]):
        raise RoundRefused(_("Chưa xác nhận: hãy ghi số của giấy xác nhận."), "number")
    if AcceptanceRound.objects.filter(agency=one.agency, certificate_number=number).exclude(pk=one.pk).exists():
        raise RoundRefused(_("Chưa xác nhận: số này đã dùng cho giấy xác nhận khác."), "number")
    if against := queries.against_certificate(one):
        shown = worded(against)
        raise NotCertifiable(_("Chưa xác nhận: {reasons}").format(reasons=" ".join(shown[:SHOWN_REASONS])), shown)
    one.certificate_number, one.certified_at, one.certified_by, one.state = number, clock.now(), by, state
    papers.keep_certificate(one, by)
    one.save()
    accepted = _accept_dossiers(one, by)
    details = {"title": one.title, "number": number, "dossiers": accepted, "sha256": one.certificate_pdf}
    record("acceptance.round.certify", subject=(SUBJECT, one.pk), agency=one.agency.code, details=details)
    news.publish(RoundCertified(round_id=one.pk, batch_id=one.batch_id))
    return one


def _accept_dossiers(one: AcceptanceRound, by: Any) -> int:
    """Every accepted dossier of the round counts with the volume that was signed."""
    rows = list(RoundDossier.objects.filter(round=one, is_accepted=True).order_by("dossier_id"))
    catalogue.hold_dossiers([row.dossier_id for row in rows])
    if already := accepting.accepted_among([row.dossier_id for row in rows]):
        raise NotCertifiable(
            _("Chưa xác nhận: {count} hồ sơ đã được nghiệm thu ở nơi khác.").format(count=len(already)), []
        )
    audit.record_many(
        audit.Entry(
            "acceptance.dossier.accept",
            ("dossier", row.dossier_id),
            {"items": row.items, "pages": row.pages, "round": one.pk},
            agency=one.agency.code,
        )
        for row in rows
    )
    AcceptedDossier.objects.bulk_create(
        [
            AcceptedDossier(
                dossier_id=row.dossier_id,
                accepted_at=one.certified_at,
                accepted_by=by.username,
                items=row.items,
                pages=row.pages,
            )
            for row in rows
        ],
        batch_size=2000,
    )
    for row in rows:
        news.publish(DossierAccepted(dossier_id=str(row.dossier_id)))
    return len(rows)
