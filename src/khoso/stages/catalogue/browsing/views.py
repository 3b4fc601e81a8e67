"""The screen of the catalogue: the tree, the table beside it, facets, saved views."""
# ruff: noqa: S608 -- the text of the questions is ours; whatever anybody typed goes as a parameter

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, unquote

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.catalogue.browsing import asking, columns, conditions, facets, pages, saved, showing, tree
from khoso.stages.catalogue.browsing.asking import Asked
from khoso.stages.catalogue.models import Fonds, Series
from khoso.stages.catalogue.permissions import can_describe, can_see_catalogue

# Where one was, so that the next visit begins there.
LAST = "ks_danh_muc"
MAIN = "browse-main"
_COOKIE_LENGTH = 1500


@allow(can_see_catalogue)
@require_GET
def browse(request: HttpRequest) -> HttpResponse:
    """The tree and the table of what the address asks for."""
    person: Any = request.user
    if not request.GET and (start := _where_to_start(request)):
        return redirect(reverse("catalogue:browse") + start)
    asked = asking.read(request.GET)
    context = _table(request, asked)
    if request.headers.get("HX-Target") == MAIN:
        answer = render(request, "catalogue/_browse_main.html", context)
    else:
        context |= {
            "level": tree.opened(person, asked),
            "may_describe": can_describe(person),
            "crumbs": [],
        }
        answer = render(request, "catalogue/browse.html", context)
    answer["Vary"] = "HX-Target"
    kept = asked.address()
    if len(kept) <= _COOKIE_LENGTH:
        answer.set_cookie(
            LAST, kept, max_age=90 * 86400, path=reverse("catalogue:browse"), httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip
    return answer


def _where_to_start(request: HttpRequest) -> str:
    """What was looked at last, else the person's own view; "" for everything."""
    last = unquote(request.COOKIES.get(LAST, ""))
    if last.startswith("?"):
        query = QueryDict(mutable=True)
        for name, value in parse_qsl(last[1:]):
            query.appendlist(name, value)
        return asking.read(query).address()
    view = saved.default_of(request.user)
    return saved.address(view) if view else ""


def _table(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    person: Any = request.user
    place = conditions.reach(person, asked)
    late = _is_slow_to_count(place, asked)
    counts = None if late else facets.counts(place, asked)
    start = pages.mark(request.GET.get("sau", ""), asked.order)
    jump = request.GET.get("nhay", "").replace("\x00", "").strip()[:60]
    if jump and start is None:
        start = pages.landing(place, asked, jump)
    window = pages.window(place, asked, start, total=counts.total.dossiers if counts else None)
    names = asked.columns or saved.liked_columns(person)
    chosen = columns.chosen(names)
    context = {
        "asked": asked,
        "address": asked.address(),
        "parameters": asked.parameters(),
        "counts": counts,
        "window": window,
        "rows": showing.shown_rows(window.rows, chosen),
        "heads": [_head(pages.as_ordered(place, asked), each) for each in chosen],
        "column_names": {each.name for each in chosen},
        "all_columns": columns.COLUMNS.values(),
        "removables": showing.removables(asked),
        "next_url": asked.address(sau=window.after) if window.after else "",
        "previous_url": asked.address(sau=window.before) if window.before else "",
        "first_url": asked.address(),
        "place": _place(place, asked),
        "views": [(view, saved.address(view)) for view in saved.views_of(person)],
        "may_edit": can_describe(person),
        "jump": jump,
    }
    return context | _facets(asked, counts)


def _facets(asked: Asked, counts: facets.Counts | None) -> dict[str, Any]:
    if counts is None:
        return {"late_url": reverse("catalogue:facets") + asked.address()}
    bars = showing.bars(asked, counts)
    return {
        "facets": showing.shown_facets(asked, counts),
        "bars": bars,
        "bars_width": len(bars) * showing.STEP,
        "bars_height": showing.HEIGHT,
        "all_years_url": replace(asked, first_year=None, last_year=None).address(),
    }


def _is_slow_to_count(place: conditions.Reach, asked: Asked) -> bool:
    """Whether words or a box found so many that counting them comes after the page."""
    looked, said = conditions.looked_for(asked)
    if not looked or place.is_nowhere:
        return False
    inside, more = conditions.in_dossiers(place)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT FROM catalogue_dossier d WHERE {inside} AND {looked}"
            f" LIMIT {pages.FEW + 1}) few",
            said | more,
        )
        return bool(cursor.fetchone()[0] > pages.FEW)


def _head(asked: Asked, column: columns.Column) -> dict[str, Any]:
    is_order = bool(column.order) and asked.order == column.order
    return {
        "column": column,
        "url": asked.ordered(column.order).address() if column.order else "",
        "sort": ("descending" if asked.falling else "ascending") if is_order else "",
    }


def _place(place: conditions.Reach, asked: Asked) -> dict[str, Any]:
    """What stands above the table: the branch that is open."""
    if place.is_nowhere:
        return {"title": _("Không có nhánh này trong phạm vi của anh/chị"), "is_missing": True}
    if asked.fonds is None:
        node = tree.lone_agency(asked.agency)
        return {"title": node or _("Tất cả hồ sơ"), "is_archival": bool(node)}
    fonds = Fonds.objects.select_related("agency").get(pk=asked.fonds)
    if asked.series == asking.NO_SERIES:
        return {"title": fonds.title, "part": _("Ngoài mục lục"), "fonds": fonds, "is_archival": True}
    series = Series.objects.filter(pk=asked.series, fonds=fonds).first() if asked.series else None
    if series is None:
        return {"title": fonds.title, "part": fonds.agency.name, "fonds": fonds, "is_archival": True}
    return {"title": str(series), "part": fonds.title, "fonds": fonds, "is_archival": True}


@allow(can_see_catalogue)
@require_GET
def branch(request: HttpRequest) -> HttpResponse:
    """The window of siblings below a node of the tree."""
    key, after = request.GET.get("nut", ""), request.GET.get("sau", "")
    jump = request.GET.get("nhay", "").replace("\x00", "").strip()[:60]
    if not key:
        level: tree.Level | None = tree.roots(request.user, after, jump)
    else:
        level = tree.under(request.user, key.replace("\x00", ""), after.replace("\x00", ""), jump)
    if level is None:
        raise Http404(_("Không có nhánh này trong phạm vi của anh/chị."))
    depth = int(request.GET["bac"]) if request.GET.get("bac", "").isdecimal() else 1
    return render(request, "catalogue/_tree_level.html", {"level": level, "depth": min(depth, 40)})


@allow(can_see_catalogue)
@require_GET
def facet_counts(request: HttpRequest) -> HttpResponse:
    """The facets by themselves, for words that found very many."""
    asked = asking.read(request.GET)
    counts = facets.counts(conditions.reach(request.user, asked), asked)
    context = {"asked": asked, "counts": counts, "parameters": asked.parameters()} | _facets(asked, counts)
    return render(request, "catalogue/_browse_facets.html", context)


def _asked_of(request: HttpRequest) -> Asked:
    return asking.read(QueryDict(request.POST.get("loc", "").removeprefix("?")))


@allow(can_see_catalogue)
@require_POST
def choose_columns(request: HttpRequest) -> HttpResponse:
    """Remember the columns a person likes."""
    saved.like_columns(request.user, request.POST.getlist("cot"))
    return redirect(reverse("catalogue:browse") + replace(_asked_of(request), columns=()).address())


@allow(can_see_catalogue)
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filters under a name."""
    asked = _asked_of(request)
    try:
        saved.keep(request.user, request.POST.get("ten", ""), asked, is_default="mac-dinh" in request.POST)
        messages.success(request, _("Đã lưu cách xem."))
    except KhosoError as why:
        messages.error(request, told(why.message))
    return redirect(reverse("catalogue:browse") + asked.address())


@allow(can_see_catalogue)
@require_POST
def change_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Drop a view of one's own, or let it open by itself."""
    if request.POST.get("viec") == "xoa":
        saved.drop(request.user, view_id)
        messages.success(request, _("Đã xóa cách xem."))
    else:
        saved.make_default(request.user, view_id)
    return redirect(reverse("catalogue:browse") + _asked_of(request).address())
