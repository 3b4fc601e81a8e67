"""Labels printed and scanned, photos, and the minutes as files."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.engines import blobs, office
from khoso.engines.office import MEDIA_TYPES
from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation.models import PaperBox, PaperHandOver, PaperLine
from khoso.stages.digitisation.paper import actions, papers, photos, queries, rules
from khoso.stages.digitisation.paper.errors import NoCodeSeen
from khoso.stages.digitisation.paper.forms import LabelForm
from khoso.stages.digitisation.paper.views import TONES, crumbs_of, found_hand_over, title_of
from khoso.stages.digitisation.permissions import can_count_paper, can_see_batches, firm_of


@allow(can_see_batches)
@require_GET
def labels(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """The stickers of a hand-over as PDF; many are printed in parts."""
    one = found_hand_over(request, hand_over_id)
    form = LabelForm(request.GET or {"loai": "hop", "co": "3x8"})
    if not form.is_valid():
        raise Http404(_("Không có cỡ nhãn này."))
    said = form.cleaned_data
    address = request.build_absolute_uri("/n/")
    made = []
    if said["loai"] in ("hop", "ca-hai"):
        made += papers.box_labels(list(PaperBox.objects.filter(hand_over=one).select_related("fonds")), address)
    if said["loai"] in ("ho-so", "ca-hai"):
        lines = PaperLine.objects.filter(hand_over=one).select_related("box__fonds").order_by("place")
        made += papers.dossier_labels(list(lines), address)
    part = said["phan"] or 1
    shown = made[(part - 1) * papers.MOST_LABELS : part * papers.MOST_LABELS]
    if not shown:
        raise Http404(_("Không có nhãn nào ở phần này."))
    drawn = papers.labels_pdf(shown, said["co"], said["bo"] or 0)
    actions.record_fetched(one, f"labels:{said['loai']}:{said['co']}:{part}", hashlib.sha256(drawn).hexdigest())
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="nhan-{one.pk}-{said["loai"]}-{said["co"]}-{part}.pdf"'
    return answer


@allow(can_see_batches)
@require_GET
def minutes(request: HttpRequest, hand_over_id: int, paper: str) -> HttpResponse:
    """The minutes as DOCX or PDF; the same bytes for ever once both sides confirmed."""
    one = found_hand_over(request, hand_over_id)
    if paper not in ("docx", "pdf"):
        raise Http404(_("Không có dạng tệp này."))
    drawn = papers.minutes(one)
    made = office.docx(drawn) if paper == "docx" else office.pdf(drawn, at=one.confirmed_at or clock.now())
    actions.record_fetched(one, f"minutes:{paper}", hashlib.sha256(made).hexdigest())
    answer = HttpResponse(made, content_type=MEDIA_TYPES[paper])
    name = "bien-ban-giao" if one.is_out else "bien-ban-tra"
    answer["Content-Disposition"] = f'attachment; filename="{name}-{one.batch_id}-{one.ordinal}.{paper}"'
    return answer


@allow(can_see_batches)
@require_GET
def label(request: HttpRequest, code: str) -> HttpResponse:
    """Where a scanned label leads: the box or dossier in the hand-over that is going on, else where it stood last."""
    found = queries.label_of(code)
    if found is None or not can_see_batches(request.user, found.fonds):
        raise Http404(_("Nhãn này không thuộc phạm vi của anh/chị, hoặc không phải nhãn của Kho Số."))
    there = [one for one in queries.standings_of(found) if queries.hand_over_for(request.user, one.hand_over.pk)]
    if not there and firm_of(request.user) is not None:
        # Paper that its firm never had in hand is another contractor's, or nobody's yet.
        raise Http404(_("Nhãn này không thuộc phạm vi của anh/chị, hoặc không phải nhãn của Kho Số."))
    running = next((one for one in there if one.hand_over.is_open), None)
    if running is not None:
        address = reverse("digitisation:handing-box", args=[running.hand_over.pk, running.box_id])
        return redirect(f"{address}?ho-so={running.line_id}" if running.line_id else address)
    context = {
        "label": found,
        "there": [(one, title_of(one.hand_over), TONES[one.hand_over.state]) for one in there],
        "crumbs": [],
    }
    return render(request, "digitisation/paper_label.html", context)


@allow(can_count_paper)
@require_http_methods(["GET", "POST"])
def handing_scan(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """Find a box or dossier by its label: by camera where the browser reads codes, by a photo, or by typing."""
    one = found_hand_over(request, hand_over_id, to_count=True)
    if request.method == "POST":
        picture = request.FILES.get("anh")
        try:
            code = photos.code_in(picture) if isinstance(picture, UploadedFile) else _typed(request)
            return redirect(_address(one, code))
        except KhosoError as why:
            messages.error(request, told(why.message))
    context = {"one": one, "title": title_of(one), "crumbs": crumbs_of(one, (_("Quét nhãn"), ""))}
    return render(request, "digitisation/paper_scan.html", context, status=422 if request.method == "POST" else 200)


def _typed(request: HttpRequest) -> str:
    code = rules.typed_code(request.POST.get("ma", ""))
    if not code:
        raise NoCodeSeen
    return code


def _address(one: PaperHandOver, code: str) -> str:
    """The page of what a label names in this very hand-over, else wherever the label leads."""
    found = queries.label_of(code)
    here = [there for there in queries.standings_of(found) if there.hand_over.pk == one.pk] if found else []
    if not here:
        return reverse("digitisation:label", args=[code])
    address = reverse("digitisation:handing-box", args=[one.pk, here[0].box_id])
    return f"{address}?ho-so={here[0].line_id}" if here[0].line_id else address


@allow(can_count_paper)
@require_POST
def handing_photo(request: HttpRequest, hand_over_id: int, box_id: int) -> HttpResponse:
    """Keep a photo of a box or of a dossier in it."""
    one = found_hand_over(request, hand_over_id, to_count=True)
    box = queries.box_of(one, box_id)
    if box is None:
        raise Http404(_("Không có hộp này trong lần giao nhận."))
    asked = request.POST.get("ho-so", "")
    line = box.lines.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 12 else None
    back = reverse("digitisation:handing-box", args=[one.pk, box.pk]) + (f"?ho-so={line.pk}" if line else "")
    picture = request.FILES.get("anh")
    if not isinstance(picture, UploadedFile):
        messages.error(request, _("Chưa chọn ảnh."))
        return redirect(back)
    try:
        actions.keep_photo(box, line, photos.redrawn(picture), by=request.user)
    except KhosoError as why:
        messages.error(request, told(why.message))
    else:
        messages.success(request, _("Đã lưu ảnh."))
    return redirect(back)


@allow(can_see_batches)
@require_GET
def photo(request: HttpRequest, photo_id: int) -> FileResponse:
    """A kept photo: a JPEG of our own making."""
    found = queries.photo_for(request.user, photo_id)
    if found is None:
        raise Http404(_("Không có ảnh này trong phạm vi của anh/chị."))
    try:
        stored = blobs.store().open(found.sha256)
    except blobs.BlobMissing as missing:
        raise Http404(missing.message) from None
    answer = FileResponse(stored, content_type="image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
