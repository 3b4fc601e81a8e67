"""The screens of a site's register: who and what is there, who and what was there on a day, wiping and leaving."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from khoso.engines.office import MEDIA_TYPES
from khoso.foundation.identity.access import allow
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import states
from khoso.stages.digitisation.batches import showing
from khoso.stages.digitisation.batches.fields import refuse
from khoso.stages.digitisation.batches.views import form_page, found
from khoso.stages.digitisation.models import Batch, SiteDevice
from khoso.stages.digitisation.permissions import can_keep_site, can_release_device, can_see_batches
from khoso.stages.digitisation.site import actions, papers, queries
from khoso.stages.digitisation.site.forms import FORMS, LeaveForm, SealForm, WipeForm

_ADD = {
    "nguoi": (gettext_lazy("Thêm người"), actions.register_person),
    "thiet-bi": (gettext_lazy("Thêm thiết bị"), actions.register_device),
    "phan-mem": (gettext_lazy("Thêm phần mềm"), actions.register_software),
}


def _day_asked(request: HttpRequest) -> date | None:
    asked = request.GET.get("ngay", "")
    try:
        return date.fromisoformat(asked) if asked else None
    except ValueError:
        return None


def _to_site(batch: Batch) -> HttpResponse:
    return redirect("digitisation:site", batch.pk)


def _site_page(request: HttpRequest, form: Any, batch: Batch, title: str, button: str, **more: Any) -> HttpResponse:
    back = reverse("digitisation:site", args=[batch.pk])
    return form_page(request, form, batch, title, button, back=back, **more)


@allow(can_see_batches)
@require_GET
def site(request: HttpRequest, wave_id: int) -> HttpResponse:
    """The register; with `?ngay=`, who and what was there on that day."""
    shown = found(request, wave_id)
    day = _day_asked(request)
    told = queries.register_of(shown, day=day)
    is_open = shown.state not in (states.CLOSED, states.CANCELLED)
    context = {
        "batch": shown,
        "state_label": states.BATCH_STATE_LABELS[shown.state],
        "state_tone": showing.TONES[shown.state],
        "tabs": showing.tabs_of(shown, request.user, "site"),
        "told": told,
        "day": day,
        "there": queries.still_there(shown),
        "statuses": showing.STATUS_LABELS,
        "may_keep": is_open and actions.may_keep(request.user, shown),
        "may_release": is_open and can_release_device(request.user, shown),
        "query": f"?ngay={day.isoformat()}" if day else "",
        "crumbs": showing.crumbs_of(shown, _("Người, thiết bị")),
    }
    return render(request, "digitisation/batch_site.html", context)


def _kept(request: HttpRequest, wave_id: int) -> Batch:
    one = found(request, wave_id)
    if not actions.may_keep(request.user, one):
        raise Http404(_("Không có đợt số hóa này trong phạm vi của anh/chị."))
    return one


@allow(can_keep_site)
@require_http_methods(["GET", "POST"])
def site_add(request: HttpRequest, wave_id: int, sort: str) -> HttpResponse:
    """Somebody or something comes to the site."""
    shown = _kept(request, wave_id)
    if sort not in FORMS:
        raise Http404(_("Không có loại sổ này."))
    title, register = _ADD[sort]
    form = FORMS[sort](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            register(shown, **form.cleaned_data, by=request.user)  # type: ignore[operator]
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã ghi vào sổ."))
            return _to_site(shown)
    return _site_page(request, form, shown, str(title), _("Ghi vào sổ"))


@allow(can_keep_site)
@require_http_methods(["GET", "POST"])
def site_leave(request: HttpRequest, wave_id: int, sort: str, entry_id: int) -> HttpResponse:
    """Somebody or a program leaves; a device has a way of its own."""
    shown = _kept(request, wave_id)
    entry = queries.entry_of(shown, sort, entry_id) if sort != "thiet-bi" else None
    if entry is None:
        raise Http404(_("Không có dòng này trong sổ."))
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave(entry, form.cleaned_data["left_on"], by=request.user)
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã ghi ngày rời đi."))
            return _to_site(shown)
    return _site_page(request, form, shown, _("Ghi ngày rời đi"), _("Ghi rời đi"), about=str(entry))


def _device(shown: Batch, device_id: int) -> SiteDevice:
    one = queries.device_of(shown, device_id)
    if one is None:
        raise Http404(_("Không có thiết bị này trong sổ."))
    return one


@allow(can_keep_site)
@require_http_methods(["GET", "POST"])
def device_seal(request: HttpRequest, wave_id: int, device_id: int) -> HttpResponse:
    """The disk and the seal of a device."""
    shown = _kept(request, wave_id)
    device = _device(shown, device_id)
    first = {"disk_serial": device.disk_serial, "seal_number": device.seal_number}
    form = SealForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.seal_device(device, **form.cleaned_data, by=request.user)
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã ghi số ổ đĩa, số niêm phong."))
            return _to_site(shown)
    return _site_page(request, form, shown, _("Ổ đĩa, niêm phong"), _("Ghi lại"), about=str(device))


def _released(request: HttpRequest, wave_id: int, device_id: int) -> tuple[Batch, SiteDevice]:
    shown = found(request, wave_id)
    if not can_release_device(request.user, shown):
        raise Http404(_("Không có đợt số hóa này trong phạm vi của anh/chị."))
    return shown, _device(shown, device_id)


@allow(can_release_device)
@require_http_methods(["GET", "POST"])
def device_wipe(request: HttpRequest, wave_id: int, device_id: int) -> HttpResponse:
    """Put on record that a device was wiped, before both sides."""
    shown, device = _released(request, wave_id, device_id)
    form = WipeForm(
        request.POST or None,
        request.FILES or None,
        initial={"witness_of_agency": getattr(request.user, "full_name", "")},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.record_wipe(device, form.told(), before=said["before"], after=said["after"], by=request.user)
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã ghi biên bản xóa dữ liệu; giờ có thể ghi thiết bị rời đi."))
            return _to_site(shown)
    title = _("Xóa dữ liệu trên thiết bị")
    confirm = _("Xác nhận dữ liệu trên thiết bị đã bị hủy trước mặt hai bên? Biên bản không sửa được nữa.")
    return _site_page(request, form, shown, title, _("Ghi biên bản"), about=str(device), confirm=confirm)


@allow(can_release_device)
@require_http_methods(["GET", "POST"])
def device_leave(request: HttpRequest, wave_id: int, device_id: int) -> HttpResponse:
    """A wiped device leaves."""
    shown, device = _released(request, wave_id, device_id)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.release_device(device, form.cleaned_data["left_on"], by=request.user)
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã ghi thiết bị rời nơi số hóa."))
            return _to_site(shown)
    title = _("Thiết bị rời đi")
    confirm = _("Cho thiết bị này rời nơi số hóa?")
    return _site_page(request, form, shown, title, _("Ghi rời đi"), about=str(device), confirm=confirm)


@allow(can_see_batches)
@require_GET
def site_file(request: HttpRequest, wave_id: int, paper: str) -> HttpResponse:
    """The register as DOCX or PDF; `?ngay=` of one day."""
    shown = found(request, wave_id)
    if paper not in papers.FORMATS:
        raise Http404(_("Không có dạng tệp này."))
    day = _day_asked(request)
    with_cards = actions.may_keep(request.user, shown)
    made = papers.register_file(shown, queries.register_of(shown, day=day), paper, with_cards=with_cards)
    actions.fetch_register(shown, paper, hashlib.sha256(made).hexdigest())
    return _file(made, paper, f"so-noi-so-hoa-{shown.pk}-{(day or clock.today()).isoformat()}")


@allow(can_see_batches)
@require_GET
def wipe_file(request: HttpRequest, wave_id: int, device_id: int, paper: str) -> HttpResponse:
    """The minutes of a wiping as DOCX or PDF."""
    shown = found(request, wave_id)
    device = _device(shown, device_id)
    wiping = getattr(device, "wiping", None)
    if wiping is None or paper not in papers.FORMATS:
        raise Http404(_("Thiết bị này chưa có biên bản xóa dữ liệu."))
    made = papers.wipe_minutes(wiping, paper)
    actions.fetch_register(shown, paper, hashlib.sha256(made).hexdigest())
    return _file(made, paper, f"bien-ban-xoa-du-lieu-{device.pk}")


def _file(made: bytes, paper: str, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type=MEDIA_TYPES[paper])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{paper}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
