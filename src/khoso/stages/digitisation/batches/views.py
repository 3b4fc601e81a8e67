"""The screens of batches and of the papers that must be there before one starts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from khoso.engines import blobs
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.people.queries import acting_for
from khoso.foundation.identity.permissions import agencies_of, holds
from khoso.foundation.identity.roles import CONTRACTORS
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import states
from khoso.stages.digitisation.batches import actions, bringing, gates, queries, showing
from khoso.stages.digitisation.batches.errors import BatchNotClosable, GatesWanting
from khoso.stages.digitisation.batches.fields import refuse
from khoso.stages.digitisation.batches.forms import BatchForm, PaperForm, ReasonForm, planned
from khoso.stages.digitisation.models import Batch, Gate
from khoso.stages.digitisation.permissions import (
    KEEPERS,
    can_bring_paper,
    can_plan_batch,
    can_see_batches,
    can_start_batch,
)

PER_PAGE = 20


def found(request: HttpRequest, wave_id: int) -> Batch:
    """The batch, when it lies within the person's scope; else 404."""
    one = queries.batches_seen_by(request.user).filter(pk=wave_id).first()
    if one is None:
        raise Http404(_("Không có đợt số hóa này trong phạm vi của anh/chị."))
    return one


def form_page(
    request: HttpRequest, form: Any, batch: Batch | None, title: str, button: str, **more: Any
) -> HttpResponse:
    """One form on a page of its own."""
    context = {
        "form": form,
        "title": title,
        "button": button,
        "about": batch.title if batch else "",
        "crumbs": showing.crumbs_of(batch, title),
        "back": reverse("digitisation:batch", args=[batch.pk]) if batch else reverse("digitisation:batches"),
        **more,
    }
    wrong = form.is_bound and bool(form.errors)
    return render(request, "digitisation/batch_form.html", context, status=422 if wrong else 200)


@allow(can_see_batches)
@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """The batches of a person's agencies, latest first."""
    chosen = request.GET.get("trang-thai", "")
    rows = queries.batches_seen_by(request.user)
    counts = queries.counts_by_state(rows)
    if chosen in states.BATCH_STATES.states:
        rows = rows.filter(state=chosen)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    listed = list(page.object_list)
    context = {
        "page": page,
        "rows": showing.batch_rows(listed, queries.delivery_numbers([one.pk for one in listed])),
        "chosen": chosen,
        "choices": [
            {"name": state, "label": states.BATCH_STATE_LABELS[state], "count": counts.get(state, 0)}
            for state in states.BATCH_STATES.states
            if counts.get(state)
        ],
        "all": sum(counts.values()),
        "may_plan": can_plan_batch(request.user),
        "is_staff": not holds(request.user, CONTRACTORS),
    }
    return render(request, "digitisation/batches.html", context)


def _agencies(person: Any) -> Any:
    """The agencies a person may prepare a batch for."""
    reach = agencies_of(person, KEEPERS)
    rows = Agency.objects.filter(valid_to__isnull=True).exclude(kind="contractor")
    return rows if reach is None else rows.filter(pk__in=reach)


def _agency_asked(request: HttpRequest) -> Agency | None:
    """The agency of the address or the form, else the one the person acts for, else the only one there is."""
    rows = _agencies(request.user)
    asked = request.POST.get("co-quan") or request.GET.get("co-quan") or ""
    if asked:
        if not (asked.isdecimal() and len(asked) < 10):
            raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị."))
        one = rows.filter(pk=int(asked)).first()
        if one is None:
            raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị."))
        return one
    acting = acting_for(request.user)
    own = rows.filter(pk=acting.agency.pk).first() if acting else None
    return own or rows.order_by("name").first()


@allow(can_plan_batch)
@require_http_methods(["GET", "POST"])
def batch_make(request: HttpRequest) -> HttpResponse:
    agency = _agency_asked(request)
    if agency is None:
        raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị."))
    form = BatchForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_batch(agency, form.told(), by=request.user)
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã lập đợt. Hãy nộp giấy tờ, ghi người và thiết bị trước khi bắt đầu."))
            return redirect("digitisation:batch", made.pk)
    agencies = list(_agencies(request.user).order_by("name")[:500])
    return form_page(
        request,
        form,
        None,
        _("Lập đợt số hóa"),
        _("Lập đợt"),
        about=agency.name,
        hidden={"co-quan": agency.pk},
        agencies=agencies if len(agencies) > 1 else [],
        agency=agency,
    )


