"""The directory of agencies: the list, one agency, the list as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.agencies import exporting, reading, showing
from khoso.foundation.identity.agencies.errors import AgencyUnknown
from khoso.foundation.identity.agencies.searching import AgencyHit, search_agencies
from khoso.foundation.identity.agencies.words import plain, short_name
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import can_edit_agencies, can_see_agencies

PER_PAGE = 60
STATES = ("present", "ended", "all")


def found(code: str) -> Agency:
    """The agency of an address, or the page that says there is none."""
    try:
        return reading.agency_by_code(code)
    except AgencyUnknown as unknown:
        raise Http404(unknown.message) from None


def crumbs(agency: Agency | None = None, last: str = "") -> list[dict[str, str]]:
    told = [{"label": pgettext("many", "Cơ quan"), "url": reverse("identity:agencies")}]
    if agency is not None:
        told += [{"label": short_name(one.name), "url": showing.page_of(one)} for one in showing.above(agency)]
        told.append({"label": short_name(agency.name), "url": showing.page_of(agency)})
    return told + ([{"label": last, "url": ""}] if last else [])


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What an address asks of the list: words, a day, a narrowing, and which of present and ended is shown."""

    text: str
    day: date | None
    state: str
    among: reading.Asked

    def hits(self) -> list[AgencyHit]:
        return search_agencies(self.text, among=self.among, on=self.day)


def _wanted(request: HttpRequest) -> _Wanted:
    text = request.GET.get("q", "").strip()[:200]
    kinds = tuple(kind for kind in request.GET.getlist("loai") if kind in AgencyKind.values)
    day = _day(request.GET.get("ngay", ""))
    unconfirmed, transfer = request.GET.get("cho") == "1", request.GET.get("nop") == "1"
    # Whoever looks for a name may mean one of before; whoever leafs through means today.
    otherwise = "all" if plain(text) or day or unconfirmed else "present"
    state = request.GET.get("con", "")
    state = state if state in STATES else otherwise
    among = reading.Asked(kinds, "" if state == "all" else state, unconfirmed, transfer)
    return _Wanted(text, day, state, among)


@allow(can_see_agencies)
@require_GET
def agency_list(request: HttpRequest) -> HttpResponse:
    wanted = _wanted(request)
    page = Paginator(wanted.hits(), PER_PAGE).get_page(request.GET.get("trang"))
    reading.bring_relations(hit.agency for hit in page)
    counts = reading.counts_by_kind()
    return render(
        request,
        "identity/agencies/list.html",
        {
            "query_text": wanted.text,
            "groups": showing.groups(page, by_kind=not plain(wanted.text)),
            "page": page,
            "state": wanted.state,
            "chosen_state": request.GET.get("con", ""),
            "day": wanted.day,
            "chosen_kinds": wanted.among.kinds,
            "kinds": AgencyKind.choices,
            "only_unconfirmed": wanted.among.only_unconfirmed,
            "only_transfer_unknown": wanted.among.only_transfer_unknown,
            "counts": {
                "wards": counts["ward"],
                "communes": counts["commune"],
                "departments": counts["department"],
                "unconfirmed": reading.awaiting_confirmation().count(),
            },
            "may_edit": can_edit_agencies(request.user),
            "address": request.GET.urlencode(),
        },
    )


@allow(can_see_agencies)
@require_GET
def agency(request: HttpRequest, code: str) -> HttpResponse:
    shown = found(code)
    day = _day(request.GET.get("ngay", ""))
    then = reading.agency_name_on(shown, day) if day else None
    context: dict[str, Any] = {
        "agency": shown,
        "is_present": reading.is_present(shown),
        "periods": showing.periods(shown),
        "heirs": showing.heirs(shown),
        "predecessors": showing.predecessors(shown),
        "children": showing.children(shown),
        "above": showing.link(shown.parent) if shown.parent else None,
        "day": day,
        "then": then,
        "then_kinds": [AgencyKind(kind).label for kind in then.kinds] if then else [],
        "may_edit": can_edit_agencies(request.user),
        "crumbs": crumbs(shown),
    }
    return render(request, "identity/agencies/agency.html", context)


@allow(can_see_agencies)
@require_GET
def agency_export(request: HttpRequest, form: str) -> HttpResponse:
    """The agencies the reader has before them, as a file. Taking the list away is on record."""
    if form not in exporting.FORMS:
        raise Http404(_("Chỉ tải được dạng xlsx hoặc csv."))
    hits = _wanted(request).hits()
    content, kind = exporting.FORMS[form](exporting.table(hits))
    record("identity.agency.export", subject=("agency", "*"), details={"form": form, "agencies": len(hits)})
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="co-quan.{form}"'
    return answer
