"""The screens of hand-over: who must transfer, what is due, the lists."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from khoso.engines.office import MEDIA_TYPES
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.web.words import told
from khoso.kernel import clock, codes, dates
from khoso.kernel.errors import KhosoError
from khoso.stages.selection.handover import actions, papers, queries, rules
from khoso.stages.selection.handover.rules import Due
from khoso.stages.selection.handover.snapshots import changed_since
from khoso.stages.selection.models import HandoverList
from khoso.stages.selection.permissions import can_list_handover, can_see_selection

PER_PAGE = 50
DUE_LABELS = {
    Due.OVERDUE: gettext_lazy("Quá hạn nộp"),
    Due.TO_REGISTER: gettext_lazy("Đến hạn đăng ký nộp"),
    Due.NOT_YET: gettext_lazy("Chưa đến hạn"),
    Due.NO_YEAR: gettext_lazy("Thiếu năm kết thúc"),
}
_TONES = {Due.OVERDUE: "error", Due.TO_REGISTER: "warning", Due.NOT_YET: "ok", Due.NO_YEAR: "warning"}


@allow(can_see_selection)
@require_GET
def handovers(request: HttpRequest) -> HttpResponse:
    """Who must transfer and how much is due; the dossiers of one agency; the lists there are."""
    year = clock.today().year
    standings = queries.standings(request.user, year)
    chosen = _chosen(request, standings)
    which = request.GET.get("khi", "")[:16]
    context: dict[str, Any] = {
        "year": year,
        "standings": standings,
        "chosen": chosen,
        "which": which,
        "lists": list(queries.lists_of(request.user, chosen.agency.pk if chosen else None)[:60]),
    }
    if chosen is not None:
        rows = queries.narrowed(chosen.agency.pk, which, year)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
        context |= {
            "page": page,
            "rows": [_row(one, year) for one in page.object_list],
            "which_label": DUE_LABELS.get(which, _("Đến hạn, chưa vào mục lục")),  # type: ignore[call-overload]
            "kinds": [
                {"name": one.value, "label": label, "count": chosen.counts[one]} for one, label in DUE_LABELS.items()
            ],
            "early": chosen.counts[Due.NOT_YET],
            "is_source": queries.is_source(chosen.agency),
            "may_list": can_list_handover(request.user, chosen.agency),
        }
    return render(request, "selection/handovers.html", context)


def _chosen(request: HttpRequest, standings: list[queries.Standing]) -> queries.Standing | None:
    """The agency of the address, or the only one there is."""
    asked = request.GET.get("co-quan", "")
    if asked.isdecimal():
        return next((one for one in standings if str(one.agency.pk) == asked), None)
    return standings[0] if len(standings) == 1 else None


def _row(dossier: Any, year: int) -> dict[str, Any]:
    due = rules.due_of(dossier.work_ended, year=year)
    return {
        "dossier": dossier,
        "ended": dossier.work_ended,
        "last": rules.last_year(dossier.work_ended) if dossier.work_ended else None,
        "due": _TONES[due],
        "due_label": DUE_LABELS[due],
    }


@allow(can_list_handover)
@require_POST
def handover_make(request: HttpRequest) -> HttpResponse:
    """Make the list of an agency."""
    asked = request.POST.get("co-quan", "")
    agency = Agency.objects.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
    if agency is None or not can_list_handover(request.user, agency):
        raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị."))
    with_early = request.POST.get("gom") == "ca-chua-den-han"
    try:
        made = actions.make_handover_list(agency, with_early=with_early, by=request.user)
    except KhosoError as why:
        messages.error(request, told(why.message))
        return redirect(f"{reverse('selection:handovers')}?co-quan={agency.pk}")
    messages.success(request, _("Đã lập mục lục {number}; nội dung giữ nguyên như lúc lập.").format(number=made.number))
    return redirect("selection:handover", made.pk)


def _found(request: HttpRequest, list_id: int, *, to_keep: bool = False) -> HandoverList:
    found = queries.list_of(request.user, list_id)
    if found is None or (to_keep and not can_list_handover(request.user, found.agency)):
        raise Http404(_("Không có mục lục này trong phạm vi của anh/chị."))
    return found


@allow(can_see_selection)
@require_GET
def handover(request: HttpRequest, list_id: int) -> HttpResponse:
    """The list as it was frozen, and whether the catalogue says something else today."""
    shown = _found(request, list_id)
    entries = queries.entries_of(shown)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("trang"))
    newer = HandoverList.objects.filter(replaces=shown).first()
    changed = {} if newer else changed_since(entries)
    volumes = papers.volumes_of(shown)
    context = {
        "list": shown,
        "newer": newer,
        "page": page,
        "rows": [_entry_row(one, at, one.dossier_id in changed) for at, one in enumerate(page, page.start_index())],
        "changed": len(changed),
        "volumes": range(1, volumes + 1) if volumes > 1 else [],
        "may_list": can_list_handover(request.user, shown.agency),
        "crumbs": [
            {"label": _("Giao nộp"), "url": reverse("selection:handovers")},
            {"label": shown.number, "url": ""},
        ],
    }
    return render(request, "selection/handover.html", context)


def _entry_row(entry: Any, place: int, is_changed: bool) -> dict[str, Any]:
    kept = entry.snapshot
    return {
        **kept,
        "place": place,
        "start": _day(kept["start"]),
        "end": _day(kept["end"]),
        "access": codes.MODE.get(kept["access_code"], ""),
        "is_changed": is_changed,
    }


def _day(iso: str) -> str:
    found = dates.parse(iso)
    return found.shown if found else iso


@allow(can_list_handover)
@require_POST
def handover_version(request: HttpRequest, list_id: int) -> HttpResponse:
    shown = _found(request, list_id, to_keep=True)
    try:
        made = actions.make_handover_version(shown, by=request.user)
    except KhosoError as why:
        messages.error(request, told(why.message))
        return redirect("selection:handover", shown.pk)
    messages.success(request, _("Đã lập bản {version}; bản trước vẫn còn.").format(version=made.version))
    return redirect("selection:handover", made.pk)


@allow(can_see_selection)
@require_GET
def handover_file(request: HttpRequest, list_id: int, paper: str) -> HttpResponse:
    """The list as XLSX, DOCX or PDF; `?mau=` the form, `?quyen=` one volume of a long printed one."""
    shown = _found(request, list_id)
    form = request.GET.get("mau", papers.CIRCULAR)
    asked = request.GET.get("quyen", "1")
    volume = int(asked) if asked.isdecimal() and len(asked) < 5 else 1
    if paper not in MEDIA_TYPES or form not in papers.FORMS or not 1 <= volume <= papers.volumes_of(shown):
        raise Http404(_("Không có dạng tệp này."))
    with tempfile.TemporaryDirectory(prefix="khoso-handover-") as folder:
        path = Path(folder) / f"muc-luc.{paper}"
        lines = papers.write(shown, form, paper, path, volume=volume)
        made = path.read_bytes()
    actions.fetch_handover(shown, form, paper, lines, hashlib.sha256(made).hexdigest())
    answer = HttpResponse(made, content_type=MEDIA_TYPES[paper])
    name = f"nop-luu-{shown.year}-{shown.ordinal:02d}-{shown.agency.code}-v{shown.version}"
    name += f"-quyen-{volume}" if volume > 1 else ""
    answer["Content-Disposition"] = f'attachment; filename="{name}.{paper}"'
    return answer
