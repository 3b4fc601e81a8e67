"""The workbench: a person confirms what the machine read, item after item, beside the page."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_confirm_fields, can_settle_disputes, can_use_desk
from khoso.foundation.web.asked import whole_number
from khoso.foundation.web.counting import MOST, capped
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.kernel.states import WrongState
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import queries, states
from khoso.stages.recognition.confirming import actions, claims, form, queue
from khoso.stages.recognition.confirming import queries as turns
from khoso.stages.recognition.confirming.actions import AtDesk
from khoso.stages.recognition.confirming.errors import DecidedMeanwhile, ScannedAnew
from khoso.stages.recognition.errors import FieldsRefused
from khoso.stages.recognition.models import DeskTurn, ItemFields

# The workbench asks for the next item while this one is still before the person, and swaps it in when it is done.
FROM_DESK = "X-Workbench"
# Nobody sits before one form for longer.
MOST_SECONDS = 3600


def found(request: HttpRequest, item_id: uuid.UUID) -> ItemFields:
    """The fields of an item this person may confirm or settle; what they may not see does not exist for them."""
    fields = queries.fields_of_desk(request.user).filter(item_id=item_id).first()
    if fields is None:
        raise Http404(_("Không có tài liệu này trong phạm vi của anh/chị, hoặc máy chưa đọc xong nó."))
    return fields


def chosen_by(request: HttpRequest) -> queue.Chosen:
    """What the person chose to see; who does not confirm comes for the disputes."""
    chosen = queue.Chosen.of(request.GET)
    is_judge = request.resolver_match is not None and request.resolver_match.url_name == "arbitrate"
    if is_judge or not can_confirm_fields(request.user):
        return replace(chosen, view=queue.DISPUTED)
    return chosen


def _queue_address(chosen: queue.Chosen) -> str:
    if chosen.view == queue.DISPUTED:
        return reverse("recognition:disputes")
    return reverse("recognition:confirm-queue") + chosen.query()


def found_to_confirm(request: HttpRequest, item_id: uuid.UUID) -> ItemFields:
    fields = found(request, item_id)
    if not can_confirm_fields(request.user, fields.delivery):
        raise Http404(_("Không có tài liệu này trong phạm vi của anh/chị, hoặc máy chưa đọc xong nó."))
    return fields


def at_desk(request: HttpRequest) -> AtDesk:
    """What the screen tells of the turn; nothing where it could not count."""
    seen = request.POST.get("seen", "")[:100]
    if "seconds" not in request.POST or not request.POST["seconds"]:
        return AtDesk(seen=seen)
    return AtDesk(
        seen=seen,
        seconds=whole_number(request.POST["seconds"], otherwise=0, most=MOST_SECONDS),
        keys=whole_number(request.POST.get("keys", ""), otherwise=0, most=100_000),
    )


@allow(can_confirm_fields)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    fields = found_to_confirm(request, item_id)
    if fields.state == states.DISPUTED and can_settle_disputes(request.user, fields.delivery):
        return redirect("recognition:arbitrate", item_id)
    errors: dict[str, str] = {}
    entered: dict[str, str] = {}
    trouble, has_moved = "", False
    if request.method == "POST":
        entered = {name: request.POST[name] for name in form.names_of_form() if name in request.POST}
        try:
            state = actions.confirm(item_id, entered, request.user, at_desk(request))  # type: ignore[arg-type]
        except FieldsRefused as refused:
            errors = refused.by_field
        except (DecidedMeanwhile, ScannedAnew) as moved:
            # Shown with what is there now; who reads that and means it sends once more.
            fields, trouble, has_moved = found_to_confirm(request, item_id), moved.message, True
        except WrongState:
            trouble = _("Chưa ghi: tài liệu này đã sang bước khác. Hãy sang tài liệu sau.")
        except KhosoError as refused:
            trouble = told(refused.message)
        else:
            return _done(request, fields, _said(fields, state))
    context = _context(request, fields, entered, errors, is_opening=request.method == "GET", has_moved=has_moved)
    return render(request, "recognition/confirm.html", context | {"trouble": trouble})


def _said(fields: ItemFields, state: str) -> str:
    code = fields.item.reference_code
    if state == states.KEYED:
        return _("Đã ghi lượt nhập thứ nhất của {code}; người khác sẽ nhập lần hai.").format(code=code)
    if state == states.DISPUTED:
        return _("Đã ghi lượt nhập thứ hai của {code}; hai lượt khác nhau, người khác sẽ phân xử.").format(code=code)
    return _("Đã xác nhận {code}.").format(code=code)


def _done(request: HttpRequest, fields: ItemFields, said: str) -> HttpResponse:
    """On to the next item; the workbench has it already and is only told what was saved."""
    chosen = chosen_by(request)
    if request.headers.get(FROM_DESK):
        return JsonResponse({"said": said, "progress": progress_text(request.user, chosen)})
    messages.success(request, said)
    return _to_next(request, fields, chosen)


def _to_next(request: HttpRequest, fields: ItemFields | None, chosen: queue.Chosen) -> HttpResponse:
    following = queue.next_for(request.user, chosen, fields)
    if following is None:
        return redirect(_queue_address(chosen))
    return redirect(_address(following, chosen))


def _address(fields: ItemFields, chosen: queue.Chosen) -> str:
    route = "recognition:arbitrate" if fields.state == states.DISPUTED else "recognition:confirm"
    return reverse(route, args=[fields.item_id]) + chosen.query()


def progress_text(person: Any, chosen: queue.Chosen) -> str:
    """How many items still wait, and how long they take at today's pace."""
    waiting = capped(queue.rows(person, chosen))
    shown = f"{MOST - 1}+" if waiting >= MOST else str(waiting)
    text = ngettext("còn {count} tài liệu chờ", "còn {count} tài liệu chờ", waiting).format(count=shown)
    minutes = turns.minutes_left(person, waiting)
    if minutes is None:
        return text
    left = ngettext("chừng {count} phút", "chừng {count} phút", minutes).format(count=minutes)
    return f"{text} · {left}"


