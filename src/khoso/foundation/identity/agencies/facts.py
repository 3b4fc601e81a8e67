"""The facts of an agency that Home Affairs fills in by hand, and what each must be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from khoso.foundation.identity.agencies.errors import AgencyRefused
from khoso.foundation.identity.agencies.identifiers import check_identifier
from khoso.foundation.identity.models import Agency
from khoso.kernel.text_vi import one_space

_TEXTS = ("head_name", "head_title", "address", "phone", "email", "statistics_code", "source")
EDITABLE = (*_TEXTS, "identifier_code", "must_transfer", "parent")


def told(value: Any) -> Any:
    """A value as the audit trail writes it."""
    if isinstance(value, Agency):
        return value.code
    return value.isoformat() if isinstance(value, date) else value


def take(agency: Agency, given: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Put the given facts on the agency, unsaved; returns `{field: [before, after]}` of those that changed.

    Raises AgencyRefused, before anything is changed, for a fact that cannot be.
    """
    clean = {field: _clean(agency, field, given[field]) for field in EDITABLE if field in given}
    if unknown := sorted(set(given) - set(EDITABLE)):
        raise TypeError(f"no such fact of an agency: {', '.join(unknown)}")
    changes = {}
    for field, value in clean.items():
        before = getattr(agency, field)
        if before != value:
            changes[field] = [told(before), told(value)]
            setattr(agency, field, value)
    return changes


def _clean(agency: Agency, field: str, value: Any) -> Any:
    if field == "must_transfer":
        return value
    if field == "parent":
        return _parent(agency, value)
    text = one_space(str(value or ""))
    if field == "identifier_code":
        return _identifier(agency, text)
    longest = Agency._meta.get_field(field).max_length or 0
    if len(text) > longest:
        raise AgencyRefused(_("«%(text)s…» dài quá %(most)d ký tự.") % {"text": text[:40], "most": longest})
    if field == "email" and text:
        try:
            validate_email(text)
        except ValidationError:
            raise AgencyRefused(_("«%(text)s» không phải địa chỉ thư điện tử.") % {"text": text}) from None
    if field == "statistics_code" and text and not (text.isascii() and text.isdigit()):
        raise AgencyRefused(_("Mã thống kê chỉ gồm chữ số, như 26041."))
    return text


def _identifier(agency: Agency, text: str) -> str:
    if not text:
        return ""
    code = check_identifier(text)
    other = Agency.objects.filter(identifier_code=code).exclude(pk=agency.pk).first()
    if other is not None:
        raise AgencyRefused(
            _("Mã định danh %(code)s đã thuộc về %(name)s. Một mã chỉ cấp cho một cơ quan.")
            % {"code": code, "name": other.name}
        )
    return code


def _parent(agency: Agency, parent: Agency | None) -> Agency | None:
    above, seen = parent, set()
    while above is not None and above.pk not in seen:
        if agency.pk is not None and above.pk == agency.pk:
            raise AgencyRefused(
                _("%(name)s thuộc chính cơ quan này nên không thể là cấp trên của nó.") % {"name": parent}
            )
        seen.add(above.pk)
        above = above.parent
    return parent
