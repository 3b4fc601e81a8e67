"""Bodies, rounds, findings and monitoring of an agency, for the table of who opens what from near and far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.programme.models import Body, BodyMember, Meeting, MonitoringMinutes, Programme, Round, RoundFinding
from khoso.stages.programme.models import Visit as VisitRow

Row = tuple[Callable[..., list[Any]], set[str], set[str], set[str]]
WORKING = {"clerk", "council_member", "supervisor", "head"}
FAR = {"home_affairs", "archivist", "security_officer"}
KEEPING = {"clerk", "supervisor", "head"}
GET, POST, BOTH = {"get"}, {"post"}, {"get", "post"}


def _body(agency: Agency) -> Body:
    return Body.objects.create(agency=agency, kind="other", name="Tổ công tác", founded_on=clock.today())


def _member(agency: Agency) -> list[Any]:
    body = _body(agency)
    return [body.pk, BodyMember.objects.create(body=body, name="Lê Thị Mẫu", duty="chair").pk]


def _meeting(agency: Agency) -> list[Any]:
    body = _body(agency)
    row = Meeting.objects.create(body=body, held_on=clock.today(), subject="Họp", recorded_at=clock.now())
    return [body.pk, row.pk]


def _visit(agency: Agency) -> VisitRow:
    plan, _ = Programme.objects.get_or_create(
        code="XA-GAN",
        defaults={
            "title": "Kế hoạch",
            "starts_on": clock.today(),
            "ends_on": clock.today(),
            "first_period_starts_on": clock.today(),
            "loaded_at": clock.now(),
        },
    )
    made = Round.objects.create(programme=plan, title="Đợt", starts_on=clock.today(), ends_on=clock.today())
    return VisitRow.objects.create(round=made, agency=agency, planned_on=clock.today())


def _finding(agency: Agency, state: str) -> list[Any]:
    return [RoundFinding.objects.create(agency=agency, visit=_visit(agency), text="Thiếu sổ", state=state).pk]


def _monitoring(agency: Agency) -> list[Any]:
    made = MonitoringMinutes.objects.create(
        agency=agency, watched_on=clock.today(), subject="Giám sát", text="Tốt", recorded_at=clock.now()
    )
    return [made.pk]


def _of(make: Callable[[Agency], list[Any]]) -> Callable[..., list[Any]]:
    return lambda line, held, lent: make(line.agency)


_a_body = _of(lambda agency: [_body(agency).pk])
_a_visit = _of(lambda agency: [_visit(agency).pk])
_a_round = _of(lambda agency: [_visit(agency).round_id])

ROWS: dict[str, Row] = {
    "programme:body": (_a_body, GET, WORKING, FAR),
    "programme:body-decision": (_a_body, BOTH, KEEPING, {"home_affairs"}),
    "programme:body-dissolve": (_a_body, BOTH, KEEPING, {"home_affairs"}),
    "programme:member-add": (_a_body, BOTH, KEEPING, {"home_affairs"}),
    "programme:member-change": (_of(_member), BOTH, KEEPING, {"home_affairs"}),
    "programme:meeting-record": (_a_body, BOTH, KEEPING, {"home_affairs"}),
    "programme:meeting-minute": (_of(_meeting), BOTH, KEEPING, {"home_affairs"}),
    "programme:round": (_a_round, GET, WORKING, FAR),
    # Not published yet.
    "programme:round-notice": (_a_round, BOTH, set(), {"home_affairs"}),
    "programme:notice-paper": (
        _of(lambda agency: [_visit(agency).round_id, "docx"]),
        GET,
        set(),
        {"home_affairs"},
    ),
    "programme:visits-add": (_a_round, BOTH, set(), {"home_affairs"}),
    "programme:visit": (_a_visit, GET, WORKING, FAR),
    "programme:visit-record": (_a_visit, BOTH, set(), {"home_affairs"}),
    "programme:visit-move": (_a_visit, POST, set(), {"home_affairs"}),
    "programme:visit-drop": (_a_visit, POST, set(), {"home_affairs"}),
    "programme:finding": (_of(lambda agency: _finding(agency, "open")), GET, WORKING, FAR),
    "programme:finding-mend": (_of(lambda agency: _finding(agency, "open")), BOTH, KEEPING, set()),
    "programme:finding-close": (_of(lambda agency: _finding(agency, "mended")), POST, set(), {"home_affairs"}),
    "programme:finding-send-back": (_of(lambda agency: _finding(agency, "mended")), BOTH, set(), {"home_affairs"}),
    "programme:monitoring": (_of(_monitoring), GET, WORKING, FAR),
}
OF_NO_AGENCY = {
    "programme:guidance": "of all whom it is meant for",
    "programme:guidance-confirm": "of all whom it is meant for",
    "programme:guidance-readers": "shows each only the people of their scope",
    "programme:version-publish": "Home Affairs, everywhere",
    "programme:version-withdraw": "Home Affairs, everywhere",
    "programme:day-off-remove": "Home Affairs, everywhere",
    "programme:calendar-feed": "a secret of one person; others open nothing",
}
