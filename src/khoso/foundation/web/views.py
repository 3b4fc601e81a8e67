"""The sign of life, the choice of a language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from khoso.foundation.identity import actions as identity
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import anyone
from khoso.foundation.web.words import known_language


@allow(anyone)
def alive(request: HttpRequest) -> HttpResponse:
    """Says that the web process answers; looks at nothing else."""
    return JsonResponse({"ok": True})


@allow(anyone)
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in this browser, and with the account of who is signed in; then back to where one was."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    answer = redirect(wanted if is_ours else "/")
    language = known_language(request.POST.get("language"))
    if not language:
        return answer
    if request.user.is_authenticated:
        identity.choose_language(request.user, language)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return answer
