"""Doubts that are the same doubt: looked at side by side, answered once, taken back while nothing is confirmed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_confirm_fields
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition.alike import actions, pictures, queries, rules
from khoso.stages.recognition.choosing import LABELS
from khoso.stages.recognition.confirming.form import INPUT_TYPES, choices_of
from khoso.stages.recognition.errors import FieldsRefused
from khoso.stages.recognition.models import ProposedField

# From this many on the answer is asked for a second time.
ASK_TWICE = 50


@allow(can_confirm_fields)
@require_GET
def alike(request: HttpRequest) -> HttpResponse:
    """Groups of doubts one answer settles, and the answers that can still be taken back."""
    context = {
        "groups": [_with_address(one) for one in queries.groups(request.user)],
        "answered": [_with_address(one) for one in queries.answered_groups(request.user)],
        "crumbs": [],
    }
    return render(request, "recognition/alike.html", context)


def _with_address(group: queries.Group) -> dict[str, Any]:
    route = "recognition:alike-take-back" if group.value else "recognition:alike-group"
    return {
        "group": group,
        "url": reverse(route, args=[group.delivery_id, group.name]),
        "key": group.key,
        "value": _in_words(group.name, group.value),
        "read": _in_words(group.name, group.read),
    }


def _in_words(name: str, value: str) -> str:
    return dict(choices_of(name)).get(value, value)


def _delivery(request: HttpRequest, delivery_id: uuid.UUID, name: str) -> Any:
    seen = digitisation.deliveries_seen_by(request.user).filter(pk=delivery_id).first()
    if seen is None or not can_confirm_fields(request.user, seen) or name not in rules.RECURRING:
        raise Http404(_("Không có nhóm chỗ nghi này trong phạm vi của anh/chị."))
    return seen


@allow(can_confirm_fields)
@require_http_methods(["GET", "POST"])
def alike_group(request: HttpRequest, delivery_id: uuid.UUID, field: str) -> HttpResponse:
    """The pictures of one group side by side; one answer for all, or for all but those marked."""
    delivery, name = _delivery(request, delivery_id, field), field
    asked = request.POST if request.method == "POST" else request.GET
    key, value = asked.get("khoa", "")[: rules.MOST], asked.get("value", "").strip()
    rows = list(queries.of_group(queries.open_doubts(request.user), delivery_id, name, key))
    left_out = _items_in(request.POST.getlist("but"), rows)
    context = _context(delivery, name, key, rows) | {"value": value, "left_out": left_out}
    if request.method == "GET":
        context["value"] = value or (context["seen"][0][0] if context["seen"] else "")
        return render(request, "recognition/alike_group.html", context)
    count = len(rows) - len(left_out)
    # Asked again when more came in meanwhile than was said yes to.
    if count > ASK_TWICE and request.POST.get("sure", "") != str(count):
        return render(request, "recognition/alike_group.html", context | {"ask_again": count})
    try:
        done = actions.answer(delivery_id, name, key, value, request.user, left_out)  # type: ignore[arg-type]
    except FieldsRefused as refused:
        error = next(iter(refused.by_field.values()))
        return render(request, "recognition/alike_group.html", context | {"error": error})
    except KhosoError as refused:
        messages.error(request, told(refused.message))
    else:
        said = ngettext(
            "Đã trả lời {count} chỗ. Mỗi tài liệu vẫn chờ một người xác nhận.",
            "Đã trả lời {count} chỗ. Mỗi tài liệu vẫn chờ một người xác nhận.",
            done,
        )
        messages.success(request, said.format(count=done))
    return redirect("recognition:alike")


def _items_in(sent: list[str], rows: list[ProposedField]) -> set[Any]:
    """Those of the items named that belong to the group."""
    mine = {str(row.item_id): row.item_id for row in rows}
    return {mine[one] for one in sent if one in mine}


def _context(delivery: Any, name: str, key: str, rows: list[ProposedField]) -> dict[str, Any]:
    return {
        "delivery": delivery,
        "name": name,
        "key": key,
        "label": LABELS.get(name, name),
        "count": len(rows),
        "seen": queries.values_seen(rows)[:6],
        "pictures": pictures.of(rows),
        "more": max(0, len(rows) - pictures.MOST),
        "input_type": INPUT_TYPES.get(name, "text"),
        "choices": choices_of(name),
        "is_tail": name == "notation" and key.startswith("-"),
        "form_action": reverse("recognition:alike-group", args=[delivery.pk, name]),
        "crumbs": [
            {"label": _("Chỗ giống nhau"), "url": reverse("recognition:alike")},
            {"label": delivery.folder_name, "url": ""},
        ],
    }


@allow(can_confirm_fields)
@require_POST
def alike_take_back(request: HttpRequest, delivery_id: uuid.UUID, field: str) -> HttpResponse:
    """The doubts of an answered group are open again."""
    _delivery(request, delivery_id, field)
    key = request.POST.get("khoa", "")[: rules.MOST]
    try:
        done = actions.take_back(delivery_id, field, key, request.user)  # type: ignore[arg-type]
    except KhosoError as refused:
        messages.error(request, told(refused.message))
    else:
        said = ngettext("Đã rút câu trả lời của {count} chỗ.", "Đã rút câu trả lời của {count} chỗ.", done)
        messages.success(request, said.format(count=done))
    return redirect("recognition:alike")
