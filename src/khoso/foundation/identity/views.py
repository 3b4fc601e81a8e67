"""Signing in and out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from khoso.foundation.audit.actions import Actor, acting_as, present_actor, record
from khoso.foundation.identity import queries
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import anyone, is_signed_in


class SignInForm(AuthenticationForm):
    """Username and password; the messages say what to do."""

    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu không đúng. Sau 5 lần sai, tài khoản bị khóa 12 giờ.",
        "inactive": "Tài khoản này đã ngừng dùng. Hãy liên hệ quản trị hệ thống.",
    }


@allow(anyone)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            person: Any = form.get_user()
            login(request, person)
            with acting_as(present_actor(), username=person.username, full_name=person.full_name, person_id=person.pk):
                record("identity.session.open", subject=("person", person.username))
            return redirect(_next_page(request))
        name = str(request.POST.get("username", ""))[:60]
        with acting_as(Actor(name, "", "", request.META.get("REMOTE_ADDR", ""))):
            record("identity.session.refuse", subject=("person", name))
    context = {"form": form, "next": request.GET.get("next", ""), "demo_accounts": _demo_accounts()}
    return render(request, "identity/sign_in.html", context)


def _next_page(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"


def _demo_accounts() -> list[dict[str, str]]:
    from khoso.foundation.identity.demo import DEMO_PASSWORD

    return [
        {
            "username": person.username,
            "password": DEMO_PASSWORD,
            "what": ", ".join(membership.get_role_display() for membership in person.memberships.all()),
        }
        for person in queries.demo_people()
    ]


@allow(is_signed_in)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    record("identity.session.close", subject=("person", present_actor().username))
    logout(request)
    return redirect("identity:sign-in")
