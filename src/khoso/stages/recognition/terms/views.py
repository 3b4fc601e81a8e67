"""What corrections taught: listed, searched, approved, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_confirm_fields
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.recognition.models import KnownTerm
from khoso.stages.recognition.permissions import can_judge_terms, can_see_terms, can_set_city_policy
from khoso.stages.recognition.terms import actions, queries, rules


@allow(can_see_terms)
@require_GET
def terms(request: HttpRequest) -> HttpResponse:
    """The terms in one state, with the papers they were taught from."""
    states: Any = KnownTerm.State
    state = request.GET.get("tinh-trang", "")
    state = state if state in states.values else states.PROPOSED
    kind = request.GET.get("loai", "")
    kind = kind if kind in KnownTerm.Kind.values else ""
    text = request.GET.get("tim", "")[:100]
    page = Paginator(queries.listed(request.user, state=state, kind=kind, text=text), 25).get_page(
        request.GET.get("trang")
    )
    found = list(page.object_list)
    people = queries.people_of([term.pk for term in found])
    examples = queries.examples_of([term.pk for term in found])
    route = "recognition:confirm" if can_confirm_fields(request.user) else "access:viewer"
    page.object_list = [
        {
            "term": term,
            "kind": rules.KIND_LABELS[term.kind],
            "people": people.get(term.pk, 0),
            "examples": [
                {"code": one.item.reference_code, "url": reverse(route, args=[one.item_id]), "agrees": one.agrees}
                for one in examples[term.pk]
            ],
            "may_judge": _may_judge(request.user, term),
        }
        for term in found
    ]
    counted = queries.counts(request.user)
    context = {
        "rows": page,
        "state": state,
        "filters": [
            {
                "label": label,
                "count": counted[value],
                "url": f"?{urlencode({'tinh-trang': value, **({'loai': kind} if kind else {})})}",
                "active": value == state,
            }
            for value, label in states.choices
        ],
        "kinds": KnownTerm.Kind.choices,
        "kind": kind,
        "text": text,
        "least_times": rules.LEAST_TIMES,
        "least_people": rules.LEAST_PEOPLE,
        "crumbs": [],
    }
    return render(request, "recognition/terms.html", context)


@allow(can_judge_terms)
@require_POST
def term_approve(request: HttpRequest, term_id: int) -> HttpResponse:
    return _judge(request, term_id, actions.approve, _("Từ «{means}» được dùng từ lần đọc sau."))


@allow(can_judge_terms)
@require_POST
def term_withdraw(request: HttpRequest, term_id: int) -> HttpResponse:
    return _judge(request, term_id, actions.withdraw, _("Thôi dùng «{means}»; những gì đã xác nhận giữ nguyên."))


def _judge(request: HttpRequest, term_id: int, act: Callable[[int, Any], KnownTerm], done: str) -> HttpResponse:
    term = queries.seen_by(request.user).filter(pk=term_id).first()
    if term is None or not _may_judge(request.user, term):
        raise Http404(_("Không có từ này trong phạm vi anh/chị duyệt được."))
    try:
        judged = act(term_id, request.user)
    except KhosoError as error:
        messages.error(request, told(error.message))
    else:
        messages.success(request, done.format(means=judged.means))
    return redirect(f"{reverse('recognition:terms')}?{urlencode({'tinh-trang': term.state})}")


def _may_judge(person: Any, term: KnownTerm) -> bool:
    return can_judge_terms(person, term.agency) if term.agency else can_set_city_policy(person)