@allow(can_plan_batch)
@require_http_methods(["GET", "POST"])
def batch_change(request: HttpRequest, wave_id: int) -> HttpResponse:
    shown = _kept(request, wave_id)
    form = BatchForm(request.POST or None, agency=shown.agency, initial=planned(shown))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_batch(shown, form.told(), by=request.user)
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã ghi thay đổi."))
            return redirect("digitisation:batch", shown.pk)
    return form_page(request, form, shown, _("Sửa đợt số hóa"), _("Ghi lại"))


def _kept(request: HttpRequest, wave_id: int) -> Batch:
    one = found(request, wave_id)
    if not can_plan_batch(request.user, one):
        raise Http404(_("Không có đợt số hóa này trong phạm vi của anh/chị."))
    return one


@allow(can_see_batches)
@require_GET
def batch(request: HttpRequest, wave_id: int) -> HttpResponse:
    """A batch: what is on record, what is wanting and who must bring it, what may be done now."""
    shown = found(request, wave_id)
    rows = showing.gate_rows(shown, request.user)
    is_to_start = shown.state in (states.PLANNED, states.SUSPENDED)
    context = {
        "batch": shown,
        "state_label": states.BATCH_STATE_LABELS[shown.state],
        "state_tone": showing.TONES[shown.state],
        "tabs": showing.tabs_of(shown, request.user),
        "rows": rows,
        "lacking": showing.lacking_by_bringer(rows) if is_to_start or shown.state == states.RUNNING else [],
        "expiring": [row for row in rows if row.status == showing.Status.EXPIRING],
        "held": sum(row.is_open for row in rows),
        "moves": showing.moves_for(request.user, shown),
        "may_change": can_plan_batch(request.user, shown) and shown.state in ("planned", "running", "suspended"),
        "may_withdraw": can_bring_paper(request.user, shown) and shown.state not in ("closed", "cancelled"),
        "may_plan": can_plan_batch(request.user, shown),
        "unwiped": len(queries.unwiped_devices(shown.pk)),
        "not_closable": [told(why) for why in queries.why_not_close(shown)] if shown.state == states.FINISHED else [],
        "deliveries": queries.delivery_numbers([shown.pk]).get(shown.pk, 0),
        "crumbs": showing.crumbs_of(shown),
    }
    return render(request, "digitisation/batch.html", context)


# Wider than starting: a batch that was never started is cancelled by whoever prepared it. Each move asks again.
@allow(can_plan_batch)
@require_http_methods(["GET", "POST"])
def batch_move(request: HttpRequest, wave_id: int, move: str) -> HttpResponse:
    """One step of a batch: first what it means is said, then it is done."""
    shown = found(request, wave_id)
    step = next((one for one in showing.moves_for(request.user, shown) if one.slug == move), None)
    if step is None:
        return _no_step(request, shown, move)
    form = ReasonForm(request.POST or None) if step.wants_reason else None
    lacking: list[str] = []
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form is not None else ""
        try:
            _do(step.action, shown, reason, request.user)
        except GatesWanting as why:
            lacking = [told(one) for one in why.papers]
        except BatchNotClosable as why:
            lacking = [told(one) for one in why.reasons]
        except KhosoError as why:
            if form is None:
                messages.error(request, told(why.message))
                return redirect("digitisation:batch", shown.pk)
            refuse(form, why)
        else:
            messages.success(request, _("Đã ghi: {what}.").format(what=step.label))
            return redirect("digitisation:batch", shown.pk)
    if request.method == "GET":
        lacking = _known_hindrances(step.action, shown)
    context = {
        "batch": shown,
        "step": step,
        "form": form,
        "lacking": lacking,
        "is_refused": request.method == "POST",
        "crumbs": showing.crumbs_of(shown, str(step.label)),
    }
    return render(request, "digitisation/batch_move.html", context, status=422 if request.method == "POST" else 200)


