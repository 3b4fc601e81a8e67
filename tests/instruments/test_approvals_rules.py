"""When enough are there and when enough agree: for every number of members, absences and votes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoso.instruments.approvals import rules
from khoso.instruments.approvals.rules import Voter

VOTERS = st.lists(
    st.builds(Voter, st.booleans(), st.sampled_from(["yes", "no", "abstain", ""]), st.booleans()), max_size=30
)
SHARES = st.integers(1, 99)


@pytest.mark.parametrize(
    ("members", "percent", "needed"),
    [
        (3, 67, 2),
        (5, 67, 4),
        (6, 67, 4),
        (7, 67, 5),
        (9, 67, 6),
        (4, 50, 2),
        (5, 50, 3),
        (5, 51, 3),
        (7, 100, 7),
        (1, 1, 1),
        (3, 33, 1),
    ],
)
def test_a_share_of_the_members_is_rounded_up_and_67_is_two_thirds(members: int, percent: int, needed: int) -> None:
    assert rules.needed(members, percent) == needed


@given(st.integers(1, 500), st.integers(1, 100))
def test_as_many_as_needed_are_the_share_and_one_fewer_is_not(members: int, percent: int) -> None:
    enough = rules.needed(members, percent)
    assert 1 <= enough <= members
    assert enough == max(1, math.ceil(members * rules.share(percent)))


@given(VOTERS, SHARES, SHARES)
def test_nothing_passes_without_the_quorum(voters: list[Voter], quorum: int, majority: int) -> None:
    told = rules.tally(voters, quorum_percent=quorum, majority_percent=majority)
    assert not told.passes or told.present >= rules.needed(told.members, quorum)


@given(VOTERS, SHARES, SHARES)
def test_what_passes_has_more_than_the_share_of_those_who_may_vote(
    voters: list[Voter], quorum: int, majority: int
) -> None:
    told = rules.tally(voters, quorum_percent=quorum, majority_percent=majority)
    more = told.voters > 0 and told.yes > told.voters * rules.share(majority)
    assert told.passes == (more and told.has_quorum)


@given(VOTERS, SHARES, SHARES)
def test_every_voter_is_counted_once(voters: list[Voter], quorum: int, majority: int) -> None:
    told = rules.tally(voters, quorum_percent=quorum, majority_percent=majority)
    assert told.yes + told.no + told.abstain + told.silent == told.voters <= told.present <= told.members == len(voters)


@given(VOTERS, SHARES, SHARES, st.sampled_from(["yes", "no", "abstain"]))
def test_the_vote_of_the_absent_and_of_the_proposer_changes_nothing(
    voters: list[Voter], quorum: int, majority: int, vote: str
) -> None:
    other = [one if one.is_present and one.may_vote else Voter(one.is_present, vote, one.may_vote) for one in voters]
    both = [rules.tally(some, quorum_percent=quorum, majority_percent=majority) for some in (voters, other)]
    assert both[0] == both[1]


@given(VOTERS, SHARES, SHARES)
def test_one_more_yes_never_undoes_a_pass(voters: list[Voter], quorum: int, majority: int) -> None:
    before = rules.tally(voters, quorum_percent=quorum, majority_percent=majority)
    turned = [Voter(one.is_present, "yes", one.may_vote) for one in voters]
    after = rules.tally(turned, quorum_percent=quorum, majority_percent=majority)
    assert not before.passes or after.passes


@pytest.mark.parametrize(
    ("votes", "passes"),
    [
        (["yes", "no"], False),
        (["yes", "yes", "no"], True),
        (["yes", "yes", "no", "no"], False),
        (["yes", "yes", "abstain", "abstain"], False),
        (["yes", "abstain", "abstain"], False),
        (["yes", "yes", "", "no"], False),
        (["yes", "yes", "yes", ""], True),
    ],
)
def test_a_tie_another_opinion_and_silence_do_not_carry(votes: list[str], passes: bool) -> None:
    told = rules.tally([Voter(True, vote) for vote in votes], quorum_percent=67, majority_percent=50)
    assert told.passes is passes
