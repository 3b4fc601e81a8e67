"""The frame of the API: one way to say what went wrong, one way to mark who may call, one place where routers meet."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError, ValidationError
from ninja.operation import PathView

from khoso import __version__
from khoso.foundation.audit.actions import present_actor
from khoso.foundation.identity.access import allowed_by
from khoso.foundation.identity.agencies.errors import AgencyNotAllowed, AgencyUnknown
from khoso.foundation.web.requests import number_of
from khoso.foundation.web.words import told
from khoso.kernel.errors import DiskFull, EngineMissing, KhosoError, UsageError
from khoso.kernel.words import noop

PREFIX = "/api/v1/"
ROOT = "/api/"

_WORDS = {
    400: ("api.bad_request", noop("Yêu cầu không đọc được. Chưa có gì thay đổi.")),
    403: ("api.denied", noop("Tài khoản này không có quyền làm việc đó.")),
    404: ("api.not_found", noop("Không có gì ở địa chỉ này trong phạm vi của anh/chị.")),
    405: ("api.method", noop("Địa chỉ này không nhận cách gọi đó.")),
    413: ("api.too_large", noop("Nội dung gửi lên quá lớn (tối đa 256 KB). Chưa có gì thay đổi.")),
    429: ("api.too_often", noop("Gọi quá nhiều lần trong một phút. Hãy đợi rồi gọi lại.")),
    500: ("api.broken", noop("Hệ thống gặp lỗi. Việc đã ghi vẫn còn; hãy báo mã yêu cầu cho quản trị.")),
    503: ("api.unavailable", noop("Hệ thống chưa sẵn sàng. Hãy gọi lại sau ít phút.")),
}

# What a fact that stopped the work is in the words of HTTP; any other is 409: the state of things does not allow it.
STATUSES: tuple[tuple[type[KhosoError], int], ...] = (
    (AgencyUnknown, 404),
    (AgencyNotAllowed, 403),
    (UsageError, 400),
    (DiskFull, 503),
    (EngineMissing, 503),
)


class ProblemDetail(Schema):
    """One thing wrong with what was sent: where, and what."""

    where: str
    message: str


class Problem(Schema):
    """What every refusal looks like. Programs compare `code`; `message` is for people; `request_id` is in the trail."""

    code: str
    message: str
    request_id: str
    details: list[ProblemDetail]


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks, which gets JSON even where nothing is found."""
    return request.path_info.startswith(ROOT)


def problem(
    status: int,
    code: str,
    message: str,
    details: Iterable[tuple[str, str]] = (),
    *,
    request: HttpRequest | None = None,
) -> JsonResponse:
    """A refusal in the one form there is."""
    body = {
        "code": code,
        "message": message,
        "request_id": number_of(request) if request is not None else present_actor().request_id,
        "details": [{"where": where, "message": said} for where, said in details],
    }
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def refused(request: HttpRequest | None, status: int, message: str = "") -> JsonResponse:
    """What is said where the house has nothing of its own to say."""
    code, words = _WORDS.get(status, _WORDS[500])
    return problem(status, code, message or gettext(words), request=request)


def make_api(routers: Iterable[Router]) -> NinjaAPI:
    """The API of these routers; its descriptions are served by `api_docs`, which knows our sign-in."""
    api = NinjaAPI(
        title="Kho Số",
        version=__version__,
        urls_namespace="api",
        openapi_url=None,
        docs_url=None,
    )
    _handle_errors(api)
    for router in routers:
        api.add_router("", router)
    return api


def _handle_errors(api: NinjaAPI) -> None:
    def on_validation(request: HttpRequest, wrong: Any) -> HttpResponse:
        details = [(".".join(map(str, one["loc"])), str(one["msg"])) for one in wrong.errors]
        return problem(422, "api.invalid", _("Có giá trị không hợp lệ. Chưa có gì thay đổi."), details)

    def on_http(request: HttpRequest, wrong: Any) -> HttpResponse:
        status: int = wrong.status_code
        return refused(request, 400) if status == 400 else problem(status, "api.refused", str(wrong))

    def on_fact(request: HttpRequest, wrong: Any) -> HttpResponse:
        by_field: Mapping[str, str] = getattr(wrong, "by_field", {})
        status = 422 if by_field else next((s for kind, s in STATUSES if isinstance(wrong, kind)), 409)
        return problem(status, wrong.code, told(wrong.message), by_field.items())

    api.add_exception_handler(ValidationError, on_validation)
    api.add_exception_handler(HttpError, on_http)
    api.add_exception_handler(KhosoError, on_fact)
    api.add_exception_handler(Http404, lambda request, wrong: refused(request, 404, str(wrong)))
    api.add_exception_handler(PermissionDenied, lambda request, wrong: refused(request, 403, str(wrong)))
    api.add_exception_handler(SuspiciousOperation, lambda request, wrong: refused(request, 400))


def routes_of(api: NinjaAPI) -> list[URLPattern]:
    """The addresses of the API, each marked with who may call it by which method.

    A path of the library is one view for all its methods; the marks are on our functions, one a method.
    """
    found: dict[str, URLPattern] = {}
    for pattern in api.urls[0]:
        # One view answers every method of a path; the library lists it once a method.
        if isinstance(pattern, URLResolver) or pattern.name == "api-root" or str(pattern.pattern) in found:
            continue
        held = inspect.getclosurevars(pattern.callback).nonlocals.get("self")
        if not isinstance(held, PathView):
            raise TypeError(f"{pattern.pattern}: no operations found behind the view")
        pattern.callback.khoso_methods = {  # type: ignore[attr-defined]
            method: allowed_by(operation.view_func) for operation in held.operations for method in operation.methods
        }
        found[str(pattern.pattern)] = pattern
    return list(found.values())
