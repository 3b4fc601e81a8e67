"""Making agencies known, and confirming those that a delivery named first."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.agencies import facts
from khoso.foundation.identity.agencies.errors import AgencyRefused
from khoso.foundation.identity.agencies.history import in_order
from khoso.foundation.identity.agencies.identifiers import check_identifier, check_own_code
from khoso.foundation.identity.agencies.names import correct_present_name, hold, refresh_search, start_names
from khoso.foundation.identity.agencies.rights import require_keeper
from khoso.foundation.identity.agencies.words import tidy_name
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency, Person, Succession
from khoso.kernel import clock


@transaction.atomic
def register_agency(code: str, name: str, *, kind: str = "agency", parent: Agency | None = None) -> Agency:
    """Make the agency known; the one with this code when it already is. What others need in passing: no right asked."""
    new = {"name": name, "kind": kind, "parent": parent, "is_unconfirmed": kind == AgencyKind.UNCONFIRMED}
    agency, made = Agency.objects.get_or_create(code=code, defaults=new)
    if made:
        start_names(agency)
        details = {"name": [None, name], "kind": [None, kind], "parent": [None, parent.code if parent else None]}
        record("identity.agency.register", subject=("agency", agency.code), details=details)
    return agency


@transaction.atomic
def add_agency(
    code: str,
    name: str,
    *,
    by: Person | None,
    kind: str = "agency",
    valid_from: date | None = None,
    **more: Any,
) -> Agency:
    """Add an agency or a contractor to the directory, with whatever facts are known (`facts.EDITABLE`).

    Raises AgencyNotAllowed, AgencyRefused.
    """
    require_keeper(by)
    identifier = check_identifier(more["identifier_code"]) if more.get("identifier_code") else ""
    code, name = check_own_code(code, identifier=identifier), tidy_name(name)
    if not name:
        raise AgencyRefused(_("Cần có tên cơ quan."))
    if kind == AgencyKind.UNCONFIRMED or kind not in AgencyKind.values:
        raise AgencyRefused(_("Hãy chọn loại cơ quan."))
    if known := Agency.objects.filter(code=code).first():
        raise AgencyRefused(
            _("Mã «%(code)s» đã có trong danh bạ: %(name)s. Đặt mã khác, hoặc sửa cơ quan đó.")
            % {"code": code, "name": known.name}
        )
    agency = Agency(code=code, name=name, kind=kind, valid_from=valid_from)
    changes = facts.take(agency, more)
    agency.save()
    start_names(agency)
    said = {"name": [None, name], "kind": [None, kind], "valid_from": [None, facts.told(valid_from)]}
    record("identity.agency.register", subject=("agency", code), details=said | changes)
    return agency


@transaction.atomic
def confirm_agency(agency: Agency, *, by: Person | None, name: str = "", kind: str = "") -> Agency:
    """Say that an agency exists under its name, or under the right one given here. Doing it again changes nothing.

    Raises AgencyNotAllowed, AgencyRefused when its kind is not known yet and none is given.
    """
    require_keeper(by)
    agency = hold(agency)
    if not agency.is_unconfirmed:
        return agency
    name, kind = tidy_name(name) or agency.name, kind or agency.kind
    if kind == AgencyKind.UNCONFIRMED or kind not in AgencyKind.values:
        raise AgencyRefused(_("Hãy chọn loại cơ quan trước khi xác nhận."))
    changes: dict[str, Any] = {"is_unconfirmed": [True, False]}
    changes |= {
        field: [before, after]
        for field, before, after in (("name", agency.name, name), ("kind", agency.kind, kind))
        if before != after
    }
    agency.is_unconfirmed = False
    agency.save(update_fields=["is_unconfirmed"])
    correct_present_name(agency, name, kind)
    record("identity.agency.confirm", subject=("agency", agency.code), details=changes)
    return agency


@transaction.atomic
def recognise_agency(agency: Agency, known: Agency, *, by: Person | None) -> Agency:
    """Say that an unconfirmed agency is `known` under another code: it ends today, and `known` takes over all of it.

    Nothing of what was delivered is renamed: records keep the code they came under, and whoever works for `known`
    reaches them, as they reach the records of any agency it succeeded. Raises AgencyNotAllowed, AgencyRefused.
    """
    require_keeper(by)
    agency, known = hold(agency), hold(known)
    if not agency.is_unconfirmed or agency.valid_to:
        raise AgencyRefused(_("Chỉ nhập được cơ quan đang chờ xác nhận vào một cơ quan khác."))
    today = clock.today()
    if known.pk == agency.pk or known.is_unconfirmed or (known.valid_to and known.valid_to < today):
        raise AgencyRefused(_("Hãy chọn một cơ quan khác, đã xác nhận và đang hoạt động."))
    Succession.objects.create(predecessor=agency, heir=known, on=today, decision=_("Một cơ quan, hai mã"))
    agency.is_unconfirmed, agency.valid_to = False, today
    agency.save(update_fields=["is_unconfirmed", "valid_to"])
    last = in_order(agency)[-1]
    last.valid_to = today
    last.save(update_fields=["valid_to"])
    refresh_search(agency)
    details = {"is_unconfirmed": [True, False], "valid_to": [None, today.isoformat()], "heir": [None, known.code]}
    record("identity.agency.recognise", subject=("agency", agency.code), details=details)
    return agency
