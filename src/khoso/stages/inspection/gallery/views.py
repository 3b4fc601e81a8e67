"""The gallery: all pages of a delivery small, many pictures an answer."""

from __future__ import annotations

import struct
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import json_script
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.sign_in.address import address_of
from khoso.foundation.web.asked import whole_number
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection.gallery import actions, marking, queries
from khoso.stages.inspection.gallery import index as indexes
from khoso.stages.inspection.permissions import can_inspect, can_see_inspection

# One answer holds at most so many pictures: a screen of a wall, half a megabyte.
MOST_PICTURES = 240
_COUNT, _HEAD = struct.Struct("<I"), struct.Struct("<IHHI")


def found_delivery(request: HttpRequest, delivery_id: uuid.UUID) -> Any:
    """The delivery when the person may look at its pages; otherwise it does not exist for them."""
    found = digitisation.deliveries_seen_by(request.user).filter(pk=delivery_id).first()
    if found is None or not can_see_inspection(request.user, found):
        raise Http404(_("Không có lô giao nộp này trong phạm vi của anh/chị."))
    return found


def looker(request: HttpRequest) -> str:
    return f"person {request.user.pk} {request.session.session_key or ''} {address_of(request)}"


def lot_of(request: HttpRequest, delivery: Any) -> Any:
    """The lot an address names when it is one of this delivery; None for any other."""
    number = whole_number(request.GET.get("lo", ""), otherwise=0)
    return marking.lot(delivery, number) if number else None


@allow(can_see_inspection)
@require_GET
def gallery(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    delivery = found_delivery(request, delivery_id)
    files, lot = queries.shown_files(delivery.pk), lot_of(request, delivery)
    told_of = indexes.index_of(delivery, files, lot)
    queries.remember(delivery.pk, told_of["v"], files)
    total = sum(one.pages for one in files)
    actions.note_gallery(delivery.pk, looker=looker(request), pages=total)
    missing = sum(not one.pack for one in files)
    if missing:
        actions.ask_for_missing_thumbnails(delivery.pk)
    base = reverse("inspection:gallery", args=[delivery.pk])
    asked = f"?lo={lot.pk}" if lot else ""
    first = indexes.as_ranges(indexes.first_places(told_of, of_lot=lot is not None))
    context = {
        "delivery": delivery,
        "lot": lot,
        "total": total,
        "told_of": json_script(told_of, "cac-trang", indexes.Compact),
        "index_url": f"{base}/muc-luc.json{asked}",
        "first_url": f"{base}/anh-nho?p={first}&v={told_of['v']}" if first else "",
        "base_url": base,
        "kinds": marking.kinds(),
        "may_mark": can_inspect(request.user, delivery) and not marking.made_by(lot, request.user),
        "guide": marking.guide_to_read(request.user, delivery),
        "files": files[:200],
        "missing": missing,
        "crumbs": _crumbs(delivery, lot),
    }
    return render(request, "inspection/gallery.html", context)


def _crumbs(delivery: Any, lot: Any) -> list[dict[str, str]]:
    crumbs = [{"label": _("Kiểm tra"), "url": reverse("inspection:lots")}] if marking.has_lots() else []
    if lot and marking.has_lots():
        crumbs.append({"label": marking.lot_name(lot), "url": reverse("inspection:lot", args=[lot.pk])})
    return [*crumbs, {"label": delivery.folder_name, "url": ""}]


@allow(can_see_inspection)
@require_GET
@cache_control(private=True, no_cache=True)
def index(request: HttpRequest, delivery_id: uuid.UUID) -> JsonResponse:
    """What the gallery draws itself from; see `index.index_of`."""
    delivery = found_delivery(request, delivery_id)
    files = queries.shown_files(delivery.pk)
    told_of = indexes.index_of(delivery, files, lot_of(request, delivery))
    queries.remember(delivery.pk, told_of["v"], files)
    return JsonResponse(told_of, indexes.Compact)


@allow(can_see_inspection)
@require_GET
def thumbnails(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """Small pictures of many pages in one answer: how many, then place, width, height, length of each, then bytes.

    They show what kind of page it is, not what it says: opening the gallery is in the trail, each of these is not.
    """
    delivery, version = found_delivery(request, delivery_id), request.GET.get("v", "")
    wanted = indexes.from_ranges(request.GET.get("p", ""), most=MOST_PICTURES)
    files = queries.remembered(delivery.pk, version, wanted)
    fresh = files is not None
    if files is None:
        files = queries.shown_files(delivery.pk)
        fresh = version == queries.version_of(files)
        if fresh:
            queries.remember(delivery.pk, version, files)
    total = sum(one.pages for one in files)
    wanted = [place for place in wanted if place < total]
    found = list(queries.thumbnails(files, wanted))
    parts = [_COUNT.pack(len(found))]
    parts += [_HEAD.pack(place, width, height, len(data)) for place, width, height, data in found]
    parts += [data for *_facts, data in found]
    answer = HttpResponse(b"".join(parts), content_type="application/octet-stream")
    # The address carries what the pictures were made from: others come under another address. Rights are asked again
    # whenever the browser asks; what it holds it keeps no longer than a quarter of an hour.
    answer["Cache-Control"] = "private, max-age=900" if fresh and len(found) == len(wanted) else "private, no-store"
    return answer