def _no_step(request: HttpRequest, shown: Batch, move: str) -> HttpResponse:
    """A step that is none, not theirs, or no longer possible: somebody else may have been quicker."""
    step = showing.BY_SLUG.get(move)
    rightful = can_plan_batch if step is not None and step.action == "cancel" else can_start_batch
    if step is None or not rightful(request.user, shown):
        raise Http404(_("Không có đợt số hóa này trong phạm vi của anh/chị."))
    messages.info(request, _("Không làm được bước này nữa: đợt đã đổi trạng thái."))
    return redirect("digitisation:batch", shown.pk)


def _do(action: str, shown: Batch, reason: str, by: Any) -> None:
    plain = {
        "start": actions.start_batch,
        "resume": actions.resume_batch,
        "finish": actions.finish_batch,
        "close": actions.close_batch,
    }
    reasoned = {"suspend": actions.suspend_batch, "reopen": actions.reopen_batch, "cancel": actions.cancel_batch}
    if action in plain:
        plain[action](shown, by=by)
    else:
        reasoned[action](shown, reason, by=by)


def _known_hindrances(action: str, shown: Batch) -> list[str]:
    if action in ("start", "resume", "reopen"):
        return [told(one) for one in queries.wanting_words(queries.standings_today(shown))]
    if action == "close":
        return [told(one) for one in queries.why_not_close(shown)]
    return []


@allow(can_bring_paper)
@require_http_methods(["GET", "POST"])
def batch_paper(request: HttpRequest, wave_id: int, gate: str) -> HttpResponse:
    """Put a paper of one kind on record, with its file."""
    shown = found(request, wave_id)
    requirement = gates.BY_KIND.get(gate)
    if requirement is None or gate == gates.LIST or not bringing.may_bring(request.user, gate, shown):
        raise Http404(_("Không có đợt số hóa này trong phạm vi của anh/chị."))
    may_share = can_plan_batch(request.user, shown)
    form = PaperForm(request.POST or None, request.FILES or None, batch=shown, kind=gate, may_share=may_share)
    if request.method == "POST" and form.is_valid():
        try:
            bringing.bring_paper(shown, form.told(), form.cleaned_data["file"], by=request.user)
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã ghi giấy tờ."))
            return redirect("digitisation:batch", shown.pk)
    return form_page(
        request,
        form,
        shown,
        told(requirement.label),
        _("Ghi giấy tờ"),
        requirement=requirement,
        bringer=told(gates.BRINGERS[requirement.bringer]),
    )


@allow(can_bring_paper)
@require_http_methods(["GET", "POST"])
def batch_paper_withdraw(request: HttpRequest, wave_id: int, gate_id: int) -> HttpResponse:
    """Take a paper back, with the reason."""
    shown = found(request, wave_id)
    paper = Gate.objects.filter(pk=gate_id, agency_id=shown.agency_id).first()
    if paper is None or not queries.speaks_for(paper, shown) or not bringing.may_bring(request.user, paper.kind, shown):
        raise Http404(_("Không có giấy tờ này trong phạm vi của anh/chị."))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            bringing.withdraw_paper(shown, paper, form.cleaned_data["reason"], by=request.user)
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã rút giấy tờ; bản cũ và lý do vẫn còn để xem."))
            return redirect("digitisation:batch", shown.pk)
    title = _("Rút giấy tờ {number}").format(number=paper.document_number)
    confirm = _("Rút giấy tờ này? Đợt đang chạy mà thiếu nó sẽ bị tạm dừng ngay.")
    return form_page(request, form, shown, title, _("Rút giấy tờ"), confirm=confirm)


@allow(can_see_batches)
@require_GET
def batch_document(request: HttpRequest, wave_id: int, document_id: int) -> FileResponse:
    """Hand a file out. It is never shown inside a page of ours: whoever made it is a stranger."""
    shown = found(request, wave_id)
    document = queries.document_for(request.user, shown, document_id)
    if document is None:
        raise Http404(_("Không có tệp này trong phạm vi của anh/chị."))
    try:
        stored = blobs.store().open(document.sha256)
    except blobs.BlobMissing as missing:
        raise Http404(missing.message) from None
    bringing.record_fetched(document)
    answer = FileResponse(stored, as_attachment=True, filename=document.file_name, content_type=document.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
