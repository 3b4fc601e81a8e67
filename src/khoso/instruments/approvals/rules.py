"""When enough are there and when enough agree, as pure functions. See docs/decisions/0038."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

YES, NO, ABSTAIN = "yes", "no", "abstain"
# Two thirds and one third cannot be written in whole percents.
_THIRDS = {33: Fraction(1, 3), 67: Fraction(2, 3)}


def share(percent: int) -> Fraction:
    """The share a percentage stands for: 67 is two thirds, 33 one third."""
    return _THIRDS.get(percent, Fraction(percent, 100))


def needed(members: int, percent: int) -> int:
    """How many members must be there: the share, rounded up, and never nobody."""
    return max(1, -(-(members * share(percent)) // 1))


@dataclass(frozen=True, slots=True)
class Voter:
    """A member as the reckoning sees them. `may_vote`: who put the subject forward speaks and does not vote."""

    is_present: bool
    vote: str = ""
    may_vote: bool = True


@dataclass(frozen=True, slots=True)
class Tally:
    """What was said, and whether it carries."""

    members: int
    present: int
    needed: int
    # Present members who may vote: those a majority is a majority of.
    voters: int
    yes: int
    no: int
    abstain: int
    majority_percent: int

    @property
    def silent(self) -> int:
        """Present and entitled, and said nothing."""
        return self.voters - self.yes - self.no - self.abstain

    @property
    def has_quorum(self) -> bool:
        return self.present >= self.needed

    @property
    def yes_needed(self) -> int:
        """The least number of voices that is more than the share."""
        return int(self.voters * share(self.majority_percent)) + 1

    @property
    def passes(self) -> bool:
        """Enough are there, and more than the share of those who may vote agree; a tie, silence and another opinion do
        not."""
        return self.has_quorum and self.voters > 0 and self.yes >= self.yes_needed


def tally(voters: Iterable[Voter], *, quorum_percent: int, majority_percent: int) -> Tally:
    """Count. What somebody absent said does not count; neither does the vote of who may not vote."""
    told = list(voters)
    there = [one for one in told if one.is_present]
    counted = [one for one in there if one.may_vote]
    votes = [one.vote for one in counted]
    return Tally(
        members=len(told),
        present=len(there),
        needed=needed(len(told), quorum_percent),
        voters=len(counted),
        yes=votes.count(YES),
        no=votes.count(NO),
        abstain=votes.count(ABSTAIN),
        majority_percent=majority_percent,
    )
