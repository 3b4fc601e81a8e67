"""Reading agencies and people."""

from __future__ import annotations

from khoso.foundation.identity.models import Agency, Person
from khoso.kernel.errors import UsageError


def agency_by_code(code: str) -> Agency:
    """The agency with this code. Raises UsageError when there is none."""
    try:
        return Agency.objects.get(code=code)
    except Agency.DoesNotExist:
        known = ", ".join(Agency.objects.values_list("code", flat=True)[:12]) or "chưa có cơ quan nào"
        raise UsageError(f"Không có cơ quan mang mã «{code}». Các mã đang có: {known}.") from None


def person_by_username(username: str) -> Person:
    """The person with this account. Raises UsageError when there is none."""
    try:
        return Person.objects.get(username=username)
    except Person.DoesNotExist:
        raise UsageError(f"Không có tài khoản «{username}».") from None


def access_codes_for(person: object | None) -> frozenset[str]:
    """The TT05 access levels a searcher may see: staff 01 and 02, everyone else 01. 03 (mật) is never kept here.

    # Luật: TT 05/2025 Phụ lục I, bảng chế độ sử dụng
    """
    from khoso.foundation.identity.permissions import can_read_pages

    return frozenset({"01", "02"}) if person is not None and can_read_pages(person) else frozenset({"01"})


def demo_people() -> list[Person]:
    """Demo accounts, in the order they were made."""
    return list(Person.objects.filter(is_demo=True).order_by("pk"))
