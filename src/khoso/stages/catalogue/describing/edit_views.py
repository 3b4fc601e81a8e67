"""Registering and correcting: one form for every level, with each finding beside its field."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.people.queries import acting_for
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.catalogue.compute import checking
from khoso.stages.catalogue.describing import actions, pages, queries, registering, shapes
from khoso.stages.catalogue.describing.errors import StateSecret
from khoso.stages.catalogue.describing.forms import AgencyOfFonds, DescriptionForm, initial_of
from khoso.stages.catalogue.models import Item, Material
from khoso.stages.catalogue.permissions import can_describe

_FORM = "catalogue/description_form.html"


def _correct(request: HttpRequest, kind: str, subject_id: uuid.UUID) -> HttpResponse:
    subject = pages.get_or_404(request, kind, subject_id, to_describe=True)
    level = shapes.level_of(subject)
    seen = str(queries.revision_count(subject))
    initial = {**initial_of(level, shapes.values_of(subject)), "seen": seen}
    form = DescriptionForm(request.POST or None, level=level, initial=initial)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] not in ("", seen):
            _somebody_else_was_here(form, seen)
        elif _write(request, form, subject, lambda: _described(request, form, kind, subject)):
            messages.success(request, _("Đã sửa; những gì trước đó vẫn còn trong lịch sử."))
            return redirect(pages.page_of(subject))
    context = {
        "title": _("Sửa mô tả"),
        "about": pages.name_of(subject),
        "button": _("Ghi thay đổi"),
        "back": pages.page_of(subject),
        "crumbs": pages.crumbs(subject, _("Sửa mô tả")),
        "clause": checking.CLAUSES.get(level.name, ""),
    }
    return pages.form_page(request, _FORM, form, context)


def _described(request: HttpRequest, form: DescriptionForm, kind: str, subject: Any) -> Any:
    said, reason = form.said(), form.cleaned_data["reason"]
    return actions.describe(kind, subject.pk, said, reason=reason, by=request.user)


def _somebody_else_was_here(form: DescriptionForm, seen: str) -> None:
    form.data = form.data.copy()
    form.data["seen"] = seen
    form.add_error(
        None,
        _(
            "Trong lúc anh/chị sửa, người khác đã sửa mô tả này. Điều anh/chị gõ còn nguyên bên dưới; hãy xem "
            "lịch sử rồi bấm ghi lần nữa nếu vẫn đúng."
        ),
    )


def _write(request: HttpRequest, form: DescriptionForm, subject: Any, act: Callable[[], Any]) -> Any:
    """What the action made; None when it refused, with the reasons in the form."""
    try:
        return act()
    except StateSecret as refused:
        owner = subject if isinstance(subject, Agency) else Agency.objects.get(pk=shapes.agency_id_of(subject))
        actions.note_refusal(owner, refused.field)
        form.refuse(refused)
    except KhosoError as refused:
        form.refuse(refused)
    return None


@allow(can_describe)
@require_http_methods(["GET", "POST"])
def fonds_edit(request: HttpRequest, fonds_id: uuid.UUID) -> HttpResponse:
    return _correct(request, "fonds", fonds_id)


@allow(can_describe)
@require_http_methods(["GET", "POST"])
def series_edit(request: HttpRequest, series_id: uuid.UUID) -> HttpResponse:
    return _correct(request, "series", series_id)


@allow(can_describe)
@require_http_methods(["GET", "POST"])
def dossier_edit(request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponse:
    return _correct(request, "dossier", dossier_id)


@allow(can_describe)
@require_http_methods(["GET", "POST"])
def item_edit(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    return _correct(request, "item", item_id)


@allow(can_describe)
@require_http_methods(["GET", "POST"])
def fonds_new(request: HttpRequest) -> HttpResponse:
    """A new fonds: whose it is, then its fields."""
    agencies = pages.agencies_described_by(request.user)
    acting = acting_for(request.user)
    owner = AgencyOfFonds(
        request.POST or None, agencies=agencies, initial={"agency": acting.agency.pk if acting else None}
    )
    form = DescriptionForm(
        request.POST or None, level=shapes.LEVELS["fonds"], is_new=True, initial={"kind": "fonds", "languages": ["01"]}
    )
    if request.method == "POST" and owner.is_valid() and form.is_valid():
        agency = owner.cleaned_data["agency"]
        if made := _write(request, form, agency, lambda: registering.new_fonds(agency, form.said(), by=request.user)):
            messages.success(request, _("Đã đăng ký phông {name}.").format(name=made.title))
            return redirect(pages.page_of(made))
    context = {
        "owner": owner,
        "title": _("Đăng ký phông"),
        "button": _("Đăng ký"),
        "back": pages.browse_url(),
        "crumbs": pages.crumbs(None, _("Đăng ký phông")),
        "clause": checking.CLAUSES["fonds"],
    }
    return pages.form_page(request, _FORM, form, context)


@allow(can_describe)
@require_http_methods(["GET", "POST"])
def series_new(request: HttpRequest, fonds_id: uuid.UUID) -> HttpResponse:
    fonds = pages.get_or_404(request, "fonds", fonds_id, to_describe=True)
    return _new(
        request,
        fonds,
        shapes.LEVELS["series"],
        _("Thêm mục lục, nhóm"),
        lambda said: registering.new_series(fonds, said, by=request.user),
    )


@allow(can_describe)
@require_http_methods(["GET", "POST"])
def dossier_new(request: HttpRequest, fonds_id: uuid.UUID) -> HttpResponse:
    """A new dossier; from the page of a series its register number is there already."""
    fonds = pages.get_or_404(request, "fonds", fonds_id, to_describe=True)
    first = {
        "register_number": request.GET.get("muc", "")[:40],
        "retention_code": "01",
        "access_code": "02",
        "language_code": "01",
        "trust_code": "02",
    }
    return _new(
        request,
        fonds,
        shapes.LEVELS["dossier"],
        _("Đăng ký hồ sơ"),
        lambda said: registering.new_dossier(fonds, said, by=request.user),
        first,
    )


@allow(can_describe)
@require_http_methods(["GET", "POST"])
def item_new(request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponse:
    """The next item of a dossier: a text, a photo, a recording."""
    dossier = pages.get_or_404(request, "dossier", dossier_id, to_describe=True)
    material = request.GET.get("loai", Material.TEXT)
    if material not in Material.values:
        raise Http404(_("Không có loại tài liệu này."))
    first = {
        "retention_code": dossier.retention_code,
        "access_code": dossier.access_code,
        "language_code": dossier.language_code,
        "trust_code": dossier.trust_code,
    }
    materials = [(value, told(label), value == material) for value, label in Material.choices]
    return _new(
        request,
        dossier,
        shapes.LEVELS[material],
        _("Thêm tài liệu"),
        lambda said: registering.new_item(dossier, material, said, by=request.user),
        first,
        materials=materials,
    )


def _new(
    request: HttpRequest,
    parent: Any,
    level: shapes.Level,
    title: str,
    make: Callable[[dict[str, Any]], Any],
    first: dict[str, Any] | None = None,
    **more: Any,
) -> HttpResponse:
    form = DescriptionForm(request.POST or None, level=level, is_new=True, initial=first or {})
    is_right = request.method == "POST" and form.is_valid()
    if is_right and (made := _write(request, form, parent, lambda: make(form.said()))):
        messages.success(request, _("Đã đăng ký {name}.").format(name=pages.name_of(made)))
        is_next = isinstance(made, Item) and bool(request.POST.get("tiep"))
        return redirect(request.get_full_path() if is_next else pages.page_of(made))
    context = {
        "title": title,
        "about": pages.name_of(parent),
        "button": _("Đăng ký"),
        "back": pages.page_of(parent),
        "crumbs": pages.crumbs(parent, title),
        "clause": checking.CLAUSES.get(level.name, ""),
        "may_go_on": level.kind == "item",
        **more,
    }
    return pages.form_page(request, _FORM, form, context)
