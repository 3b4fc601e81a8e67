"""The accounts of the demonstration. Their password is public: they exist only where a demo was asked for."""

from __future__ import annotations

from khoso.foundation.identity import actions
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.identity.roles import Role

DEMO_PASSWORD = "KhoSo-2026!"  # noqa: S105 - shown on the sign-in page of a demonstration on purpose

ACCOUNTS = (
    ("vanthu", "Nguyễn Thị Mẫu", Role.CLERK),
    ("luutru", "Trần Văn Mẫu", Role.ARCHIVIST),
    ("thutruong", "Lê Thị Mẫu", Role.HEAD),
    ("sohoa", "Phạm Văn Mẫu", Role.CONTRACTOR_OPERATOR),
    ("docgia", "Hoàng Thị Mẫu", Role.READER),
    ("quantri", "Đỗ Văn Mẫu", Role.ADMINISTRATOR),
)


def register_demo_people(agency: Agency) -> list[Person]:
    """One account for each role of the demonstration."""
    return [
        actions.register_person(username, name, DEMO_PASSWORD, roles=[(agency, role)], is_demo=True)
        for username, name, role in ACCOUNTS
    ]
