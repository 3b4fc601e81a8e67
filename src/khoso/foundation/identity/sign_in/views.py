"""Signing in and out, the way back from a started sign-in, and how long the session lasts."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from khoso.foundation.audit.actions import present_actor, record
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import anyone, is_signed_in
from khoso.foundation.identity.sign_in import sessions
from khoso.foundation.identity.sign_in.demo_factor import code_of_the_moment
from khoso.foundation.identity.sign_in.middleware import FACTOR, PASSWORD, open_before
from khoso.foundation.identity.sign_in.page import around_the_form

_ANY_TIME = (PASSWORD, FACTOR)


class SignInView(LoginView):  # type: ignore[misc]
    """Username and password; the second factor is asked on the next page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | around_the_form(self.request)


class SecondFactorView(AuthenticateView):  # type: ignore[misc]
    """The code of the application, a recovery code, or a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from khoso.foundation.identity.sign_in.assurance import factors_of

        person = self.stage.login.user
        return super().get_context_data(**kwargs) | {
            "person": person,
            "factors": factors_of(person),
            "demo_code": code_of_the_moment(person) if person.is_demo else "",
        }


sign_in = allow(anyone)(open_before(*_ANY_TIME)(SignInView.as_view()))
second_factor = allow(anyone)(open_before(*_ANY_TIME)(SecondFactorView.as_view()))


@allow(anyone)
@open_before(*_ANY_TIME)
@require_POST
def give_up(request: HttpRequest) -> HttpResponse:
    """Back from the second factor to the beginning."""
    clear_login(request)
    return redirect("identity:sign-in")


@allow(is_signed_in)
@open_before(*_ANY_TIME)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    record("identity.session.close", subject=("person", present_actor().username))
    logout(request, show_message=False)
    return redirect("identity:sign-in")


@allow(anyone)
@open_before(*_ANY_TIME)
@sessions.background
@require_GET
@never_cache
def session_left(request: HttpRequest) -> HttpResponse:
    """Seconds until the session ends when nothing is done; asking is not doing anything."""
    left = sessions.seconds_left(request) if request.user.is_authenticated else 0
    return JsonResponse({"left": max(0, int(left))})


@allow(is_signed_in)
@open_before(*_ANY_TIME)
@require_POST
def session_goes_on(request: HttpRequest) -> HttpResponse:
    """A person says that they are still there."""
    request.session.pop(sessions.SEEN, None)
    sessions.touch(request)
    return JsonResponse({"left": int(settings.KHOSO_SESSION_IDLE.total_seconds())})
