"""Keeping a cut-off, and proposing what lies from it onward."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.stages.selection.assessing import actions as assessing
from khoso.stages.selection.assessing.criteria import CUTOFF, PRIORITY
from khoso.stages.selection.assessing.rules import Answer
from khoso.stages.selection.cutoff import queries, rules
from khoso.stages.selection.cutoff.errors import CutoffNotAllowed, CutoffRefused
from khoso.stages.selection.cutoff.queries import Chain
from khoso.stages.selection.models import AssessmentBatch, CutoffScenario
from khoso.stages.selection.permissions import can_assess, can_propose_list
from khoso.stages.selection.proposing import actions as proposing

State = AssessmentBatch.State


@transaction.atomic
def keep_scenario(chain: Chain, *, name: str, year: int, price: Decimal, by: Any) -> CutoffScenario:
    """Keep a cut with the figures of this moment. Raises CutoffNotAllowed, CutoffRefused.

    # Luật: KH 82 Phụ lục I (xác định điểm mốc thời gian theo năng lực và nguồn lực)
    """
    agency = _must(can_assess, by, chain)
    name = one_space(name)[:200]
    if not name:
        raise CutoffRefused(_("Chưa lưu: phương án cần có tên."))
    kept = CutoffScenario.objects.create(
        agency=agency,
        fonds_id=chain.fonds,
        series_id=chain.series or None,
        name=name,
        year=year,
        price_per_page=price,
        figures=figures(chain, year, price),
        made_by=by,
        made_at=clock.now(),
    )
    details = {"name": name, "year": year, "price": str(price), "figures": kept.figures}
    record("selection.cutoff.keep", subject=("cutoff_scenario", kept.pk), agency=agency.code, details=details)
    return kept


def figures(chain: Chain, year: int, price: Decimal) -> dict[str, Any]:
    """Both sides of a year and what they cost, as they are kept with a scenario."""
    cut = rules.sides(queries.volumes(chain), year)
    return {
        name: {
            "dossiers": one.dossiers,
            "sheets": one.sheets,
            "pages": one.pages,
            "unpaged": one.unpaged,
            "blocked": one.blocked,
            "cost": str(rules.cost(one.pages, price)),
        }
        for name, one in (("after", cut.after), ("before", cut.before), ("unknown", cut.unknown))
    }


@transaction.atomic
def drop_scenario(scenario_id: int, *, by: Any) -> None:
    """Forget a scenario; a list that was made of it stays. Raises CutoffNotAllowed."""
    kept = CutoffScenario.objects.get(pk=scenario_id)
    agency = _must(can_assess, by, queries.chain_of(kept))
    details = {"name": kept.name, "year": kept.year, "figures": kept.figures}
    record("selection.cutoff.drop", subject=("cutoff_scenario", kept.pk), agency=agency.code, details=details)
    kept.delete()


@transaction.atomic
def begin_proposal(chain: Chain, *, year: int, price: Decimal, title: str, risk_class: str, by: Any) -> AssessmentBatch:
    """Begin a draft list of what lies from the year onward and nothing blocks; `run_proposal` makes it.

    Dossiers nobody assessed get group 1 by the criterion of the cut-off and this class of risk; those of group 1 keep
    their assessment and get the criterion beside. Raises CutoffNotAllowed, CutoffRefused, AssessmentRefused.
    """
    agency = _must(can_propose_list, by, chain)
    title = one_space(title)[:300]
    if not title:
        raise CutoffRefused(_("Chưa đề xuất: danh mục cần có tên."))
    answer = assessing.checked(Answer(group=PRIORITY, criteria=(CUTOFF,), risk_class=risk_class))
    total = queries.open_from(chain, year).count()
    if not total:
        raise CutoffRefused(_("Chưa đề xuất: từ mốc này trở đi không có hồ sơ nào chọn được."))
    cut = keep_scenario(chain, name=title, year=year, price=price, by=by)
    batch = AssessmentBatch.objects.create(
        id=uuid.uuid4(),
        agency=agency,
        by=by,
        at=clock.now(),
        scope={"cutoff": cut.pk, "title": title},
        scope_words=f"{cut.series or cut.fonds} ≥ {year}"[:500],
        answer=answer.as_json(),
        cutoff=cut,
        total=total,
    )
    details = {"cutoff": cut.pk, "year": year, "title": title, "total": total}
    record("selection.cutoff.propose", subject=("assessment_batch", batch.pk), agency=agency.code, details=details)
    return batch


def run_proposal(batch_id: uuid.UUID) -> AssessmentBatch:
    """Assess what is left, then make the draft list; asked again after a stop, it goes on where it was."""
    batch = AssessmentBatch.objects.select_related("by", "agency", "cutoff").get(pk=batch_id)
    if batch.state not in (State.WAITING, State.RUNNING) or batch.cutoff is None:
        return batch
    chain = queries.chain_of(batch.cutoff)
    assessing.write_all(batch, queries.open_from(chain, batch.cutoff.year), added=CUTOFF)
    with transaction.atomic():
        # Asked anew: what was blocked meanwhile is not proposed.
        ids = list(queries.open_from(chain, batch.cutoff.year))
        batch.list = proposing.draft_from(
            batch.agency, ids, title=batch.scope["title"], cutoff=batch.cutoff, by=batch.by
        )
        assessing.finish(batch)
    return batch


def _must(right: Any, by: Any, chain: Chain) -> Agency:
    agency = Agency.objects.get(pk=chain.agency)
    if not right(by, agency):
        raise CutoffNotAllowed(_("Chưa làm gì: anh/chị không lập phương án của cơ quan này."))
    return agency
