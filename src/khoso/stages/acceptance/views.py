"""Accepting a dossier from its page."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_accept_work
from khoso.foundation.identity.roles import ACCEPTERS
from khoso.stages.acceptance import actions
from khoso.stages.acceptance.errors import NotAcceptable
from khoso.stages.catalogue import queries as catalogue


@allow(can_accept_work)
@require_POST
def accept(request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponse:
    if not catalogue.dossiers_seen_by(request.user, ACCEPTERS).filter(pk=dossier_id).exists():
        raise Http404(_("Không có hồ sơ này trong phạm vi của anh/chị."))
    try:
        accepted = actions.accept_dossier(dossier_id)
    except NotAcceptable as refused:
        messages.error(request, refused.message)
    else:
        messages.success(
            request,
            _("Đã nghiệm thu {items} tài liệu, {pages} trang.").format(items=accepted.items, pages=accepted.pages),
        )
    return redirect("access:dossier", dossier_id)
