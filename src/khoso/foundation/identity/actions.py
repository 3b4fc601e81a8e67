"""Changing agencies and people."""

from __future__ import annotations

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.people_actions import (
    choose_language,
    disable_person,
    edit_person,
    enable_person,
    open_account,
    register_person,
    reset_password,
)
from khoso.foundation.identity.role_actions import (
    change_role_dates,
    delegate,
    end_role,
    grant_role,
    record_review,
    take_back,
)

__all__ = [
    "change_role_dates",
    "choose_language",
    "delegate",
    "disable_person",
    "edit_person",
    "enable_person",
    "end_role",
    "grant_role",
    "open_account",
    "record_review",
    "register_agency",
    "register_person",
    "reset_password",
    "take_back",
]


@transaction.atomic
def register_agency(code: str, name: str, *, kind: str = "agency", parent: Agency | None = None) -> Agency:
    """Make the agency known; the one with this code when it already is."""
    agency, made = Agency.objects.get_or_create(code=code, defaults={"name": name, "kind": kind, "parent": parent})
    if made:
        record("identity.agency.register", subject=("agency", agency.code), details={"name": name})
    return agency
