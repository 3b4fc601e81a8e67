"""The screens of accounts: who there is, what they may, who changes it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity import actions, permissions
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency, Membership, Person
from khoso.foundation.identity.people import queries as people_queries
from khoso.foundation.identity.people.forms import DatesForm, EndForm, GrantForm, PersonForm, ReasonForm, RegisterForm
from khoso.foundation.identity.people.queries import Wanted
from khoso.foundation.identity.permissions import can_edit_people, can_give_roles, can_see_people
from khoso.foundation.identity.roles import Role
from khoso.foundation.identity.sign_in.assurance import destructive, factors_of, forget_factors
from khoso.kernel.errors import KhosoError

PER_PAGE = 50


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the list of people to this page."""
    way = [(_("Người dùng"), reverse("identity:people")), *further]
    return [{"label": label, "url": url} for label, url in way]


def seen_or_404(request: HttpRequest, person_id: int) -> Person:
    """The account when it concerns whoever looks; otherwise it does not exist for them."""
    found = people_queries.people_seen_by(request.user).filter(pk=person_id).select_related("employer").first()
    if found is None:
        raise Http404(_("Không có tài khoản này trong phạm vi của anh/chị."))
    return found


@allow(can_see_people)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    agency = asked.get("co-quan", "")
    wanted = Wanted(
        text=asked.get("ten", "").strip()[:100],
        role=asked.get("vai-tro", "") if asked.get("vai-tro", "") in Role.values else "",
        agency=int(agency) if agency.isascii() and agency.isdigit() and len(agency) < 10 else None,
        state=asked.get("tinh-trang", ""),
    )
    page = Paginator(people_queries.found_people(request.user, wanted), PER_PAGE).get_page(asked.get("trang"))
    theirs = people_queries.people_seen_by(request.user)
    for one in page.object_list:
        one.is_idle = people_queries.is_idle(one)
    context = {
        "page": page,
        "wanted": wanted,
        "is_narrowed": bool(wanted.text or wanted.role or wanted.agency or wanted.state),
        "roles": Role.choices,
        "agencies": Agency.objects.filter(memberships__person__in=theirs).distinct(),
        "states": [("active", _("Đang dùng")), ("idle", _("45 ngày chưa dùng")), ("disabled", _("Đã ngừng dùng"))],
        "may_register": can_edit_people(request.user),
        "may_give": can_give_roles(request.user),
        "may_review": permissions.can_review_people(request.user),
        "may_see_rights": permissions.can_see_rights(request.user),
        "crumbs": [],
    }
    return render(request, "identity/people.html", context)


@allow(can_see_people)
@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    return _person_page(request, seen_or_404(request, person_id))


def _person_page(request: HttpRequest, found: Person, *, password: str = "") -> HttpResponse:
    roles = people_queries.memberships_of(found)
    today_ids = set(Membership.objects.in_force().filter(person=found).values_list("pk", flat=True))
    is_other = found.pk != request.user.pk
    for one in roles:
        one.is_held = one.pk in today_ids  # type: ignore[attr-defined]
        one.may_end = one.ended_at is None and permissions.can_grant(request.user, one.role, one.agency)  # type: ignore[attr-defined]
    context = {
        "person": found,
        "roles": roles,
        "delegations": people_queries.delegations_of(found),
        "clashes": people_queries.clashes_of([found])[found.pk],
        "is_idle": people_queries.is_idle(found),
        "has_factors": bool(factors_of(found)),
        "may_edit": can_edit_people(request.user),
        "may_end_account": can_edit_people(request.user) and is_other,
        "may_give": can_give_roles(request.user) and is_other and found.is_active,
        "one_time_password": password,
        "crumbs": crumbs((found.full_name, "")),
    }
    return render(request, "identity/person.html", context)


@allow(can_edit_people)
@never_cache
@sensitive_variables("password")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(request.POST or None, initial={"kind": "person"})
    if request.method == "POST" and form.is_valid():
        try:
            made, password = actions.open_account(**form.cleaned_data, by=_me(request))
        except KhosoError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Đã tạo tài khoản «{name}».").format(name=made.username))
            return _person_page(request, made, password=password)
    context = {
        "form": form,
        "title": _("Tạo tài khoản"),
        "about": _("Mỗi người một tài khoản. Mật khẩu do máy sinh, hiện đúng một lần, phải đổi khi đăng nhập lần đầu."),
        "label": _("Tạo tài khoản"),
        "crumbs": crumbs((_("Tạo tài khoản"), "")),
    }
    return render(request, "identity/people_form.html", context)


@allow(can_edit_people)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, person_id: int) -> HttpResponse:
    found = seen_or_404(request, person_id)
    known = {name: getattr(found, name) for name in ("full_name", "email", "phone", "position", "employer", "kind")}
    form = PersonForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_person(found, by=_me(request), **form.cleaned_data)
        except KhosoError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Đã ghi thông tin mới."))
            return redirect("identity:person", found.pk)
    context = {
        "form": form,
        "title": _("Sửa thông tin"),
        "about": f"{found.full_name} · {found.username}",
        "label": _("Ghi"),
        "crumbs": crumbs((found.full_name, reverse("identity:person", args=[found.pk])), (_("Sửa thông tin"), "")),
    }
    return render(request, "identity/people_form.html", context)


