"""The calendar page, the address people subscribe to, and the days off Home Affairs keeps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.audit import strangers
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import anyone, is_signed_in
from khoso.foundation.identity.sign_in.address import address_of
from khoso.foundation.web.words import known_language
from khoso.kernel import clock
from khoso.kernel.calendar import EntryKind, entries_for
from khoso.kernel.errors import KhosoError
from khoso.stages.programme.days import actions, feed, month
from khoso.stages.programme.days.forms import SWAP, WORKED, DayOffForm
from khoso.stages.programme.days.queries import days_off_entered, work_calendar
from khoso.stages.programme.days.rules import public_days
from khoso.stages.programme.house_forms import refuse
from khoso.stages.programme.models import CalendarFeed, DayOff
from khoso.stages.programme.permissions import can_edit_programme

LABELS = {
    EntryKind.TASK: gettext_lazy("Nhiệm vụ"),
    EntryKind.REPORT: gettext_lazy("Báo cáo"),
    EntryKind.MEETING: gettext_lazy("Họp"),
    EntryKind.VISIT: gettext_lazy("Kiểm tra"),
    EntryKind.FINDING: gettext_lazy("Khắc phục tồn tại"),
    EntryKind.GUIDANCE: gettext_lazy("Hướng dẫn"),
    EntryKind.HOLIDAY: gettext_lazy("Nghỉ, làm bù"),
    EntryKind.OTHER: gettext_lazy("Việc khác"),
}
# The secret is shown on the page that follows its making, and nowhere else.
_SHOWN_ONCE = "calendar_secret"
_READ = "programme.calendar.read"


@allow(is_signed_in)
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """A month: deadlines, meetings, visits, days off, as they concern the person who looks."""
    today = clock.today()
    shown = month.month_named(request.GET.get("thang", ""), today)
    weeks = month.weeks_of(shown)
    entries = entries_for(request.user, weeks[0][0], weeks[-1][-1])
    secret = request.session.pop(_SHOWN_ONCE, "")
    address = request.build_absolute_uri(reverse("programme:calendar-feed", args=[secret])) if secret else ""
    return render(
        request,
        "programme/calendar.html",
        {
            "month": shown,
            "before": month.beside(shown, -1),
            "after": month.beside(shown, 1),
            "is_now": (shown.year, shown.month) == (today.year, today.month),
            "weeks": month.grid(shown, entries, work_calendar(), today),
            "signs": month.SIGNS,
            "kinds": [(kind, LABELS[kind], month.SIGNS[kind]) for kind in EntryKind if _has(entries, kind)],
            "feed": CalendarFeed.objects.filter(person_id=request.user.pk).first(),
            "feed_address": address,
            "feed_webcal": address.replace("https://", "webcal://").replace("http://", "webcal://"),
            "may_keep_days": can_edit_programme(request.user),
        },
    )


def _has(entries: list[Any], kind: EntryKind) -> bool:
    return any(entry.kind == kind for entry in entries)


@allow(is_signed_in)
@require_POST
def feed_open(request: HttpRequest) -> HttpResponse:
    request.session[_SHOWN_ONCE] = actions.open_feed(request.user)
    messages.success(request, _("Đã tạo địa chỉ lịch. Chép lại ngay: địa chỉ chỉ hiện một lần."))
    return redirect(f"{reverse('programme:calendar')}#dia-chi-lich")


@allow(is_signed_in)
@require_POST
def feed_close(request: HttpRequest) -> HttpResponse:
    if actions.close_feed(request.user):
        messages.success(request, _("Đã bỏ địa chỉ lịch: chương trình lịch dùng địa chỉ ấy không đọc được nữa."))
    return redirect("programme:calendar")


@allow(anyone)
@require_GET
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret address. Whoever guesses is counted by address, as every stranger is."""
    person = feed.person_of(secret)
    if person is None:
        if not strangers.count(_READ, address_of(request), clock.now()).is_in_bounds:
            return HttpResponse(_("Hỏi quá nhiều lần. Hãy đợi một phút rồi thử lại."), status=429)
        raise Http404(_("Không có lịch ở địa chỉ này, hoặc địa chỉ đã được thay."))
    with translation.override(known_language(person.language) or "vi"):
        content = feed.written(feed.entries_of(person), "Kho Số", request.build_absolute_uri)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="kho-so.ics"'
    answer["Cache-Control"] = "private, max-age=900"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@allow(can_edit_programme)
@require_http_methods(["GET", "POST"])
def days_off(request: HttpRequest) -> HttpResponse:
    """The days decided for the year beside those of the law; one more is written here."""
    form = DayOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _write(form.cleaned_data, request.user)
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã ghi. Mọi thời hạn tính theo ngày làm việc nay tính theo ngày mới."))
            return redirect("programme:days-off")
    year = clock.today().year
    law = [
        (day, fact)
        for one in (year, year + 1)
        for day, fact in sorted(public_days(one, translation.get_language()).items())
    ]
    context = {
        "form": form,
        "entered": days_off_entered(),
        "law": law,
        "crumbs": [{"label": _("Lịch"), "url": reverse("programme:calendar")}, {"label": _("Ngày nghỉ"), "url": ""}],
    }
    return render(request, "programme/days_off.html", context, status=422 if form.errors else 200)


def _write(told: dict[str, Any], by: Any) -> None:
    if told["what"] == SWAP:
        actions.swap_days(told["day"], told["worked"], told["name"], told["decision"], by=by)
        return
    actions.record_day_off(told["day"], told["name"], told["decision"], is_working=told["what"] == WORKED, by=by)


@allow(can_edit_programme)
@require_POST
def day_off_remove(request: HttpRequest, row_id: int) -> HttpResponse:
    actions.remove_day_off(get_object_or_404(DayOff, pk=row_id), by=request.user)
    messages.success(request, _("Đã bỏ. Ngày này lại theo luật và theo tuần."))
    return redirect("programme:days-off")
