"""The screen of the trail: who may see it, what it finds, that looking is recorded."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from tests.house import House, person

from khoso.foundation.audit import sealing
from khoso.foundation.audit.actions import Actor, acting_as, record
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.audit.queries import Wanted, search
from khoso.kernel.figures import CardKind, cards_for

pytestmark = [pytest.mark.django_db, pytest.mark.mission("R7")]


def signed_in(one: object) -> Client:
    client = Client()
    client.force_login(one)  # type: ignore[arg-type]
    return client


@pytest.fixture
def watcher(commune: object) -> Client:
    return signed_in(person("kiemtoan", (commune, "auditor")))


def touch(count: int) -> None:
    with acting_as(Actor("vanthu", "Nguyễn Thị Mẫu", "H19.99", "10.0.0.7", "abc", 7)):
        for number in range(count):
            record("catalogue.item.describe", subject=("item", f"t{number}"), details={"subject": ["Cũ", "Mới"]})


def test_a_row_is_a_sentence_with_what_changed(watcher: Client, house: House) -> None:
    touch(1)
    sealing.seal()
    page = watcher.get(reverse("web:trail"), {"nguoi": "vanthu"}).content.decode()
    for words in ("Nguyễn Thị Mẫu", "sửa mô tả tài liệu", "<del", "Cũ", "Mới", "10.0.0.7", "catalogue#1", "H19.99"):
        assert words in page
    assert AuditEntry.objects.get(verb="audit.trail.search").details == {"actor": "vanthu"}


@pytest.mark.parametrize("role", ["clerk", "home_affairs", "head", "reader"])
def test_who_does_not_watch_does_not_see_it(commune: object, role: str) -> None:
    client = signed_in(person("khac", (commune, role)))
    for name in ("web:trail", "web:trail-review"):
        assert client.get(reverse(name)).status_code == 403


def test_pages_follow_each_other_without_a_row_twice_or_left_out() -> None:
    touch(7)
    wanted, before, found = Wanted(actor="vanthu", room="catalogue"), "", []
    while True:
        page = search(wanted, before=before, limit=3)
        found += [entry.position for entry in page.entries]
        if not page.older:
            break
        before = page.older
    assert found == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("odd", ["x", "2026-11-22~1", "9999-99-99~2", "~", "2026-11-22T00:00:00+00:00~-1"])
def test_an_address_somebody_makes_up_breaks_nothing(watcher: Client, odd: str) -> None:
    asked = {"truoc": odd, "tu": odd, "den": "9999-12-31", "viec": odd, "phong": odd}
    assert watcher.get(reverse("web:trail"), asked).status_code == 200


def test_who_saw_one_thing(watcher: Client) -> None:
    with acting_as(Actor("docgia", "Trần Văn Mẫu", "", "10.0.0.8", "", 8)):
        record("access.page.show", subject=("item", "i1"), details={"page": 3})
        record("access.page.show", subject=("item", "i2"), details={"page": 1})
    page = watcher.get(reverse("web:trail-seen", args=["item", "i1"])).content.decode()
    assert ("Trần Văn Mẫu" in page, page.count("ks-trail-where")) == (True, 1)


@pytest.mark.parametrize(("form", "start"), [("xlsx", b"PK"), ("jsonl", b"{")])
def test_taking_rows_away_is_recorded(watcher: Client, form: str, start: bytes) -> None:
    touch(2)
    answer = watcher.get(reverse("web:trail-export", args=[form]), {"nguoi": "vanthu"})
    assert (answer.status_code, answer.content[: len(start)]) == (200, start)
    assert AuditEntry.objects.get(verb="audit.trail.export").details == {"actor": "vanthu", "form": form, "rows": 2}
    if form == "jsonl":
        assert [json.loads(line)["hash"] for line in answer.content.splitlines()] == list(
            AuditEntry.objects.filter(chain="catalogue").order_by("-position").values_list("hash", flat=True)
        )


@pytest.mark.luat("QCVN 12:2026/BCA")
def test_the_weekly_review_is_an_act_and_settles_the_card(watcher: Client, commune: object) -> None:
    auditor = person("kiemtoan", (commune, "auditor"))
    assert "trail-review" in [card.name for card in cards_for(auditor)[CardKind.LATE]]
    assert watcher.post(reverse("web:trail-review"), {"ghi-chu": "Không có gì lạ"}).status_code == 302
    kept = AuditEntry.objects.get(verb="audit.trail.review")
    assert (kept.actor, kept.subject_kind, kept.details) == ("kiemtoan", "week", {"note": "Không có gì lạ"})
    assert "trail-review" not in [card.name for card in cards_for(auditor)[CardKind.LATE]]


def test_what_i_did_last_is_on_my_home_page(commune: object) -> None:
    clerk = person("vanthu", (commune, "clerk"))
    touch(2)
    card = next(card for card in cards_for(clerk)[CardKind.DONE] if card.name == "my-acts")
    assert [line.title for line in card.lines] == ["sửa mô tả tài liệu"] * 2
