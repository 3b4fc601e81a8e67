"""Looking at pages: the viewer, the pictures behind it, the words on them. Every page shown leaves an audit row."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from khoso.engines import blobs
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import anyone, can_read_pages, can_see_descriptions
from khoso.foundation.identity.sign_in.address import address_of
from khoso.foundation.web.asked import whole_number
from khoso.foundation.web.words import told
from khoso.kernel import codes, dates
from khoso.stages.access import actions, queries
from khoso.stages.access.compute.tiles import BadImageRequest, iiif_region
from khoso.stages.access.compute.tiles import iiif_info as tiff_info
from khoso.stages.access.permissions import SECRET, can_view_item, viewable_items
from khoso.stages.access.searching import boxes_on
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import queries as recognition
from khoso.stages.recognition.choosing import FIELDS, LABELS

THUMB = "!140,200"
# A picture no wider than this shows what kind of page it is, not what it says.
PREVIEW_PIXELS = 400


def _item_for(person: Any, item_id: uuid.UUID) -> Any:
    """The item when the person may see it; otherwise it does not exist for them."""
    item = catalogue.find_item(item_id)
    if item is None or not can_view_item(person, item):
        raise Http404(_("Không có tài liệu này trong phạm vi của anh/chị."))
    return item


def note_look(request: HttpRequest, item_id: uuid.UUID, number: int, *, is_part: bool = True) -> None:
    """Leave one audit row for each look at a page, not for each tile of it, whichever process answers."""
    actions.record_page_shown(item_id, number, looker=_looker(request), is_part=is_part)


def _looker(request: HttpRequest) -> str:
    """Who looks, as far as a look goes: a session, an account without one, or what is known of a guest."""
    if request.user.is_authenticated:
        # With the account: a token and a session may come together, and are two who look.
        return f"person {request.user.pk} {request.session.session_key or ''}"
    return f"guest {address_of(request)} {request.META.get('HTTP_USER_AGENT', '')}"


@allow(anyone)
@require_GET
def viewer(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    item = _item_for(request.user, item_id)
    pages = queries.pages_of(item_id)
    if not pages:
        raise Http404(_("Tài liệu này chưa có ảnh trang."))
    wanted = whole_number(request.GET.get("trang", ""), otherwise=1)
    number = wanted if any(page.number == wanted for page in pages) else pages[0].number
    query = request.GET.get("q", "").strip()[:300]
    note_look(request, item_id, number, is_part=False)
    context = _viewer_context(request.user, item, pages, number, query)
    htmx: Any = request.htmx  # type: ignore[attr-defined]
    only_page = htmx and not htmx.history_restore_request
    answer = render(request, "access/_viewer_page.html" if only_page else "access/viewer.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _viewer_context(person: Any, item: Any, pages: list[queries.PageView], number: int, query: str) -> dict[str, Any]:
    is_staff = can_see_descriptions(person, item.dossier.fonds)
    words = queries.words_of(item.pk) if query else {}
    hits = [{"page": page.number, "boxes": boxes_on(page, words.get(page.number, []), query)} for page in pages]
    file = digitisation.file_of_item(item.pk) if is_staff else None
    findings = digitisation.findings_of_file(file.pk) if file else []
    return {
        "item": {
            "subject": item.subject,
            "reference_code": item.reference_code,
            "fields": _fields(item),
            "history_url": reverse("access:item-history", args=[item.pk]) if is_staff else "",
        },
        "pages": [_page(item, page, findings) for page in pages],
        "page_number": number,
        "query": query,
        "hits": [hit for hit in hits if hit["boxes"]],
        "dossier": {
            "title": item.dossier.title,
            "url": reverse("access:dossier", args=[item.dossier_id]) if is_staff else "",
        },
        **_neighbours(person, item),
        "text": next(page.text for page in pages if page.number == number),
    }


def _neighbours(person: Any, item: Any) -> dict[str, str]:
    """The items before and after this one in its dossier that the person may see and that can be looked at."""
    allowed = viewable_items(person, item.dossier, catalogue.items_of(item.dossier_id))
    shown = queries.items_with_pictures([other.pk for other in allowed])
    siblings = [other.pk for other in allowed if other.pk in shown]
    place = siblings.index(item.pk) if item.pk in siblings else 0
    before = siblings[place - 1] if place > 0 else None
    after = siblings[place + 1] if place + 1 < len(siblings) else None
    return {
        "previous_url": reverse("access:viewer", args=[before]) if before else "",
        "next_url": reverse("access:viewer", args=[after]) if after else "",
    }


def _page(item: Any, page: queries.PageView, findings: list[Any]) -> dict[str, Any]:
    return {
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "info_url": reverse("access:iiif-info", args=[item.pk, page.number]),
        "thumb_url": reverse("access:iiif-image", args=[item.pk, page.number, "full", THUMB, "0", "default.jpg"]),
        "words_url": reverse("access:words", args=[item.pk, page.number]),
        "findings": [
            {"severity": row.severity, "message": row.message, "box": _part_of(page, row.box)}
            for row in findings
            if row.page == page.number
        ],
    }


def _part_of(page: queries.PageView, box: list[float] | None) -> list[float] | None:
    """A box in pixels as fractions of the page's width and height."""
    if not box or not page.width or not page.height:
        return None
    return [box[0] / page.width, box[1] / page.height, box[2] / page.width, box[3] / page.height]


