"""Every error page says what happened, what was kept, what to do, and which request; none asks the database."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.views.decorators.http import require_POST
from tests.house import person

from khoso.config import urls as house
from khoso.foundation.audit.actions import present_actor
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import anyone, is_signed_in
from khoso.foundation.identity.roles import Role
from khoso.foundation.web import views_errors

pytestmark = [pytest.mark.mission("A6"), pytest.mark.urls(__name__)]


def _raising(error: Exception) -> Any:
    @allow(anyone)
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


@allow(anyone)
def takes(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("x", ""))


@allow(is_signed_in)
@require_POST
def sends(request: HttpRequest) -> HttpResponse:
    return HttpResponse(present_actor().request_id)


urlpatterns = [
    path("thu/hong", _raising(ValueError("không lường trước"))),
    path("thu/khong-co-so-lieu", _raising(OperationalError("server closed the connection"))),
    path("thu/cam", _raising(PermissionDenied("Việc này của người khác."))),
    path("thu/nhan", takes),
    path("thu/gui", sends),
    *house.urlpatterns,
]
handler400, handler403, handler404 = house.handler400, house.handler403, house.handler404
handler429, handler500 = house.handler429, house.handler500


def asked(how: str, address: str, client: Client | None = None, **sent: Any) -> tuple[Any, str]:
    answer = getattr(client or Client(raise_request_exception=False), how)(address, **sent)
    return answer, answer.content.decode()


def is_whole(answer: Any, page: str) -> bool:
    """Three sentences and the number to quote, the same as in the header."""
    told = re.findall(r"<dd>(.+?)</dd>", page, flags=re.DOTALL)
    number = answer.headers.get("X-Request-ID", "")
    return len(told) == 3 and all(told) and page.count("<h1>") == 1 and bool(number) and number in told[-1]


# No database in these: a query would be refused by the test itself.
@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/thu/nhan?x=%00", 400, "không hiểu được yêu cầu"),
        ("/thu/cam", 403, "Việc này của người khác."),
        ("/khong-co", 404, "Không có trang này"),
        ("/ngon-ngu", 405, "không mở trực tiếp được"),
        ("/thu/hong", 500, "Máy chủ gặp lỗi"),
        ("/thu/khong-co-so-lieu", 503, "Cơ sở dữ liệu chưa trả lời"),
    ],
)
def test_a_page_is_whole_and_needs_no_database(address: str, status: int, says: str) -> None:
    answer, page = asked("get", address)
    assert (answer.status_code, says in page, is_whole(answer, page)) == (status, True, True)


def test_a_page_for_who_is_signed_in_needs_no_database_either() -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    answer, page = asked("get", "/thu/nhan", client)
    assert (answer.status_code, is_whole(answer, page)) == (500, True)


def test_too_much_at_once_is_413(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer, page = asked("post", "/thu/nhan", data={"x": "y" * 100})
    assert (answer.status_code, is_whole(answer, page)) == (413, True)


def test_too_often_is_429() -> None:
    request = RequestFactory().get("/")
    answer = views_errors.too_many(request)
    assert (answer.status_code, views_errors.number_of(request) in answer.content.decode()) == (429, True)


def test_a_form_of_long_ago_is_told_as_such() -> None:
    answer, page = asked("post", "/thu/nhan", Client(enforce_csrf_checks=True), data={"x": "1"})
    assert (answer.status_code, "mở đã lâu" in page, is_whole(answer, page)) == (403, True, True)


def test_what_is_sent_after_the_session_ended_is_told_and_leads_back() -> None:
    answer, page = asked("post", "/thu/gui", HTTP_REFERER="http://testserver/xac-nhan?a=1")
    assert (answer.status_code, is_whole(answer, page)) == (403, True)
    assert 'href="/dang-nhap?next=/xac-nhan"' in page


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in() -> None:
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/lo-giao-nop"}
    answer, _ = asked("get", "/thu/gui", **headers)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/dang-nhap?next=/lo-giao-nop")


@pytest.mark.django_db
def test_the_number_on_the_page_is_the_number_in_the_trail(client: Client) -> None:
    agency = Agency.objects.create(code="LOI.01", name="Cơ quan kiểm thử")
    client.force_login(person("loi", (agency, Role.CLERK)), "django.contrib.auth.backends.ModelBackend")
    answer, told = asked("post", "/thu/gui", client)
    assert (told, len(told)) == (answer.headers["X-Request-ID"], 16)


def test_when_not_even_the_templates_can_be_read_something_is_said(settings: Any) -> None:
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
    answer = views_errors.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Những gì đã lưu trước đó vẫn còn." in answer.content.decode()
