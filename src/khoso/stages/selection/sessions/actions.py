"""Sessions of the Review Council about a proposed list: call, open, hear everybody, conclude with minutes.

# Luật: KH 82 III.2.b; Phụ lục II II.2 (biên bản họp Hội đồng)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.web.words import told
from khoso.instruments.approvals import actions as approvals
from khoso.instruments.approvals.queries import Elector, Opinion
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.stages.programme import actions as programme
from khoso.stages.programme import queries as programme_queries
from khoso.stages.programme.queries import Council
from khoso.stages.selection import states
from khoso.stages.selection.models import CouncilSession, SelectionEntry, SelectionList
from khoso.stages.selection.permissions import can_call_session, can_vote
from khoso.stages.selection.proposing.actions import held as held_list
from khoso.stages.selection.proposing.deciding import proposers_of
from khoso.stages.selection.sessions import queries, rules
from khoso.stages.selection.sessions.errors import SessionNotAllowed, SessionRefused
from khoso.stages.selection.states import SESSION_STATES

KIND = "council_session"
NOTATION = "BB-HĐRS"


def council_for(one: SelectionList, day: Any) -> Council:
    """The council that may sit about this list on a day. Raises SessionRefused with what to do."""
    council = programme_queries.council_of(one.agency_id, day)
    if why := rules.why_not_council(council.members if council else None, proposers_of(one)):
        raise SessionRefused(told(why))
    assert council is not None
    return council


def _must_lead(council: Council | None, agency: Any, by: Any) -> None:
    if not can_call_session(by, agency) or council is None or not council.has_duty(by, *rules.LEADERS):
        raise SessionNotAllowed(
            _("Chưa làm gì: việc này của Chủ tịch, Phó Chủ tịch hoặc Thư ký Hội đồng rà soát của cơ quan.")
        )


@transaction.atomic
def call_session(one: SelectionList, *, starts_at: datetime, place: str, agenda: str = "", by: Any) -> CouncilSession:
    """Invite the council about a proposed list: a ballot with its members as they stand, a meeting in their calendars.

    Raises SessionRefused, SessionNotAllowed.
    """
    one = held_list(one.pk)
    day = starts_at.astimezone(clock.VIETNAM).date()
    if one.state != states.PROPOSED:
        raise SessionRefused(_("Chưa mời: chỉ họp về danh mục đã trình Hội đồng."))
    council = council_for(one, day)
    _must_lead(council, one.agency, by)
    if one.sessions.filter(state__in=[states.CALLED, states.OPENED]).exists():
        raise SessionRefused(_("Chưa mời: đã có phiên họp về danh mục này."))
    if starts_at < clock.now() - timedelta(days=1):
        raise SessionRefused(_("Chưa mời: ngày giờ họp đã qua."), "starts_at")
    if council.founded_on and day < council.founded_on:
        raise SessionRefused(_("Chưa mời: ngày họp trước ngày thành lập Hội đồng."), "starts_at")
    if not (place := one_space(place)[:200]):
        raise SessionRefused(_("Chưa mời: hãy ghi địa điểm."), "place")
    session = CouncilSession.objects.create(
        agency=one.agency,
        body_id=council.body_id,
        list=one,
        starts_at=starts_at,
        place=place,
        agenda=agenda.strip(),
        called_by=by,
    )
    session.ballot = approvals.call(
        (KIND, session.pk),
        one.agency,
        [approvals.Given(m.name, m.duty, m.position, m.person_id) for m in council.members],
        proposer=one.proposed_by,
        quorum_percent=rules.QUORUM_PERCENT,
        majority_percent=rules.MAJORITY_PERCENT,
    )
    subject = _("Họp xét danh mục số hóa: {title}").format(title=one.title)
    session.meeting = programme.call_meeting(council.body_id, day, subject, by=by)
    session.save(update_fields=["ballot", "meeting"])
    details = {"title": one.title, "at": starts_at.isoformat(), "place": place}
    record("selection.session.call", subject=(KIND, session.pk), agency=one.agency.code, details=details)
    return session


def _held(session: CouncilSession) -> CouncilSession:
    rows = CouncilSession.objects.select_for_update(of=("self",))
    return rows.select_related("agency", "body", "list__agency", "ballot", "meeting").get(pk=session.pk)


def led(session: CouncilSession, by: Any) -> CouncilSession:
    """The session, held, when `by` may lead it."""
    session = _held(session)
    council = programme_queries.council_of(session.agency_id, clock.today())
    if council is None or council.body_id != session.body_id:
        raise SessionRefused(
            _("Chưa làm gì: Hội đồng của phiên này đã giải thể. Hãy hủy phiên họp và mời Hội đồng mới họp lại.")
        )
    _must_lead(council, session.agency, by)
    return session


@transaction.atomic
def open_session(session: CouncilSession, absent: Mapping[int, str], *, by: Any) -> CouncilSession:
    """Take the attendance and begin. Raises when too few are there, or nobody who may chair."""
    session = led(session, by)
    state = SESSION_STATES.next(session.state, "open")
    assert session.ballot is not None
    approvals.take_attendance(session.ballot, absent)
    if not session.ballot.electors.filter(duty__in=[rules.CHAIR, rules.DEPUTY], is_present=True).exists():
        raise SessionRefused(
            _("Chưa khai mạc: Chủ tịch và Phó Chủ tịch đều vắng, không có người chủ trì. Hãy mời họp lại.")
        )
    approvals.open_ballot(session.ballot)
    session.state, session.opened_at = state, clock.now()
    session.save(update_fields=["state", "opened_at"])
    present = session.ballot.electors.filter(is_present=True).count()
    record(
        "selection.session.open",
        subject=(KIND, session.pk),
        agency=session.agency.code,
        details={"title": session.list.title, "present": present},
    )
    return session


@transaction.atomic
def change_attendance(session: CouncilSession, absent: Mapping[int, str], *, by: Any) -> CouncilSession:
    """Somebody came late, or left before saying anything."""
    session = led(session, by)
    _must_be_open(session)
    assert session.ballot is not None
    approvals.take_attendance(session.ballot, absent)
    return session


def _must_be_open(session: CouncilSession) -> None:
    if session.state != states.OPENED:
        raise SessionRefused(_("Chưa ghi: phiên họp chưa khai mạc hoặc đã kết thúc."))


@transaction.atomic
def say(
    session: CouncilSession,
    elector: Elector,
    vote: str,
    text: str = "",
    *,
    entry: SelectionEntry | None = None,
    by: Any,
) -> Opinion:
    """What a member says of the list, or (`entry`) of striking one dossier out; from their own account, or written down
    by who leads the session. Who proposed the list writes nobody's vote down but their own words."""
    session = _held(session)
    _must_be_open(session)
    if elector.ballot_id != session.ballot_id:
        raise SessionRefused(_("Chưa ghi: người này không là thành viên của phiên họp."))
    if elector.person_id != by.pk:
        _must_lead(programme_queries.council_of(session.agency_id, clock.today()), session.agency, by)
        if by.pk in proposers_of(session.list):
            raise SessionNotAllowed(_("Chưa ghi: người trình danh mục không ghi thay ý kiến của thành viên khác."))
    elif not can_vote(by, session.agency):
        raise SessionNotAllowed(_("Chưa ghi: anh/chị không còn quyền cho ý kiến ở cơ quan này."))
    about = ""
    if entry is not None:
        about = rules.part_of(entry.pk)
        if entry.list_id != session.list_id or entry.is_struck:
            raise SessionRefused(_("Chưa ghi: hồ sơ này không có trong danh mục đang xét."))
        first = not Opinion.objects.filter(elector__ballot_id=session.ballot_id, about=about).exists()
        if first and not text.strip():
            raise SessionRefused(_("Chưa ghi: hãy nêu lý do đề nghị đưa hồ sơ ra khỏi danh mục."), "text")
    return approvals.say(elector, vote, text, about=about, by=by)


