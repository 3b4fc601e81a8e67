"""A commune with a council, a clerk who proposes, a head who decides, and dossiers that may be digitised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.house import person

from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.catalogue.actions import register_dossier, register_fonds
from khoso.stages.catalogue.models import Arrangement, Dossier
from khoso.stages.programme.bodies.actions import Given, found_body
from khoso.stages.programme.models import Body
from khoso.stages.selection.models import Assessment, CouncilSession, SelectionList
from khoso.stages.selection.proposing import actions as lists
from khoso.stages.selection.sessions import actions as sessions
from khoso.stages.selection.sessions.closing import close_session

FONDS = "Ủy ban nhân dân xã Mẫu"


@dataclass
class Commune:
    """Everybody who has a hand in a list. The council: chair, deputy, secretary, one member without an account."""

    agency: Agency
    clerk: Any
    chair: Any
    deputy: Any
    secretary: Any
    head: Any
    body: Body


def commune_of(agency: Agency) -> Commune:
    clerk = person("lap", (agency, "clerk"))
    chair = person("chutich", (agency, "council_member"))
    deputy = person("pho", (agency, "council_member"))
    secretary = person("thuky", (agency, "supervisor"))
    head = person("thutruong", (agency, "head"))
    members = [
        Given("Người chutich", "chair", "Trưởng phòng", chair),
        Given("Người pho", "deputy", "", deputy),
        Given("Người thuky", "secretary", "", secretary),
        Given("Lê Thị Mẫu", "member", "Công chức địa chính"),
    ]
    day = clock.today() - timedelta(days=30)
    body = found_body(agency, "council", "Hội đồng rà soát", members, founded_on=day, decision_number="05/QĐ", by=head)
    return Commune(agency, clerk, chair, deputy, secretary, head, body)


def dossier_of(
    agency: Agency, number: int, *, group: int = 1, risk: str = "A", assessed: bool = True, **more: Any
) -> Dossier:
    """An arranged dossier of the commune, assessed unless said otherwise."""
    fonds = register_fonds(agency, code="P01", title=FONDS)
    fields = {"retention_code": "04", "start": "2015", "end": "2016", "declared_sheet_count": 40}
    fields |= {"declared_page_count": 80, "arrangement": Arrangement.ARRANGED} | more
    made = register_dossier(fonds, number=f"{number}", box="1", year=2016, title=f"Hồ sơ số {number}", **fields)
    if assessed:
        Assessment.objects.get_or_create(
            dossier=made,
            is_current=True,
            defaults={"group": group, "risk_class": risk, "criteria": [], "assessed_at": clock.now()},
        )
    return made


def draft(commune: Commune, *numbers: int) -> SelectionList:
    ids = [dossier_of(commune.agency, number).pk for number in numbers or (1, 2, 3)]
    return lists.draft_from(commune.agency, ids, title="Danh mục năm 2026", by=commune.clerk)


def proposed(commune: Commune, *numbers: int) -> SelectionList:
    return lists.propose(draft(commune, *numbers), by=commune.clerk)


def called(commune: Commune, one: SelectionList) -> CouncilSession:
    at = clock.now() + timedelta(hours=1)
    return sessions.call_session(one, starts_at=at, place="Phòng họp", agenda="Xét danh mục", by=commune.secretary)


def electors(session: CouncilSession) -> dict[str, Any]:
    return {one.name: one for one in session.ballot.electors.all()}  # type: ignore[union-attr]


def opened(commune: Commune, one: SelectionList, absent: dict[str, str] | None = None) -> CouncilSession:
    session = called(commune, one)
    there = electors(session)
    away = {there[name].pk: reason for name, reason in (absent or {}).items()}
    return sessions.open_session(session, away, by=commune.secretary)


def all_say(commune: Commune, session: CouncilSession, vote: str = "yes", text: str = "") -> None:
    """Everybody present says the same, written down by the secretary."""
    for one in session.ballot.electors.filter(is_present=True):  # type: ignore[union-attr]
        sessions.say(session, one, vote, text, by=commune.secretary)


def closed(commune: Commune, one: SelectionList, vote: str = "yes", text: str = "") -> CouncilSession:
    session = opened(commune, one)
    all_say(commune, session, vote, text)
    return close_session(session, conclusion="Thống nhất.", minutes_number="01/BB-HĐRS", by=commune.secretary)
