"""The history of a file or an item: every preservation event, with who or what took part."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_see_deliveries, can_see_descriptions
from khoso.stages.access.history_page import Subject, happenings, objects_of_file, objects_of_item
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation


def item_seen_by(person: Any, item_id: uuid.UUID) -> Any:
    """The item when the person may see its description; None otherwise."""
    item = catalogue.find_item(item_id)
    return item if item is not None and can_see_descriptions(person, item.dossier.fonds) else None


def file_seen_by(person: Any, file_id: uuid.UUID) -> Any:
    """The delivered file when the person may see its delivery; None otherwise."""
    file = digitisation.find_file(file_id)
    # Luật: KH 82 II: what was found on a file in quarantine is not told by its history either.
    if file is None or file.is_put_away:
        return None
    return file if digitisation.deliveries_seen_by(person).filter(pk=file.delivery_id).exists() else None


@allow(can_see_descriptions)
@require_GET
def item_history(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """What happened to an item, to the file it came as, and to the package it is kept in."""
    item = item_seen_by(request.user, item_id)
    if item is None:
        raise Http404(_("Không có tài liệu này trong phạm vi của anh/chị."))
    crumbs = [
        {"label": item.dossier.title, "url": reverse("access:dossier", args=[item.dossier_id])},
        {"label": item.reference_code, "url": reverse("access:viewer", args=[item.pk])},
        {"label": _("Lịch sử"), "url": ""},
    ]
    return _page(request, item.subject or item.reference_code, item.reference_code, crumbs, objects_of_item(item))


@allow(can_see_deliveries)
@require_GET
def file_history(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """What happened to a delivered file, a refused or put-away one too."""
    file = file_seen_by(request.user, file_id)
    if file is None:
        raise Http404(_("Không có tệp này trong phạm vi của anh/chị."))
    crumbs = [
        {"label": file.delivery.folder_name, "url": reverse("digitisation:delivery", args=[file.delivery_id])},
        {"label": _("Lịch sử"), "url": ""},
    ]
    return _page(request, file.path, f"SHA-256 {file.sha256}", crumbs, objects_of_file(file))


def _page(
    request: HttpRequest, title: str, code: str, crumbs: list[dict[str, str]], objects: list[Subject]
) -> HttpResponse:
    events = happenings(objects)
    return render(request, "access/history.html", {"title": title, "code": code, "crumbs": crumbs, "events": events})
