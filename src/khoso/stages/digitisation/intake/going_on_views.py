"""From the page of a delivery: do again what the machine could not, take home what people must mend."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khoso.engines.office import MEDIA_TYPES
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_see_deliveries
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import queries
from khoso.stages.digitisation.intake import going_on
from khoso.stages.digitisation.models import Delivery
from khoso.stages.digitisation.permissions import can_deliver


def _found(request: HttpRequest, delivery_id: uuid.UUID) -> Delivery:
    found = queries.deliveries_seen_by(request.user).filter(pk=delivery_id).first()
    if found is None:
        raise Http404(_("Không có lô giao nộp này trong phạm vi của anh/chị."))
    return found


@allow(can_deliver)
@require_POST
def again(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """Ask again for what the machine could not do."""
    delivery = _found(request, delivery_id)
    if not can_deliver(request.user, delivery):
        raise Http404(_("Không có lô giao nộp này trong phạm vi của anh/chị."))
    if not going_on.undone_of(delivery):
        messages.info(request, _("Máy không còn việc nào phải làm lại ở lô này."))
        return redirect("digitisation:delivery", delivery.pk)
    try:
        going_on.go_on(delivery, by=request.user)
    except KhosoError as refused:
        messages.error(request, told(refused.message))
    else:
        messages.success(request, _("Máy làm lại đúng phần chưa làm được; phần đã xong giữ nguyên."))
    return redirect("digitisation:delivery", delivery.pk)


@allow(can_see_deliveries)
@require_GET
def mending_list(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """What people must mend in this delivery, as a workbook to sort, filter and deal out."""
    delivery = _found(request, delivery_id)
    with tempfile.TemporaryDirectory(prefix="khoso-") as folder:
        path = Path(folder) / "phai-sua.xlsx"
        going_on.write_mending_list(delivery, path)
        answer = HttpResponse(path.read_bytes(), content_type=MEDIA_TYPES["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="phai-sua-{delivery.registered_at:%Y%m%d}.xlsx"'
    return answer
