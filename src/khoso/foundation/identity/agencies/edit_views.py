"""The screens on which Home Affairs changes the directory."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khoso.foundation.identity import actions
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.agencies import reading, showing
from khoso.foundation.identity.agencies.changing import Heir
from khoso.foundation.identity.agencies.errors import AgencyRefused
from khoso.foundation.identity.agencies.forms import (
    AddForm,
    ConfirmForm,
    EndForm,
    FactsForm,
    HeirForms,
    RecogniseForm,
    RenameForm,
)
from khoso.foundation.identity.agencies.views import crumbs, found
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import can_edit_agencies


def _offered() -> list[tuple[str, str]]:
    """Codes and names of the agencies of today, for the browser to offer."""
    rows = reading.directory(reading.Asked(state="present")).order_by("name")
    return list(rows.values_list("code", "name"))


def _shown(request: HttpRequest, template: str, title: str, agency: Agency | None, **more: Any) -> HttpResponse:
    refused = more.pop("refused", "")
    context = {
        "title": title,
        "agency": agency,
        "offered": _offered(),
        "refused": refused,
        "crumbs": crumbs(agency, title),
        **more,
    }
    form = more.get("form")
    wrong = bool(refused) or bool(form is not None and form.is_bound and form.errors)
    return render(request, f"identity/agencies/{template}.html", context, status=422 if wrong else 200)


def _kept(request: HttpRequest, agency: Agency, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(showing.page_of(agency))


@allow(can_edit_agencies)
@require_http_methods(["GET", "POST"])
def agency_add(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("loai", "")
    form = AddForm(request.POST or None, initial={"kind": kind if kind in AgencyKind.values else ""})
    refused = ""
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.add_agency(
                told["code"],
                told["name"],
                by=request.user,
                kind=told["kind"],
                valid_from=told["valid_from"],
                **form.facts(),
            )
        except AgencyRefused as why:
            refused = why.message
        else:
            return _kept(request, made, _("Đã thêm {name}.").format(name=made.name))
    return _shown(request, "form", _("Thêm cơ quan"), None, form=form, refused=refused, button=_("Thêm vào danh bạ"))


@allow(can_edit_agencies)
@require_http_methods(["GET", "POST"])
def agency_edit(request: HttpRequest, code: str) -> HttpResponse:
    agency = found(code)
    form = FactsForm(request.POST or None, initial=FactsForm.of(agency))
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_agency(agency, by=request.user, **form.facts())
        except AgencyRefused as why:
            refused = why.message
        else:
            return _kept(request, agency, _("Đã lưu thông tin."))
    return _shown(request, "form", _("Sửa thông tin"), agency, form=form, refused=refused, button=_("Lưu"))


@allow(can_edit_agencies)
@require_http_methods(["GET", "POST"])
def agency_rename(request: HttpRequest, code: str) -> HttpResponse:
    agency = found(code)
    form = RenameForm(request.POST or None, initial={"name": agency.name, "kind": agency.kind})
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            _rename(agency, form, request.user)
        except AgencyRefused as why:
            refused = why.message
        else:
            return _kept(request, agency, _("Đã ghi tên và loại."))
    return _shown(request, "form", _("Đổi tên hoặc loại"), agency, form=form, refused=refused, button=_("Lưu"))


def _rename(agency: Agency, form: RenameForm, by: Any) -> None:
    told = form.cleaned_data
    if told["how"] == "correct":
        actions.correct_agency_name(agency, told["name"], kind=told["kind"], by=by)
        return
    actions.rename_agency(
        agency,
        told["name"],
        kind=told["kind"],
        from_day=told["from_day"] if told["how"] == "from" else None,
        decision=told["decision"],
        note=told["note"],
        by=by,
    )


@allow(can_edit_agencies)
@require_http_methods(["GET", "POST"])
def agency_confirm(request: HttpRequest, code: str) -> HttpResponse:
    agency = found(code)
    if not agency.is_unconfirmed:
        messages.info(request, _("Cơ quan này đã được xác nhận."))
        return redirect(showing.page_of(agency))
    kind = "" if agency.kind == AgencyKind.UNCONFIRMED else agency.kind
    form = ConfirmForm(request.POST or None, initial={"name": agency.name, "kind": kind})
    refused = ""
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.confirm_agency(agency, by=request.user, name=told["name"], kind=told["kind"])
        except AgencyRefused as why:
            refused = why.message
        else:
            return _kept(request, agency, _("Đã xác nhận."))
    more = {"form": form, "recognise_form": RecogniseForm(), "refused": refused}
    return _shown(request, "confirm", _("Xác nhận cơ quan"), agency, **more)


@allow(can_edit_agencies)
@require_http_methods(["GET", "POST"])
def agency_recognise(request: HttpRequest, code: str) -> HttpResponse:
    agency = found(code)
    form = RecogniseForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data["known"]
        try:
            actions.recognise_agency(agency, known, by=request.user)
        except AgencyRefused as why:
            refused = why.message
        else:
            return _kept(request, known, _("Đã nhập «{name}» vào cơ quan này.").format(name=agency.name))
    title = _("Là cơ quan đã có")
    return _shown(request, "form", title, agency, form=form, refused=refused, button=_("Nhập vào cơ quan này"))


@allow(can_edit_agencies)
@require_http_methods(["GET", "POST"])
def agency_end(request: HttpRequest, code: str) -> HttpResponse:
    """Asked twice: first what is meant, then, with everything in words, whether it is meant."""
    agency = found(code)
    form, heirs = EndForm(request.POST or None), HeirForms(request.POST or None, prefix="ke-thua")
    refused = ""
    if request.method == "POST" and form.is_valid() and heirs.is_valid():
        told, taken = form.cleaned_data, _heirs(list(heirs))
        if request.POST.get("chac") != "1":
            asked = {"day": told["last_day"], "heirs": taken, "form": form, "heir_forms": heirs}
            return _shown(request, "end_sure", _("Kết thúc hoạt động"), agency, **asked)
        try:
            actions.end_agency(agency, told["last_day"], by=request.user, heirs=taken, decision=told["decision"])
        except AgencyRefused as why:
            refused = why.message
        else:
            return _kept(request, agency, _("Đã ghi ngày kết thúc và cơ quan kế thừa."))
    more = {"form": form, "heir_forms": heirs, "refused": refused}
    return _shown(request, "end", _("Kết thúc hoạt động"), agency, **more)


def _heirs(forms: list[Form]) -> list[Heir]:
    told = [form.cleaned_data for form in forms]
    return [(one["heir"], bool(one.get("in_part"))) for one in told if one.get("heir")]
