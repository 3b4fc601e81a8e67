"""Error pages: what happened, what was kept, what to do, and a number to quote. None of them asks the database."""

from __future__ import annotations

import sys
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext

from khoso.foundation.web import api_frame
from khoso.foundation.web.requests import number_of
from khoso.kernel import clock

log = structlog.get_logger(__name__)

# What is said when not even a template can be read.
_BARE = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Kho Số</title></head><body><h1>{happened}</h1>'
    "<p>{kept}</p><p>{do}</p><p>{number}</p></body></html>"
)


def page(request: HttpRequest, name: str, status: int, **context: Any) -> HttpResponse:
    """An error page. Rendered without the request, so that nothing around the page asks who is looking."""
    if api_frame.is_api(request):
        return api_frame.refused(request, status, str(context.get("reason", "")))
    told = {**context, "number": number_of(request), "at": clock.now(), "path": request.path}
    return HttpResponse(loader.render_to_string(f"{name}.html", told), status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return page(request, "413", 413)
    return page(request, "400", 400)


def denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return page(request, "403", 403, reason=str(exception or ""))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form did not carry the mark of this browser: it was opened long ago, or comes from elsewhere."""
    return page(request, "403_csrf", 403)


def session_over(request: HttpRequest, sign_in_url: str) -> HttpResponse:
    """Something was sent after the session ended; the person signs in and sends it again."""
    return page(request, "session_over", 403, sign_in_url=sign_in_url)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    # What a view says is written for people; what the table of routes says is not.
    said = exception.args[0] if getattr(exception, "args", None) else ""
    return page(request, "404", 404, reason=said if isinstance(said, str) else "")


def wrong_way(request: HttpRequest) -> HttpResponse:
    """The address exists, but not for being asked this way."""
    return page(request, "405", 405)


def too_many(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return page(request, "429", 429)


def broken(request: HttpRequest) -> HttpResponse:
    """Whatever was not foreseen. A database that does not answer is told as such: that passes by itself."""
    error = sys.exc_info()[1]
    log.error("request.failed", request=number_of(request), path=request.path, error=type(error).__name__)
    name, status = ("503", 503) if isinstance(error, OperationalError | InterfaceError) else ("500", 500)
    try:
        return page(request, name, status)
    except Exception:  # noqa: BLE001 - whatever is wrong with the templates, something is said
        words = {
            "happened": gettext("Máy chủ gặp lỗi khi làm việc này."),
            "kept": gettext("Việc chưa xong đã được hoàn lại nguyên vẹn. Những gì đã lưu trước đó vẫn còn."),
            "do": gettext("Báo người quản trị số của yêu cầu này:"),
            "number": number_of(request),
        }
        return HttpResponse(_BARE.format(**words), status=status)
