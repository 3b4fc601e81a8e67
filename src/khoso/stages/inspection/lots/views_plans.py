"""The screens of plans, of who scanned with what, and of the statistics."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.web.templatetags.khoso_web import vn_date
from khoso.foundation.web.words import told
from khoso.instruments.quality.compute.sampling import SEVERITIES, freeze
from khoso.instruments.quality.compute.switching import ENOUGH
from khoso.instruments.quality.compute.tables import LEVELS, PERCENT_AQLS
from khoso.instruments.quality.queries import Severity
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection.lots import actions, queries, showing, views
from khoso.stages.inspection.lots.kinds import label_of
from khoso.stages.inspection.lots.statistics import statistics_for
from khoso.stages.inspection.models import Units
from khoso.stages.inspection.permissions import can_mend, can_plan_inspection, can_see_inspection

TITLES = {
    "operator": gettext_lazy("Người quét"),
    "device": gettext_lazy("Máy quét"),
    "day": gettext_lazy("Ngày quét"),
    "kind": gettext_lazy("Loại lỗi"),
}
# Lots of these sizes show what a plan means before it is used.
EXAMPLES = (500, 5_000, 40_000)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@allow(can_see_inspection)
@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """Defects per operator, device, day and kind, drawn and as tables."""
    batch_id = views.number(request.GET.get("dot", ""))
    since, until = _day(request.GET.get("tu", "")), _day(request.GET.get("den", ""))
    tables = statistics_for(request.user, batch_id=batch_id, since=since, until=until)
    shown = []
    for name, table in tables.items():
        rows = [
            {
                "name": _name(name, row.name),
                "row": row,
                "counts": [(str(label), count) for label, count in zip(Severity.labels, row.counts, strict=True)],
                "bars": bars,
                "y": 4 + place * 26,
            }
            for place, (row, bars) in enumerate(table.drawn())
        ]
        shown.append({"name": name, "title": TITLES[name], "rows": rows, "height": 8 + 26 * len(rows)})
    context = {
        "tables": shown,
        "severities": Severity.choices,
        "since": since,
        "until": until,
        "batch_id": batch_id,
        "total": sum(row.defects for row in tables["kind"].rows),
        "crumbs": views.crumbs(last=_("Thống kê")),
    }
    return render(request, "inspection/statistics.html", context)


def _name(table: str, name: str) -> str:
    """What a row of a table is called on the screen."""
    if table == "kind":
        return str(label_of(name))
    return vn_date(date.fromisoformat(name)) if table == "day" and name[:1].isdigit() else name


def _agency(request: HttpRequest, agency_id: int) -> Agency:
    found = Agency.objects.filter(pk=agency_id).first()
    if found is None or not can_plan_inspection(request.user, found):
        raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị."))
    return found


def _batch(agency: Agency, text: str) -> Any:
    batch_id = views.number(text)
    if batch_id is None:
        return None
    found = queries.batch_of(agency.pk, batch_id)
    if found is None:
        raise Http404(_("Không có đợt số hóa này."))
    return found


@allow(can_plan_inspection)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, agency_id: int) -> HttpResponse:
    """Level and AQL of an agency or one batch, and how strictly its lots are looked at now."""
    agency = _agency(request, agency_id)
    said = request.POST if request.method == "POST" else request.GET
    batch = _batch(agency, said.get("dot", ""))
    units = said.get("loai", "") if said.get("loai", "") in Units.values else str(Units.PAGE)
    if request.method == "POST":
        aqls = {severity: said.get(severity, "") for severity in SEVERITIES}
        try:
            actions.save_plan(
                agency,
                batch,
                units,
                said.get("level", ""),
                aqls,
                said.get("reason", ""),
                request.user,  # type: ignore[arg-type]
            )
        except KhosoError as refused:
            messages.error(request, told(refused.message))
        else:
            messages.success(request, _("Đã ghi phương án. Các lô lấy mẫu từ nay theo phương án này."))
            return redirect(_plan_url(agency, batch, units))
    chosen = queries.chosen_plan(agency.pk, batch.pk if batch else None, units)
    asked, standing = queries.plan_for(agency.pk, batch, units)
    contractor = batch.contractor_id if batch else None
    context = {
        "agency": agency,
        "batch": batch,
        "batches": queries.batches_of(agency.pk),
        "units": units,
        "unit_choices": Units.choices,
        "chosen": chosen,
        "levels": LEVELS,
        "aqls": PERCENT_AQLS,
        "classes": [(severity, label, getattr(chosen, severity)) for severity, label in Severity.choices],
        "examples": [(size, freeze(asked, size)) for size in EXAMPLES],
        "standing": standing,
        "standing_label": showing.KIND_LABELS[standing.kind],
        "kinds": showing.KIND_LABELS.items(),
        "rests_on": queries.standing_of(agency.pk, contractor, units)[1],
        "enough": ENOUGH,
        "crumbs": views.crumbs(last=_("Phương án lấy mẫu")),
    }
    return render(request, "inspection/plan.html", context)


def _plan_url(agency: Agency, batch: Any, units: str) -> str:
    asked = f"?loai={units}" + (f"&dot={batch.pk}" if batch else "")
    return reverse("inspection:plan", args=[agency.pk]) + asked


@allow(can_plan_inspection)
@require_POST
def plan_kind(request: HttpRequest, agency_id: int) -> HttpResponse:
    """Normal, tightened or reduced by a person's word."""
    agency = _agency(request, agency_id)
    batch = _batch(agency, request.POST.get("dot", ""))
    units = request.POST.get("loai", "") if request.POST.get("loai", "") in Units.values else str(Units.PAGE)
    kind, reason = request.POST.get("kind", ""), request.POST.get("reason", "")
    try:
        actions.order_kind(agency, batch, units, kind, reason, request.user)  # type: ignore[arg-type]
    except KhosoError as refused:
        messages.error(request, told(refused.message))
    else:
        messages.success(request, _("Đã đổi chế độ kiểm tra."))
    return redirect(_plan_url(agency, batch, units))


@allow(can_see_inspection)
@require_POST
def origin(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """Who scanned a delivery, with what and when: said by who delivered, or by who plans the inspection."""
    delivery = digitisation.deliveries_seen_by(request.user).filter(pk=delivery_id).first()
    may = delivery is not None and (
        can_mend(request.user, delivery.agency) or can_plan_inspection(request.user, delivery.agency)
    )
    if delivery is None or not may:
        raise Http404(_("Không có lô giao nộp này trong phạm vi của anh/chị."))
    said = request.POST
    actions.say_origin(
        delivery,
        said.get("operator", ""),
        said.get("device", ""),
        _day(said.get("scanned_on", "")),
        operator_username=said.get("operator_username", ""),
    )
    messages.success(request, _("Đã ghi người quét, máy quét."))
    lot = next(iter(queries.lots_of_deliveries([delivery_id])), None)
    return redirect("inspection:lot", lot.pk) if lot else redirect("inspection:lots")
