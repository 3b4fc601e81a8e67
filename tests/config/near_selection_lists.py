"""Lists and sessions of an agency, for the table of who opens what from near and far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from khoso.engines import blobs
from khoso.foundation.identity.models import Agency
from khoso.instruments.approvals.models import Ballot, Decision
from khoso.kernel import clock
from khoso.stages.programme.models import Body
from khoso.stages.selection.models import CouncilSession, SelectionList

Row = tuple[Callable[..., list[Any]], set[str], set[str], set[str]]
WORKING = {"clerk", "council_member", "supervisor", "head"}
WIDE = {"home_affairs", "archivist"}
PROPOSING, SITTING = {"clerk", "supervisor"}, {"clerk", "council_member", "supervisor", "head"}
GET, POST, BOTH = {"get"}, {"post"}, {"get", "post"}


def _list(agency: Agency, state: str = "draft", **more: Any) -> SelectionList:
    return SelectionList.objects.create(agency=agency, title="Danh mục", state=state, recorded_at=None, **more)


def _newer(agency: Agency) -> list[Any]:
    return [_list(agency, replaces=_list(agency, "approved")).pk]


def _decided(agency: Agency) -> list[Any]:
    one = _list(agency, "approved")
    kept = blobs.store().put_bytes(b"%PDF-1.7").sha256
    Decision.objects.create(
        subject_kind="selection_list",
        subject_id=str(one.pk),
        agency=agency,
        verdict="approved",
        signer_name="Lê Thị Mẫu",
        decided_at=clock.now(),
        docx_digest=kept,
        pdf_digest=kept,
    )
    return [one.pk, "pdf"]


def _session(agency: Agency, state: str = "called") -> list[Any]:
    body = Body.objects.create(agency=agency, kind="other", name="Hội đồng", founded_on=clock.today())
    made = CouncilSession.objects.create(
        agency=agency,
        body=body,
        list=_list(agency, "proposed"),
        ballot=Ballot.objects.create(subject_kind="council_session", subject_id="1", agency=agency),
        state=state,
        starts_at=clock.now(),
        place="Phòng họp",
        minutes_pdf=blobs.store().put_bytes(b"%PDF-1.7").sha256,
    )
    return [made.pk]


def _of(make: Callable[[Agency], list[Any]]) -> Callable[..., list[Any]]:
    return lambda line, held, lent: make(line.agency)


_a_list = _of(lambda agency: [_list(agency).pk])
_a_session = _of(_session)

ROWS: dict[str, Row] = {
    "selection:list": (_a_list, GET, WORKING, WIDE),
    "selection:list-file": (_of(lambda agency: [_list(agency).pk, "xlsx"]), GET, WORKING, WIDE),
    "selection:list-decision-file": (_of(_decided), GET, WORKING, WIDE),
    "selection:list-differences": (_of(_newer), GET, WORKING, WIDE),
    "selection:list-add": (_a_list, BOTH, PROPOSING, {"archivist"}),
    "selection:list-remove": (_a_list, POST, PROPOSING, {"archivist"}),
    "selection:list-rename": (_a_list, POST, PROPOSING, {"archivist"}),
    "selection:list-propose": (_a_list, POST, PROPOSING, {"archivist"}),
    "selection:list-withdraw": (_a_list, POST, PROPOSING, {"archivist"}),
    "selection:list-revise": (_a_list, POST, PROPOSING, {"archivist"}),
    "selection:list-decide": (_a_list, BOTH, {"head"}, set()),
    "selection:session": (_a_session, GET, WORKING, WIDE),
    "selection:session-minutes": (_of(lambda agency: [*_session(agency, "closed"), "pdf"]), GET, WORKING, WIDE),
    "selection:session-call": (_of(lambda agency: [_list(agency, "proposed").pk]), BOTH, SITTING, {"archivist"}),
    "selection:session-attendance": (_a_session, POST, SITTING, {"archivist"}),
    "selection:session-opinion": (_a_session, POST, SITTING, {"archivist"}),
    "selection:session-conclude": (_a_session, POST, SITTING, {"archivist"}),
    "selection:session-cancel": (_a_session, POST, SITTING, {"archivist"}),
}
