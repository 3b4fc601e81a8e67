"""One difference: what went, what came, who answers, how it was concluded."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import states
from khoso.stages.digitisation.models import PaperDifference
from khoso.stages.digitisation.paper import differences, queries
from khoso.stages.digitisation.paper.forms import FindForm, OwnerForm, RefuseForm, WordsForm
from khoso.stages.digitisation.paper.views import DIFFERENCE_TONES, crumbs_of
from khoso.stages.digitisation.permissions import can_count_paper, can_see_batches

_FORMS = {"giai-trinh": WordsForm, "tra-lai": RefuseForm, "tim-thay": FindForm, "ket-luan": WordsForm}


def _found(request: HttpRequest, difference_id: int) -> PaperDifference:
    found = queries.difference_for(request.user, difference_id)
    if found is None:
        raise Http404(_("Không có chênh lệch này trong phạm vi của anh/chị."))
    return found


def _owners(one: PaperDifference) -> list[Any]:
    """Who may be made to answer: who counted or confirmed for the side that gave the paper back."""
    return queries.people_of_giver(one.hand_over)


@allow(can_see_batches)
@require_GET
def difference(request: HttpRequest, difference_id: int) -> HttpResponse:
    """What came back otherwise, with what may be done about it now."""
    return _page(request, _found(request, difference_id), {})


def _page(request: HttpRequest, one: PaperDifference, given: dict[str, Any], status: int = 200) -> HttpResponse:
    person, allows = request.user, states.DIFFERENCE_STATES.allows
    concludes = differences.may_conclude(person, one)
    is_lost = one.kind in (differences.Kind.DOSSIER_MISSING, differences.Kind.BOX_MISSING)
    context = {
        "one": one,
        "tone": DIFFERENCE_TONES[one.state],
        "went": queries.shown_value(one.kind, one.went),
        "came": queries.shown_value(one.kind, one.came),
        "is_late": one.is_open and one.due_on < clock.today(),
        "is_lost": is_lost,
        "explain_form": given.get("giai-trinh") or WordsForm(auto_id="giai_%s"),
        "refuse_form": given.get("tra-lai") or RefuseForm(auto_id="tra_%s"),
        "find_form": given.get("tim-thay")
        or FindForm(auto_id="tim_%s", initial={"so_to": one.went if is_lost else ""}),
        "settle_form": given.get("ket-luan") or WordsForm(auto_id="ket_%s"),
        "owner_form": given.get("giao")
        or OwnerForm(auto_id="giao_%s", people=_owners(one), initial={"nguoi": one.owner_id, "han": one.due_on}),
        "may_explain": allows(one.state, "explain") and differences.may_explain(person, one),
        "may_find": allows(one.state, "find") and differences.may_find(person, one),
        "may_refuse": allows(one.state, "refuse") and concludes,
        "may_settle": allows(one.state, "settle") and concludes,
        "may_assign": one.is_open and concludes,
        "crumbs": crumbs_of(one.hand_over, (one.get_kind_display(), "")),
    }
    return render(request, "digitisation/paper_difference.html", context, status=status)


@allow(can_count_paper)
@require_POST
def difference_do(request: HttpRequest, difference_id: int) -> HttpResponse:
    """Explain, send back, say it was found, conclude, name another owner."""
    one = _found(request, difference_id)
    if not can_count_paper(request.user, one):
        raise Http404(_("Không có chênh lệch này trong phạm vi của anh/chị."))
    task = request.POST.get("viec", "")
    if task == "giao":
        form: Any = OwnerForm(request.POST, people=_owners(one), auto_id="giao_%s")
    else:
        form = _FORMS.get(task, WordsForm)(request.POST)
    if not form.is_valid():
        return _page(request, one, {task: form}, status=422)
    try:
        _do(request, one, task, form.cleaned_data)
    except KhosoError as why:
        messages.error(request, told(why.message))
    else:
        messages.success(request, _("Đã ghi."))
    return redirect(reverse("digitisation:difference", args=[one.pk]))


def _do(request: HttpRequest, one: PaperDifference, task: str, said: dict[str, Any]) -> None:
    by: Any = request.user
    match task:
        case "giai-trinh":
            differences.explain(one, said["noi_dung"], by=by)
        case "tra-lai":
            differences.refuse(one, said["noi_dung"], due_on=said["han"], by=by)
        case "tim-thay":
            differences.find(one, said["noi_dung"], sheets=said["so_to"], condition=said["tinh_trang"], by=by)
        case "ket-luan":
            differences.settle(one, said["noi_dung"], by=by)
        case "giao":
            owner = next(person for person in _owners(one) if str(person.pk) == said["nguoi"])
            differences.assign(one, owner, due_on=said["han"], by=by)
