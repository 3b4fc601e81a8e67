"""The screens of guidance documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.people.queries import acting_for
from khoso.foundation.identity.roles import Role
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.programme.guidance import actions, queries, rules
from khoso.stages.programme.guidance.forms import GuidanceForm, VersionForm, WithdrawForm
from khoso.stages.programme.guidance.rules import Standing
from khoso.stages.programme.house_forms import kept_paper, refuse
from khoso.stages.programme.models import Guidance, GuidanceVersion
from khoso.stages.programme.permissions import can_publish_guidance, can_read_guidance, can_see_programme

PER_PAGE = 40
ISSUERS = (
    AgencyKind.CITY,
    AgencyKind.OFFICE,
    AgencyKind.DEPARTMENT,
    AgencyKind.POLICE,
    AgencyKind.HISTORICAL_ARCHIVE,
)
STANDING = {
    Standing.IN_FORCE: (gettext_lazy("Đang có hiệu lực"), "good"),
    Standing.TO_COME: (gettext_lazy("Sắp có hiệu lực"), "wait"),
    Standing.REPLACED: (gettext_lazy("Đã được thay"), "calm"),
    Standing.WITHDRAWN: (gettext_lazy("Đã thu hồi"), "bad"),
}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version as screens show it."""

    version: GuidanceVersion
    stands: rules.Stands[GuidanceVersion]
    is_read: bool

    @property
    def label(self) -> Any:
        return STANDING[self.stands.standing][0]

    @property
    def tone(self) -> str:
        return STANDING[self.stands.standing][1]

    @property
    def is_past(self) -> bool:
        return self.stands.standing in (Standing.REPLACED, Standing.WITHDRAWN)


def _rows(guidance: Guidance, person: Any) -> list[VersionRow]:
    versions = list(guidance.versions.all())
    read = queries.read_by(person, [one.pk for one in versions])
    today = clock.today()
    return [VersionRow(one, rules.stands(one, versions, today), one.pk in read) for one in versions]


def _crumbs(guidance: Guidance | None = None, last: str = "") -> list[dict[str, str]]:
    told_ = [{"label": _("Hướng dẫn nghiệp vụ"), "url": reverse("programme:guidances")}]
    if guidance is not None:
        told_.append({"label": guidance.title, "url": reverse("programme:guidance", args=[guidance.pk])})
    return told_ + ([{"label": last, "url": ""}] if last else [])


def _found(request: HttpRequest, guidance_id: int) -> Guidance:
    found = queries.guidance_for(request.user, guidance_id)
    if found is None:
        raise Http404(_("Không có văn bản này, hoặc văn bản không gửi tới anh/chị."))
    return found


@allow(can_read_guidance)
@require_GET
def guidances(request: HttpRequest) -> HttpResponse:
    """Every document with the version in force, unread ones first."""
    person, today = request.user, clock.today()
    shown = []
    documents = [one for one in queries.documents() if queries.may_read(one, person)]
    read = queries.read_by(person, [version.pk for one in documents for version in one.versions.all()])
    for one in documents:
        versions = list(one.versions.all())
        present = rules.in_force(versions, today)
        newest = present or (versions[0] if versions else None)
        shown.append(
            {
                "guidance": one,
                "version": newest,
                "row": VersionRow(newest, rules.stands(newest, versions, today), newest.pk in read) if newest else None,
                "is_unread": present is not None and present.pk not in read and queries.is_meant_for(one, person),
                "count": len(versions),
            }
        )
    shown.sort(key=lambda row: (not row["is_unread"], row["row"] is None or row["row"].is_past))
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("trang"))
    context = {"page": page, "may_publish": can_publish_guidance(person), "crumbs": []}
    return render(request, "programme/guidance_list.html", context)


@allow(can_read_guidance)
@require_GET
def guidance(request: HttpRequest, guidance_id: int) -> HttpResponse:
    shown = _found(request, guidance_id)
    rows = _rows(shown, request.user)
    present = next((row for row in rows if row.stands.standing == Standing.IN_FORCE), None)
    names = [Role(role).label for role in shown.readers]
    may_see_readers = present is not None and can_see_programme(request.user)
    readers = queries.readers_by_agency(present.version, request.user) if present and may_see_readers else []
    context = {
        "guidance": shown,
        "present": present,
        "to_come": [row for row in rows if row.stands.standing == Standing.TO_COME],
        "past": [row for row in rows if row.is_past],
        "readers": names,
        "is_meant": queries.is_meant_for(shown, request.user),
        "meant": sum(one.meant for one in readers),
        "read": sum(one.read for one in readers),
        "may_publish": can_publish_guidance(request.user),
        "may_see_readers": may_see_readers,
        "crumbs": _crumbs(shown),
    }
    return render(request, "programme/guidance.html", context)


