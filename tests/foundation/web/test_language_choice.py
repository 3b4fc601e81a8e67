"""Vietnamese first; a choice is kept in the browser and with the account."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from tests.house import person

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.web import formats
from khoso.foundation.web.words import told
from khoso.kernel.words import Sentence

pytestmark = [pytest.mark.django_db, pytest.mark.mission("A6")]
SIGN_IN = "/dang-nhap"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def language_of(client: Client, address: str = SIGN_IN, **headers: Any) -> str:
    answer = client.get(address, **headers)
    said = answer.content.decode().split('<html lang="', 1)[1][:2]
    assert answer["Content-Language"] == said
    return said


def test_vietnamese_first_whatever_the_browser_asks_for() -> None:
    assert language_of(Client(), HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.9") == "vi"


def test_a_guest_chooses_and_comes_back_to_the_same_page() -> None:
    client = Client()
    answer = client.post("/ngon-ngu", {"language": "en", "next": "/tim?q=cau"})
    assert (answer.status_code, answer["Location"]) == (302, "/tim?q=cau")
    assert language_of(client) == "en"
    client.post("/ngon-ngu", {"language": "vi", "next": "/"})
    assert language_of(client) == "vi"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/x", "javascript:alert(1)", ""])
def test_nobody_is_led_elsewhere(elsewhere: str) -> None:
    assert Client().post("/ngon-ngu", {"language": "en", "next": elsewhere})["Location"] == "/"


def test_an_unknown_language_changes_nothing() -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx"
    answer = client.post("/ngon-ngu", {"language": "fr", "next": "/"})
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    assert language_of(client) == "vi"


def test_the_choice_needs_the_form_of_the_page() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/ngon-ngu", {"language": "en"}).status_code == 403
    assert strict.get("/ngon-ngu").status_code == 405


def test_the_account_keeps_the_choice_for_every_machine() -> None:
    somebody = person("nguoi-chon")
    first, second = Client(), Client()
    for client in (first, second):
        client.force_login(somebody, backend=BACKEND)
    second.cookies[settings.LANGUAGE_COOKIE_NAME] = "vi"
    first.post("/ngon-ngu", {"language": "en", "next": "/"})
    first.post("/ngon-ngu", {"language": "en", "next": "/"})
    assert language_of(second, "/tim") == "en"
    rows = AuditEntry.objects.filter(verb="identity.person.edit")
    told = [(row.actor, row.subject_id, row.details) for row in rows]
    assert told == [("nguoi-chon", "nguoi-chon", {"language": ["", "en"]})]


def test_every_page_offers_the_other_language_in_its_own_words() -> None:
    client = Client()
    assert '<button class="btn btn-quiet" name="language" value="en" lang="en">' in client.get(SIGN_IN).content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert '<button class="btn btn-quiet" name="language" value="vi" lang="vi">' in client.get("/tim").content.decode()


def test_numbers_follow_the_language_and_days_stay_as_in_vietnam() -> None:
    written = {}
    for language in ("vi", "en"):
        with translation.override(language):
            written[language] = (formats.number(12345.5), formats.day("2026-11-22"))
    assert written == {"vi": ("12.345,5", "22/11/2026"), "en": ("12,345.5", "22/11/2026")}


def test_a_sentence_from_below_the_web_is_told_in_english() -> None:
    sentence = Sentence("Thiếu thư viện {name}; hãy cài đặt lại Kho Số bằng `./dev setup`.", name="pyhanko")
    assert sentence == "Thiếu thư viện pyhanko; hãy cài đặt lại Kho Số bằng `./dev setup`."
    with translation.override("en"):
        assert told(sentence) == "The library pyhanko is missing; install Kho Số again with `./dev setup`."
    with translation.override("vi"):
        assert told(sentence) == str(sentence)
