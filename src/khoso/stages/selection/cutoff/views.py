"""Choosing a year: both sides of it, what they cost, scenarios beside each other, a draft list from one."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khoso.engines.jobs import enqueue
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.kernel.numbers_vi import grouped
from khoso.stages.selection.assessing import criteria as table
from khoso.stages.selection.assessing import queue
from khoso.stages.selection.assessing.actions import WHILE_WAITING
from khoso.stages.selection.assessing.views import agency_of
from khoso.stages.selection.cutoff import actions, drawing, queries, rules
from khoso.stages.selection.cutoff.queries import Chain
from khoso.stages.selection.cutoff.rules import Sides, Volume
from khoso.stages.selection.models import CutoffScenario
from khoso.stages.selection.permissions import can_assess, can_propose_list, can_see_selection


@allow(can_see_selection)
@require_GET
def cutoffs(request: HttpRequest) -> HttpResponse:
    """A series and a year: walk the year and watch."""
    agencies = queue.agencies_for(request.user)
    agency = agency_of(request, agencies)
    if agency is None:
        return render(request, "selection/assessing_none.html", {"title": _("Mốc thời gian")})
    whole, shelves = queue.overview(agency.pk)
    chain = _chain(request.GET, agency, shelves)
    volumes = queries.volumes(chain) if chain else []
    year = _year(request.GET.get("nam", ""), volumes)
    said = request.GET.get("gia", "").strip()
    price = rules.price_from(said) if said else None
    known = [one.year for one in volumes if one.year is not None]
    compared = queries.scenarios_by_id(agency.pk, request.GET.getlist("so"))
    context = {
        "agency": agency,
        "agencies": agencies,
        "shelves": shelves,
        "chain": chain,
        "chain_title": _title(chain, shelves),
        "year": year,
        "price": said,
        "price_wrong": bool(said) and price is None,
        "volumes": volumes,
        "first": min(known, default=year),
        "last": max(known, default=year) + 1,
        "picture": drawing.histogram(volumes, year) if known else None,
        "sides": _shown(rules.sides(volumes, year), price),
        "unarranged": whole.total - whole.arranged,
        "scenarios": [_scenario(one) for one in queries.scenarios(agency.pk)[:30]],
        "compared": [_scenario(one) for one in compared],
        "may_keep": can_assess(request.user, agency),
        "may_propose": can_propose_list(request.user, agency),
        "classes": [(code, told(label)) for code, (label, _decision) in table.CLASSES.items() if code in "AB"],
    }
    return render(request, "selection/cutoff.html", context)


def _chain(given: Any, agency: Agency, shelves: list[queue.Shelf]) -> Chain | None:
    """The series of the address; without one, the largest fonds."""
    fonds, _dot, series = given.get("chuoi", "").partition(".")
    known = {(place.fonds, place.series) for shelf in shelves for place in (shelf.fonds, *shelf.series)}
    if (fonds, series) in known:
        return Chain(agency.pk, fonds, series)
    largest = max(shelves, key=lambda shelf: shelf.fonds.numbers.arranged, default=None)
    return Chain(agency.pk, largest.fonds.fonds) if largest else None


def _title(chain: Chain | None, shelves: list[queue.Shelf]) -> str:
    for shelf in shelves:
        for place in (shelf.fonds, *shelf.series):
            if chain and (place.fonds, place.series) == (chain.fonds, chain.series):
                own = " ".join(part for part in (place.code, place.title) if part)
                return own if place is shelf.fonds else f"{shelf.fonds.title} · {own}"
    return ""


def _year(said: str, volumes: list[rules.YearVolume]) -> int:
    if said.isdecimal() and len(said) == 4:
        return int(said)
    return rules.half_way(volumes) or clock.today().year


def _shown(cut: Sides, price: Decimal | None) -> list[dict[str, Any]]:
    def one(name: str, label: str, volume: Volume) -> dict[str, Any]:
        money = grouped(rules.cost(volume.pages, price)) if price is not None else "–"
        return {"name": name, "label": label, "volume": volume, "cost": money}

    return [
        one("after", _("Từ mốc trở đi"), cut.after),
        one("before", _("Trước mốc"), cut.before),
        one("unknown", _("Không rõ năm"), cut.unknown),
    ]


def _scenario(one: CutoffScenario) -> dict[str, Any]:
    """A kept scenario, and whether the catalogue says otherwise by now."""
    series = one.series if one.series_id else None
    chain = queries.chain_of(one)
    parts = {
        name: {**one.figures.get(name, {}), "cost": grouped(Decimal(one.figures.get(name, {}).get("cost", "0")))}
        for name in ("after", "before", "unknown")
    }
    return {
        "row": one,
        "title": f"{one.fonds.title} · {series}" if series else one.fonds.title,
        "price": grouped(one.price_per_page),
        **parts,
        "query": _query(chain, one.year, grouped(one.price_per_page)),
    }


def _query(chain: Chain, year: int, price: str) -> str:
    return f"co-quan={chain.agency}&chuoi={chain.fonds}.{chain.series}&nam={year}&gia={price}"


def _asked(request: HttpRequest) -> tuple[Chain, int, Decimal]:
    """What a form of the page sends. Raises Http404 for a series out of reach, CutoffRefused for a year or price."""
    agencies = [one for one in queue.agencies_for(request.user) if can_assess(request.user, one)]
    agency = next((one for one in agencies if str(one.pk) == request.POST.get("co-quan")), None)
    if agency is None:
        raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị."))
    chain = _chain(request.POST, agency, queue.overview(agency.pk)[1])
    if chain is None:
        raise Http404(_("Không có phông nào trong phạm vi của anh/chị."))
    year, price = request.POST.get("nam", ""), rules.price_from(request.POST.get("gia", ""))
    if not (year.isdecimal() and len(year) == 4):
        raise actions.CutoffRefused(_("Chưa làm gì: năm mốc phải có bốn chữ số."))
    if price is None:
        raise actions.CutoffRefused(_("Chưa làm gì: hãy gõ đơn giá mỗi trang, ví dụ 1.250 hoặc 1.250,5."))
    return chain, int(year), price


def _back(request: HttpRequest) -> HttpResponse:
    said = request.POST
    query = f"co-quan={said.get('co-quan', '')}&chuoi={said.get('chuoi', '')}&nam={said.get('nam', '')}"
    return redirect(f"{reverse('selection:cutoffs')}?{query}&gia={said.get('gia', '')}")


@allow(can_assess)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the cut under a name."""
    try:
        chain, year, price = _asked(request)
        actions.keep_scenario(chain, name=request.POST.get("ten", ""), year=year, price=price, by=request.user)
    except KhosoError as why:
        messages.error(request, told(why.message))
    else:
        messages.success(request, _("Đã lưu phương án."))
    return _back(request)


