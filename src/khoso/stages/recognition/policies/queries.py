"""Which policy counts, and how what it accepted came out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import CONFIRMERS
from khoso.foundation.web import counting
from khoso.kernel import dates
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import states
from khoso.stages.recognition.choosing import FORM, LABELS
from khoso.stages.recognition.crosschecks.likeness import letters
from khoso.stages.recognition.models import ConfirmPolicy, ItemFields, ProposedField, Reading
from khoso.stages.recognition.permissions import DECIDERS
from khoso.stages.recognition.policies.rules import Checked, Policy, stricter

# Fields changed of which the value is compared letter by letter; more of them and a page would be slow.
MOST_CHANGED = 5000


def policy_for(agency_id: Any) -> Policy:
    """The policy that counts for an agency now: its own, else the city's, else what the house begins with."""
    row = row_for(agency_id)
    return of_row(row) if row else Policy()


def row_for(agency_id: Any) -> ConfirmPolicy | None:
    """The row behind `policy_for`; None where nobody has set one."""
    return own_row(agency_id) or own_row(None)


def own_row(agency_id: Any) -> ConfirmPolicy | None:
    """The latest row of this agency alone; of the city for None."""
    return ConfirmPolicy.objects.filter(agency_id=agency_id).order_by("-made_at", "-pk").first()


def of_row(row: ConfirmPolicy) -> Policy:
    return Policy(
        row.sure_from, {**row.sure_by_field}, row.sampled_percent, row.double_percent, row.seed or f"policy-{row.pk}"
    )


def history(agency_id: Any) -> list[ConfirmPolicy]:
    """Every policy an agency had (the city for None), the newest first."""
    return list(ConfirmPolicy.objects.filter(agency_id=agency_id).select_related("made_by")[:50])


def agencies_seen(person: Any) -> list[Agency]:
    """The agencies whose policy a person sees and that have anything to confirm or a policy of their own."""
    scope = agencies_of(person, DECIDERS | CONFIRMERS)
    used = Q(pk__in=digitisation.deliveries_seen_by(person).order_by().values("agency_id")) | Q(
        pk__in=ConfirmPolicy.objects.filter(agency__isnull=False).values("agency_id")
    )
    rows = Agency.objects.filter(used if scope is None else Q(pk__in=scope))
    return list(rows.order_by("name")[:500])


@dataclass(frozen=True, slots=True)
class FieldChecked:
    """How the sampled fields of one name came out under a policy, and what follows."""

    checked: Checked
    # How many were accepted without a look, in confirmed items.
    accepted: int
    threshold: float
    # Waiting for a person to look.
    waiting: int
    # None: the threshold may stay.
    stricter: float | None


def sampled(agency_ids: frozenset[int] | None, since: datetime | None = None) -> QuerySet[ProposedField]:
    """The sampled sure fields of items that a person confirmed, of these agencies (None: of all).

    `since`: of what was read from then on, by the policy that counts from then on.
    """
    rows = ProposedField.objects.filter(is_sampled=True, item__in=_confirmed(since), decided__isnull=False)
    return rows if agency_ids is None else rows.filter(delivery__agency_id__in=agency_ids)


def _confirmed(since: datetime | None) -> QuerySet[ItemFields, Any]:
    rows = ItemFields.objects.filter(state=states.CONFIRMED).exclude(item_id__in=digitisation.items_put_away())
    if since is not None:
        # What was read before was accepted under an earlier policy, whenever somebody came to confirm it.
        read = Reading.objects.filter(file__item_id=OuterRef("item_id"), read_at__gte=since)
        rows = rows.filter(Exists(read), confirmed_at__gte=since)
    return rows.values("item_id")


def was_left(row: ProposedField) -> bool:
    """Whether a person left what the machine proposed as it was; the form a date is typed in does not matter."""
    return same_value(row.name, row.value or "", row.decided or "")


def same_value(name: str, left: str, right: str) -> bool:
    """Whether two values are the same words: spelling of tone marks and case aside, accents not."""
    if name == "issued_date":
        one, other = dates.parse(left), dates.parse(right)
        return (one.iso if one else left) == (other.iso if other else right)
    return left == right or letters(left) == letters(right)


