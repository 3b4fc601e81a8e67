"""The accounts of the demonstration. Their password is public: they exist only where a demo was asked for."""

from __future__ import annotations

from typing import Any

from khoso.foundation.identity import actions
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.identity.roles import CONTRACTORS, Role
from khoso.foundation.identity.sign_in.demo_factor import enrol_demo_factor

DEMO_PASSWORD = "KhoSo-2026!"  # noqa: S105 - shown on the sign-in page of a demonstration on purpose

CONTRACTOR_CODE = "DEMO.SH"
CONTRACTOR_NAME = "Công ty Số hóa Mẫu (bản dùng thử)"

# username, name, role, kind of the agency where the role belongs (None: the agency of the demonstration)
ACCOUNTS: tuple[tuple[str, str, Any, Any], ...] = (
    ("vanthu", "Nguyễn Thị Mẫu", Role.CLERK, None),
    ("luutru", "Trần Văn Mẫu", Role.ARCHIVIST, AgencyKind.HISTORICAL_ARCHIVE),
    ("thutruong", "Lê Thị Mẫu", Role.HEAD, None),
    ("sohoa", "Phạm Văn Mẫu", Role.CONTRACTOR_OPERATOR, None),
    ("docgia", "Hoàng Thị Mẫu", Role.READER, None),
    ("quantri", "Đỗ Văn Mẫu", Role.ADMINISTRATOR, AgencyKind.CITY),
    ("hoidong", "Vũ Thị Mẫu", Role.COUNCIL_MEMBER, None),
    ("giamsat", "Bùi Văn Mẫu", Role.SUPERVISOR, None),
    ("noivu", "Đặng Thị Mẫu", Role.HOME_AFFAIRS, AgencyKind.CITY),
    ("dieuhanh", "Hồ Văn Mẫu", Role.CONTRACTOR_LEAD, None),
    ("antoan", "Dương Thị Mẫu", Role.SECURITY_OFFICER, AgencyKind.CITY),
    ("kiemtoan", "Lý Văn Mẫu", Role.AUDITOR, AgencyKind.CITY),
)


def register_demo_people(agency: Agency) -> list[Person]:
    """One account for each role: of the commune, of its contractor, of the city or its archive centre."""
    firm = actions.register_agency(CONTRACTOR_CODE, CONTRACTOR_NAME, kind=AgencyKind.CONTRACTOR)
    people = [
        actions.register_person(
            username,
            name,
            DEMO_PASSWORD,
            roles=[(_home_of(kind) or agency, role)],
            is_demo=True,
            employer=firm if role in CONTRACTORS else None,
        )
        for username, name, role, kind in ACCOUNTS
    ]
    for person, (_username, _name, role, _kind) in zip(people, ACCOUNTS, strict=True):
        if role == Role.ADMINISTRATOR:
            enrol_demo_factor(person)
    return people


def _home_of(kind: Any) -> Agency | None:
    """The agency of this kind that is there; the city where the Centre is not registered yet."""
    if kind is None:
        return None
    known = Agency.objects.filter(kind=kind, valid_to=None).order_by("pk").first()
    return known or (None if kind == AgencyKind.CITY else _home_of(AgencyKind.CITY))
