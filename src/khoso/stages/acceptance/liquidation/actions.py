"""Declaring that a batch may be liquidated, handing that to contracts, and taking it back.

# Luật: TT 05/2025 Đ.9.8, Đ.10; NĐ 31/2026 Đ.12; KH 82 Phụ lục II (biên bản thanh lý)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.kernel import clock, news
from khoso.kernel.text_vi import one_space
from khoso.stages.acceptance.events import LiquidationReady
from khoso.stages.acceptance.liquidation import papers, queries, rules
from khoso.stages.acceptance.models import Liquidation
from khoso.stages.acceptance.permissions import can_certify
from khoso.stages.acceptance.rounds import signing
from khoso.stages.acceptance.rounds.errors import NotCertifiable, RoundNotAllowed, RoundRefused
from khoso.stages.acceptance.rounds.minutes import LIQUIDATION, Draft, Side, checked_sides, draw_up, end
from khoso.stages.acceptance.states import LIQUIDATION_STATES, OPEN

SUBJECT = "liquidation"


def _held(batch: Any) -> Liquidation:
    Liquidation.objects.get_or_create(batch=batch, defaults={"agency": batch.agency})
    return Liquidation.objects.select_for_update(of=("self",)).select_related("minutes").get(batch=batch)


def _must_certify(by: Any, agency: Any) -> None:
    if not can_certify(by, agency):
        raise RoundNotAllowed(_("Chưa làm gì: chỉ thủ trưởng cơ quan xác nhận đủ điều kiện thanh lý."))


@transaction.atomic
def declare(batch: Any, number: str, sides: Sequence[Side], *, place: str = "", note: str = "", by: Any) -> Liquidation:
    """Declare that every condition holds: facts are kept, minutes drawn for both sides, contracts told.

    Raises NotCertifiable with what is wanting, RoundNotAllowed, RoundRefused, WrongState.
    """
    _must_certify(by, batch.agency)
    one = _held(batch)
    state = LIQUIDATION_STATES.next(one.state, "declare")
    if not (number := one_space(number)[:60]):
        raise RoundRefused(_("Chưa xác nhận: hãy ghi số của biên bản."), "number")
    facts = queries.facts_of(batch)
    found = rules.conditions(facts)
    if wanting := [rules.worded(condition)["found"] for condition in found if not condition.is_met]:
        raise NotCertifiable(_("Chưa xác nhận: {reasons}").format(reasons=" ".join(wanting)), wanting)
    told = checked_sides(sides)
    paper = papers.minutes_paper(batch, found, number, told, one_space(place)[:200], note.strip())
    draft = Draft(
        LIQUIDATION,
        batch.agency,
        batch,
        number,
        told,
        asdict(facts),
        one_space(place)[:200],
        note.strip(),
    )
    one.minutes = draw_up(draft, paper, by=by)
    one.state, one.facts, one.declared_by, one.declared_at, one.reason = state, asdict(facts), by, clock.now(), ""
    one.save()
    details = {"batch": str(batch), "number": number, "facts": asdict(facts)}
    record("acceptance.liquidation.declare", subject=(SUBJECT, one.pk), agency=batch.agency.code, details=details)
    news.publish(LiquidationReady(batch_id=batch.pk, liquidation_id=one.pk))
    return one


@transaction.atomic
def take_back(batch: Any, reason: str, *, by: Any) -> Liquidation:
    """Something came up after it was declared. The minutes end where they still wait; signed ones stay."""
    _must_certify(by, batch.agency)
    one = _held(batch)
    state = LIQUIDATION_STATES.next(one.state, "take_back")
    if not (reason := one_space(reason)[:500]):
        raise RoundRefused(_("Chưa rút: hãy nêu lý do."), "reason")
    if one.minutes is not None:
        minutes = signing.held(one.minutes.pk)
        if minutes.state == OPEN:
            end(minutes, "withdraw", reason)
    one.state, one.reason, one.declared_by, one.declared_at = state, reason, None, None
    one.save()
    details = {"batch": str(batch), "reason": reason}
    record("acceptance.liquidation.take_back", subject=(SUBJECT, one.pk), agency=batch.agency.code, details=details)
    return one
