"""The screens of rounds: the list, opening one, counting, cancelling, certifying."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.engines import blobs
from khoso.engines.office import MEDIA_TYPES
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.acceptance import evidence, states
from khoso.stages.acceptance.liquidation.queries import liquidation_of
from khoso.stages.acceptance.models import AcceptanceRound, SignedMinutes
from khoso.stages.acceptance.permissions import can_certify, can_open_round, can_see_rounds
from khoso.stages.acceptance.rounds import actions, counting, figures, papers, queries, showing
from khoso.stages.acceptance.rounds.forms import OpenForm, refuse
from khoso.stages.acceptance.rules import worded
from khoso.stages.digitisation import queries as digitisation

PER_PAGE = 30


def crumbs(one: AcceptanceRound | None = None, last: str = "") -> list[dict[str, str]]:
    told_ = [{"label": _("Nghiệm thu"), "url": reverse("acceptance:rounds")}]
    if one is not None:
        told_.append({"label": one.title, "url": reverse("acceptance:round", args=[one.pk])})
    return told_ + ([{"label": last, "url": ""}] if last else [])


def found(request: HttpRequest, round_id: int, may: Callable[..., bool] = can_see_rounds) -> AcceptanceRound:
    """The round, when this person may do this to it; else 404."""
    one = queries.round_for(request.user, round_id)
    if one is None or not may(request.user, one.agency):
        raise Http404(_("Không có đợt nghiệm thu này trong phạm vi của anh/chị."))
    return one


def found_batch(request: HttpRequest, batch_id: int, may: Callable[..., bool] = can_see_rounds) -> Any:
    """The batch, when this person may do this to it; else 404."""
    one = evidence.batch_seen_by(request.user, batch_id)
    if one is None or not may(request.user, one.agency):
        raise Http404(_("Không có đợt số hóa này trong phạm vi của anh/chị."))
    return one


@allow(can_see_rounds)
@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds in reach; of one batch with its certified volume and what may be opened."""
    asked = request.GET.get("dot", "")
    batch = evidence.batch_seen_by(request.user, int(asked)) if asked.isdecimal() and len(asked) < 10 else None
    rows = queries.rounds_seen_by(request.user)
    if batch is not None:
        rows = rows.filter(batch=batch)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    for row in page.object_list:
        row.tone = showing.TONES[row.state]
    batches = evidence.batches_seen_by(request.user).exclude(state="cancelled")
    context: dict[str, Any] = {
        "page": page,
        "batch": batch,
        "batches": list(batches[:100]),
        "to_sign": list(queries.waiting_for(request.user)[:20]),
        "may_open": batch is not None and can_open_round(request.user, batch.agency),
    }
    if batch is not None:
        volume = queries.volume_of_batch(batch.pk)
        context |= {
            "volume": volume,
            "matrix": showing.plain_matrix(volume),
            "dossiers": queries.dossiers_of_batch(batch),
            "liquidation": liquidation_of(batch.pk),
        }
    return render(request, "acceptance/rounds.html", context)


