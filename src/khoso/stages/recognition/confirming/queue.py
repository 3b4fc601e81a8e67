"""Which items a person is given, in which order, by what they chose to see."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from khoso.foundation.identity.permissions import agencies_of, can_confirm_fields, can_settle_disputes
from khoso.foundation.identity.roles import CONFIRMERS, DISPUTE_SETTLERS
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import queries, states
from khoso.stages.recognition.choosing import LABELS
from khoso.stages.recognition.confirming import claims
from khoso.stages.recognition.models import Claim, ItemFields, Keying, ProposedField

WAITING, SECOND, DISPUTED, MINE = "cho", "lan-hai", "phan-xu", "dang-do"
HANDWRITTEN, NONE = "viet-tay", "khong"
# Two people may ask at the same moment; after so many tries somebody empties the queue faster than we look.
TRIES = 20


@dataclass(frozen=True)
class Chosen:
    """What a person chose to see of the queue."""

    view: str = WAITING
    delivery: str = ""
    fonds: str = ""
    doubt: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Chosen:
        """From the address; what nobody could have chosen there is left out."""
        view, doubt = str(asked.get("xem", "")), str(asked.get("nghi", ""))
        return cls(
            view=view if view in (SECOND, DISPUTED, MINE) else WAITING,
            delivery=_identifier(asked.get("lo", "")),
            fonds=_identifier(asked.get("phong", "")),
            doubt=doubt if doubt in (HANDWRITTEN, NONE) or doubt in LABELS else "",
        )

    def query(self, **changes: str) -> str:
        """The part of an address that says this, with its question mark; "" when it says nothing."""
        told = replace(self, **changes) if changes else self
        given = {"xem": told.view, "lo": told.delivery, "phong": told.fonds, "nghi": told.doubt}
        kept = {name: value for name, value in given.items() if value and value != WAITING}
        return f"?{urlencode(kept)}" if kept else ""


def _identifier(text: Any) -> str:
    try:
        return str(uuid.UUID(str(text)))
    except ValueError:
        return ""


def _between_two(person: Any, state: str, roles: Any) -> QuerySet[ItemFields]:
    """Items in a state that another person must take on: never one of those who keyed."""
    rows = ItemFields.objects.filter(state=state).exclude(item_id__in=digitisation.items_put_away())
    scope = agencies_of(person, roles)
    if scope is not None:
        rows = rows.filter(delivery__agency_id__in=scope)
    return rows.exclude(Exists(Keying.objects.filter(fields_id=OuterRef("pk"), by_id=person.pk)))


def to_key_second(person: Any) -> QuerySet[ItemFields]:
    """Items another person keyed, which this one may key as the second."""
    return _between_two(person, states.KEYED, CONFIRMERS).order_by("-doubts", "pk")


def to_arbitrate(person: Any) -> QuerySet[ItemFields]:
    """Items two others keyed differently, which this person may decide."""
    return _between_two(person, states.DISPUTED, DISPUTE_SETTLERS).order_by("-doubts", "pk")


def mine(person: Any) -> QuerySet[ItemFields]:
    """What this person opened and did not finish, whether they still hold it or left it for later."""
    own = Claim.objects.filter(by_id=person.pk, is_ahead=False).values("fields_id")
    among = Q(state__in=(states.WAITING, states.KEYED))
    if can_settle_disputes(person):
        among |= Q(state=states.DISPUTED)
    rows = ItemFields.objects.filter(among, pk__in=own).exclude(item_id__in=digitisation.items_put_away())
    scope = agencies_of(person, CONFIRMERS | DISPUTE_SETTLERS)
    return (rows if scope is None else rows.filter(delivery__agency_id__in=scope)).order_by("-doubts", "pk")


def rows(person: Any, chosen: Chosen) -> QuerySet[ItemFields]:
    """The items this person chose to see, most doubtful first."""
    found = _view(person, chosen.view)
    if chosen.delivery:
        found = found.filter(delivery_id=chosen.delivery)
    if chosen.fonds:
        found = found.filter(item__dossier__fonds_id=chosen.fonds)
    if chosen.doubt == NONE:
        return found.filter(doubts=0)
    if chosen.doubt:
        doubts = ProposedField.objects.filter(item_id=OuterRef("item_id"), is_doubt=True, decided__isnull=True)
        handwritten = chosen.doubt == HANDWRITTEN
        return found.filter(
            Exists(doubts.filter(**({"is_handwritten": True} if handwritten else {"name": chosen.doubt})))
        )
    return found


def _view(person: Any, view: str) -> QuerySet[ItemFields]:
    if view == DISPUTED:
        return to_arbitrate(person)
    if view == MINE:
        return mine(person)
    if view == SECOND:
        return to_key_second(person)
    return queries.waiting(person) if can_confirm_fields(person) else ItemFields.objects.none()


def next_for(person: Any, chosen: Chosen, after: ItemFields | None = None) -> ItemFields | None:
    """The next item for this person, held for them from now on; None when there is none that nobody else has."""
    for _ in range(TRIES):
        free = claims.free_for(person, rows(person, chosen))
        found = _following(free, after)
        if found is None:
            return None
        if claims.claim(found.pk, person, is_ahead=True) is None:
            return found
    return None


def _following(free: QuerySet[ItemFields], after: ItemFields | None) -> ItemFields | None:
    """The item after that one in the order of the queue, from its beginning again after the last."""
    if after is None:
        return free.first()
    others = free.exclude(pk=after.pk)
    return (
        others.filter(doubts=after.doubts, pk__gt=after.pk).first()
        or others.filter(doubts__lt=after.doubts).first()
        or others.first()
    )


def fonds_to_choose(person: Any, chosen: Chosen) -> list[tuple[str, str]]:
    """Fonds with waiting items: of the chosen delivery, or of the person's own agencies."""
    if not chosen.delivery and agencies_of(person, CONFIRMERS) is None:
        # The whole city's fonds are no list to choose from.
        return []
    found = rows(person, replace(chosen, fonds="", doubt="")).order_by()
    told = found.values_list("item__dossier__fonds_id", "item__dossier__fonds__title").annotate(many=Count("pk"))
    return [(str(fonds), title) for fonds, title, _ in told.order_by("item__dossier__fonds__title")[:100]]
