"""What a description said before: every change, any state whole, two states side by side."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.stages.catalogue.describing import history as states
from khoso.stages.catalogue.describing import pages, shapes, showing
from khoso.stages.catalogue.permissions import can_see_catalogue


def _found(request: HttpRequest, kind: str, identifier: uuid.UUID) -> tuple[Any, list[states.State]]:
    subject = pages.get_or_404(request, kind, identifier)
    return subject, states.states_of(subject)


def _context(subject: Any, last: str) -> dict[str, Any]:
    return {
        "subject": subject,
        "kind": shapes.kind_of(subject),
        "name": pages.name_of(subject),
        "back": pages.page_of(subject),
        "crumbs": pages.crumbs(subject, last),
    }


@allow(can_see_catalogue)
@require_GET
def history(request: HttpRequest, kind: str, identifier: uuid.UUID) -> HttpResponse:
    """Every change, the newest first."""
    subject, found = _found(request, kind, identifier)
    level = shapes.level_of(subject)
    page = Paginator(found[::-1], pages.PER_PAGE).get_page(request.GET.get("trang"))
    page.object_list = [
        {"state": state, "changes": states.changes_of(level, state, found[state.number - 1]) if state.number else []}
        for state in page.object_list
    ]
    context = {**_context(subject, _("Lịch sử")), "page": page, "last": len(found) - 1}
    return render(request, "catalogue/history.html", context)


@allow(can_see_catalogue)
@require_GET
def as_it_was(request: HttpRequest, kind: str, identifier: uuid.UUID, number: int) -> HttpResponse:
    """A description whole, as it was after so many changes."""
    subject, found = _found(request, kind, identifier)
    if number >= len(found):
        raise Http404(_("Mô tả này chưa được sửa nhiều lần như vậy."))
    state = found[number]
    context = {
        **_context(subject, _("Nguyên trạng")),
        "state": state,
        "last": len(found) - 1,
        "sections": showing.sections(shapes.level_of(subject), state.values),
        "before": number - 1 if number else None,
        "after": number + 1 if number + 1 < len(found) else None,
    }
    return render(request, "catalogue/as_it_was.html", context)


@allow(can_see_catalogue)
@require_GET
def compared(request: HttpRequest, kind: str, identifier: uuid.UUID) -> HttpResponse:
    """Two states side by side; without being asked which, the first and the present one."""
    subject, found = _found(request, kind, identifier)
    last = len(found) - 1
    left, right = sorted((_number(request, "tu", 0, last), _number(request, "den", last, last)))
    rows = states.side_by_side(shapes.level_of(subject), found[left], found[right])
    only = request.GET.get("chi") != "tat-ca"
    context = {
        **_context(subject, _("So sánh")),
        "left": found[left],
        "right": found[right],
        "states": found,
        "rows": [row for row in rows if row["differs"] or not only],
        "differing": sum(row["differs"] for row in rows),
        "only": only,
    }
    return render(request, "catalogue/compared.html", context)


def _number(request: HttpRequest, name: str, otherwise: int, most: int) -> int:
    text = request.GET.get(name, "")
    return min(int(text), most) if text.isdecimal() and len(text) < 9 else otherwise
