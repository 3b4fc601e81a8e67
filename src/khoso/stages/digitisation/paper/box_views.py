"""A box of a hand-over dossier by dossier, and one dossier of it when its label was scanned."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.formats import number as shown_number
from khoso.foundation.web.words import told
from khoso.kernel import codes
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation.models import PaperBox, PaperHandOver, PaperLine, Presence
from khoso.stages.digitisation.paper import actions, queries, rules
from khoso.stages.digitisation.paper.forms import read_counts
from khoso.stages.digitisation.paper.views import crumbs_of, found_hand_over, title_of
from khoso.stages.digitisation.permissions import can_count_paper, can_see_batches

LINES = 100


@allow(can_see_batches)
@require_GET
def handing_box(request: HttpRequest, hand_over_id: int, box_id: int) -> HttpResponse:
    """One box dossier by dossier, or one dossier of it when its label was scanned."""
    one = found_hand_over(request, hand_over_id)
    box = found_box(one, box_id)
    return _box_page(request, one, box, *_shown_lines(request, box), set())


@allow(can_count_paper)
@require_POST
def handing_count(request: HttpRequest, hand_over_id: int, box_id: int) -> HttpResponse:
    """Keep what this side counted of a box."""
    one = found_hand_over(request, hand_over_id, to_count=True)
    box = found_box(one, box_id)
    page, _every, alone = _shown_lines(request, box)
    side = queries.side_of(request.user, one)
    answer, wrong = _save(request, one, box, side, list(page), alone)
    return answer or _box_page(request, one, box, page, queries.lines_of(box), alone, wrong)


def found_box(one: PaperHandOver, box_id: int) -> PaperBox:
    """The box of the address. Raises Http404."""
    box = queries.box_of(one, box_id)
    if box is None:
        raise Http404(_("Không có hộp này trong lần giao nhận."))
    return box


def _shown_lines(request: HttpRequest, box: PaperBox) -> tuple[Any, list[PaperLine], PaperLine | None]:
    """The page of dossiers that is asked for, all of the box, and the one whose label was scanned."""
    every = queries.lines_of(box)
    asked = request.GET.get("ho-so", "")
    alone = next((line for line in every if str(line.pk) == asked), None)
    page = Paginator([alone] if alone else every, LINES).get_page(request.GET.get("trang"))
    return page, every, alone


def _box_page(
    request: HttpRequest,
    one: PaperHandOver,
    box: PaperBox,
    page: Any,
    every: list[PaperLine],
    alone: PaperLine | None,
    wrong: set[int],
) -> HttpResponse:
    side = queries.side_of(request.user, one)
    context = {
        "one": one,
        "title": title_of(one),
        "box": box,
        "side": side,
        "may_count": bool(side) and one.is_open and getattr(one, f"{side}_id") is None,
        "page": page,
        "alone": alone,
        "rows": [_row(line, one, side or rules.GIVER, request.POST, line.pk in wrong) for line in page],
        "box_photos": queries.box_photos(box),
        "code": queries.box_code(box),
        "counted": sum(bool(getattr(line, f"{side or rules.GIVER}_presence")) for line in every),
        "total": len(every),
        "presences": _presences(one),
        "conditions": list(codes.FORMAT.items()),
        "crumbs": crumbs_of(one, (_box_name(box), "")),
    }
    return render(request, "digitisation/paper_box.html", context, status=422 if wrong else 200)


def _presences(one: PaperHandOver) -> list[tuple[str, str]]:
    left = _("Để lại") if one.is_out else _("Chưa trả")
    return [(rules.HERE, _("Có")), (rules.LEFT, left), (rules.MISSING, _("Không thấy"))]


def _box_name(box: PaperBox) -> str:
    return _("Hộp %(box)s") % {"box": box.box} if box.box else _("Hồ sơ không có hộp")


def _save(
    request: HttpRequest, one: PaperHandOver, box: PaperBox, side: str, lines: list[PaperLine], alone: PaperLine | None
) -> tuple[HttpResponse | None, set[int]]:
    """Keep what was typed; an answer when all of it made sense."""
    posted: Any = request.POST
    if request.POST.get("viec") == "du" and alone is not None:
        sheets = _prefilled(alone, one, side or rules.GIVER)["sheets"]
        posted = {f"co-{alone.pk}": "here", f"to-{alone.pk}": str(sheets if sheets is not None else "")}
        posted |= {f"tt-{alone.pk}": request.POST.get(f"tt-{alone.pk}", "")}
        posted |= {f"gc-{alone.pk}": request.POST.get(f"gc-{alone.pk}", alone.note)}
    counted, wrong = read_counts(posted, lines, side)
    try:
        done = actions.count_lines(one, counted, by=request.user)
    except KhosoError as why:
        messages.error(request, told(why.message))
        return redirect("digitisation:handing-box", one.pk, box.pk), set()
    if wrong:
        text = ngettext(
            "%(count)s hồ sơ chưa ghi được số tờ; các hồ sơ khác đã lưu.",
            "%(count)s hồ sơ chưa ghi được số tờ; các hồ sơ khác đã lưu.",
            len(wrong),
        )
        messages.error(request, text % {"count": len(wrong)})
        return None, wrong
    text = ngettext("Đã lưu %(count)s hồ sơ.", "Đã lưu %(count)s hồ sơ.", done)
    messages.success(request, text % {"count": shown_number(done)})
    return _onward(request, one, box, side, alone), set()


def _onward(
    request: HttpRequest, one: PaperHandOver, box: PaperBox, side: str, alone: PaperLine | None
) -> HttpResponse:
    if alone is not None:
        return redirect("digitisation:handing-scan", one.pk)
    if request.POST.get("viec") == "luu":
        return redirect("digitisation:handing-box", one.pk, box.pk)
    place = request.GET.get("trang", "1")
    held = PaperLine.objects.filter(box=box, **{f"{side}_presence": ""}).exists()
    if held and place.isdecimal():
        return redirect(reverse("digitisation:handing-box", args=[one.pk, box.pk]) + f"?trang={int(place) + 1}")
    following = queries.next_box(one, box, side)
    if following is None:
        return redirect("digitisation:handing", one.pk)
    return redirect("digitisation:handing-box", one.pk, following.pk)


def _prefilled(line: PaperLine, one: PaperHandOver, side: str) -> dict[str, Any]:
    """What stands in the fields before anything is typed: this side's count, the other's, else what is expected."""
    there = rules.other(side)
    for who in (side, there):
        if presence := getattr(line, f"{who}_presence"):
            return {
                "presence": presence,
                "sheets": getattr(line, f"{who}_sheets"),
                "condition": getattr(line, f"{who}_condition"),
            }
    stays = one.is_out and line.expected_condition == rules.UNTREATED
    return {
        "presence": Presence.LEFT if stays else Presence.HERE,
        "sheets": line.expected_sheets,
        "condition": line.expected_condition or rules.USUAL,
    }


def _row(line: PaperLine, one: PaperHandOver, side: str, posted: Any, is_wrong: bool) -> dict[str, Any]:
    there = rules.other(side)
    typed = f"to-{line.pk}" in posted
    filled = _prefilled(line, one, side)
    if typed:
        filled = {
            "presence": posted.get(f"co-{line.pk}", ""),
            "sheets": posted.get(f"to-{line.pk}", "")[:6],
            "condition": posted.get(f"tt-{line.pk}", ""),
        }
    both = bool(line.giver_presence and line.receiver_presence)
    mine, theirs = (
        (getattr(line, f"{who}_presence"), getattr(line, f"{who}_sheets"), getattr(line, f"{who}_condition"))
        for who in (side, there)
    )
    return {
        "line": line,
        **filled,
        "note": posted.get(f"gc-{line.pk}", line.note) if typed else line.note,
        "is_counted": bool(mine[0]),
        "is_wrong": is_wrong,
        "differs": both and mine != theirs,
        "theirs": theirs,
        "theirs_condition": codes.FORMAT.get(theirs[2], ""),
        "theirs_presence": dict(_presences(one)).get(theirs[0], ""),
        "mine_condition": codes.FORMAT.get(mine[2], ""),
        "mine_presence": dict(_presences(one)).get(mine[0], ""),
        "mine_sheets": mine[1],
        "expected_condition": codes.FORMAT.get(line.expected_condition, ""),
        "untreated": one.is_out and rules.UNTREATED in (line.expected_condition, mine[2]),
        "code": rules.label_code("dossier", line.dossier_id),
    }
