"""One page in full: its picture, what the machine doubts, what was marked, photos of its paper."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.engines import blobs
from khoso.engines.limits import LimitsError
from khoso.foundation.identity.access import allow
from khoso.foundation.web.formats import moment
from khoso.foundation.web.words import told
from khoso.kernel.errors import FileRefused
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.digitisation.labels import finding_label
from khoso.stages.inspection.compute.drawing import MEDIA_TYPE
from khoso.stages.inspection.gallery import actions, marking, pictures, queries
from khoso.stages.inspection.gallery.index import OF_PAGES
from khoso.stages.inspection.gallery.views import found_delivery, looker, lot_of
from khoso.stages.inspection.permissions import can_inspect, can_see_inspection


def found_page(request: HttpRequest, delivery_id: uuid.UUID, file_id: uuid.UUID, number: int) -> tuple[Any, Any]:
    """The delivery and the file of a page that may be looked at; otherwise there is no such page."""
    delivery = found_delivery(request, delivery_id)
    file = queries.find_shown(delivery.pk, file_id)
    if file is None or not 1 <= number <= file.pages:
        raise Http404(_("Không có trang này, hoặc tệp của nó đang chờ máy kiểm tra."))
    return delivery, file


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


@allow(can_see_inspection)
@require_GET
def page(request: HttpRequest, delivery_id: uuid.UUID, file_id: uuid.UUID, number: int) -> HttpResponse:
    """One page with all that is known of it: as data for the gallery, as a page of its own without scripts."""
    delivery, file = found_page(request, delivery_id, file_id, number)
    facts = facts_of(delivery, file, number, request.user)
    if wants_json(request):
        return JsonResponse(facts)
    context = {
        "delivery": delivery,
        "file": file,
        "number": number,
        "facts": facts,
        "lot": lot_of(request, delivery),
        "kinds": marking.kinds(),
        "severities": marking.severities(),
        "may_mark": can_inspect(request.user, delivery),
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if number < file.pages else None,
        "crumbs": [
            {"label": delivery.folder_name, "url": reverse("inspection:gallery", args=[delivery.pk])},
            {"label": file.path, "url": ""},
        ],
    }
    return render(request, "inspection/gallery_page.html", context)


def facts_of(delivery: Any, file: Any, number: int, person: Any) -> dict[str, Any]:
    """What is shown beside a page."""
    measured = next((one for one in digitisation.pages_of(file.pk) if one.number == number), None)
    findings = [
        {
            "label": finding_label(row.code),
            "message": told(row.message),
            "severity": row.severity,
            "box": _part_of(measured, row.box),
        }
        for row in digitisation.findings_of_file(file.pk)
        if (row.page or 1) == number and row.severity in ("error", "warning") and row.code.startswith(OF_PAGES)
    ]
    here = [delivery.pk, file.pk, number]
    photos = [
        {
            "id": one.pk,
            "url": reverse("inspection:gallery-photo", args=[*here, one.pk]),
            "note": one.note,
            "about": f"{one.added_by.full_name if one.added_by else ''} · {moment(one.added_at)}",
        }
        for one in queries.photos_of(file.pk, number)
    ] + _hand_over_photos(file, person)
    return {
        "path": file.path,
        "page": number,
        "pages": file.pages,
        "image": reverse("inspection:gallery-image", args=here) + f"?v={file.sha256[:16]}",
        "width": measured.width if measured else 0,
        "height": measured.height if measured else 0,
        "dpi": round(measured.dpi) if measured else 0,
        "findings": findings,
        "defects": [marking.told_of(one) for one in marking.defects_of_page(delivery.pk, file.pk, number)],
        "photos": photos,
        "secret": f"{reverse('digitisation:report-secret', args=[file.pk])}?trang={number}",
    }


def _hand_over_photos(file: Any, person: Any) -> list[dict[str, Any]]:
    """What was photographed of the dossier and its box when the paper was handed over, to hold the scan against."""
    if file.dossier_id is None:
        return []
    return [
        {
            "id": f"giao-nhan-{one.pk}",
            "url": reverse("digitisation:handing-picture", args=[one.pk]),
            "note": _("Giao nhận: hồ sơ") if one.line_id else _("Giao nhận: hộp %(box)s") % {"box": one.box.box},
            "about": f"{one.taken_by.full_name} · {moment(one.taken_at)}",
        }
        for one in digitisation.photos_of_dossier(person, file.dossier_id)
    ]


def _part_of(measured: Any, box: list[float] | None) -> list[float] | None:
    """A box in pixels (left, top, right, bottom) as shares of the page."""
    if not box or measured is None or not measured.width or not measured.height:
        return None
    x0, y0, x1, y1 = box
    return [x0 / measured.width, y0 / measured.height, x1 / measured.width, y1 / measured.height]


@allow(can_see_inspection)
@require_GET
def image(request: HttpRequest, delivery_id: uuid.UUID, file_id: uuid.UUID, number: int) -> HttpResponse:
    """The picture of a page. With `ve` it is only drawn, so that it is there when somebody turns to it."""
    _delivery, file = found_page(request, delivery_id, file_id, number)
    drawn = drawn_or_404(file.sha256, number, sharp="net" in request.GET)
    if "ve" in request.GET:
        return HttpResponse(status=204)
    actions.note_look(file.pk, number, looker=looker(request))
    return shown(drawn)


def drawn_or_404(sha256: str, number: int, *, sharp: bool = False) -> Path:
    """A page drawn, or the answer that there is none to show."""
    try:
        drawn = pictures.picture(sha256, number, sharp=sharp)
    except (FileRefused, LimitsError) as why:
        raise Http404(told(why.message)) from why
    if drawn is None:
        raise Http404(_("Không mở được ảnh trang này."))
    return drawn


def shown(drawn: Path) -> HttpResponse:
    """A drawn page, kept by the browser for as long as one look at it lasts."""
    answer = HttpResponse(drawn.read_bytes(), content_type=MEDIA_TYPE)
    answer["Cache-Control"] = "private, max-age=60"
    return answer


@allow(can_see_inspection)
@require_GET
def photo(request: HttpRequest, delivery_id: uuid.UUID, file_id: uuid.UUID, number: int, photo_id: int) -> FileResponse:
    """A photo of the paper."""
    _delivery, file = found_page(request, delivery_id, file_id, number)
    one = queries.find_photo(file.pk, photo_id)
    if one is None or one.page != number:
        raise Http404(_("Không có ảnh chụp này."))
    actions.note_look(file.pk, number, looker=looker(request), which="paper")
    answer = FileResponse(blobs.store().open(one.sha256), content_type=one.media_type)
    answer["Cache-Control"] = "private, max-age=60"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
