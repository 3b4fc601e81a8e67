"""The sign of life, the choice of a language and of the agency one acts for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khoso.foundation.audit.actions import record
from khoso.foundation.identity import actions as identity
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.people import queries as people_queries
from khoso.foundation.identity.permissions import anyone, is_signed_in
from khoso.foundation.web.requests import ACTING_AGENCY
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


@allow(is_signed_in)
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Choose for which of one's agencies one acts from now on; the trail says so with everything that is done."""
    person: Any = request.user
    code = request.POST.get("agency", "")
    if code not in {held.agency.code for held in people_queries.held_today(person)}:
        raise PermissionDenied(_("Hôm nay anh/chị không có vai trò nào ở cơ quan này."))
    request.session[ACTING_AGENCY] = code
    record("web.agency.choose", subject=("agency", code))
    return redirect("web:home")
