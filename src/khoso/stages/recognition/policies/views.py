"""The policies, whether they hold, and the sampled fields behind each figure."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import agencies_of, can_confirm_fields
from khoso.foundation.identity.roles import CONFIRMERS
from khoso.stages.recognition.choosing import LABELS
from khoso.stages.recognition.permissions import DECIDERS, can_see_policy, can_set_city_policy, can_set_policy
from khoso.stages.recognition.policies import actions, queries
from khoso.stages.recognition.policies.errors import PolicyMoved, PolicyRefused
from khoso.stages.recognition.policies.forms import PolicyForm, initial
from khoso.stages.recognition.policies.rules import Policy

_CITY = "thanh-pho"


@allow(can_see_policy)
@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """The policy of an agency (or of the city), and of what it accepted how much a person left as it was."""
    agency = _agency_seen(request)
    row = queries.row_for(agency.pk if agency else None)
    policy = queries.of_row(row) if row else Policy()
    scope = _scope(request, agency)
    everything = "tat-ca" in request.GET
    outcome = queries.outcome(scope, policy, row.made_at if row and not everything else None)
    may_set = can_set_policy(request.user, agency) if agency else can_set_city_policy(request.user)
    here = {"co-quan": agency.code if agency else _CITY}
    told = [_told(one, here, everything) for one in outcome]
    context = {
        "agency": agency,
        "agencies": queries.agencies_seen(request.user),
        "row": row,
        "is_inherited": bool(agency and row and row.agency_id is None),
        "policy": policy,
        "single": [(LABELS.get(name, name), share) for name, share in policy.sure_by_field.items()],
        "outcome": told,
        "under": [one for one in told if one["is_under"]],
        "everything": everything,
        "here_query": urlencode(here),
        "history": queries.history(agency.pk if agency else None),
        "set_url": f"{reverse('recognition:policy-set')}?{urlencode(here)}" if may_set else "",
        "crumbs": [],
    }
    return render(request, "recognition/policies.html", context)


def _told(one: queries.FieldChecked, here: dict[str, str], everything: bool) -> dict[str, Any]:
    base = {**here, "truong": one.checked.name, **({"tat-ca": "1"} if everything else {})}
    url = reverse("recognition:policy-sample")
    return {
        "label": LABELS.get(one.checked.name, one.checked.name),
        "checked": one.checked,
        "share": 100 * one.checked.share,
        "low": 100 * one.checked.low,
        "high": 100 * one.checked.high,
        "is_under": one.checked.is_under,
        "is_proven": one.checked.is_proven,
        "threshold": 100 * one.threshold,
        "accepted": one.accepted,
        "waiting": one.waiting,
        "stricter": None if one.stricter is None or one.stricter > 1 else 100 * one.stricter,
        "no_threshold_holds": one.stricter is not None and one.stricter > 1,
        "looked_url": f"{url}?{urlencode(base)}",
        "changed_url": f"{url}?{urlencode({**base, 'ket-qua': 'sua'})}",
        "accepted_url": f"{url}?{urlencode({**base, 'ket-qua': 'nhan'})}",
        "waiting_url": f"{url}?{urlencode({**base, 'ket-qua': 'cho'})}",
    }


@allow(can_set_policy)
@require_http_methods(["GET", "POST"])
def policy_set(request: HttpRequest) -> HttpResponse:
    """Set a policy. The first sending shows what it would do; the second, with «chắc», does it."""
    agency = _agency_seen(request)
    may = can_set_policy(request.user, agency) if agency else can_set_city_policy(request.user)
    if not may:
        raise Http404(_("Không có chính sách này trong phạm vi anh/chị đặt được."))
    agency_id = agency.pk if agency else None
    row, own = queries.row_for(agency_id), queries.own_row(agency_id)
    form = PolicyForm(request.POST or None, initial=initial(row, _proposed(request)))
    preview = None
    if request.method == "POST" and form.is_valid():
        wanted = form.policy()
        if request.POST.get("chac") == "1":
            try:
                actions.set_policy(agency, **wanted, by=_person(request), instead_of=_seen_row(request))
            except (PolicyRefused, PolicyMoved) as error:
                field = getattr(error, "field", "")
                form.add_error(field if field in form.fields else None, error.message)
            else:
                messages.success(
                    request, _("Đã đặt chính sách. Tài liệu đọc từ giờ theo bản này; đã xác nhận thì giữ nguyên.")
                )
                return redirect(
                    f"{reverse('recognition:policies')}?{urlencode({'co-quan': agency.code if agency else _CITY})}"
                )
        else:
            preview = _preview(request, agency, row, wanted)
    context = {
        "agency": agency,
        "form": form,
        "preview": preview,
        "seen_row": own.pk if own else "",
        "back_url": f"{reverse('recognition:policies')}?{urlencode({'co-quan': agency.code if agency else _CITY})}",
        "crumbs": [
            {"label": _("Chính sách"), "url": reverse("recognition:policies")},
            {"label": _("Đặt chính sách"), "url": ""},
        ],
        "here": "policies",
    }
    return render(request, "recognition/policy_set.html", context, status=400 if form.errors else 200)


def _preview(request: HttpRequest, agency: Agency | None, row: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """What the change would do to the fields read last."""
    scope = _scope(request, agency)
    before = queries.effect(scope, queries.of_row(row) if row else Policy())
    after = queries.effect(scope, Policy(**{name: value for name, value in wanted.items() if name != "reason"}))
    return {"before": before[0], "after": after[0], "of": after[1], "is_more": after[0] > before[0]}


def _proposed(request: HttpRequest) -> dict[str, float]:
    """Thresholds carried from the page of the outcome: `de-xuat=subject:98.5`."""
    told = {}
    for one in request.GET.getlist("de-xuat"):
        name, _sep, share = one.partition(":")
        try:
            if name in LABELS:
                told[name] = min(max(float(share) / 100, 0.8), 1.0)
        except ValueError:
            continue
    return told


@allow(can_see_policy)
@require_GET
def policy_sample(request: HttpRequest) -> HttpResponse:
    """The fields behind a figure, each with what the machine said and what a person made of it."""
    agency = _agency_seen(request)
    name = request.GET.get("truong", "")
    if name not in LABELS:
        raise Http404(_("Không có trường này."))
    row = queries.row_for(agency.pk if agency else None)
    since = row.made_at if row and "tat-ca" not in request.GET else None
    outcome = request.GET.get("ket-qua", "")
    rows = queries.behind(_scope(request, agency), name, outcome, since)
    page = Paginator(rows, 50).get_page(request.GET.get("trang"))
    may_confirm = can_confirm_fields(request.user)
    page.object_list = [
        {
            "code": one.item.reference_code,
            "url": reverse("recognition:confirm" if may_confirm else "access:viewer", args=[one.item_id]),
            "value": one.value,
            "decided": one.decided,
            "is_left": one.decided is None or queries.was_left(one),
            "confidence": one.confidence,
            "reason": one.reason,
        }
        for one in page.object_list
    ]
    title = {
        "sua": _("Người đã sửa"),
        "nhan": _("Nhận theo chính sách"),
        "cho": _("Chờ người xem lại"),
    }.get(outcome, _("Người đã xem lại"))
    back = f"{reverse('recognition:policies')}?{urlencode({'co-quan': agency.code if agency else _CITY})}"
    context = {
        "title": f"{LABELS[name]}: {title}",
        "rows": page,
        "here": "policies",
        "crumbs": [{"label": _("Chính sách"), "url": back}, {"label": f"{LABELS[name]}: {title}", "url": ""}],
    }
    return render(request, "recognition/policy_sample.html", context)


def _agency_seen(request: HttpRequest) -> Agency | None:
    """The agency asked for; None for the city's. Without a word: the person's first agency, else the city."""
    code = request.GET.get("co-quan", "")
    scope = agencies_of(request.user, DECIDERS | CONFIRMERS)
    if code == _CITY or (not code and scope is None):
        return None
    if not code:
        return Agency.objects.filter(pk__in=scope or ()).order_by("pk").first()
    agency = Agency.objects.filter(code=code).first()
    if agency is None or not can_see_policy(request.user, agency):
        raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị."))
    return agency


def _scope(request: HttpRequest, agency: Agency | None) -> frozenset[int] | None:
    """Whose fields are counted: of the agency, else of all the person sees."""
    return frozenset({agency.pk}) if agency else agencies_of(request.user, DECIDERS | CONFIRMERS)


def _seen_row(request: HttpRequest) -> int | None:
    told = request.POST.get("ban-da-xem", "")
    return int(told) if told.isdecimal() else None


def _person(request: HttpRequest) -> Any:
    return request.user
