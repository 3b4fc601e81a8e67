"""Lending one's roles, the quarterly review of accounts, and the table of rights."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.audit.actions import record
from khoso.foundation.identity import actions, imagined, rights
from khoso.foundation.identity.access import allow, allowed_by
from khoso.foundation.identity.models import Delegation
from khoso.foundation.identity.people import queries as people_queries
from khoso.foundation.identity.people.forms import DelegationForm
from khoso.foundation.identity.people.queries import Reviewed
from khoso.foundation.identity.people.views import crumbs
from khoso.foundation.identity.permissions import can_grant, can_lend_roles, can_review_people, can_see_rights
from khoso.foundation.identity.roles import EVERYWHERE, Role
from khoso.foundation.identity.rules import CLASHES, GRANTS
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError


@allow(can_lend_roles)
@require_http_methods(["GET", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    me: Any = request.user
    today = clock.today()
    form = DelegationForm(me, request.POST or None, initial={"valid_from": today})
    if request.method == "POST" and form.is_valid() and form.taker is not None:
        asked = form.cleaned_data
        own = asked["membership"]
        between = {name: asked[name] for name in ("valid_from", "valid_to", "reason")}
        try:
            actions.delegate(me, form.taker, own.agency, own.role, **between)
        except KhosoError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Đã ủy quyền cho {name}.").format(name=form.taker.full_name))
            return redirect("identity:delegations")
    rows = people_queries.delegations_of(me)
    for one in rows:
        one.state, one.state_label = _state(one)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "has_own": form.fields["membership"].queryset.exists(),  # type: ignore[attr-defined]
        "given": [one for one in rows if one.giver_id == me.pk],
        "taken": [one for one in rows if one.taker_id == me.pk],
        "crumbs": [],
    }
    return render(request, "identity/delegations.html", context)


def _state(one: Delegation) -> tuple[str, str]:
    """The colour and the word of how a delegation stands today."""
    today = clock.today()
    if one.revoked_at is not None:
        return "calm", _("Đã thu hồi")
    if one.valid_to < today:
        return "calm", _("Đã hết hạn")
    if one.valid_from > today:
        return "wait", _("Chưa đến ngày")
    return "good", _("Đang hiệu lực")


@allow(can_lend_roles)
@require_POST
def take_back(request: HttpRequest, delegation_id: int) -> HttpResponse:
    me: Any = request.user
    lent = Delegation.objects.filter(pk=delegation_id).select_related("agency").first()
    is_theirs = lent is not None and me.pk in (lent.giver_id, lent.taker_id)
    if lent is None or not (is_theirs or can_grant(me, lent.role, lent.agency)):
        raise Http404(_("Không có ủy quyền này trong phạm vi của anh/chị."))
    actions.take_back(lent, by=me)
    messages.success(request, _("Đã thu hồi ủy quyền; hết hiệu lực ngay."))
    return redirect("identity:delegations") if is_theirs else redirect("identity:person", lent.taker_id)


@allow(can_review_people)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    me: Any = request.user
    rows = people_queries.for_review(me)
    if request.method == "POST":
        actions.record_review(
            me,
            looked_at=len(rows),
            clashes=sum(bool(row.clashes) for row in rows),
            idle=sum(row.is_idle for row in rows),
        )
        messages.success(request, _("Đã ghi việc rà soát quý này vào nhật ký."))
        return redirect("identity:review")
    context = {
        "rows": rows,
        "needing": sum(1 for row in rows if row.clashes or row.is_idle or row.is_without_role),
        "is_reviewed": people_queries.is_reviewed(me),
        "last": people_queries.last_review(me),
        "quarter": people_queries.quarter_of(clock.today()),
        "crumbs": crumbs((_("Rà soát tài khoản"), "")),
    }
    return render(request, "identity/review.html", context)


@allow(can_review_people)
@require_GET
def review_file(request: HttpRequest) -> HttpResponse:
    """The list of the review as a workbook, for the file of the agency."""
    rows = people_queries.for_review(request.user)
    quarter = people_queries.quarter_of(clock.today())
    record("identity.people.download", subject=("quarter", quarter), details={"rows": len(rows)})
    answer = HttpResponse(
        _workbook(rows), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = f'attachment; filename="ra-soat-tai-khoan-{quarter}.xlsx"'
    return answer


def _workbook(rows: list[Reviewed]) -> bytes:
    kept = BytesIO()
    # What people typed is text: a name that begins with «=» is no formula.
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(_("Rà soát"))
        bold = book.add_format({"bold": True, "bg_color": "#E6F2EF", "border": 1})
        heads = {
            _("Tên đăng nhập"): 20,
            _("Họ và tên"): 28,
            _("Vai trò hôm nay"): 60,
            _("Lần cuối dùng"): 18,
            _("Cần xem"): 40,
            _("Ý kiến"): 30,
        }
        for column, (head, width) in enumerate(heads.items()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        for line, row in enumerate(rows, start=1):
            held = "; ".join(f"{Role(one.role).label}, {one.agency.name}" for one in row.roles)
            seen = row.person.last_seen_at
            told = [row.person.username, row.person.full_name, held, _seen(seen), "; ".join(_needs(row)), ""]
            for column, text in enumerate(told):
                sheet.write_string(line, column, text)
        sheet.freeze_panes(1, 0)
    return kept.getvalue()


def _seen(moment: Any) -> str:
    return moment.astimezone(clock.VIETNAM).strftime("%d/%m/%Y") if moment else _("chưa lần nào")


def _needs(row: Reviewed) -> list[str]:
    told = [
        f"{Role(one.role).label} ({one.where}) – {Role(other.role).label} ({other.where}): {clash.why}"
        for one, other, clash in row.clashes
    ]
    if row.is_idle:
        told.append(_("45 ngày chưa dùng"))
    if row.is_without_role:
        told.append(_("không còn vai trò nào"))
    return told


@allow(can_see_rights)
@require_GET
def rights_table(request: HttpRequest) -> HttpResponse:
    """Who may what, made from the predicates themselves; nothing here is kept by hand."""
    people = [(role, label, imagined.Somebody(role)) for role, label in Role.choices]
    routes: dict[str, list[str]] = {}
    for pattern, _name, view in imagined.route_table():
        if predicate := allowed_by(view):
            routes.setdefault(predicate.__name__, []).append(pattern)
    table = [
        {
            "name": name,
            "label": rights.label_of(name),
            "cells": [(label, imagined.how_far(predicate, somebody)) for _role, label, somebody in people],
            "routes": routes.get(name, []),
        }
        for name, predicate in sorted(rights.rights().items())
    ]
    context = {
        "roles": [label for _role, label, _somebody in people],
        "table": table,
        "grants": [
            (Role(giver).label, [Role(one).label for one in Role.values if one in given], giver in EVERYWHERE)
            for giver, given in GRANTS.items()
        ],
        "clashes": [
            {
                "stays": [Role(one).label for one in Role.values if one in clash.stays],
                "falls": [Role(one).label for one in Role.values if one in clash.falls],
                "anywhere": clash.anywhere,
                "why": clash.why,
                "law": clash.law,
            }
            for clash in CLASHES
        ],
        "crumbs": crumbs((_("Bảng phân quyền"), reverse("identity:rights"))),
    }
    return render(request, "identity/rights.html", context)
