"""The trail on a screen. Whoever reads it is on the trail, too."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khoso.foundation.audit import queries
from khoso.foundation.audit.actions import record
from khoso.foundation.audit.labels import ROOMS, VERBS
from khoso.foundation.audit.queries import TooWide, Wanted
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_see_trail
from khoso.foundation.web.trail import exporting
from khoso.foundation.web.trail.figures import REVIEW
from khoso.foundation.web.trail.showing import line
from khoso.kernel import clock
from khoso.kernel.clock import VIETNAM

PER_PAGE = 50
MOST_EXPORTED = 100_000
SEARCHED = "audit.trail.search"


@allow(can_see_trail)
@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """Search, newest first, and how the seals are."""
    asked = {name: request.GET.get(name, "").strip()[:200] for name in FIELDS}
    wanted, too_wide, page = _wanted(asked), False, queries.Page([], "")
    # Luật: QCVN 12:2026/BCA (log of the log admin's own access)
    record(SEARCHED, subject=("trail", "*"), details=wanted.as_details())
    try:
        page = queries.search(wanted, before=request.GET.get("truoc", "")[:60], limit=PER_PAGE)
    except TooWide:
        too_wide = True
    reviewed = queries.last_of(REVIEW)
    address = urlencode({name: value for name, value in asked.items() if value})
    context = {
        # A template reads no name with a hyphen.
        "asked": {name.replace("-", "_"): value for name, value in asked.items()},
        "is_narrowed": bool(address),
        "is_open": any(asked[name] for name in ("don-vi", "dia-chi", "loai", "ma")),
        "too_wide": too_wide,
        "lines": [line(entry) for entry in page.entries],
        "older_url": f"?{address}&{urlencode({'truoc': page.older})}" if page.older else "",
        "is_further": "truoc" in request.GET,
        "first_url": f"?{address}" if address else reverse("web:trail"),
        "export_url": {form: f"{reverse('web:trail-export', args=[form])}?{address}" for form in exporting.FORMS},
        "rooms": sorted(ROOMS.items(), key=lambda row: str(row[1])),
        "verbs": sorted(VERBS.items(), key=lambda row: str(row[1])),
        "seals": queries.seals_now(),
        "troubles": queries.replica_troubles(),
        "proof": queries.last_of("audit.trail.verify"),
        "reviewed": reviewed,
        "is_review_due": reviewed is None or clock.now() - reviewed.at > timedelta(days=7),
    }
    return render(request, "trail/trail.html", context)


FIELDS = ("nguoi", "phong", "viec", "don-vi", "dia-chi", "loai", "ma", "tu", "den")


def _wanted(asked: dict[str, str]) -> Wanted:
    accounts = queries.accounts_of(asked["nguoi"]) if asked["nguoi"] else [""]
    return Wanted(
        actor=accounts[0],
        room=asked["phong"] if asked["phong"] in ROOMS else "",
        verb=asked["viec"] if asked["viec"] in VERBS else "",
        agency=asked["don-vi"],
        address=asked["dia-chi"],
        subject_kind=asked["loai"],
        subject_id=asked["ma"],
        since=_day(asked["tu"]),
        until=_day(asked["den"], after=1),
    )


def _day(text: str, after: int = 0) -> datetime | None:
    """The beginning of a day in Vietnam, or of the one after it."""
    try:
        day = parse_date(text)
        return datetime.combine(day + timedelta(days=after), time(), VIETNAM) if day else None
    except (ValueError, OverflowError):
        return None


@allow(can_see_trail)
@require_GET
def seen(request: HttpRequest, kind: str, identifier: str) -> HttpResponse:
    """Who saw or fetched one subject."""
    subject = {"subject_kind": kind[:40], "subject_id": identifier[:200]}
    record(SEARCHED, subject=("trail", "*"), details={**subject, "who_saw": True})
    entries = queries.seen_by(kind[:40], identifier[:200])
    context = {
        "lines": [line(entry) for entry in entries],
        "people": len({entry.actor or entry.address for entry in entries}),
        "crumbs": [{"label": _("Nhật ký"), "url": reverse("web:trail")}, {"label": _("Ai đã xem"), "url": ""}],
        **subject,
    }
    return render(request, "trail/seen.html", context)


@allow(can_see_trail)
@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The rows that were looked for, as a file. Taking them away is on the trail."""
    if form not in exporting.FORMS:
        raise Http404(_("Chỉ tải được dạng xlsx hoặc jsonl."))
    wanted = _wanted({name: request.GET.get(name, "").strip()[:200] for name in FIELDS})
    try:
        entries = queries.all_of(wanted, most=MOST_EXPORTED)
    except TooWide:
        messages.error(request, _("Câu hỏi quá rộng nên chưa xuất gì. Hãy thu hẹp theo thời gian hoặc theo người."))
        return redirect("web:trail")
    record(
        "audit.trail.export",
        subject=("trail", "*"),
        details={**wanted.as_details(), "form": form, "rows": len(entries)},
    )
    make, kind = exporting.FORMS[form]
    answer = HttpResponse(make(entries), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="nhat-ky.{form}"'
    return answer


@allow(can_see_trail)
@require_POST
def review(request: HttpRequest) -> HttpResponse:
    """Somebody says they went through this week's trail.

    # Luật: QCVN 12:2026/BCA (logs: weekly review)
    """
    year, week, _day_of_week = clock.today().isocalendar()
    details: dict[str, Any] = {"note": request.POST.get("ghi-chu", "").strip()[:500]}
    record(REVIEW, subject=("week", f"{year}-W{week:02d}"), details=details)
    messages.success(request, _("Đã ghi: anh/chị đã xem xét nhật ký tuần này."))
    return redirect("web:trail")
