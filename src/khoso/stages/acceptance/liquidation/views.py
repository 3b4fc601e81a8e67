"""The screen of the conditions of liquidation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.acceptance.liquidation import actions, papers, queries, rules
from khoso.stages.acceptance.permissions import can_certify, can_see_rounds
from khoso.stages.acceptance.rounds import showing
from khoso.stages.acceptance.rounds.forms import MinutesForm, refuse
from khoso.stages.acceptance.rounds.minutes import LIQUIDATION, next_number
from khoso.stages.acceptance.rounds.queries import volume_of_batch
from khoso.stages.acceptance.rounds.views import crumbs, found_batch
from khoso.stages.acceptance.states import READY

# Where each condition is seen with one's own eyes: the name of the page and whether the batch stands in its address.
_WHERE = {
    "paper": ("digitisation:paper", True),
    "differences": ("digitisation:paper", True),
    "devices": ("digitisation:site", True),
    "defects": ("inspection:rework", False),
    "rounds": ("acceptance:rounds", False),
    "backup": ("acceptance:rounds", False),
}


@allow(can_see_rounds)
@require_GET
def liquidation(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Every condition: what is asked, what was found, where it is seen, who must act."""
    batch = found_batch(request, batch_id)
    facts = queries.facts_of(batch)
    found = rules.conditions(facts)
    one = queries.liquidation_of(batch.pk)
    is_declared = one is not None and one.state == READY
    volume = volume_of_batch(batch.pk)
    may = can_certify(request.user, batch.agency)
    context = {
        "batch": batch,
        "facts": facts,
        "conditions": [{**rules.worded(condition), "url": _where(condition.code, batch.pk)} for condition in found],
        "met": sum(condition.is_met for condition in found),
        "holds": all(condition.is_met for condition in found),
        "liquidation": one,
        "is_declared": is_declared,
        "volume": volume,
        "matrix": showing.plain_matrix(volume),
        "may_declare": may and not is_declared,
        "may_take_back": may and is_declared,
        "crumbs": crumbs(last=_("Điều kiện thanh lý")),
    }
    return render(request, "acceptance/liquidation.html", context)


def _where(code: str, batch_id: int) -> str:
    name, in_address = _WHERE[code]
    try:
        return reverse(name, args=[batch_id]) if in_address else f"{reverse(name)}?dot={batch_id}"
    except NoReverseMatch:
        return ""


@allow(can_certify)
@require_http_methods(["GET", "POST"])
def liquidation_declare(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Declare that every condition holds, with minutes for both sides."""
    batch = found_batch(request, batch_id, can_certify)
    first = {"number": next_number(batch.agency, papers.NOTATION, LIQUIDATION)}
    form = MinutesForm(request.POST or None, batch=batch, initial=first)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        try:
            actions.declare(
                batch, said["number"], form.sides(), place=said["place"], note=said["note"], by=request.user
            )
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã xác nhận đủ điều kiện thanh lý và lập biên bản."))
            return redirect("acceptance:liquidation", batch.pk)
    context = {
        "batch": batch,
        "form": form,
        "title": _("Xác nhận đủ điều kiện thanh lý"),
        "confirm": _("Xác nhận mọi điều kiện thanh lý đã đủ và lập biên bản?"),
        "crumbs": crumbs(last=_("Điều kiện thanh lý")),
    }
    return render(request, "acceptance/minutes_write.html", context, status=422 if form.is_bound else 200)


@allow(can_certify)
@require_POST
def liquidation_take_back(request: HttpRequest, batch_id: int) -> HttpResponse:
    batch = found_batch(request, batch_id, can_certify)
    try:
        actions.take_back(batch, request.POST.get("reason", ""), by=request.user)
    except KhosoError as why:
        messages.error(request, told(why.message))
    else:
        messages.success(request, _("Đã rút xác nhận; biên bản còn chờ ký đã chấm dứt."))
    return redirect("acceptance:liquidation", batch.pk)
