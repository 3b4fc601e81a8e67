"""Whether a batch may be liquidated, from evidence; and what the contracts room is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from khoso.stages.acceptance import evidence
from khoso.stages.acceptance.liquidation import rules
from khoso.stages.acceptance.liquidation.rules import Condition, Facts
from khoso.stages.acceptance.models import AcceptedDossier, Liquidation
from khoso.stages.acceptance.rounds.queries import open_rounds, rounds_of_batch
from khoso.stages.acceptance.states import CERTIFIED, READY
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.packages import queries as packages


@dataclass(frozen=True, slots=True)
class LiquidationStanding:
    """What contracts ask: whether it was declared, whether every condition holds now, each with what was found."""

    batch_id: int
    is_declared: bool
    holds_now: bool
    conditions: Sequence[Condition]
    declared_at: datetime | None
    facts: dict[str, Any]


def facts_of(batch: Any) -> Facts:
    """Everything liquidation asks about a batch, counted now."""
    deliveries = list(batch.deliveries.order_by().values_list("pk", flat=True))
    dossiers = {dossier for rows in digitisation.dossiers_by_delivery(deliveries).values() for dossier in rows}
    accepted = set(AcceptedDossier.objects.filter(dossier_id__in=dossiers).values_list("dossier_id", flat=True))
    paper = evidence.paper_balance(batch.pk)
    rounds = rounds_of_batch(batch.pk)
    return Facts(
        sheets_out=paper.sheets_out if paper else 0,
        sheets_back=paper.sheets_back if paper else 0,
        dossiers_out=paper.dossiers_out if paper else 0,
        dossiers_back=paper.dossiers_back if paper else 0,
        dossiers_away=paper.dossiers_away if paper else 0,
        is_paper_back=paper is not None and paper.is_back,
        was_paper_counted=paper is not None,
        open_differences=paper.open_differences if paper else 0,
        unwiped_devices=len(evidence.unwiped_devices(batch.pk)),
        open_defects=evidence.open_defect_count(deliveries),
        open_rounds=len(open_rounds(batch.pk)),
        certified_rounds=sum(one.state == CERTIFIED for one in rounds),
        dossiers=len(dossiers),
        not_accepted=len(dossiers - accepted),
        not_backed_up=len(accepted - packages.backed_up_among(accepted)),
    )


def liquidation_of(batch_id: Any) -> Liquidation | None:
    rows = Liquidation.objects.select_related("declared_by", "minutes")
    return rows.filter(batch_id=batch_id).first()


def liquidation_standing(batch_id: Any) -> LiquidationStanding:
    """How a batch stands before liquidation of its contract: for the room that keeps contracts."""
    batch = evidence.batch(batch_id)
    found, facts = liquidation_of(batch_id), facts_of(batch)
    conditions = rules.conditions(facts)
    return LiquidationStanding(
        batch_id=batch.pk,
        is_declared=found is not None and found.state == READY,
        holds_now=all(one.is_met for one in conditions),
        conditions=conditions,
        declared_at=found.declared_at if found and found.state == READY else None,
        facts=asdict(facts),
    )
