"""Who acts in this request, and whether they may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import Actor, acting_as
from khoso.foundation.identity.access import allowed_by, methods_of
from khoso.foundation.identity.people.queries import act_for, acting_for
from khoso.foundation.identity.sign_in.address import address_of
from khoso.foundation.web import views_errors
from khoso.foundation.web.api_gate import refusal
from khoso.foundation.web.requests import ACTING_AGENCY, number_of
from khoso.foundation.web.words import language_of

Respond = Callable[[HttpRequest], HttpResponse]


class RequestMiddleware:
    """Every answer carries the number of its request; an answer Django leaves bare gets its page."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code == 405 and not answer.streaming and not answer.content:
            kept = {name: answer.headers.get(name, "") for name in ("Allow", "Content-Language")}
            with translation.override(kept["Content-Language"] or None):
                answer = views_errors.wrong_way(request)
            for name, said in kept.items():
                answer.headers[name] = said
        answer.headers["X-Request-ID"] = number_of(request)
        return answer


class ActorMiddleware:
    """Everything recorded while a request is answered is recorded as done by the person who asked."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_as(self._actor(request)):
            return self.get_response(request)

    @staticmethod
    def _actor(request: HttpRequest) -> Actor:
        person: Any = request.user
        address = address_of(request)
        request_id = number_of(request)
        if not person.is_authenticated:
            return Actor("", "Khách", "", address, request_id)
        act_for(person, request.session.get(ACTING_AGENCY, ""))
        membership = acting_for(person)
        agency = membership.agency.code if membership else ""
        return Actor(person.username, person.full_name, agency, address, request_id, person.pk)


class LanguageMiddleware:
    """A page is written in the language its reader chose; see `words.language_of`."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", language)
        return answer


class PermissionMiddleware:
    """Deny by default: a route nobody is allowed by is refused, whoever asks."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if methods_of(view) is not None:
            return refusal(request, view)
        if any("\0" in value for sent in (request.GET, request.POST) for _, values in sent.lists() for value in values):
            # The database keeps no NUL, and no keyboard types one.
            raise SuspiciousOperation("NUL in a parameter")
        predicate = allowed_by(view)
        if predicate is not None and predicate(request.user):
            return None
        if predicate is not None and not request.user.is_authenticated:
            return self._to_sign_in(request)
        raise PermissionDenied(_("Trang này không thuộc công việc của anh/chị."))

    @staticmethod
    def _to_sign_in(request: HttpRequest) -> HttpResponse:
        """To the sign-in page and back. What was sent after the session ended is not lost silently: a page says so."""
        if request.headers.get("HX-Request"):
            # A part of a page asked: the whole page has to go, not only the part.
            seen = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
            answer = HttpResponse(status=204)
            answer.headers["HX-Redirect"] = redirect_to_login(seen)["Location"]
            return answer
        if request.method in ("GET", "HEAD"):
            return redirect_to_login(request.get_full_path())
        came_from = urlsplit(request.headers.get("Referer", "")).path or "/"
        return views_errors.session_over(request, redirect_to_login(came_from)["Location"])
