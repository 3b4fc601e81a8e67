"""From what the page said to what is proposed: learned terms, cross-checks, the policy, what is left to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from khoso.stages.recognition.alike.rules import doubt_key
from khoso.stages.recognition.choosing import FIELDS, FORM, Choice, choose
from khoso.stages.recognition.compute.reading import FieldReading
from khoso.stages.recognition.crosschecks.judging import judge
from khoso.stages.recognition.crosschecks.queries import facts_of
from khoso.stages.recognition.crosschecks.rules import LINE
from khoso.stages.recognition.models import ProposedField
from khoso.stages.recognition.policies.queries import policy_for
from khoso.stages.recognition.policies.rules import Policy
from khoso.stages.recognition.terms.queries import taught

Way = ProposedField.Way
_VALUE, _REASON = 1000, 300


@dataclass(frozen=True)
class Proposal:
    """What the machine read for one field; see ProposedField."""

    name: str
    value: str | None
    confidence: float
    page: int | None
    box: list[int] | None
    is_handwritten: bool
    reason: str = ""


@dataclass(frozen=True)
class Proposed:
    """Everything that comes of the reading of one item."""

    rows: list[ProposedField]
    choices: list[Choice]
    # Places where a person must stop: doubts, and what was drawn for a look.
    stops: int
    keyings: int


def propose(item: Any, delivery: Any, proposals: Sequence[Proposal], before: Mapping[str, ProposedField]) -> Proposed:
    """What is proposed for an item. `before`: the rows of an earlier reading, whose answers by people stay."""
    policy = policy_for(delivery.agency_id)
    read = {one.name: _reading(one) for one in proposals}
    meant = {name: _as_taught(delivery.agency_id, name, field) for name, field in read.items()}
    judged = judge(meant, facts_of(item, meant))
    choices = [
        _chosen(name, judged.get(name), str(getattr(item, column) or ""), policy) for name, column in FIELDS.items()
    ]
    further = [_chosen(name, judged.get(name), _kept(item, name), policy) for name in FORM if name not in FIELDS]
    doubts = {choice.name for choice in (*choices, *further) if choice.is_doubt}
    rows = []
    for proposal in proposals:
        name, field = proposal.name, judged[proposal.name]
        row = ProposedField(
            item_id=item.pk,
            delivery=delivery,
            name=name,
            value=field.value and field.value[:_VALUE],
            page_value=proposal.value and proposal.value[:_VALUE] if field.value != proposal.value else None,
            confidence=field.confidence,
            page_confidence=proposal.confidence,
            reason=field.reason[:_REASON],
            page=proposal.page,
            box=proposal.box,
            is_handwritten=proposal.is_handwritten,
            is_doubt=name in doubts,
        )
        row.doubt_key = doubt_key(name, field.value) if row.is_doubt else ""
        _settle(row, before.get(name), policy)
        rows.append(row)
    open_ = {row.name for row in rows if row.is_sampled} | (
        doubts - {row.name for row in rows if row.decided is not None}
    )
    return Proposed(rows, choices, len(open_), policy.keyings(item.pk))


def _reading(proposal: Proposal) -> FieldReading:
    return FieldReading(
        proposal.value,
        proposal.confidence,
        proposal.page,
        handwritten=proposal.is_handwritten,
        reason=proposal.reason,
    )


def _as_taught(agency_id: Any, name: str, field: FieldReading) -> FieldReading:
    """What corrections taught that a reading means, and why. It never becomes sure by that alone."""
    known = taught(agency_id, name, field.value) if field.value else None
    if known is None:
        return field
    # Kept as it is, like every reason: words of the archive, in its language.
    told = f"đọc là «{(field.value or '')[:60]}», đã học từ {known.times} lần sửa"
    if known.against:
        told += f", {known.against} lần nói khác"
    # Of so many that said so and so many against: the rule of succession.
    trust = min((known.times + 1) / (known.times + known.against + 2), LINE - 0.01)
    reason = "; ".join(part for part in (field.reason, told) if part)
    return replace(field, value=known.value, confidence=max(min(field.confidence, LINE - 0.01), trust), reason=reason)


def _chosen(name: str, field: FieldReading | None, catalogued: str, policy: Policy) -> Choice:
    value, confidence = (field.value, field.confidence) if field else (None, 0.0)
    chosen = choose(name, proposed=value, confidence=confidence, catalogued=catalogued)
    if value and name in FIELDS and not policy.is_sure(name, confidence):
        return replace(chosen, is_doubt=True)
    return chosen


def _kept(item: Any, name: str) -> str:
    return str(getattr(item, FORM[name]) or "") if FORM[name] else ""


def _settle(row: ProposedField, before: ProposedField | None, policy: Policy) -> None:
    """What people answered for many alike stays while the page says the same; what is sure is filled in, or drawn."""
    if before is not None and before.decided_way == Way.ALIKE and _said(before) == _said(row):
        row.decided, row.decided_way = before.decided, Way.ALIKE
        row.is_doubt, row.doubt_key = before.is_doubt, before.doubt_key
        return
    # What the form does not ask for (counts, the stamp of secrecy) nobody stops at, and no policy decides.
    if row.name not in FORM or row.is_doubt or not row.value or not policy.is_sure(row.name, row.confidence):
        return
    row.is_sampled = policy.is_sampled(row.item_id, row.name)
    if not row.is_sampled:
        row.decided, row.decided_way = row.value, Way.POLICY


def _said(row: ProposedField) -> str | None:
    return row.page_value if row.page_value is not None else row.value
