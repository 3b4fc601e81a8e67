"""Reading ballots and decisions: who was there, who said what, what it came to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from khoso.foundation.identity.models import Delegation
from khoso.foundation.identity.rules import must_be_another
from khoso.instruments.approvals import rules, states
from khoso.instruments.approvals.models import Ballot as Ballot
from khoso.instruments.approvals.models import Decision as Decision
from khoso.instruments.approvals.models import Elector as Elector
from khoso.instruments.approvals.models import Opinion as Opinion
from khoso.instruments.approvals.rules import Tally as Tally
from khoso.instruments.approvals.rules import Voter
from khoso.kernel import clock


@dataclass(slots=True)
class Said:
    """An elector with their present words, and those they replaced, by what they are about («»: the whole)."""

    elector: Elector
    may_vote: bool
    now: dict[str, Opinion] = field(default_factory=dict)
    before: dict[str, list[Opinion]] = field(default_factory=lambda: defaultdict(list))

    @property
    def whole(self) -> Opinion | None:
        return self.now.get("")


@dataclass(slots=True)
class Room:
    """A ballot with everybody and everything that was said, read by three questions."""

    ballot: Ballot
    said: list[Said]

    def tally(self, about: str = "") -> Tally:
        """What it came to so far, of the whole or of one part."""
        voters = [
            Voter(bool(one.elector.is_present), one.now[about].vote if about in one.now else "", one.may_vote)
            for one in self.said
        ]
        ballot = self.ballot
        return rules.tally(voters, quorum_percent=ballot.quorum_percent, majority_percent=ballot.majority_percent)

    def parts(self) -> list[str]:
        """The parts somebody said something of, in the order they came up."""
        first: dict[str, Any] = {}
        for one in self.said:
            for opinion in [*one.now.values(), *(old for olds in one.before.values() for old in olds)]:
                if opinion.about:
                    first[opinion.about] = min(
                        first.get(opinion.about, (opinion.at, opinion.pk)), (opinion.at, opinion.pk)
                    )
        return sorted(first, key=lambda about: first[about])

    def of(self, elector_id: int) -> Said | None:
        return next((one for one in self.said if one.elector.pk == elector_id), None)

    def of_person(self, person: Any) -> Said | None:
        """The seat of somebody with an account."""
        return next((one for one in self.said if person and one.elector.person_id == person.pk), None)

    def unheard(self) -> list[Said]:
        """Present, entitled to vote, and silent about the whole."""
        return [one for one in self.said if one.elector.is_present and one.may_vote and one.whole is None]


def room(ballot: Ballot) -> Room:
    """Everything about a ballot."""
    electors = list(ballot.electors.select_related("person"))
    said = {one.pk: Said(one, ballot.proposer_id is None or one.person_id != ballot.proposer_id) for one in electors}
    opinions = Opinion.objects.filter(elector__ballot=ballot).select_related("recorded_by").order_by("at", "pk")
    for opinion in opinions:
        if opinion.is_current:
            said[opinion.elector_id].now[opinion.about] = opinion
        else:
            said[opinion.elector_id].before[opinion.about].append(opinion)
    return Room(ballot, [said[one.pk] for one in electors])


def open_ballots_of(person: Any, subject_kind: str) -> list[Ballot]:
    """Open ballots where a person is present, may vote and has not said anything of the whole."""
    spoken = Opinion.objects.filter(is_current=True, about="", elector__person=person)
    rows = Ballot.objects.filter(
        subject_kind=subject_kind, state=states.OPEN, electors__person=person, electors__is_present=True
    ).exclude(proposer=person)
    return list(rows.exclude(electors__in=spoken.values("elector")).order_by("opened_at"))


def decisions_of(subject_kind: str, subject_id: object) -> list[Decision]:
    """What was decided of a subject, oldest first."""
    rows = Decision.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id))
    return list(rows.select_related("decided_by"))


def why_not_decider(person: Any, proposers: Iterable[Any], agency_id: int, role: str) -> str:
    """`self` when the person put the subject forward, `lent` when they decide in the name of one who did; else «».

    # Luật: KH 82 III.2.b (người trình không phê duyệt)
    """
    asked = {getattr(one, "pk", one) for one in proposers if one is not None}
    if not asked or not all(must_be_another(one, person) for one in asked):
        return "self"
    today = clock.today()
    lent = Delegation.objects.filter(
        taker=person, giver_id__in=asked, role=role, revoked_at=None, valid_from__lte=today, valid_to__gte=today
    )
    return "lent" if lent.exists() else ""