@transaction.atomic
def note(session: CouncilSession, *, discussion: str, conclusion: str, by: Any) -> CouncilSession:
    """What is being discussed and concluded, written while the session goes on."""
    session = led(session, by)
    _must_be_open(session)
    session.discussion, session.conclusion = discussion.strip(), conclusion.strip()
    session.save(update_fields=["discussion", "conclusion"])
    record(
        "selection.session.note",
        subject=(KIND, session.pk),
        agency=session.agency.code,
        details={"title": session.list.title},
    )
    return session


@transaction.atomic
def cancel_session(session: CouncilSession, reason: str, *, by: Any) -> CouncilSession:
    """The session is not held, or broken off. The list stays proposed; what was said stays to be read."""
    session = _held(session)
    council = programme_queries.council_of(session.agency_id, clock.today())
    is_own = council is not None and council.body_id == session.body_id
    if is_own:
        _must_lead(council, session.agency, by)
    elif not can_call_session(by, session.agency):
        raise SessionNotAllowed(_("Chưa hủy: anh/chị không mời họp Hội đồng của cơ quan này."))
    state = SESSION_STATES.next(session.state, "cancel")
    if not (reason := one_space(reason)[:500]):
        raise SessionRefused(_("Chưa hủy: hãy nêu lý do."), "reason")
    assert session.ballot is not None
    approvals.cancel(session.ballot)
    coming, session.meeting = session.meeting, None
    session.state, session.cancelled_reason, session.closed_at = state, reason, clock.now()
    session.save(update_fields=["state", "cancelled_reason", "closed_at", "meeting"])
    if coming is not None:
        programme.call_off_meeting(coming)
    record(
        "selection.session.cancel",
        subject=(KIND, session.pk),
        agency=session.agency.code,
        details={"title": session.list.title, "reason": reason},
    )
    return session


def next_number(session: CouncilSession) -> str:
    """The number the next minutes of this agency's council would have this year."""
    taken = queries.minutes_numbers(session.agency_id, clock.today().year)
    return f"{max(taken, default=0) + 1:02d}/{NOTATION}"
