"""Ballots: every state with every move, words that stay, and who may not decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from tests.house import person

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency, Delegation
from khoso.instruments.approvals import actions, queries
from khoso.instruments.approvals.actions import Given, Paper
from khoso.instruments.approvals.errors import BallotRefused, DecisionRefused
from khoso.instruments.approvals.models import Ballot, Decision, Opinion
from khoso.instruments.approvals.states import BALLOT_STATES
from khoso.kernel import clock
from khoso.kernel.states import WrongState

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S5")]
SUBJECT = ("thing", 7)


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(code="H19.77", name="Ủy ban nhân dân xã Mẫu", kind="commune")


def ballot_of(agency: Agency, *, proposer: Any = None) -> Ballot:
    members = [person("mot"), person("hai"), person("ba")]
    given = [Given(f"Người {one.username}", "member", "", one.pk) for one in members]
    return actions.call(SUBJECT, agency, given, proposer=proposer)


def elector(ballot: Ballot, name: str) -> Any:
    return ballot.electors.get(person__username=name)


def in_state(agency: Agency, state: str) -> Ballot:
    ballot = ballot_of(agency)
    if state == "called":
        return ballot
    actions.take_attendance(ballot, {})
    if state == "cancelled":
        actions.cancel(ballot)
        return ballot
    actions.open_ballot(ballot)
    if state in ("passed", "failed"):
        for name in ("mot", "hai", "ba"):
            actions.say(elector(ballot, name), "yes" if state == "passed" else "no", "Lý do", by=person(name))
        actions.close(ballot)
    ballot.refresh_from_db()
    assert ballot.state == state
    return ballot


def _close(ballot: Ballot) -> None:
    for one in ballot.electors.all():
        if ballot.state == "open":
            actions.say(one, "yes", by=one.person)
    actions.close(ballot)


MOVES: dict[str, Callable[[Ballot], Any]] = {
    "attend": lambda ballot: actions.take_attendance(ballot, {}),
    "open": lambda ballot: (ballot.electors.update(is_present=True), actions.open_ballot(ballot)),
    "say": lambda ballot: actions.say(elector(ballot, "mot"), "yes", by=person("mot")),
    "pass": _close,
    "cancel": actions.cancel,
}


@pytest.mark.parametrize("state", BALLOT_STATES.states)
@pytest.mark.parametrize("move", MOVES)
def test_every_move_in_every_state(agency: Agency, state: str, move: str) -> None:
    ballot = in_state(agency, state)
    opinions = Opinion.objects.count()
    if BALLOT_STATES.allows(state, move):
        MOVES[move](ballot)
        ballot.refresh_from_db()
        assert ballot.state == BALLOT_STATES.next(state, move)
    else:
        with pytest.raises(WrongState):
            MOVES[move](ballot)
        ballot.refresh_from_db()
        assert (ballot.state, Opinion.objects.count()) == (state, opinions)


def test_too_few_open_nothing_and_the_refusal_says_how_many_are_wanted(agency: Agency) -> None:
    ballot = ballot_of(agency)
    actions.take_attendance(ballot, {elector(ballot, "mot").pk: "ốm", elector(ballot, "hai").pk: "công tác"})
    with pytest.raises(BallotRefused, match="có mặt 1/3, cần ít nhất 2"):
        actions.open_ballot(ballot)
    ballot.refresh_from_db()
    assert ballot.state == "called"


def test_who_is_away_has_a_reason_and_no_vote(agency: Agency) -> None:
    ballot = ballot_of(agency)
    with pytest.raises(BallotRefused, match="lý do Người mot vắng"):
        actions.take_attendance(ballot, {elector(ballot, "mot").pk: " "})
    actions.take_attendance(ballot, {elector(ballot, "mot").pk: "ốm"})
    actions.open_ballot(ballot)
    with pytest.raises(BallotRefused, match="vắng mặt"):
        actions.say(elector(ballot, "mot"), "yes", by=person("mot"))


def test_a_later_word_replaces_and_both_stay_with_who_wrote_them(agency: Agency) -> None:
    ballot = in_state(agency, "open")
    actions.say(elector(ballot, "mot"), "no", "Chưa rõ", by=person("mot"))
    actions.say(elector(ballot, "mot"), "yes", "Đã rõ", by=person("hai"))
    said = queries.room(ballot).of_person(person("mot"))
    assert said is not None and said.whole is not None
    assert (said.whole.vote, said.whole.recorded_by) == ("yes", person("hai"))
    assert [(one.vote, one.text, one.recorded_by) for one in said.before[""]] == [("no", "Chưa rõ", person("mot"))]


def test_a_part_is_counted_for_itself(agency: Agency) -> None:
    ballot = in_state(agency, "open")
    for name, vote in (("mot", "yes"), ("hai", "yes"), ("ba", "no")):
        actions.say(elector(ballot, name), vote, about="entry:5", by=person(name))
    room = queries.room(ballot)
    assert (room.parts(), room.tally("entry:5").passes, room.tally().yes) == (["entry:5"], True, 0)


def test_it_is_not_closed_while_somebody_present_was_not_heard(agency: Agency) -> None:
    ballot = in_state(agency, "open")
    actions.say(elector(ballot, "mot"), "yes", by=person("mot"))
    with pytest.raises(BallotRefused, match="Người hai, Người ba"):
        actions.close(ballot)


def test_who_put_it_forward_speaks_and_does_not_vote(agency: Agency) -> None:
    ballot = ballot_of(agency, proposer=person("mot"))
    actions.take_attendance(ballot, {})
    actions.open_ballot(ballot)
    with pytest.raises(BallotRefused, match="không biểu quyết"):
        actions.say(elector(ballot, "mot"), "yes", by=person("mot"))
    actions.say(elector(ballot, "mot"), "abstain", "Xin giải trình", by=person("mot"))
    for name in ("hai", "ba"):
        actions.say(elector(ballot, name), "yes", by=person(name))
    told = actions.close(ballot)
    assert (told.present, told.voters, told.yes, told.passes) == (3, 2, 2, True)


def test_nobody_asks_only_the_proposer(agency: Agency) -> None:
    with pytest.raises(BallotRefused, match="không có ai được biểu quyết"):
        actions.call(SUBJECT, agency, [Given("Người mot", "chair", "", person("mot").pk)], proposer=person("mot"))


def _decide(agency: Agency, by: Any, proposer: Any, verdict: str = "approved", **paper: Any) -> Decision:
    told = {"number": "12/QĐ", "issued_on": clock.today(), "reason": "Sửa lại", **paper}
    return actions.decide(SUBJECT, agency, verdict, Paper(**told), proposers=[proposer], role="head", by=by)


def test_a_decision_has_number_and_day_a_return_has_its_reason(agency: Agency) -> None:
    head, clerk = person("truong", (agency, "head")), person("lap")
    for paper, verdict, match in (
        ({"number": " "}, "approved", "số, ký hiệu"),
        ({"issued_on": None}, "approved", "ngày ban hành"),
        ({"issued_on": clock.today() + timedelta(days=1)}, "approved", "phía trước"),
        ({"reason": ""}, "returned", "lý do"),
    ):
        with pytest.raises(DecisionRefused, match=match):
            _decide(agency, head, clerk, verdict, **paper)
    assert not Decision.objects.exists()
    made = _decide(agency, head, clerk)
    assert (made.number, made.decided_by, queries.decisions_of(*SUBJECT)) == ("12/QĐ", head, [made])


def test_who_proposed_does_not_decide_nor_does_who_was_lent_the_right_by_them(agency: Agency) -> None:
    head, deputy = person("truong", (agency, "head")), person("pho")
    with pytest.raises(DecisionRefused, match="người trình không phê duyệt"):
        _decide(agency, head, head)
    days = {"valid_from": clock.today(), "valid_to": clock.today() + timedelta(days=5)}
    Delegation.objects.create(giver=head, taker=deputy, agency=agency, role="head", made_at=clock.now(), **days)
    with pytest.raises(DecisionRefused, match="ủy quyền"):
        _decide(agency, deputy, head)
    assert _decide(agency, deputy, person("lap")).decided_by == deputy


def test_a_subject_without_a_known_proposer_is_decided_by_nobody(agency: Agency) -> None:
    with pytest.raises(DecisionRefused):
        _decide(agency, person("truong"), None)


def test_each_move_is_in_the_trail(agency: Agency) -> None:
    in_state(agency, "passed")
    _decide(agency, person("truong"), person("lap"))
    verbs = list(AuditEntry.objects.filter(chain="approvals").order_by("position").values_list("verb", flat=True))
    say = ["approvals.opinion.say"] * 3
    assert verbs == [
        "approvals.ballot.call",
        "approvals.ballot.attend",
        "approvals.ballot.open",
        *say,
        "approvals.ballot.close",
        "approvals.decision.make",
    ]


def test_papers_of_a_decision_are_kept_once(agency: Agency) -> None:
    made = _decide(agency, person("truong"), person("lap"), issued_on=date(2026, 6, 1))
    actions.keep_papers(made, docx_digest="a" * 64, pdf_digest="b" * 64)
    with pytest.raises(DecisionRefused):
        actions.keep_papers(made, docx_digest="c" * 64, pdf_digest="d" * 64)