@allow(can_assess)
@require_POST
def drop(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """Asked twice by the page; a list made of the scenario stays."""
    found = get_object_or_404(CutoffScenario, pk=scenario_id)
    if not can_assess(request.user, found.agency_id):
        raise Http404(_("Không có phương án này trong phạm vi của anh/chị."))
    actions.drop_scenario(scenario_id, by=request.user)
    messages.success(request, _("Đã bỏ phương án."))
    return redirect(f"{reverse('selection:cutoffs')}?co-quan={found.agency_id}")


@allow(can_propose_list)
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """A draft list of what lies from the year onward and nothing blocks."""
    try:
        chain, year, price = _asked(request)
        if request.POST.get("chac") != "1":
            raise actions.CutoffRefused(_("Chưa đề xuất: hãy đánh dấu ô xác nhận trước."))
        batch = actions.begin_proposal(
            chain,
            year=year,
            price=price,
            title=request.POST.get("ten", ""),
            risk_class=request.POST.get("rui-ro", ""),
            by=request.user,
        )
        run(batch.pk, batch.total, chain.agency)
    except KhosoError as why:
        messages.error(request, told(why.message))
        return _back(request)
    return redirect("selection:assess-batch", batch.pk)


def run(batch_id: uuid.UUID, total: int, agency_id: int) -> None:
    """At once while that is quick, else behind the scenes."""
    if total <= WHILE_WAITING:
        actions.run_proposal(batch_id)
    else:
        enqueue("selection.run_cutoff_proposal", lock=f"assess:{agency_id}", batch_id=str(batch_id))
