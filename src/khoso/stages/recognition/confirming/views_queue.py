"""The queue: what waits, by delivery, fonds and kind of doubt; and what waits for an arbiter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_confirm_fields, can_settle_disputes
from khoso.foundation.web.counting import capped
from khoso.stages.recognition import queries, states
from khoso.stages.recognition.confirming import claims, form, queue
from khoso.stages.recognition.confirming import queries as turns
from khoso.stages.recognition.models import Claim

PER_PAGE = 50
Told = dict[str, Any]


@allow(can_confirm_fields)
@require_GET
def confirm_queue(request: HttpRequest) -> HttpResponse:
    chosen = queue.Chosen.of(request.GET)
    return render(request, "recognition/confirm_queue.html", _shown(request, chosen) | _choices(request.user, chosen))


@allow(can_settle_disputes)
@require_GET
def disputes(request: HttpRequest) -> HttpResponse:
    """What two people keyed differently, for somebody who keyed neither."""
    chosen = replace(queue.Chosen.of(request.GET), view=queue.DISPUTED)
    return render(request, "recognition/disputes.html", _shown(request, chosen))


def _shown(request: HttpRequest, chosen: queue.Chosen) -> Told:
    person: Any = request.user
    keys = queue.rows(person, chosen).values_list("pk", flat=True)
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("trang"))
    total = page.paginator.count
    rows = queries.described(page.object_list)
    untitled = queries.proposed_subjects([row.item_id for row in rows if not row.item.subject])
    held = claims.holders([row.pk for row in rows])
    page.object_list = [_row(row, untitled, held, person, chosen) for row in rows]
    return {
        "items": page,
        "total": total,
        "minutes": turns.minutes_left(person, total),
        "start_url": reverse("recognition:confirm-start") + chosen.query(),
        "crumbs": [],
    }


def _row(row: Any, untitled: Told, held: dict[int, Claim], person: Any, chosen: queue.Chosen) -> Told:
    holder = held.get(row.pk)
    other = holder if holder is not None and holder.by_id != person.pk else None
    route = "recognition:arbitrate" if row.state == states.DISPUTED else "recognition:confirm"
    return {
        "subject": row.item.subject or untitled.get(row.item_id, ""),
        "reference_code": row.item.reference_code,
        "doubts": row.doubts,
        "delivery_title": row.delivery.folder_name,
        "url": reverse(route, args=[row.item_id]) + chosen.query(),
        "held_by": (other.by.full_name or other.by.username) if other else "",
        "held_until": other.until if other else None,
        "is_second": row.state == states.KEYED,
        "is_disputed": row.state == states.DISPUTED,
    }


def _choices(person: Any, chosen: queue.Chosen) -> Told:
    """The kinds of what waits, each with how many, and the lists one chooses from."""
    views: list[tuple[str, Any, Callable[[], int]]] = [
        (queue.WAITING, _("Chờ xác nhận"), lambda: capped(queries.waiting(person))),
        (queue.SECOND, _("Nhập lần hai"), lambda: capped(queue.to_key_second(person))),
        (queue.MINE, _("Của tôi đang dở"), lambda: capped(queue.mine(person))),
    ]
    address = reverse("recognition:confirm-queue")
    return {
        "filters": [
            {
                "label": label,
                "url": address + (queue.Chosen(view=name).query() or "?"),
                "active": chosen.view == name,
                "count": count(),
            }
            for name, label, count in views
        ],
        "chosen": chosen,
        "deliveries": [(str(one.id), one.title, one.items) for one in queries.waiting_by_delivery(person)[:200]],
        "fonds_list": queue.fonds_to_choose(person, chosen),
        "doubt_kinds": [
            (queue.HANDWRITTEN, _("Có chữ viết tay")),
            (queue.NONE, _("Máy chắc cả")),
            *((name, form.TITLES[name]) for name in form.names_of_form()),
        ],
        "is_narrowed": bool(chosen.delivery or chosen.fonds or chosen.doubt),
    }