@allow(can_open_round)
@require_http_methods(["GET", "POST"])
def round_open(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Choose the deliveries of a new round."""
    batch = found_batch(request, batch_id, can_open_round)
    form = OpenForm(request.POST or None)
    deliveries = list(batch.deliveries.order_by("registered_at"))
    chosen = set(request.POST.getlist("lo")) if request.method == "POST" else {str(one.pk) for one in deliveries}
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_round(batch, chosen, title=form.cleaned_data["title"], by=request.user)
            made = actions.count_round(made, by=request.user)
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã mở và kiểm đếm. Xem số liệu, rồi lập biên bản."))
            return redirect("acceptance:round", made.pk)
    numbers = digitisation.dossier_numbers([one.pk for one in deliveries])
    pages = digitisation.item_counts([one.pk for one in deliveries])
    context = {
        "batch": batch,
        "form": form,
        "deliveries": [
            {
                "delivery": one,
                "dossiers": numbers[one.pk],
                "files": pages[one.pk][0],
                "pages": pages[one.pk][1],
                "is_chosen": str(one.pk) in chosen,
            }
            for one in deliveries
        ],
        "crumbs": crumbs(last=_("Mở đợt nghiệm thu")),
    }
    return render(request, "acceptance/round_open.html", context, status=422 if form.is_bound else 200)


@allow(can_see_rounds)
@require_GET
def round_page(request: HttpRequest, round_id: int) -> HttpResponse:
    """The round: where it stands, its figures, why dossiers were rejected, its minutes and certificate."""
    one = found(request, round_id)
    accepted = figures.volume([one.pk], is_accepted=True)
    rejected = figures.volume([one.pk], is_accepted=False)
    minutes = list(one.minutes.prefetch_related("sides").order_by("-made_at", "-pk"))
    for row in minutes:
        row.tone = showing.MINUTES_TONES[row.state]
    is_frozen = one.state in states.FROZEN_ROUNDS
    may_certify = can_certify(request.user, one.agency) and one.state == states.ALL_SIGNED
    context = {
        "round": one,
        "tone": showing.TONES[one.state],
        "road": showing.road(one),
        "tallies": showing.tallies(one, accepted, rejected),
        "accepted": accepted,
        "rejected": rejected,
        "matrix": showing.matrix(one, accepted, figures.ACCEPTED) if accepted.pages or accepted.blanks else None,
        "reasons": showing.reason_rows(one),
        "deliveries": _deliveries(one),
        "minutes": minutes,
        # Reckoned on every look: a row changed past the actions is seen by whoever opens the page.
        "is_tampered": is_frozen and counting.digest_of(one) != one.digest,
        "may_open": can_open_round(request.user, one.agency),
        "may_count": can_open_round(request.user, one.agency) and one.state in (states.DRAFT, states.COUNTED),
        "may_minute": can_open_round(request.user, one.agency) and one.state == states.COUNTED,
        "may_cancel": can_open_round(request.user, one.agency) and one.state not in states.ENDED_ROUNDS,
        "may_certify": may_certify,
        "against": worded(queries.against_certificate(one)) if one.state == states.ALL_SIGNED else [],
        "next_certificate": _next_certificate(one) if may_certify else "",
        "crumbs": crumbs(one),
    }
    return render(request, "acceptance/round.html", context)


def _deliveries(one: AcceptanceRound) -> list[dict[str, Any]]:
    """Each delivery with its standing hand-over minutes."""
    rows = list(one.deliveries.order_by("registered_at"))
    standing = SignedMinutes.objects.filter(kind="handing", delivery__in=rows, state__in=[states.OPEN, states.COMPLETE])
    by_delivery = {row.delivery_id: row for row in standing}
    for row in by_delivery.values():
        row.tone = showing.MINUTES_TONES[row.state]
    return [{"delivery": row, "minutes": by_delivery.get(row.pk)} for row in rows]


def _next_certificate(one: AcceptanceRound) -> str:
    year = AcceptanceRound.objects.filter(agency=one.agency, certified_at__isnull=False)
    return f"{year.count() + 1:02d}/{papers.CERTIFICATE_NOTATION}"


def _acted(request: HttpRequest, one: AcceptanceRound, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except KhosoError as why:
        messages.error(request, told(why.message))
    else:
        messages.success(request, done)
    return redirect("acceptance:round", one.pk)


@allow(can_open_round)
@require_POST
def round_count(request: HttpRequest, round_id: int) -> HttpResponse:
    one = found(request, round_id, can_open_round)
    return _acted(request, one, lambda: actions.count_round(one, by=request.user), _("Đã kiểm đếm lại từ bằng chứng."))


@allow(can_open_round)
@require_POST
def round_cancel(request: HttpRequest, round_id: int) -> HttpResponse:
    one = found(request, round_id, can_open_round)
    reason = request.POST.get("reason", "")
    done = _("Đã hủy đợt nghiệm thu; số liệu và chữ ký đã có vẫn xem được.")
    return _acted(request, one, lambda: actions.cancel_round(one, reason, by=request.user), done)


@allow(can_certify)
@require_POST
def round_certify(request: HttpRequest, round_id: int) -> HttpResponse:
    one = found(request, round_id, can_certify)
    number = request.POST.get("number", "")
    done = _("Đã xác nhận khối lượng; các hồ sơ đạt được tính là hoàn thành.")
    return _acted(request, one, lambda: actions.certify_round(one, number, by=request.user), done)


@allow(can_see_rounds)
@require_GET
def round_certificate(request: HttpRequest, round_id: int, paper: str) -> HttpResponse:
    """The certificate as it was drawn and signed."""
    one = found(request, round_id)
    sha256 = {"docx": one.certificate_docx, "pdf": one.certificate_pdf}.get(paper, "")
    if not sha256:
        raise Http404(_("Chưa có giấy xác nhận."))
    record(
        "acceptance.round.fetch",
        subject=(actions.SUBJECT, one.pk),
        agency=one.agency.code,
        details={"paper": paper, "sha256": sha256},
    )
    return kept_file(sha256, MEDIA_TYPES[paper], f"xac-nhan-khoi-luong-{one.pk}.{paper}")


def kept_file(sha256: str, media_type: str, name: str) -> HttpResponse:
    """A kept paper as a file to take away."""
    try:
        stored = blobs.store().open(sha256)
    except blobs.BlobMissing as missing:
        raise Http404(missing.message) from None
    with stored:
        answer = HttpResponse(stored.read(), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
