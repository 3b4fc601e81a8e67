"""The screens of bringing scans in: uploads, one upload, what becomes of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.formats import number
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import states
from khoso.stages.digitisation.intake import actions, plain_form, queries, rules
from khoso.stages.digitisation.intake.forms import UploadForm, refuse
from khoso.stages.digitisation.models import Delivery, Upload
from khoso.stages.digitisation.permissions import can_deliver

PER_PAGE = 20
TONES = {states.RECEIVING: "busy", states.DELIVERED: "good", states.UPLOAD_CANCELLED: "calm"}


def crumbs(upload: Upload | None = None, last: str = "") -> list[dict[str, str]]:
    told_ = [{"label": _("Giao scan"), "url": reverse("digitisation:uploads")}]
    if upload is not None:
        told_.append({"label": upload.title, "url": reverse("digitisation:upload", args=[upload.pk]) if last else ""})
    return told_ + ([{"label": last, "url": ""}] if last else [])


def found(request: HttpRequest, upload_id: uuid.UUID) -> Upload:
    """The upload of this address. Raises Http404 for one out of the person's reach."""
    upload = queries.uploads_seen_by(request.user).filter(pk=upload_id).first()
    if upload is None or not can_deliver(request.user, upload):
        raise Http404(_("Không có lần giao này trong phạm vi của anh/chị."))
    return upload


@allow(can_deliver)
@require_http_methods(["GET", "POST"])
def uploads(request: HttpRequest) -> HttpResponse:
    """What was sent, what is being sent, and the beginning of another."""
    batch_id = request.GET.get("dot", "")
    rows = queries.uploads_seen_by(request.user)
    if batch_id.isdigit():
        rows = rows.filter(batch_id=int(batch_id))
    form = UploadForm(request.POST or None, person=request.user, initial={"batch": batch_id})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        agency = said["batch"].agency if said["batch"] else said["agency"]
        if agency is None:
            form.add_error("agency", _("Chọn cơ quan có tài liệu."))
        else:
            try:
                made = actions.open_upload(
                    agency,
                    title=said["title"],
                    batch=said["batch"],
                    legacy_reason=said["legacy_reason"],
                    by=request.user,
                )
            except KhosoError as refused:
                refuse(form, refused)
            else:
                return redirect("digitisation:upload", made.pk)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    counted = queries.count([row.pk for row in page])
    context = {
        "form": form,
        "rows": [{"upload": row, "counted": counted[row.pk], "tone": TONES[row.state]} for row in page],
        "page": page,
        "batch_id": batch_id,
        "is_narrowed": batch_id.isdigit(),
        "crumbs": [],
    }
    return render(request, "digitisation/uploads.html", context, status=422 if form.is_bound else 200)


@allow(can_deliver)
@require_GET
def upload(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Drop the folder here; when it is whole, say what becomes of it."""
    return _page(request, found(request, upload_id))


def _page(request: HttpRequest, shown: Upload, *, refused: str = "", status: int = 200) -> HttpResponse:
    counted = queries.count([shown.pk])[shown.pk]
    is_open = shown.state == states.RECEIVING
    context = {
        "upload": shown,
        "counted": counted,
        "is_open": is_open,
        "tone": TONES[shown.state],
        "refused": refused,
        "problems": queries.problems_of(shown) if counted.differing else [],
        "waiting": queries.missing_of(shown) if is_open and counted.missing else [],
        "workbooks": queries.workbooks_of(shown) if is_open and counted.is_whole else [],
        "mendable": list(queries.deliveries_to_mend(shown)[:30]) if is_open and counted.is_whole else [],
        "confirm_choices": Delivery.Confirm.choices,
        "limits": {
            "bundle_bytes": rules.MOST_BUNDLE_BYTES,
            "bundle_files": rules.MOST_BUNDLE_FILES,
            "chunk": rules.CHUNK_BYTES,
            "alone": rules.ALONE_FROM,
            "listed": rules.MOST_LISTED,
        },
        "most_plain": plain_form.MOST_FILES,
        "crumbs": crumbs(shown),
    }
    return render(request, "digitisation/upload.html", context, status=status)


@allow(can_deliver)
@require_POST
def finish(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
    """The upload becomes a delivery."""
    shown = found(request, upload_id)
    into = None
    if (chosen := request.POST.get("into", "")) not in ("", "new"):
        try:
            into = queries.deliveries_to_mend(shown).filter(pk=uuid.UUID(chosen)).first()
        except ValueError:
            into = None
        if into is None:
            return _page(request, shown, refused=_("Lô được bổ sung không còn; chọn lại."), status=422)
    workbook = request.POST.get("workbook", "")
    try:
        delivery = actions.deliver(
            shown,
            by=request.user,
            workbook="" if workbook == "none" else workbook,
            confirm="auto" if request.POST.get("confirm") == "auto" else "person",
            into=into,
        )
    except KhosoError as refused:
        return _page(request, shown, refused=told(refused.message), status=422)
    messages.success(request, _("Đã lập lô giao nộp; máy đang đọc bảng kê và kiểm tra từng trang."))
    return redirect("digitisation:delivery", delivery.pk)


@allow(can_deliver)
@require_POST
def cancel(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Give the upload up."""
    shown = found(request, upload_id)
    try:
        actions.cancel_upload(shown, by=request.user)
    except KhosoError as refused:
        return _page(request, shown, refused=told(refused.message), status=422)
    messages.success(request, _("Đã bỏ lần giao này. Tài liệu của các lô khác không thay đổi."))
    return redirect("digitisation:uploads")


@allow(can_deliver)
@require_POST
def by_form(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
    """A small delivery sent by an ordinary form, for a browser without scripts."""
    shown = found(request, upload_id)
    try:
        taken = plain_form.take(shown, request.FILES.getlist("files"), by=request.user)
    except KhosoError as refused:
        return _page(request, shown, refused=told(refused.message), status=422)
    said = ngettext("Đã nhận %(count)s tệp.", "Đã nhận %(count)s tệp.", taken) % {"count": number(taken)}
    messages.success(request, said)
    return redirect("digitisation:upload", shown.pk)


@allow(can_deliver)
@require_GET
def separator_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet that is laid between two documents before they are scanned as one pile."""
    from khoso.stages.digitisation.intake.sheet import separator_squares

    context = {"squares": separator_squares(), "crumbs": crumbs(last=_("Tờ ngăn cách"))}
    return render(request, "digitisation/separator_sheet.html", context)