def _context(
    request: HttpRequest,
    fields: ItemFields,
    entered: dict[str, str],
    errors: dict[str, str],
    *,
    is_opening: bool,
    has_moved: bool = False,
) -> dict[str, Any]:
    item, person, chosen = fields.item, request.user, chosen_by(request)
    held, has_keyed = None, _has_keyed(fields, person)
    # Who keyed has nothing left to do here, and keeps nobody else from it.
    if is_opening and fields.state in states.UNDECIDED and not has_keyed:
        held = claims.claim(fields.pk, person, is_ahead=bool(request.headers.get(FROM_DESK)))
    proposals, (texts, pages) = queries.proposals_of(item.pk), pages_of(item)
    return {
        "item": item,
        "page": pages[0] if pages else None,
        "pages": pages,
        "fields": form.fields_of(item, fields.delivery.agency_id, proposals, texts, entered, errors),
        "from_dossier": form.from_dossier(item),
        "counted": form.counted(item, proposals),
        "form_action": reverse("recognition:confirm", args=[item.pk]) + chosen.query(),
        "later_url": reverse("recognition:confirm-later", args=[item.pk]) + chosen.query(),
        "next_url": reverse("recognition:confirm-next", args=[item.pk]) + chosen.query(),
        "hold_url": reverse("recognition:confirm-hold", args=[item.pk]),
        "back_url": reverse("recognition:confirm-back") + chosen.query(),
        "progress_text": progress_text(person, chosen),
        "held": held,
        "seen": claims.seen_of(fields) if is_opening or has_moved else request.POST.get("seen", ""),
        "is_second": fields.state == states.KEYED and not has_keyed,
        "is_first_of_two": fields.state == states.WAITING and fields.keyings_wanted > 1,
        "has_keyed": has_keyed,
        "is_disputed": fields.state == states.DISPUTED,
        "crumbs": [
            {"label": _("Xác nhận"), "url": _queue_address(chosen)},
            {"label": item.reference_code, "url": ""},
        ],
    }


def _has_keyed(fields: ItemFields, person: Any) -> bool:
    between_two = fields.state in (states.KEYED, states.DISPUTED)
    return between_two and fields.keyings.filter(by_id=person.pk).exists()


def pages_of(item: Any) -> tuple[dict[int, Any], list[dict[str, Any]]]:
    """The read pages of an item by number, and as the picture of the workbench wants them."""
    file = digitisation.file_of_item(item.pk)
    texts = {page.number: page for page in queries.page_texts(file.pk)} if file else {}
    pages = [
        {
            "number": page.number,
            "width": page.width,
            "height": page.height,
            "info_url": reverse("access:iiif-info", args=[item.pk, page.number]),
        }
        for page in texts.values()
    ]
    return texts, pages


