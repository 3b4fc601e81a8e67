"""What the council's word does to a list, and the head's decision. # Luật: KH 82 III.2.b"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.engines import blobs, office
from khoso.engines.jobs import enqueue
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.instruments.approvals import actions as approvals
from khoso.instruments.approvals.actions import Paper
from khoso.instruments.approvals.queries import Decision
from khoso.kernel import clock, news
from khoso.kernel.text_vi import one_space
from khoso.stages.selection import states
from khoso.stages.selection.events import ListApproved
from khoso.stages.selection.models import SelectionList
from khoso.stages.selection.permissions import can_decide_list
from khoso.stages.selection.proposing import entries, papers
from khoso.stages.selection.proposing.actions import held, refuse_unready
from khoso.stages.selection.proposing.errors import ListNotAllowed, ListRefused
from khoso.stages.selection.states import LIST_STATES

KIND = "selection_list"


@transaction.atomic
def council_passed(list_id: int) -> SelectionList:
    """The council agrees: what is left on the list goes to the head."""
    one = held(list_id)
    one.state = LIST_STATES.next(one.state, "pass")
    one.save(update_fields=["state"])
    details = {"title": one.title, "entries": _standing(one)}
    record("selection.list.pass", subject=(KIND, one.pk), agency=one.agency.code, details=details)
    return one


@transaction.atomic
def council_returned(list_id: int, reason: str) -> SelectionList:
    """The council does not agree: whoever made the list mends it and proposes again."""
    return _return(held(list_id), reason)


def _return(one: SelectionList, reason: str) -> SelectionList:
    one.state = LIST_STATES.next(one.state, "return")
    one.returned_reason = one_space(reason)[:1000]
    one.save(update_fields=["state", "returned_reason"])
    details = {"title": one.title, "reason": one.returned_reason}
    record("selection.list.return", subject=(KIND, one.pk), agency=one.agency.code, details=details)
    return one


def _must_decide(one: SelectionList, by: Any) -> None:
    if not can_decide_list(by, one.agency):
        raise ListNotAllowed(_("Chưa quyết định: chỉ thủ trưởng của cơ quan phê duyệt danh mục."))


def proposers_of(one: SelectionList) -> list[int]:
    """Who put the list forward: they do not decide on it."""
    return [person for person in dict.fromkeys((one.proposed_by_id, one.made_by_id)) if person]


@transaction.atomic
def approve(
    one: SelectionList, *, number: str, issued_on: date | None, signer_name: str = "", signer_title: str = "", by: Any
) -> SelectionList:
    """The head's decision: the list is frozen and opens the door to scanning; the version it replaces is superseded.

    What keeps a dossier out is asked once more. Raises DossiersBlocked, ListRefused, ListNotAllowed, DecisionRefused.
    """
    one = held(one.pk)
    _must_decide(one, by)
    state = LIST_STATES.next(one.state, "approve")
    approvals.refuse_decider(by, proposers_of(one), one.agency, str(Role.HEAD))
    number = one_space(number)[:60]
    if SelectionList.objects.filter(agency=one.agency, decision_number=number).exclude(pk=one.pk).exists() and number:
        raise ListRefused(_("Chưa phê duyệt: số quyết định này đã dùng cho danh mục khác."), "number")
    refuse_unready(one)
    decided = approvals.decide(
        (KIND, one.pk),
        one.agency,
        Decision.Verdict.APPROVED,
        Paper(number, issued_on, "", signer_name, signer_title),
        proposers=proposers_of(one),
        role=str(Role.HEAD),
        by=by,
    )
    one.state, one.decision_number, one.decision_date = state, decided.number, decided.issued_on
    one.approved_by, one.recorded_at, one.returned_reason = decided.signer_name, clock.now(), ""
    one.frozen_digest = entries.digest(one)
    one.save()
    record(
        "selection.list.approve",
        subject=(KIND, one.pk),
        agency=one.agency.code,
        details={"decision": one.decision_number, "entries": _standing(one), "digest": one.frozen_digest},
    )
    _supersede(one)
    keep_decision_papers(one, decided)
    news.publish(ListApproved(list_id=one.pk))
    return one


def _standing(one: SelectionList) -> int:
    return one.entries.filter(is_struck=False).count()


def _supersede(one: SelectionList) -> None:
    if one.replaces_id is None:
        return
    old = held(one.replaces_id)
    old.state = LIST_STATES.next(old.state, "supersede")
    old.save(update_fields=["state"])
    details = {"title": old.title, "by": one.decision_number}
    record("selection.list.supersede", subject=(KIND, old.pk), agency=old.agency.code, details=details)


def keep_decision_papers(one: SelectionList, decided: Decision) -> None:
    """The decision as DOCX and PDF, with the list as its annex: made once, when it is taken. A long annex takes its
    time: a job draws it."""
    if _standing(one) > papers.DRAWN_AT_ONCE:
        enqueue("selection.draw_decision_papers", once=f"decision:{decided.pk}", decision_id=decided.pk)
    else:
        draw_decision(decided.pk)


@transaction.atomic
def draw_decision(decision_id: int) -> None:
    """Draw and keep the papers of a decision that has none yet."""
    decided = Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    if decided.docx_digest:
        return
    one = SelectionList.objects.select_related("agency").get(pk=int(decided.subject_id))
    paper = papers.decision_paper(one, decided)
    store = blobs.store()
    approvals.keep_papers(
        decided,
        docx_digest=store.put_bytes(office.docx(paper)).sha256,
        pdf_digest=store.put_bytes(office.pdf(paper, at=decided.decided_at)).sha256,
    )


@transaction.atomic
def give_back(one: SelectionList, reason: str, *, by: Any) -> SelectionList:
    """The head returns the list with a reason; whoever made it mends it, and the council sits again."""
    one = held(one.pk)
    _must_decide(one, by)
    if one.state != states.ASSESSED:
        LIST_STATES.next(one.state, "approve")
    approvals.decide(
        (KIND, one.pk),
        one.agency,
        Decision.Verdict.RETURNED,
        Paper(reason=reason),
        proposers=proposers_of(one),
        role=str(Role.HEAD),
        by=by,
    )
    return _return(one, reason)


@transaction.atomic
def record_paper_list(
    agency: Agency,
    *,
    title: str,
    number: str,
    issued_on: date,
    signer: str,
    named: list[tuple[str, str, str]],
    by: Any,
) -> SelectionList:
    """A list that was approved on paper before it came here: (fonds title, box, dossier number) of each dossier.

    It stays marked as such: no assessment, no session of ours stands behind it.
    """
    from khoso.stages.selection.actions import approve_list

    if not can_decide_list(by, agency):
        raise ListNotAllowed(_("Chưa ghi: chỉ thủ trưởng ghi nhận danh mục đã phê duyệt trên giấy."))
    number = one_space(number)[:60]
    if SelectionList.objects.filter(agency=agency, decision_number=number).exists():
        raise ListRefused(_("Chưa ghi: số quyết định này đã có danh mục."), "number")
    if issued_on > clock.today():
        raise ListRefused(_("Chưa ghi: ngày ban hành còn ở phía trước."), "issued_on")
    if not named:
        raise ListRefused(_("Chưa ghi: danh mục chưa có hồ sơ nào."), "entries")
    made = approve_list(
        agency,
        title=one_space(title)[:300],
        decision_number=number,
        decision_date=issued_on,
        approved_by=one_space(signer)[:120],
        entries=named,
    )
    details = {"title": made.title, "decision": number, "entries": len(named)}
    record("selection.list.record_paper", subject=(KIND, made.pk), agency=agency.code, details=details)
    return made
