"""The screens of likely twins: the queue, and two dossiers beside each other with the verdict."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.catalogue.likeness import actions, keeping, queries, searching, sides
from khoso.stages.catalogue.likeness.pairs import OTHER_AGENCY, SAME_AGENCY, Chosen, Queue
from khoso.stages.catalogue.likeness.secrets import comparable_ids
from khoso.stages.catalogue.models import Dossier, Fingerprint, TwinVerdict
from khoso.stages.catalogue.permissions import can_judge_twins, can_see_catalogue

_ON_A_PAGE = 25


@allow(can_see_catalogue)
@require_GET
def twins(request: HttpRequest) -> HttpResponse:
    chosen = Chosen.of(request.GET.dict())
    queue = Queue(request.user, chosen)
    page = Paginator(queue.rows(), _ON_A_PAGE).get_page(request.GET.get("trang"))
    waiting = keeping.waiting()
    context = {
        "chosen": chosen,
        "states": queue.states(),
        "page": page,
        "rows": queue.shown(list(page.object_list)),
        "kinds": Fingerprint.Kind.choices,
        "places": [("", _("Mọi cơ quan")), (OTHER_AGENCY, _("Cơ quan khác")), (SAME_AGENCY, _("Trong cùng cơ quan"))],
        "waiting": sum(waiting.values()),
        "crumbs": [],
    }
    return render(request, "catalogue/twins.html", context)


def _found(request: HttpRequest, dossier_id: uuid.UUID) -> Dossier:
    """The dossier of an address, of an agency this person sees; otherwise the page that says there is none."""
    found = Dossier.objects.select_related("fonds__agency").filter(pk=dossier_id).first()
    if found is None or not can_see_catalogue(request.user, found.fonds):
        raise Http404(_("Không có hồ sơ này trong phạm vi của anh/chị."))
    return found


@allow(can_see_catalogue)
@require_GET
def dossier_twins(request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponse:
    mine = _found(request, dossier_id)
    near = queries.twins_of([mine.pk])[mine.pk]
    asked = request.GET.get("voi", "")
    chosen = next((twin for twin in near if str(twin.dossier.pk) == asked), near[0] if near else None)
    return _shown(request, mine, near, chosen)


def _shown(
    request: HttpRequest, mine: Dossier, near: list[queries.Twin], chosen: queries.Twin | None, wrong: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "mine": mine,
        "near": near,
        "chosen": chosen,
        "both": sides.beside(request.user, mine, chosen.dossier) if chosen else None,
        "may_judge": chosen is not None and _may_judge(request, mine, chosen),
        "verdicts": TwinVerdict.Verdict.choices,
        "wrong": wrong,
        "said": request.POST,
        "is_common": not near and searching.has_common_title(mine.pk),
        "is_compared": mine.pk in comparable_ids([mine.pk]),
        "crumbs": [
            {"label": _("Hồ sơ trùng"), "url": reverse("catalogue:twins")},
            {"label": mine.title, "url": ""},
        ],
    }
    return render(request, "catalogue/twins_beside.html", context, status=422 if wrong else 200)


def _may_judge(request: HttpRequest, mine: Dossier, chosen: queries.Twin) -> bool:
    return any(can_judge_twins(request.user, one.fonds) for one in (mine, chosen.dossier))


@allow(can_judge_twins)
@require_POST
def judge(request: HttpRequest, dossier_id: uuid.UUID, other_id: uuid.UUID) -> HttpResponse:
    mine = _found(request, dossier_id)
    near = queries.twins_of([mine.pk])[mine.pk]
    chosen = next((twin for twin in near if twin.dossier.pk == other_id), None)
    if chosen is None or not _may_judge(request, mine, chosen):
        raise Http404(_("Không có cặp hồ sơ này trong phạm vi của anh/chị."))
    try:
        actions.judge_twins(
            mine.pk,
            chosen.dossier.pk,
            verdict=request.POST.get("verdict", ""),
            reason=request.POST.get("reason", ""),
            by=request.user,
        )
    except KhosoError as error:
        return _shown(request, mine, near, chosen, wrong=told(error.message))
    messages.success(request, _("Đã ghi kết luận."))
    return redirect(reverse("catalogue:dossier-twins", args=[mine.pk]) + f"?voi={chosen.dossier.pk}")
