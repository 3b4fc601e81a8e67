"""The screen of watched folders."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import queries as room
from khoso.stages.digitisation.intake import queries, watching
from khoso.stages.digitisation.intake.views import crumbs
from khoso.stages.digitisation.models import WatchedArrival, WatchedFolder
from khoso.stages.digitisation.permissions import can_deliver, can_plan_batch, firm_of, of_own_firm


@allow(can_deliver)
@require_http_methods(["GET", "POST"])
def watched(request: HttpRequest) -> HttpResponse:
    """Which folder is watched for which batch, and what arrived."""
    batches = list(queries.open_batches(request.user)[:200])
    refused = ""
    if request.method == "POST":
        chosen = next((one for one in batches if str(one.pk) == request.POST.get("batch", "")), None)
        try:
            if chosen is None:
                raise watching.WatchRefused(_("Chưa ghi: chọn đợt số hóa đang thực hiện."))
            is_on = request.POST.get("is_on") == "on"
            watching.set_folder(chosen, request.POST.get("name", ""), is_on=is_on, by=request.user)
        except KhosoError as error:
            refused = told(error.message)
        else:
            messages.success(request, _("Đã gắn thư mục với đợt số hóa."))
            return redirect("digitisation:watched")
    root = watching.place()
    context: dict[str, Any] = {
        "is_watching": root is not None,
        "is_there": root is not None and root.is_dir(),
        "folders": WatchedFolder.objects.filter(batch__in=[one.pk for one in batches]).select_related("batch__agency"),
        "arrivals": _arrivals(request.user),
        "batches": batches,
        "may_set": can_plan_batch(request.user),
        "refused": refused,
        "still_minutes": int(watching.STILL_FOR.total_seconds() // 60),
        "crumbs": crumbs(last=_("Thư mục theo dõi")),
    }
    return render(request, "digitisation/watched.html", context, status=422 if refused else 200)


def _arrivals(person: Any) -> list[dict[str, Any]]:
    """The latest folders taken in or refused, of the agencies the person brings scans for.

    A contractor's people see the folders of their own batches only: a folder of a whole agency is nobody's yet.
    """
    agencies = set(queries.agencies_to_deliver_for(person).values_list("pk", "code"))
    codes, keys = {code for _key, code in agencies}, {key for key, _code in agencies}
    folders = WatchedFolder.objects.filter(batch__agency_id__in=keys)
    firm = firm_of(person)
    if firm is not None:
        codes, folders = set(), folders.filter(batch__contractor_id=firm)
    names = set(folders.values_list("name", flat=True))
    shown = []
    for row in WatchedArrival.objects.select_related("delivery__batch").order_by("-still_since")[:200]:
        home, name = row.path.rsplit("/", 2)[-2:]
        mine = row.delivery and row.delivery.agency_id in keys and of_own_firm(person, row.delivery)
        if mine if row.delivery else home in codes | names:
            shown.append({"name": f"{home}/{name}", "arrival": row})
    shown = shown[:50]
    taken = room.file_progress([one["arrival"].delivery_id for one in shown if one["arrival"].delivery_id])
    for one in shown:
        one["files"] = taken.get(one["arrival"].delivery_id)
    return shown
