"""The screens of notices: one's own, the chain of who was told what when, and reminding by hand."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.engines import messages as post
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.models import Notice
from khoso.stages.reporting.models.notices import Channel
from khoso.stages.reporting.permissions import can_consolidate, can_read_notices
from khoso.stages.reporting.reminders import actions, queries, wording
from khoso.stages.reporting.reminders.rules import KIND_LABELS, LEVEL_LABELS

GROUPS_PER_PAGE = 8
CHAIN_PER_PAGE = 100
LINES = 12


def _crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    way = [(_("Lời nhắc"), reverse("reporting:notices")), *further]
    return [{"label": label, "url": url} for label, url in way]


@allow(can_read_notices)
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("loai", "")
    kind = kind if kind in KIND_LABELS or kind == "hand" else ""
    unread = request.GET.get("doc") != "tat-ca"
    rows = queries.own(request.user, unread=unread, kind=kind)
    page = Paginator(queries.digests(rows), GROUPS_PER_PAGE).get_page(request.GET.get("trang"))
    days = queries.days(rows, [one["digest"] for one in page.object_list])
    context = {
        "days": [{"day": day.day, "groups": [_group(group) for group in day.groups]} for day in days],
        "page": page,
        "kind": kind,
        "only_unread": unread,
        "kinds": [(key.value, told(label)) for key, label in KIND_LABELS.items()],
        "unread": queries.unread_count(request.user),
        "by_mail": post.is_configured(),
        "own_address": getattr(request.user, "email", ""),
        "may_write": can_consolidate(request.user),
        "crumbs": [],
    }
    return render(request, "reporting/reminders_own.html", context)


_TONES = {"today": "warn", "late": "warn", "listed": "bad", "escalated": "bad"}


def _group(group: queries.Group) -> dict[str, Any]:
    folds = queries.folded(group.lines)
    return {
        "folds": folds[:LINES],
        "more_folds": folds[LINES:],
        "group": group,
        "label": wording.group_label(group.rule),
        "tone": _TONES.get(group.rule.rpartition(".")[2], "calm") if group.rule else "busy",
        "first": [] if folds else group.lines[:LINES],
        "rest": [] if folds else group.lines[LINES:],
        "text": group.lines[0].text,
    }


@allow(can_read_notices)
@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    actions.mark_read(request.user, request.POST.get("nhom", "")[:120])
    return redirect("reporting:notices")


@allow(can_consolidate)
@require_GET
def chains(request: HttpRequest) -> HttpResponse:
    failed = list(queries.failures())
    context = {
        "heads": [(head, told(LEVEL_LABELS[min(head.highest, 3)])) for head in queries.chain_heads()],
        "failed": failed[:50],
        "failed_count": len(failed),
        "by_mail": post.is_configured(),
        "crumbs": _crumbs((_("Chuỗi nhắc việc"), "")),
    }
    return render(request, "reporting/reminders_chains.html", context)


@allow(can_consolidate)
@require_GET
def chain(request: HttpRequest, code: str) -> HttpResponse:
    agency = Agency.objects.filter(code=code).first()
    if agency is None:
        raise Http404(_("Không có cơ quan này."))
    page = Paginator(queries.chain(agency), CHAIN_PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "title": agency.name,
        "agency": agency,
        "steps": [_step(one) for one in page.object_list],
        "page": page,
        "crumbs": _crumbs((_("Chuỗi nhắc việc"), reverse("reporting:chains")), (agency.name, "")),
    }
    return render(request, "reporting/reminders_chain.html", context)


@allow(can_consolidate)
@require_GET
def chain_of(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    page = Paginator(queries.chain_of(kind, number[:80]), CHAIN_PER_PAGE).get_page(request.GET.get("trang"))
    if not page.paginator.count:
        raise Http404(_("Chưa nhắc ai về việc này."))
    title = page.object_list[0].title.split(" · ")[0]
    context = {
        "title": title,
        "agency": page.object_list[0].agency,
        "steps": [_step(one) for one in page.object_list],
        "page": page,
        "is_subject": True,
        "crumbs": _crumbs((_("Chuỗi nhắc việc"), reverse("reporting:chains")), (title, "")),
    }
    return render(request, "reporting/reminders_chain.html", context)


def _step(one: Notice) -> dict[str, Any]:
    """One line of a chain: who was told of what, how high it went, whether it arrived."""
    in_system = one.channel == Channel.IN_SYSTEM
    if in_system and one.person_id is None:
        tone, state = "bad", _("không có ai để báo")
    elif one.given_up_at and not one.sent_at:
        tone, state = "bad", _("không gửi được")
    elif not one.sent_at:
        tone, state = "wait", _("chờ gửi")
    elif one.read_at:
        tone, state = "good", _("đã đọc")
    else:
        tone, state = "calm", _("đã báo") if in_system else _("đã gửi thư")
    who = one.person.full_name if one.person else one.address
    return {
        "notice": one,
        "who": who or _("cơ quan chưa có tài khoản và địa chỉ thư"),
        "level": told(LEVEL_LABELS[min(one.level, 3)]),
        "label": wording.group_label(one.rule),
        "state": state,
        "tone": tone,
        "by": one.made_by.full_name if one.made_by else "",
        "subject_url": reverse("reporting:chain-of", args=[one.subject_kind, one.subject_id]),
    }


@allow(can_consolidate)
@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    count = actions.try_again(request.user)
    said = ngettext("Sẽ gửi lại %(count)s thư.", "Sẽ gửi lại %(count)s thư.", count) % {"count": count}
    messages.success(request, said)
    return redirect("reporting:chains")


@allow(can_consolidate)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Choose agencies and write; look at who would get it; send. Nothing leaves before the second step."""
    posted = request.POST
    wanted = [int(key) for key in posted.getlist("co-quan") if key.isascii() and key.isdigit() and len(key) < 10]
    context: dict[str, Any] = {
        "title_text": posted.get("tieu-de", "").strip()[:300],
        "text": posted.get("noi-dung", "").strip()[:4000],
        "heads_only": posted.get("chi-thu-truong") == "1",
        "name": posted.get("ten", "")[:40] or uuid.uuid4().hex,
        "by_mail": post.is_configured(),
        "refused": "",
        "crumbs": _crumbs((_("Nhắc các cơ quan"), "")),
    }
    step = posted.get("buoc", "") if request.method == "POST" else ""
    if step in ("xem", "gui"):
        chosen = actions.addressees(wanted, heads_only=context["heads_only"])
        if not chosen or not context["title_text"]:
            context["refused"] = _("Cần tiêu đề và ít nhất một cơ quan.")
        elif step == "gui":
            return _send(request, wanted, context)
        else:
            context |= {
                "chosen": chosen,
                "people": sum(one.people for one in chosen),
                "letters": sum(one.letters for one in chosen),
                "silent": [one for one in chosen if not one.receivers],
            }
            return render(request, "reporting/reminders_preview.html", context)
    if not wanted and request.method == "GET":
        wanted = [int(key) for key in request.GET.getlist("co-quan") if key.isascii() and key.isdigit()]
    owing = _owing()
    if request.GET.get("chon") == "cham" and request.method == "GET":
        wanted = [agency.pk for agency, late in owing if late]
    context |= {"agencies": owing, "wanted": set(wanted)}
    return render(request, "reporting/reminders_write.html", context)


def _send(request: HttpRequest, wanted: list[int], context: dict[str, Any]) -> HttpResponse:
    try:
        count = actions.write_by_hand(
            wanted,
            title=context["title_text"],
            text=context["text"],
            by=request.user,
            name=context["name"],
            heads_only=context["heads_only"],
        )
    except KhosoError as refused:
        messages.error(request, told(refused.message))
        return redirect("reporting:remind")
    if count:
        said = ngettext("Đã nhắc %(count)s cơ quan.", "Đã nhắc %(count)s cơ quan.", count) % {"count": count}
        messages.success(request, said)
    else:
        messages.info(request, _("Lời nhắc này đã gửi trước đó; không gửi lần nữa."))
    return redirect("reporting:chains")


def _owing() -> list[tuple[Agency, int]]:
    """Agencies that have tasks, with how many are late now: those with the most first."""
    plan = programme.current_plan()
    late = programme.late_counts(plan.pk) if plan else {}
    rows = Agency.objects.filter(valid_to__isnull=True, pk__in=late).order_by("name")
    return sorted(((one, late[one.pk]) for one in rows), key=lambda row: -row[1])