def _fields(item: Any) -> list[dict[str, Any]]:
    proposals = recognition.proposals_of(item.pk)
    issued = dates.parse(item.issued_date)
    shown = {
        "kind": told(codes.KIND.get(item.kind_code, "")),
        "issued_date": issued.shown if issued else "",
    }
    source = item.get_described_by_display()
    fields = [
        {
            "label": LABELS[name],
            "value": shown.get(name, getattr(item, column)),
            "confidence": proposals[name].confidence if name in proposals and item.described_by == "machine" else None,
            "source_label": source,
            "is_content": name != "kind",
        }
        for name, column in FIELDS.items()
    ]
    levels = {
        "label": _("Mức độ tiếp cận"),
        "value": told(codes.MODE[item.access_code]),
        "confidence": None,
        "source_label": "",
    }
    return [*fields, levels]


@allow(can_read_pages)
@require_GET
def companion(request: HttpRequest, dossier_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """The cover or the inventory of a dossier, as it was delivered."""
    if not catalogue.dossiers_seen_by(request.user).filter(pk=dossier_id).exists():
        raise Http404(_("Không có hồ sơ này trong phạm vi của anh/chị."))
    file = next((f for f in digitisation.files_of_dossier(dossier_id) if f.pk == file_id and f.is_readable), None)
    if file is None or catalogue.dossier(dossier_id).access_code == SECRET:
        raise Http404(_("Không có tệp này."))
    actions.record_companion_shown(file_id)
    reading = recognition.reading_of(file.pk)
    with blobs.store().open(reading.pdfa_sha256 if reading and reading.pdfa_sha256 else file.sha256) as stored:
        answer = HttpResponse(stored.read(), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{file.role}.pdf"'
    return answer


@allow(anyone)
@require_GET
def words(request: HttpRequest, item_id: uuid.UUID, number: int) -> JsonResponse:
    """The words of a page with their boxes as fractions of its size."""
    _item_for(request.user, item_id)
    page = queries.readable_page(item_id, number)
    if page is None:
        raise Http404(_("Không có trang này."))
    note_look(request, item_id, number)
    found = queries.words_of(item_id).get(number, [])
    return JsonResponse(
        {
            "words": [
                {"text": text, "box": [x0 / page.width, y0 / page.height, x1 / page.width, y1 / page.height]}
                for x0, y0, x1, y1, text, _ in found
            ]
        }
    )


def _picture(request: HttpRequest, item_id: uuid.UUID, number: int) -> Path:
    _item_for(request.user, item_id)
    page = queries.readable_page(item_id, number)
    path = blobs.store().path_of(page.picture_sha256) if page and page.picture_sha256 else None
    if path is None:
        raise Http404(_("Trang này chưa có ảnh để xem."))
    return path


@allow(anyone)
@require_GET
def iiif_info(request: HttpRequest, item_id: uuid.UUID, number: int) -> JsonResponse:
    path = _picture(request, item_id, number)
    note_look(request, item_id, number)
    base = request.build_absolute_uri(reverse("access:iiif-info", args=[item_id, number])).removesuffix("/info.json")
    return JsonResponse(tiff_info(path, base))


@allow(anyone)
@require_GET
@cache_control(private=True, max_age=900)
def iiif_image(
    request: HttpRequest, item_id: uuid.UUID, number: int, region: str, size: str, rotation: str, name: str
) -> HttpResponse:
    path = _picture(request, item_id, number)
    quality, _, kind = name.rpartition(".")
    if not _is_preview(region, size):
        note_look(request, item_id, number)
    try:
        picture = iiif_region(path, region, size, rotation, quality, kind)
    except BadImageRequest as refused:
        return HttpResponse(refused.message, status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse(picture, content_type="image/png" if kind == "png" else "image/jpeg")


def _is_preview(region: str, size: str) -> bool:
    if region != "full" or not size.startswith("!"):
        return False
    sides = size[1:].split(",")
    return len(sides) == 2 and all(0 < whole_number(side, otherwise=0) <= PREVIEW_PIXELS for side in sides)
