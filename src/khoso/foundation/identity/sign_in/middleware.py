"""What stands between a signed-in person and every page: a session that rested too long, a password that must be
changed, a second factor that must be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import present_actor, record
from khoso.foundation.identity.sign_in import assurance, passwords, sessions
from khoso.foundation.identity.sign_in.page import refused

Respond = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., Any])

PASSWORD, FACTOR = "password", "factor"


def open_before(*steps: str) -> Callable[[View], View]:
    """The view answers before these steps are done: it is where they are done, or the way out."""

    def mark(view: View) -> View:
        view.khoso_open_before = frozenset(steps)  # type: ignore[attr-defined]
        return view

    return mark


def changes_factors(view: View) -> View:
    """The view adds, shows or takes away second factors: whoever has one shows it first, wherever they are."""
    view.khoso_changes_factors = True  # type: ignore[attr-defined]
    return view


def shows_token(request: HttpRequest) -> bool:
    """Whether a connected system asks, which has neither session nor password nor second factor."""
    return getattr(request, "khoso_token", None) is not None


class _Middleware:
    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class SessionMiddleware(_Middleware):
    """A session nobody worked in for 15 minutes ends; what the page asks by itself is not work."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_signed_in = request.user.is_authenticated
        answer = self.get_response(request)
        if is_signed_in and not answer.has_header("Cache-Control"):
            # The next one at a shared desk who goes back sees nothing of what the last one saw.
            answer["Cache-Control"] = "private, no-store"
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or shows_token(request):
            return None
        if sessions.seconds_left(request) <= 0:
            return self._end(request, view)
        if not sessions.is_background(request, view):
            sessions.touch(request)
        return None

    @staticmethod
    def _end(request: HttpRequest, view: Any) -> HttpResponse | None:
        # Luật: QCVN 12:2026/BCA (a session locks after at most 15 minutes idle)
        record("identity.session.expire", subject=("person", present_actor().username))
        logout(request)
        if getattr(view, "khoso_open_before", None) and sessions.is_background(request, view):
            return None
        if _wants_json(request):
            return _told("identity.session_expired", _("Phiên làm việc đã hết. Hãy đăng nhập lại."), status=401)
        there = f"{reverse('identity:sign-in')}?{urlencode({'next': _page_of(request), 'het-phien': 1})}"
        return _lead(request, there)


class AssuranceMiddleware(_Middleware):
    """First another password where one is due, then a second factor where one is needed; then the work."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or shows_token(request):
            return None
        steps: frozenset[str] = getattr(view, "khoso_open_before", frozenset())
        # Luật: QCVN 12:2026/BCA (change at first login; administrators every 2 months)
        if PASSWORD not in steps and passwords.must_change(request.user):
            words = _("Hãy đổi mật khẩu trước khi làm việc tiếp.")
            return _step(request, "identity.password_change_needed", words, reverse("account_change_password"))
        # Luật: QCVN 12:2026/BCA (MFA from outside networks and for every administration account)
        if assurance.has_strong_session(request):
            return None
        # A password alone, however it was come by, adds no second factor beside the one that is there.
        is_kept = getattr(view, "khoso_changes_factors", False) and bool(assurance.factors_of(request.user))
        if not is_kept and not assurance.needs_strong_session(request):
            return None
        if not assurance.may_enrol_from(request) and not assurance.factors_of(request.user):
            logout(request)
            return refused(
                request,
                _(
                    "Lần đầu đăng nhập từ ngoài mạng cơ quan phải có lớp xác thực thứ hai đã đăng ký. "
                    "Hãy đăng ký tại cơ quan rồi đăng nhập lại."
                ),
            )
        if FACTOR in steps and not is_kept:
            return None
        words = _("Việc này cần lớp xác thực thứ hai.")
        return _step(request, "identity.second_factor_needed", words, assurance.ask_for_factor(request, request.user))


def _step(request: HttpRequest, code: str, words: str, address: str) -> HttpResponse:
    return _told(code, words, status=403) if _wants_json(request) else _lead(request, address)


def _wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or request.META.get("HTTP_ACCEPT", "").startswith("application/json")


def _told(code: str, message: str, *, status: int) -> HttpResponse:
    # The one form of the API's refusals.
    told = {"code": code, "message": message, "request_id": present_actor().request_id, "details": []}
    return JsonResponse(told, status=status)


def _lead(request: HttpRequest, address: str) -> HttpResponse:
    """Lead there; a fragment cannot, so the page it was for is led."""
    if request.META.get("HTTP_HX_REQUEST"):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = address
        return answer
    return HttpResponseRedirect(address)


def _page_of(request: HttpRequest) -> str:
    """The page a person looks at: what is asked for, or the page that asked for it."""
    if shown := request.META.get("HTTP_HX_CURRENT_URL"):
        parts = urlsplit(shown)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.get_full_path() if request.method == "GET" else (_referring(request) or "/")


def _referring(request: HttpRequest) -> str:
    parts = urlsplit(request.META.get("HTTP_REFERER", ""))
    if parts.netloc != request.get_host():
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
