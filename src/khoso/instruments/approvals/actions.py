"""Calling a ballot, taking the attendance, writing down what each says, closing it; and deciding on a subject.

The caller is a stage: it has asked whether this person may, and says who sits in the body.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.web.words import told
from khoso.instruments.approvals import queries
from khoso.instruments.approvals.errors import BallotRefused, DecisionRefused
from khoso.instruments.approvals.models import Ballot, Decision, Elector, Opinion
from khoso.instruments.approvals.rules import Tally
from khoso.instruments.approvals.states import BALLOT_STATES
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.kernel.words import Sentence


@dataclass(frozen=True, slots=True)
class Given:
    """A member of the body as it stands: `person` where they have an account here."""

    name: str
    duty: str
    position: str = ""
    person_id: int | None = None


@transaction.atomic
def call(
    subject: tuple[str, object],
    agency: Agency,
    electors: Sequence[Given],
    *,
    proposer: Person | None,
    quorum_percent: int = 67,
    majority_percent: int = 50,
) -> Ballot:
    """Put a question to the members of a body. Raises BallotRefused when there is nobody to ask."""
    kind, identifier = subject
    if not 0 < quorum_percent <= 100 or not 0 < majority_percent < 100:
        raise BallotRefused(_("Chưa ghi: tỷ lệ phải trong khoảng 1 đến 100."))
    if not any(proposer is None or one.person_id != proposer.pk for one in electors):
        raise BallotRefused(_("Chưa ghi: không có ai được biểu quyết."))
    ballot = Ballot.objects.create(
        subject_kind=kind,
        subject_id=str(identifier),
        agency=agency,
        proposer=proposer,
        quorum_percent=quorum_percent,
        majority_percent=majority_percent,
    )
    Elector.objects.bulk_create(
        Elector(
            ballot=ballot,
            person_id=one.person_id,
            name=one_space(one.name)[:120],
            position=one_space(one.position)[:200],
            duty=one.duty,
        )
        for one in electors
    )
    details = {"about": kind, "of": str(identifier), "members": len(electors), "quorum": quorum_percent}
    record("approvals.ballot.call", subject=("ballot", ballot.pk), agency=agency.code, details=details)
    return ballot


def _held(ballot: Ballot) -> Ballot:
    return Ballot.objects.select_for_update(of=("self",)).select_related("agency", "proposer").get(pk=ballot.pk)


@transaction.atomic
def take_attendance(ballot: Ballot, absent: Mapping[int, str]) -> Ballot:
    """Who is there: all electors but those in `absent` (elector → reason). Who spoke already stays present.

    Raises BallotRefused when a reason is missing or somebody who spoke is said to be absent.
    """
    ballot = _held(ballot)
    BALLOT_STATES.next(ballot.state, "attend")
    electors = list(ballot.electors.all())
    if strangers := set(absent) - {one.pk for one in electors}:
        raise BallotRefused(
            told(Sentence("Chưa ghi: {count} người vắng không là thành viên.", count=len(strangers))), "absent"
        )
    spoken = set(Opinion.objects.filter(elector__ballot=ballot).values_list("elector_id", flat=True))
    for one in electors:
        reason = one_space(absent.get(one.pk, ""))[:300]
        if one.pk in absent and not reason:
            raise BallotRefused(told(Sentence("Chưa ghi: hãy nêu lý do {name} vắng.", name=one.name)), "absent")
        if one.pk in absent and one.pk in spoken:
            raise BallotRefused(
                told(Sentence("Chưa ghi: {name} đã cho ý kiến, không ghi vắng được.", name=one.name)), "absent"
            )
        one.is_present, one.absence_reason = one.pk not in absent, reason
    Elector.objects.bulk_update(electors, ["is_present", "absence_reason"])
    details = {"present": len(electors) - len(absent), "members": len(electors)}
    record("approvals.ballot.attend", subject=("ballot", ballot.pk), agency=ballot.agency.code, details=details)
    return ballot


@transaction.atomic
def open_ballot(ballot: Ballot) -> Ballot:
    """Begin to ask. Raises BallotRefused without the attendance, or when too few are there."""
    ballot = _held(ballot)
    state = BALLOT_STATES.next(ballot.state, "open")
    counted = queries.room(ballot)
    if any(one.elector.is_present is None for one in counted.said):
        raise BallotRefused(_("Chưa mở: hãy điểm danh trước."), "absent")
    present = counted.tally()
    if not present.has_quorum:
        raise BallotRefused(
            told(
                Sentence(
                    "Chưa mở: có mặt {present}/{members}, cần ít nhất {needed} thành viên. "
                    "Hãy chờ đủ người, hoặc hủy phiên này và mời họp lại.",
                    present=present.present,
                    members=present.members,
                    needed=present.needed,
                )
            ),
            "absent",
        )
    ballot.state, ballot.opened_at = state, clock.now()
    ballot.save(update_fields=["state", "opened_at"])
    record(
        "approvals.ballot.open",
        subject=("ballot", ballot.pk),
        agency=ballot.agency.code,
        details={"present": present.present, "members": present.members},
    )
    return ballot


@transaction.atomic
def say(elector: Elector, vote: str, text: str = "", *, about: str = "", by: Person) -> Opinion:
    """What an elector says, of the whole or of one part (`about`); a later word replaces, and both stay.

    `by` is the elector, or the secretary who writes down what somebody said in the room: the caller asks that. Who put
    the subject forward may speak and does not vote: their word is always «another opinion».
    """
    ballot = _held(elector.ballot)
    BALLOT_STATES.next(ballot.state, "say")
    elector = Elector.objects.get(pk=elector.pk)
    text = text.strip()[:2000]
    if vote not in Opinion.Vote.values:
        raise BallotRefused(_("Chưa ghi: hãy chọn đồng ý, không đồng ý hoặc ý kiến khác."), "vote")
    if not elector.is_present:
        raise BallotRefused(told(Sentence("Chưa ghi: {name} vắng mặt.", name=elector.name)), "vote")
    if _is_proposer(ballot, elector) and vote != Opinion.Vote.ABSTAIN:
        raise BallotRefused(
            _("Chưa ghi: người trình được phát biểu nhưng không biểu quyết; hãy chọn «Ý kiến khác»."), "vote"
        )
    if vote != Opinion.Vote.YES and not about and not text:
        raise BallotRefused(_("Chưa ghi: hãy nêu ý kiến khi không đồng ý hoặc có ý kiến khác."), "text")
    Opinion.objects.filter(elector=elector, about=about, is_current=True).update(is_current=False)
    made = Opinion.objects.create(elector=elector, about=about, vote=vote, text=text, at=clock.now(), recorded_by=by)
    details = {"name": elector.name, "vote": vote, "about": about, "by_member": elector.person_id == by.pk}
    record("approvals.opinion.say", subject=("ballot", ballot.pk), agency=ballot.agency.code, details=details)
    return made


def _is_proposer(ballot: Ballot, elector: Elector) -> bool:
    return ballot.proposer_id is not None and elector.person_id == ballot.proposer_id


@transaction.atomic
def close(ballot: Ballot) -> Tally:
    """Count, and write down what it came to. Raises BallotRefused while somebody present has not been heard."""
    ballot = _held(ballot)
    heard = queries.room(ballot)
    result = heard.tally()
    state = BALLOT_STATES.next(ballot.state, "pass" if result.passes else "fail")
    if silent := heard.unheard():
        names = ", ".join(one.elector.name for one in silent)
        raise BallotRefused(told(Sentence("Chưa kết thúc: chưa có ý kiến của {names}.", names=names)))
    ballot.state, ballot.closed_at = state, clock.now()
    ballot.save(update_fields=["state", "closed_at"])
    details = {"result": state, "yes": result.yes, "no": result.no, "abstain": result.abstain, "voters": result.voters}
    record("approvals.ballot.close", subject=("ballot", ballot.pk), agency=ballot.agency.code, details=details)
    return result


@transaction.atomic
def cancel(ballot: Ballot) -> Ballot:
    """Ask no more. What was said stays."""
    ballot = _held(ballot)
    ballot.state, ballot.closed_at = BALLOT_STATES.next(ballot.state, "cancel"), clock.now()
    ballot.save(update_fields=["state", "closed_at"])
    record("approvals.ballot.cancel", subject=("ballot", ballot.pk), agency=ballot.agency.code)
    return ballot


@dataclass(frozen=True, slots=True)
class Paper:
    """The decision as it is written: an approval has a number and a day, a return has a reason."""

    number: str = ""
    issued_on: date | None = None
    reason: str = ""
    signer_name: str = ""
    signer_title: str = ""


@transaction.atomic
def decide(
    subject: tuple[str, object],
    agency: Agency,
    verdict: str,
    paper: Paper,
    *,
    proposers: Iterable[Any],
    role: str,
    by: Person,
) -> Decision:
    """What the one who decides decided. Raises DecisionRefused when they put the subject forward themselves, or decide
    by what one of those who did has lent them; `role`: by which role they decide."""
    kind, identifier = subject
    refuse_decider(by, proposers, agency, role)
    number, reason = one_space(paper.number)[:60], paper.reason.strip()[:1000]
    if verdict == Decision.Verdict.APPROVED:
        if not number:
            raise DecisionRefused(_("Chưa ghi: quyết định cần có số, ký hiệu."), "number")
        if paper.issued_on is None:
            raise DecisionRefused(_("Chưa ghi: quyết định cần có ngày ban hành."), "issued_on")
        if paper.issued_on > clock.today():
            raise DecisionRefused(_("Chưa ghi: ngày ban hành còn ở phía trước."), "issued_on")
    elif not reason:
        raise DecisionRefused(_("Chưa trả lại: hãy nêu lý do để người lập sửa."), "reason")
    made = Decision.objects.create(
        subject_kind=kind,
        subject_id=str(identifier),
        agency=agency,
        verdict=verdict,
        number=number,
        issued_on=paper.issued_on,
        decided_by=by,
        signer_name=one_space(paper.signer_name or by.full_name)[:120],
        signer_title=one_space(paper.signer_title)[:120],
        reason=reason,
        decided_at=clock.now(),
    )
    details = {"about": kind, "of": str(identifier), "verdict": verdict, "number": number, "reason": reason}
    record("approvals.decision.make", subject=("decision", made.pk), agency=agency.code, details=details)
    return made


def refuse_decider(by: Person, proposers: Iterable[Any], agency: Agency, role: str) -> None:
    """Raises DecisionRefused for who put the subject forward, or decides in the name of one who did."""
    match queries.why_not_decider(by, proposers, agency.pk, role):
        case "self":
            raise DecisionRefused(_("Chưa quyết định: người trình không phê duyệt. Việc này do người khác quyết định."))
        case "lent":
            raise DecisionRefused(
                _("Chưa quyết định: quyền này do chính người trình ủy quyền cho anh/chị; người trình không phê duyệt.")
            )


@transaction.atomic
def keep_papers(decision: Decision, *, docx_digest: str, pdf_digest: str) -> Decision:
    """The decision as paper, kept once: the bytes lie in the store under these digests."""
    if decision.docx_digest or decision.pdf_digest:
        raise DecisionRefused(_("Chưa ghi: quyết định đã có văn bản."))
    decision.docx_digest, decision.pdf_digest = docx_digest, pdf_digest
    decision.save(update_fields=["docx_digest", "pdf_digest"])
    return decision