@allow(can_see_programme)
@require_GET
def guidance_readers(request: HttpRequest, guidance_id: int) -> HttpResponse:
    """Who read the version in force and who has not, by agency, as far as one's scope reaches."""
    shown = _found(request, guidance_id)
    present = queries.present_version(shown)
    rows = queries.readers_by_agency(present, request.user) if present else []
    if present:
        present.guidance = shown
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "guidance": shown,
        "version": present,
        "page": page,
        "meant": sum(row.meant for row in rows),
        "read": sum(row.read for row in rows),
        "crumbs": _crumbs(shown, _("Ai đã đọc")),
    }
    return render(request, "programme/guidance_readers.html", context)


@allow(can_read_guidance)
@require_POST
def guidance_confirm(request: HttpRequest, guidance_id: int) -> HttpResponse:
    shown = _found(request, guidance_id)
    version = request.POST.get("ban", "")
    try:
        actions.confirm_read(shown, int(version) if version.isascii() and version.isdigit() else 0, by=request.user)
    except KhosoError as refused:
        messages.error(request, told(refused.message))
    else:
        messages.success(request, _("Đã ghi nhận anh/chị đã đọc bản này."))
    return redirect("programme:guidance", shown.pk)


def _form_page(request: HttpRequest, form: Any, shown: Guidance | None, title: str, button: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "button": button,
        "about": shown.title if shown else "",
        "crumbs": _crumbs(shown, title),
        "back": reverse("programme:guidance", args=[shown.pk]) if shown else reverse("programme:guidances"),
    }
    wrong = form.is_bound and bool(form.errors)
    return render(request, "programme/form_page.html", context, status=422 if wrong else 200)


@allow(can_publish_guidance)
@require_http_methods(["GET", "POST"])
def guidance_publish(request: HttpRequest) -> HttpResponse:
    acting = acting_for(request.user)
    form = GuidanceForm(
        request.POST or None,
        request.FILES or None,
        initial={"issuer": acting.agency.pk if acting else None, "in_force_from": clock.today()},
        issuers=Agency.objects.filter(kind__in=ISSUERS, valid_to=None).order_by("name"),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with transaction.atomic():
                paper = kept_paper(form, said["issuer"], request.user)
                assert paper is not None
                made = actions.publish_guidance(
                    said["subject"],
                    said["issuer"],
                    paper,
                    in_force_from=said["in_force_from"],
                    readers=said["readers"],
                    summary=said["summary"],
                    by=request.user,
                )
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã ban hành. Người được gửi tới thấy văn bản trên trang chủ của mình."))
            return redirect("programme:guidance", made.guidance_id)
    return _form_page(request, form, None, _("Ban hành văn bản hướng dẫn"), _("Ban hành"))


@allow(can_publish_guidance)
@require_http_methods(["GET", "POST"])
def version_publish(request: HttpRequest, guidance_id: int) -> HttpResponse:
    shown = _found(request, guidance_id)
    form = VersionForm(request.POST or None, request.FILES or None, initial={"in_force_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with transaction.atomic():
                paper = kept_paper(form, shown.issuer, request.user)
                assert paper is not None
                actions.publish_version(
                    shown, paper, in_force_from=said["in_force_from"], summary=said["summary"], by=request.user
                )
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã ban hành bản mới; bản trước vẫn xem được, ghi rõ đã được thay."))
            return redirect("programme:guidance", shown.pk)
    return _form_page(request, form, shown, _("Ban hành bản mới"), _("Ban hành"))


@allow(can_publish_guidance)
@require_http_methods(["GET", "POST"])
def version_withdraw(request: HttpRequest, guidance_id: int, version_id: int) -> HttpResponse:
    shown = _found(request, guidance_id)
    version = shown.versions.filter(pk=version_id).first()
    if version is None:
        raise Http404(_("Không có bản này."))
    form = WithdrawForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_version(version, form.cleaned_data["on"], form.cleaned_data["reason"], by=request.user)
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã thu hồi bản {number}.").format(number=version.number))
            return redirect("programme:guidance", shown.pk)
    return _form_page(request, form, shown, _("Thu hồi bản {number}").format(number=version.number), _("Thu hồi"))
