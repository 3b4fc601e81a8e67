"""Who calls the API, how often, and whether they may: asked before any operation looks at what was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.throttling import SimpleRateThrottle
from ninja.utils import check_csrf

from khoso.foundation.identity.access import methods_of
from khoso.foundation.identity.models import AccountKind
from khoso.foundation.identity.sign_in import tokens
from khoso.foundation.identity.sign_in.address import address_of
from khoso.foundation.web.api_frame import is_api, problem, refused

Respond = Callable[[HttpRequest], HttpResponse]

MOST_BYTES = 256 * 1024
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Requests a minute: of one account or token, and of one address that is not signed in. Counted in each web process.
RATES = {"account": "600/min", "guest": "120/min"}


class _PerCaller(SimpleRateThrottle):
    """Counts by token, else by account, else by address."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__(RATES[scope])

    def get_cache_key(self, request: HttpRequest) -> str | None:
        return f"api-rate:{self.scope}:{_caller(request)}"


def _caller(request: HttpRequest) -> str:
    token = getattr(request, "khoso_token", None)
    if token is not None:
        return f"token:{token.pk}"
    return f"person:{request.user.pk}" if request.user.is_authenticated else f"from:{address_of(request)}"


class ServiceTokenMiddleware:
    """A connected system shows its token instead of signing in; a service account has no other way in.

    # Luật: QCVN 12:2026/BCA (tài khoản kỹ thuật, dịch vụ tách khỏi tài khoản người dùng)
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request.user, "kind", "") == AccountKind.SERVICE:
            request.user = AnonymousUser()
        if is_api(request) and (shown := request.headers.get("Authorization", "")):
            scheme, _space, secret = shown.partition(" ")
            token = tokens.token_for(secret.strip()) if scheme.lower() == "bearer" else None
            if token is None:
                answer = problem(
                    401,
                    "api.token_refused",
                    _("Mã kết nối không đúng, đã hết hạn hoặc đã bị thu hồi."),
                    request=request,
                )
                answer["WWW-Authenticate"] = "Bearer"
                return answer
            request.user = token.person
            request.khoso_token = token  # type: ignore[attr-defined]
        return self.get_response(request)


def refusal(request: HttpRequest, view: Callable[..., Any]) -> HttpResponse | None:
    """Why this call goes no further; None when it may."""
    methods = methods_of(view) or {}
    if "\0" in request.path_info or "\0" in unquote(request.META.get("QUERY_STRING", "")):
        return refused(request, 400)
    if (answer := _too_large(request)) or (answer := _too_often(request)):
        return answer
    if request.method not in methods:
        answer = refused(request, 405)
        answer["Allow"] = ", ".join(sorted(methods))
        return answer
    predicate = methods[request.method]
    if predicate is None or not predicate(request.user):
        if request.user.is_authenticated or predicate is None:
            return refused(request, 403)
        answer = problem(401, "api.sign_in", _("Cần đăng nhập hoặc gửi mã kết nối."))
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    return _forged(request)


def _too_large(request: HttpRequest) -> HttpResponse | None:
    sent = request.META.get("CONTENT_LENGTH") or "0"
    if not sent.isascii() or not sent.isdigit() or int(sent[:12]) > MOST_BYTES:
        return refused(request, 413)
    if request.method not in SAFE and (b"\0" in request.body or b"\\u0000" in request.body):
        # The database keeps no NUL, and no keyboard types one.
        return refused(request, 400)
    return None


def _too_often(request: HttpRequest) -> HttpResponse | None:
    throttle = _PerCaller("account" if request.user.is_authenticated else "guest")
    if throttle.allow_request(request):
        return None
    answer = refused(request, 429)
    answer["Retry-After"] = str(int(throttle.wait() or 0) + 1)
    return answer


def _forged(request: HttpRequest) -> HttpResponse | None:
    """A browser's session may be used by another site's page; a token may not."""
    if request.method in SAFE or getattr(request, "khoso_token", None) is not None:
        return None
    return refused(request, 403, _("Thiếu mã chống giả mạo (CSRF).")) if check_csrf(request) else None