@allow(can_use_desk)
@require_GET
def confirm_next(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """The item after this one, held for whoever asks."""
    return _to_next(request, found(request, item_id), chosen_by(request))


@allow(can_use_desk)
@require_GET
def confirm_start(request: HttpRequest) -> HttpResponse:
    """The first item of what was chosen that nobody else has."""
    return _to_next(request, None, chosen_by(request))


@allow(can_use_desk)
@require_POST
def confirm_later(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """Leave an item to whoever comes, and go on with the next one."""
    fields = found(request, item_id)
    claims.leave(fields.pk, request.user)
    said = _("Để {code} lại sau; tìm lại ở «Của tôi đang dở».").format(code=fields.item.reference_code)
    return _done(request, fields, said)


@allow(can_use_desk)
@require_POST
def confirm_hold(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """Still at work on this item, and on the next one if it is fetched already; says who else has it."""
    fields = found(request, item_id)
    if fields.state not in states.UNDECIDED:
        return JsonResponse({"held": True})
    other = None if _has_keyed(fields, request.user) else claims.claim(fields.pk, request.user)
    if ahead := request.POST.get("ahead", ""):
        claims.renew_address(ahead, request.user)
    return JsonResponse({"held": other is None, "by": (other.by.full_name or other.by.username) if other else ""})


@allow(can_use_desk)
@require_GET
def confirm_back(request: HttpRequest) -> HttpResponse:
    """Return to the item of one's last turn."""
    last = turns.last_of(request.user)
    chosen = chosen_by(request)
    if last is None or not queries.fields_of_desk(request.user).filter(pk=last.pk).exists():
        messages.info(request, _("Hôm nay anh/chị chưa xác nhận tài liệu nào để quay lại."))
        return redirect(_queue_address(chosen))
    return redirect(_address(last, chosen))


@allow(can_settle_disputes)
@require_http_methods(["GET", "POST"])
def arbitrate(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """Both keyings and the page side by side; for each field one of them is taken, or something else typed."""
    fields = found(request, item_id)
    if not can_settle_disputes(request.user, fields.delivery) or fields.state != states.DISPUTED:
        raise Http404(_("Tài liệu này không chờ anh/chị phân xử."))
    errors: dict[str, str] = {}
    trouble, has_moved = "", False
    entered: dict[str, str] = {}
    if request.method == "POST":
        entered = {name: request.POST[name] for name in form.names_of_form() if name in request.POST}
        try:
            actions.arbitrate(item_id, entered, request.user, at_desk(request))  # type: ignore[arg-type]
        except FieldsRefused as refused:
            errors = refused.by_field
        except KhosoError as refused:
            trouble, has_moved = told(refused.message), isinstance(refused, ScannedAnew)
        else:
            return _done(request, fields, _("Đã phân xử {code}.").format(code=fields.item.reference_code))
    context = _context(request, fields, entered, errors, is_opening=request.method == "GET", has_moved=has_moved)
    _put_both(context, fields, entered)
    return render(request, "recognition/arbitrate.html", context | {"trouble": trouble})


def _put_both(context: dict[str, Any], fields: ItemFields, entered: dict[str, str]) -> None:
    """Both values beside each contested field; what both entered alike stands."""
    keyings, contested = turns.disputes_of(fields)
    by_name = {one.name: one for one in contested}
    both = keyings[0].values if keyings else {}
    for field in context["fields"]:
        one = by_name.get(field.name)
        field.is_doubt, field.is_sampled = one is not None or bool(field.error), False
        if one is None:
            field.value = form.for_eyes(field.name, entered.get(field.name, both.get(field.name, field.value)))
            field.alternatives = []
            continue
        names = dict(field.choices)
        sides = ((1, _("Người thứ nhất"), one.first), (2, _("Người thứ hai"), one.second))
        field.alternatives = [form.Alternative(key, who, value, names.get(value, value)) for key, who, value in sides]
        field.value = entered.get(field.name, "")
        field.register_value = ""
    context["form_action"] = reverse("recognition:arbitrate", args=[fields.item_id])
    context["keyings"] = keyings
    context["has_keyed"] = context["is_disputed"] = context["is_second"] = False


@allow(can_use_desk)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """What each person's turns came to: a person sees their own, who watches over an agency all of it."""
    rows = turns.figures(request.user)
    return render(request, "recognition/confirm_figures.html", {"rows": rows, "kinds": DeskTurn.Kind, "crumbs": []})
