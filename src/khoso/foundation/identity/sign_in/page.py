"""What the sign-in page shows, whoever shows it: the form itself, the lock, single sign-on that was refused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from khoso.foundation.identity import queries
from khoso.foundation.identity.demo import DEMO_PASSWORD


def sign_in_context(request: HttpRequest) -> dict[str, Any]:
    """The form and everything around it."""
    from khoso.foundation.identity.sign_in.forms import SignInForm

    return {"form": SignInForm(request=request)} | around_the_form(request)


def around_the_form(request: HttpRequest) -> dict[str, Any]:
    """Where to go afterwards, the city's accounts, the accounts of a demonstration."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return {
        "next": wanted,
        "expired": request.GET.get("het-phien") == "1",
        "directory": _directory(wanted),
        "demo_accounts": _demo_accounts(),
        "demo_password": DEMO_PASSWORD,
    }


def refused(request: HttpRequest, message: str, *, status: int = 403) -> HttpResponse:
    """The sign-in page with the reason why nobody was let in."""
    return render(request, "account/login.html", sign_in_context(request) | {"refusal": message}, status=status)


def _directory(wanted: str) -> dict[str, str] | None:
    if not settings.KHOSO_OIDC_PROVIDER:
        return None
    url = reverse("openid_connect_login", kwargs={"provider_id": settings.KHOSO_OIDC_PROVIDER})
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    return {"name": app["name"], "url": f"{url}?{urlencode({'next': wanted})}" if wanted else url}


def _demo_accounts() -> list[dict[str, str]]:
    from khoso.foundation.identity.sign_in.demo_factor import code_of_the_moment

    return [
        {
            "username": person.username,
            "code": code_of_the_moment(person),
            "what": ", ".join(str(membership.get_role_display()) for membership in person.memberships.all()),
        }
        for person in queries.demo_people()
    ]
