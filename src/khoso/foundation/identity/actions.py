"""Changing agencies and people: the door other rooms come in by."""

from __future__ import annotations

from khoso.foundation.identity.agencies.changing import (
    correct_agency_name,
    describe_agency,
    end_agency,
    rename_agency,
)
from khoso.foundation.identity.agencies.reference import load_reference
from khoso.foundation.identity.agencies.registering import (
    add_agency,
    confirm_agency,
    recognise_agency,
    register_agency,
)
from khoso.foundation.identity.people.actions import (
    choose_language,
    disable_person,
    edit_person,
    enable_person,
    open_account,
    register_person,
    reset_password,
)
from khoso.foundation.identity.people.role_actions import (
    change_role_dates,
    delegate,
    end_role,
    grant_role,
    record_review,
    take_back,
)

__all__ = [
    "add_agency",
    "change_role_dates",
    "choose_language",
    "confirm_agency",
    "correct_agency_name",
    "delegate",
    "describe_agency",
    "disable_person",
    "edit_person",
    "enable_person",
    "end_agency",
    "end_role",
    "grant_role",
    "load_reference",
    "open_account",
    "recognise_agency",
    "record_review",
    "register_agency",
    "register_person",
    "rename_agency",
    "reset_password",
    "take_back",
]