def outcome(agency_ids: frozenset[int] | None, policy: Policy, since: datetime | None = None) -> list[FieldChecked]:
    """Field by field: of what was sampled how much was left as it was, and whether the threshold holds.

    Of the whole city it is counted once for everybody who looks within a short time.
    """
    if agency_ids is None:
        key = (policy.seed, policy.sure_from, tuple(sorted(policy.sure_by_field.items())), since)
        return counting.for_all("recognition.policy", key, lambda: _outcome(None, policy, since))
    return _outcome(agency_ids, policy, since)


def _outcome(agency_ids: frozenset[int] | None, policy: Policy, since: datetime | None) -> list[FieldChecked]:
    rows = sampled(agency_ids, since)
    looked = dict(rows.values_list("name").annotate(Count("pk")).order_by())
    changed = _changed(rows)
    accepted = _counted(agency_ids, since, decided_way=ProposedField.Way.POLICY)
    waiting = _waiting(agency_ids)
    told = []
    for name in sorted({*looked, *accepted, *waiting}, key=_place):
        checked = Checked(name, looked.get(name, 0) - changed.get(name, 0), looked.get(name, 0))
        now = policy.threshold(name)
        wanted = stricter(_confidences(rows, name), now) if checked.is_under else None
        told.append(FieldChecked(checked, accepted.get(name, 0), now, waiting.get(name, 0), wanted))
    return told


def _changed(rows: QuerySet[ProposedField]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    # All of them: a date is typed otherwise than it is read each time, and would crowd out what was really changed.
    written = rows.exclude(decided=F("value")).order_by().values_list("name", "value", "decided")
    for name, value, decided in written.iterator(chunk_size=2000):
        counts[name] += not same_value(name, value or "", decided or "")
    return counts


def _counted(agency_ids: frozenset[int] | None, since: datetime | None, **of: Any) -> dict[str, int]:
    rows = ProposedField.objects.filter(item__in=_confirmed(since), **of)
    if agency_ids is not None:
        rows = rows.filter(delivery__agency_id__in=agency_ids)
    return dict(rows.values_list("name").annotate(Count("pk")).order_by())


def _to_look_at() -> QuerySet[ProposedField]:
    """Sampled fields nobody looked at yet; of what is in quarantine nothing is told. # Luật: KH 82 II"""
    rows = ProposedField.objects.filter(is_sampled=True, decided__isnull=True)
    return rows.exclude(item_id__in=digitisation.items_put_away())


def _waiting(agency_ids: frozenset[int] | None) -> dict[str, int]:
    rows = _to_look_at()
    if agency_ids is not None:
        rows = rows.filter(delivery__agency_id__in=agency_ids)
    return dict(rows.values_list("name").annotate(Count("pk")).order_by())


def _confidences(rows: QuerySet[ProposedField], name: str) -> Iterator[tuple[float, bool]]:
    for row in rows.filter(name=name).only("name", "value", "decided", "confidence")[: 4 * MOST_CHANGED]:
        yield row.confidence, was_left(row)


def _place(name: str) -> int:
    names = list(LABELS)
    return names.index(name) if name in names else len(names)


def effect(agency_ids: frozenset[int] | None, policy: Policy) -> tuple[int, int]:
    """Of the latest fields read: how many this policy would accept without a look, out of how many that were read."""
    # Counts of seals or pages, and the stamp of secrecy, no policy decides.
    rows = ProposedField.objects.filter(value__isnull=False, name__in=list(FORM))
    if agency_ids is not None:
        rows = rows.filter(delivery__agency_id__in=agency_ids)
    latest = list(rows.order_by("-pk").values_list("item_id", "name", "confidence")[:2000])
    sure = sum(policy.is_sure(name, told) and not policy.is_sampled(item, name) for item, name, told in latest)
    return sure, len(latest)


def behind(agency_ids: frozenset[int] | None, name: str, outcome_: str, since: datetime | None) -> Any:
    """The fields of one name a figure counts: `sua` changed, `nhan` accepted, `cho` waiting, else looked at."""
    if outcome_ == "nhan":
        rows = ProposedField.objects.filter(item__in=_confirmed(since), decided_way=ProposedField.Way.POLICY)
    elif outcome_ == "cho":
        rows = _to_look_at()
    else:
        rows = sampled(None, since)
    if agency_ids is not None:
        rows = rows.filter(delivery__agency_id__in=agency_ids)
    rows = rows.filter(name=name).select_related("item").order_by("-pk")
    if outcome_ == "sua":
        return [row for row in rows.exclude(decided=F("value"))[:MOST_CHANGED] if not was_left(row)]
    return rows