@allow(can_edit_people)
@destructive
@require_http_methods(["GET", "POST"])
def disable(request: HttpRequest, person_id: int) -> HttpResponse:
    found = seen_or_404(request, person_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.disable_person(found, form.cleaned_data["reason"], by=_me(request))
        except KhosoError as refused:
            form.refuse(refused)
        else:
            done = _("Đã ngừng dùng «{name}»; các phiên đang mở đã hết.").format(name=found.username)
            messages.success(request, done)
            return redirect("identity:person", found.pk)
    context = {
        "form": form,
        "title": _("Ngừng dùng tài khoản"),
        "about": _("{name} sẽ không đăng nhập được nữa; mọi việc đã làm vẫn còn trong nhật ký.").format(
            name=found.full_name
        ),
        "label": _("Ngừng dùng"),
        "question": _("Ngừng dùng tài khoản «{name}» ngay bây giờ?").format(name=found.username),
        "crumbs": crumbs((found.full_name, reverse("identity:person", args=[found.pk])), (_("Ngừng dùng"), "")),
    }
    return render(request, "identity/people_form.html", context)


@allow(can_edit_people)
@require_POST
def enable(request: HttpRequest, person_id: int) -> HttpResponse:
    found = seen_or_404(request, person_id)
    _tell(request, lambda: actions.enable_person(found, by=_me(request)), _("Tài khoản dùng lại được."))
    return redirect("identity:person", found.pk)


@allow(can_edit_people)
@destructive
@never_cache
@sensitive_variables("password")
@require_POST
def reset_password(request: HttpRequest, person_id: int) -> HttpResponse:
    found = seen_or_404(request, person_id)
    try:
        password = actions.reset_password(found, by=_me(request))
    except KhosoError as refused:
        messages.error(request, refused.message)
        return redirect("identity:person", found.pk)
    return _person_page(request, seen_or_404(request, person_id), password=password)


@allow(can_edit_people)
@destructive
@require_POST
def forget_second_factor(request: HttpRequest, person_id: int) -> HttpResponse:
    """The telephone is lost: the person enrols another at the next sign-in."""
    found = seen_or_404(request, person_id)
    if found.pk == request.user.pk:
        raise PermissionDenied(_("Không ai tự bỏ lớp xác thực thứ hai của mình ở đây."))
    forget_factors(found)
    messages.success(request, _("Đã bỏ lớp xác thực thứ hai; người dùng đăng ký lại khi đăng nhập."))
    return redirect("identity:person", found.pk)


@allow(can_give_roles)
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest) -> HttpResponse:
    me = _me(request)
    form = GrantForm(me, request.POST or None, initial={"username": request.GET.get("nguoi", "")[:60]})
    if request.method == "POST" and form.is_valid() and form.person is not None:
        facts = {name: value for name, value in form.cleaned_data.items() if name != "username"}
        try:
            actions.grant_role(form.person, facts.pop("agency"), facts.pop("role"), by=me, **facts)
        except KhosoError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Đã cấp vai trò; có hiệu lực ngay trong phiên đang mở của người nhận."))
            return redirect("identity:person", form.person.pk)
    context = {
        "form": form,
        "title": _("Cấp vai trò"),
        "about": _("Vai trò cho quyền tại cơ quan và các đơn vị bên dưới. Việc không được kiêm nhiệm sẽ bị từ chối."),
        "label": _("Cấp vai trò"),
        "crumbs": crumbs((_("Cấp vai trò"), "")),
    }
    return render(request, "identity/people_form.html", context)


def _role_or_404(request: HttpRequest, membership_id: int) -> Membership:
    held = Membership.objects.live().filter(pk=membership_id).select_related("person", "agency").first()
    me = _me(request)
    if (
        held is None
        or not permissions.can_grant(me, held.role, held.agency)
        or not people_queries.may_see(me, held.person)
    ):
        raise Http404(_("Không có vai trò này trong phạm vi của anh/chị."))
    return held


@allow(can_give_roles)
@require_http_methods(["GET", "POST"])
def role(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Other dates for a role."""
    held = _role_or_404(request, membership_id)
    known = {name: getattr(held, name) for name in ("valid_from", "valid_to", "decision")}
    form = DatesForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role_dates(held, by=_me(request), **form.cleaned_data)
        except KhosoError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Đã ghi thời hạn mới."))
            return redirect("identity:person", held.person_id)
    return render(request, "identity/people_form.html", _role_context(held, form, _("Đổi thời hạn"), _("Ghi")))


@allow(can_give_roles)
@destructive
@require_http_methods(["GET", "POST"])
def end_role(request: HttpRequest, membership_id: int) -> HttpResponse:
    held = _role_or_404(request, membership_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_role(held, by=_me(request), **form.cleaned_data)
        except KhosoError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Đã ghi việc kết thúc vai trò."))
            seen = people_queries.may_see(_me(request), held.person)
            return redirect("identity:person", held.person_id) if seen else redirect("identity:people")
    context = _role_context(held, form, _("Kết thúc vai trò"), _("Kết thúc"))
    question = _("Kết thúc vai trò «{role}» của {name}?").format(role=Role(held.role).label, name=held.person.full_name)
    return render(request, "identity/people_form.html", {**context, "question": question})


def _role_context(held: Membership, form: Any, title: str, label: str) -> dict[str, Any]:
    return {
        "form": form,
        "title": title,
        "about": f"{held.person.full_name} · {Role(held.role).label} · {held.agency.name}",
        "label": label,
        "crumbs": crumbs((held.person.full_name, reverse("identity:person", args=[held.person_id])), (title, "")),
    }


def _me(request: HttpRequest) -> Person:
    me: Any = request.user
    return me  # type: ignore[no-any-return]


def _tell(request: HttpRequest, act: Any, done: str) -> None:
    try:
        act()
    except KhosoError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
