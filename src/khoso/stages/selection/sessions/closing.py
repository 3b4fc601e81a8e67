"""The end of a session: what was struck out, what the votes came to, the minutes that nobody changes any more."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.engines import blobs, office
from khoso.foundation.audit.actions import record
from khoso.instruments.approvals import actions as approvals
from khoso.kernel import clock
from khoso.kernel.text_vi import fold, one_space
from khoso.stages.programme import actions as programme
from khoso.stages.programme import queries as programme_queries
from khoso.stages.selection.models import CouncilSession, SelectionEntry
from khoso.stages.selection.proposing import deciding
from khoso.stages.selection.sessions import minutes, queries
from khoso.stages.selection.sessions.actions import KIND, led
from khoso.stages.selection.sessions.errors import SessionRefused
from khoso.stages.selection.states import SESSION_STATES


@transaction.atomic
def close_session(session: CouncilSession, *, conclusion: str, minutes_number: str, by: Any) -> CouncilSession:
    """Count the votes, strike out what the council does not want, write the minutes, hand the list on or back.

    Raises SessionRefused without a conclusion or number, BallotRefused while somebody present was not heard.
    """
    session = led(session, by)
    state = SESSION_STATES.next(session.state, "close")
    number = one_space(minutes_number)[:60]
    if not (conclusion := conclusion.strip()):
        raise SessionRefused(_("Chưa kết thúc: hãy ghi kết luận của chủ trì."), "conclusion")
    if not number:
        raise SessionRefused(_("Chưa kết thúc: hãy ghi số của biên bản."), "minutes_number")
    if CouncilSession.objects.filter(agency=session.agency, minutes_number=number).exclude(pk=session.pk).exists():
        raise SessionRefused(_("Chưa kết thúc: số biên bản này đã dùng cho phiên khác."), "minutes_number")
    assert session.ballot is not None
    result = approvals.close(session.ballot)
    session.ballot.refresh_from_db()
    struck = _strike(session)
    session.state, session.conclusion, session.minutes_number = state, conclusion, number
    session.closed_at = clock.now()
    _keep_minutes(session, by)
    session.save()
    details = {"title": session.list.title, "number": number, "yes": result.yes, "struck": struck}
    record("selection.session.close", subject=(KIND, session.pk), agency=session.agency.code, details=details)
    if result.passes and session.list.entries.filter(is_struck=False).exists():
        deciding.council_passed(session.list_id)
    else:
        said = _("Hội đồng không thông qua (biên bản {number}): {conclusion}")
        deciding.council_returned(session.list_id, said.format(number=number, conclusion=conclusion))
    return session


def _strike(session: CouncilSession) -> int:
    """Take those dossiers off that a majority does not want; they stay on the list as history, with the reason."""
    struck = []
    for one in queries.objections(session, queries.room_of(session)):
        if one.carries:
            one.entry.is_struck, one.entry.struck_reason = True, one.reason[:500]
            struck.append(one.entry)
    SelectionEntry.objects.bulk_update(struck, ["is_struck", "struck_reason"])
    return len(struck)


def _keep_minutes(session: CouncilSession, by: Any) -> None:
    """The minutes in both forms, in the store of bytes and in the body's own book."""
    paper = minutes.paper(session)
    drawn = office.pdf(paper, at=session.closed_at or clock.now())
    session.minutes_docx = blobs.store().put_bytes(office.docx(paper)).sha256
    session.minutes_pdf = blobs.store().put_bytes(drawn).sha256
    if session.meeting is None:
        return
    opened = (session.opened_at or clock.now()).astimezone(clock.VIETNAM)
    programme.minute_meeting(
        session.meeting,
        held_on=opened.date(),
        present=_seats_present(session),
        conclusion=session.conclusion,
        number=session.minutes_number,
        minutes=drawn,
        by=by,
    )


def _seats_present(session: CouncilSession) -> list[int]:
    """The seats of the body whose members were there: by account, else by name."""
    assert session.ballot is not None
    day = (session.opened_at or clock.now()).astimezone(clock.VIETNAM).date()
    council = programme_queries.council_of(session.agency_id, day)
    there = list(session.ballot.electors.filter(is_present=True))
    accounts = {one.person_id for one in there if one.person_id}
    names = {fold(one_space(one.name)) for one in there if not one.person_id}
    members = council.members if council and council.body_id == session.body_id else ()
    return [one.key for one in members if one.person_id in accounts or fold(one_space(one.name)) in names]
