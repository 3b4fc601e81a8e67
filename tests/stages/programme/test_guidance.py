"""Guidance documents: which version is in force, who has read it and who has not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.house import furnished, person, signed_in
from tests.stages.programme.files import pdf, upload
from tests.stages.programme.people import Town, town

from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.kernel.figures import CardKind, cards_for
from khoso.stages.programme.guidance import actions, queries
from khoso.stages.programme.guidance.errors import GuidanceNotAllowed, GuidanceRefused
from khoso.stages.programme.guidance.rules import Standing, in_force, stands
from khoso.stages.programme.models import Guidance, GuidanceRead, GuidanceVersion

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P12")]
NOW = datetime(2026, 9, 7, 3, 0, tzinfo=UTC)
TODAY, LATER = date(2026, 9, 7), date(2026, 9, 20)


@pytest.fixture
def here(tmp_path: Path, db: None) -> Iterator[Town]:
    with furnished(tmp_path / "nha"), clock.frozen_at(NOW):
        yield town()


def published(here: Town, *, readers: tuple[str, ...] = (), number: str = "01/HD-SNV") -> GuidanceVersion:
    return actions.publish_guidance(
        "Hướng dẫn quy trình số hóa",
        here.home,
        here.paper(here.home, number, date(2026, 9, 1)),
        in_force_from=date(2026, 9, 1),
        readers=readers,
        by=here.officer,
    )


@dataclass
class V:
    ordinal: int
    in_force_from: date
    withdrawn_on: date | None = None


def test_the_latest_whose_day_has_come_is_in_force() -> None:
    first, second, third = V(1, date(2026, 1, 1)), V(2, date(2026, 6, 1)), V(3, date(2026, 9, 1))
    all_ = [third, second, first]
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1), date(2026, 9, 1)]
    assert [in_force(all_, day) for day in days] == [None, first, first, second, third]
    told = stands(first, all_, date(2026, 10, 1))
    assert (told.standing, told.since, told.by) == (Standing.REPLACED, date(2026, 6, 1), third)
    assert stands(third, all_, date(2026, 8, 1)).standing == Standing.TO_COME
    assert stands(third, all_, date(2026, 9, 1)).standing == Standing.IN_FORCE


def test_when_the_latest_is_withdrawn_the_one_before_holds_again() -> None:
    first, second = V(1, date(2026, 1, 1)), V(2, date(2026, 6, 1), date(2026, 7, 1))
    assert in_force([second, first], date(2026, 6, 30)) is second
    assert in_force([second, first], date(2026, 7, 1)) is first
    assert stands(second, [second, first], date(2026, 7, 1)).standing == Standing.WITHDRAWN
    assert stands(first, [second, first], date(2026, 7, 1)).standing == Standing.IN_FORCE


@pytest.mark.luat("KH 82 Phụ lục II I.3")
def test_publishing_proves_the_task_of_its_issuer(here: Town) -> None:
    with pytest.raises(GuidanceNotAllowed):
        actions.publish_guidance("Của xã", here.commune, here.paper(here.commune), in_force_from=TODAY, by=here.head)
    assert here.task("guidance.published", here.home).state == "not_begun"
    published(here)
    assert here.task("guidance.published", here.home).state == "done"


def test_a_new_version_asks_everybody_to_read_again(here: Town) -> None:
    first = published(here)
    actions.confirm_read(first.guidance, first.pk, by=here.clerk)
    actions.confirm_read(first.guidance, first.pk, by=here.clerk)
    assert (GuidanceRead.objects.count(), queries.unread_of(here.clerk)) == (1, [])
    with pytest.raises(GuidanceRefused):
        actions.publish_version(
            first.guidance, here.paper(here.home, "02/HD-SNV"), in_force_from=date(2026, 8, 1), by=here.officer
        )
    with pytest.raises(GuidanceRefused):
        actions.publish_version(first.guidance, here.paper(here.home, ""), in_force_from=LATER, by=here.officer)
    second = actions.publish_version(
        first.guidance, here.paper(here.home, "02/HD-SNV"), in_force_from=LATER, by=here.officer
    )
    assert queries.unread_of(here.clerk) == []
    with clock.frozen_at(datetime(2026, 9, 20, 3, tzinfo=UTC)):
        assert queries.unread_of(here.clerk) == [second]
        with pytest.raises(GuidanceRefused):
            actions.confirm_read(first.guidance, first.pk, by=here.clerk)
        actions.withdraw_version(second, LATER, "Sai phụ lục", by=here.officer)
        assert queries.unread_of(here.clerk) == []
        assert queries.unread_of(here.head) == [first]


def test_who_has_read_and_who_has_not_by_agency(here: Town) -> None:
    version = published(here, readers=(Role.CLERK, Role.HEAD))
    reader = person("doc-gia", (here.commune, Role.READER))
    actions.confirm_read(version.guidance, version.pk, by=here.clerk)
    told = queries.readers_by_agency(version, here.officer)
    assert [(one.agency.code, one.meant, one.read, [who.username for who in one.unread]) for one in told] == [
        ("H19.98", 1, 0, ["nguoi-la"]),
        ("H19.99", 2, 1, ["thutruong"]),
    ]
    assert [one.agency.code for one in queries.readers_by_agency(version, here.head)] == ["H19.99"]
    assert queries.unread_of(here.supervisor) == []
    assert not queries.may_read(version.guidance, reader)
    with pytest.raises(GuidanceNotAllowed):
        actions.confirm_read(version.guidance, version.pk, by=reader)


def test_unread_guidance_stands_on_the_home_page_until_confirmed(here: Town) -> None:
    version = published(here)
    names = [card.name for card in cards_for(here.clerk)[CardKind.WAITING]]
    assert names.count("guidance-unread") == 1
    client = signed_in(Client(), here.clerk)
    address = reverse("programme:guidance", args=[version.guidance_id])
    assert "Tôi đã đọc" in client.get(address).content.decode()
    sent = {"ban": version.pk}
    assert client.post(reverse("programme:guidance-confirm", args=[version.guidance_id]), sent).status_code == 302
    assert "Tôi đã đọc" not in client.get(address).content.decode()
    assert "guidance-unread" not in [card.name for card in cards_for(here.clerk)[CardKind.WAITING]]
    listed = client.get(reverse("programme:guidance-readers", args=[version.guidance_id])).content.decode()
    assert here.head.full_name in listed
    assert here.stranger.full_name not in listed


def test_home_affairs_publishes_two_versions_on_the_screen(here: Town) -> None:
    client = signed_in(Client(), here.officer)
    sent = {
        "subject": "Hướng dẫn quy trình",
        "issuer": here.home.pk,
        "readers": ["clerk"],
        "number": "01/HD-SNV",
        "in_force_from": "2026-09-01",
    }
    address = reverse("programme:guidance-publish")
    assert client.post(address, sent).status_code == 422
    assert Guidance.objects.count() == 0
    assert client.post(address, {**sent, "file": upload(pdf())}).status_code == 302
    guidance = Guidance.objects.get()
    assert guidance.readers == ["clerk"]
    new = {"number": "02/HD-SNV", "in_force_from": "2026-09-05", "file": upload(pdf())}
    assert client.post(reverse("programme:version-publish", args=[guidance.pk]), new).status_code == 302
    page = client.get(reverse("programme:guidance", args=[guidance.pk])).content.decode()
    assert "Đã được thay từ 05/09/2026 bằng 02/HD-SNV." in page
