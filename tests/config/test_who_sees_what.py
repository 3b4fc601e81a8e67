"""Who sees what of a stored dossier: role by role, agency by agency, screen by screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from tests.house import person
from tests.house import signed_in as house_signed_in
from tests.line import Line, values_of

from khoso.engines import index
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.stages.access.jobs import index_dossier
from khoso.stages.access.models import IndexedDossier
from khoso.stages.access.searching import Filters, find
from khoso.stages.catalogue.models import Dossier, Item
from khoso.stages.catalogue.queries import dossiers_seen_by
from khoso.stages.digitisation.models import DeliveryFile
from khoso.stages.digitisation.queries import deliveries_seen_by
from khoso.stages.recognition.models import ItemFields
from khoso.stages.recognition.queries import waiting

pytestmark = [pytest.mark.django_db, pytest.mark.mission("X1")]
WORDS = "xây dựng cầu"
Address = Callable[[Line], str]

SCREENS: dict[str, Address] = {
    "lô": lambda line: reverse("digitisation:delivery", args=[line.delivery.pk]),
    "tiến độ": lambda line: reverse("digitisation:delivery-progress", args=[line.delivery.pk]),
    "hồ sơ": lambda line: reverse("access:dossier", args=[line.dossier.pk]),
    "xác nhận": lambda line: reverse("recognition:confirm", args=[line.items[0].pk]),
    "tài liệu": lambda line: reverse("access:viewer", args=[line.items[0].pk]),
    "chữ": lambda line: reverse("access:words", args=[line.items[0].pk, 1]),
    "ảnh": lambda line: reverse("access:iiif-info", args=[line.items[0].pk, 1]),
    "ảnh nhỏ": lambda line: reverse(
        "access:iiif-image", args=[line.items[0].pk, 1, "full", "!100,100", "0", "default.jpg"]
    ),
    "bìa": lambda line: reverse("access:companion", args=[line.dossier.pk, DeliveryFile.objects.get(role="cover").pk]),
}
PAGES = {"tài liệu", "chữ", "ảnh", "ảnh nhỏ"}
# Which screens answer, for somebody with this role in the agency that owns the dossier (access level 02).
OPEN_TO = {
    "clerk": set(SCREENS),
    "archivist": set(SCREENS),
    "supervisor": set(SCREENS) - {"xác nhận"},
    "head": set(SCREENS) - {"xác nhận"},
    "home_affairs": set(SCREENS) - {"xác nhận"},
    "contractor_operator": {"lô", "tiến độ"},
    "reader": set(),
    "auditor": set(),
    "administrator": set(),
}


def signed_in(one: Any) -> Client:
    return house_signed_in(Client(), one)


def answering(client: Client, line: Line) -> set[str]:
    return {name for name, address in SCREENS.items() if client.get(address(line)).status_code == 200}


def set_level(line: Line, code: str) -> None:
    Dossier.objects.update(access_code=code)
    Item.objects.update(access_code=code)
    index_dossier(str(line.dossier.pk))


@pytest.fixture(autouse=True)
def _conditional(line: Line) -> None:
    """As most papers are: for the staff of the agency."""
    set_level(line, "02")


@pytest.mark.parametrize("role", sorted(OPEN_TO))
def test_each_role_opens_exactly_these_screens_of_its_agency(line: Line, role: str) -> None:
    assert answering(signed_in(person("mot", (line.agency, role))), line) == OPEN_TO[role]


@pytest.mark.parametrize("role", ["clerk", "supervisor", "head", "contractor_operator", "reader", "administrator"])
def test_nobody_of_another_agency_opens_anything(line: Line, neighbour: Agency, role: str) -> None:
    stranger = person("mot", (neighbour, role))
    assert answering(signed_in(stranger), line) == set()
    assert (list(deliveries_seen_by(stranger)), list(dossiers_seen_by(stranger))) == ([], [])
    ItemFields.objects.update(state="waiting")
    assert list(waiting(stranger)) == []
    assert find(stranger, WORDS, Filters(), limit=10).total == 0


def test_a_role_elsewhere_does_not_open_what_another_role_closes_here(line: Line, neighbour: Agency) -> None:
    mixed = person("mot", (neighbour, "clerk"), (line.agency, "reader"))
    assert answering(signed_in(mixed), line) == set()
    assert find(mixed, WORDS, Filters(), limit=10).total == 0


def test_whoever_is_not_signed_in_is_asked_to_sign_in_or_finds_nothing(line: Line) -> None:
    assert answering(Client(), line) == set()
    assert find(AnonymousUser(), WORDS, Filters(), limit=10).total == 0


@pytest.mark.luat("TT05 Đ.36")
@pytest.mark.parametrize("role", ["reader", "administrator", None])
def test_what_is_open_to_all_is_seen_by_all_once_it_is_searchable(line: Line, role: str | None) -> None:
    set_level(line, "01")
    one = person("mot", (line.agency, role)) if role else AnonymousUser()
    client = signed_in(one) if role else Client()
    assert answering(client, line) == PAGES
    assert find(one, WORDS, Filters(), limit=10).total == 2
    IndexedDossier.objects.all().delete()
    assert (answering(client, line), find(one, WORDS, Filters(), limit=10).hits) == (set(), [])


@pytest.mark.luat("KH 82 II")
@pytest.mark.parametrize("role", sorted(OPEN_TO))
def test_what_is_marked_secret_is_shown_page_by_page_to_nobody(line: Line, role: str) -> None:
    set_level(line, "03")
    one = person("mot", (line.agency, role))
    assert answering(signed_in(one), line) & (PAGES | {"bìa"}) == set()
    assert find(one, WORDS, Filters(), limit=10).total == 0


def test_a_level_raised_after_indexing_hides_the_pages_and_the_words_at_once(line: Line) -> None:
    clerk = person("mot", (line.agency, "clerk"))
    Item.objects.update(access_code="03")
    assert find(clerk, WORDS, Filters(), limit=10).hits == []
    Item.objects.update(access_code="02")
    set_level(line, "01")
    Item.objects.update(access_code="02")
    assert find(AnonymousUser(), WORDS, Filters(), limit=10).hits == []


@pytest.mark.luat("KH 82 II")
def test_a_file_in_quarantine_is_shown_to_nobody(line: Line) -> None:
    from khoso.stages.access.models import ReadableItem

    # Not stored yet: only the delivered file stands behind the screens.
    ReadableItem.objects.all().delete()
    IndexedDossier.objects.all().delete()
    with index.opened().writer() as writer:
        writer.remove_dossier(str(line.dossier.pk))
    clerk = person("mot", (line.agency, "clerk"))
    assert answering(signed_in(clerk), line) >= PAGES | {"bìa"}
    DeliveryFile.objects.update(state="quarantined")
    assert answering(signed_in(clerk), line) & (PAGES | {"bìa"}) == set()
    assert find(clerk, WORDS, Filters(), limit=10).total == 0


@pytest.mark.luat("KH 82 III.1.c")
def test_each_look_leaves_who_saw_what(line: Line) -> None:
    client = signed_in(person("vanthu", (line.agency, "clerk")))
    before = AuditEntry.objects.filter(chain="access").count()
    for name in ("tài liệu", "chữ", "ảnh", "ảnh nhỏ", "bìa"):
        client.get(SCREENS[name](line))
    client.get(reverse("access:search"), {"q": WORDS})
    new = AuditEntry.objects.filter(chain="access").order_by("position")[before:]
    assert [(entry.verb, entry.actor) for entry in new] == [
        ("access.page.show", "vanthu"),
        ("access.companion.show", "vanthu"),
        ("access.search.run", "vanthu"),
    ]


ODD = ["²", "٣", "9" * 5000, "-1", "1e9", "0", "\0", "1\0", "99999999999999999999", "'; DROP TABLE"]


@pytest.mark.parametrize("odd", ODD)
def test_no_address_somebody_makes_up_breaks_a_page(line: Line, odd: str) -> None:
    client = signed_in(person("luutru", (line.agency, "archivist")))
    asked = [
        (reverse("access:search"), {"q": WORDS, "trang": odd}),
        (reverse("access:search"), {"q": WORDS, "nam": odd}),
        (reverse("access:search"), {"q": WORDS, "loai": odd}),
        (reverse("access:search"), {"q": odd}),
        (SCREENS["tài liệu"](line), {"trang": odd, "q": odd}),
        (SCREENS["lô"](line), {"trang": odd, "ma": odd, "ho-so": odd}),
        (reverse("digitisation:delivery-list"), {"trang": odd}),
        (reverse("recognition:confirm-queue"), {"trang": odd}),
    ]
    # A NUL is no address at all; everything else is answered by a page.
    expected = [400 if any("\0" in value for value in data.values()) else 200 for _, data in asked]
    assert [client.get(address, data).status_code for address, data in asked] == expected


@pytest.mark.parametrize(
    "size", ["!²,²", "!9999999,9999999", "99999999,", "pct:100000", "!0,0", "max", "^max", "!1," + "9" * 500]
)
def test_no_size_of_a_picture_breaks_or_burdens_the_house(line: Line, size: str) -> None:
    client = signed_in(person("luutru", (line.agency, "archivist")))
    address = reverse("access:iiif-image", args=[line.items[0].pk, 1, "full", size, "0", "default.jpg"])
    answer = client.get(address)
    assert answer.status_code in (200, 400)
    assert len(answer.content) < 5_000_000


def test_a_sign_in_that_is_refused_is_on_record_without_the_password(line: Line) -> None:
    answer = Client().post(reverse("identity:sign-in"), {"username": "vanthu", "password": "doan-mo"})
    entry = AuditEntry.objects.filter(verb="identity.session.refuse").get()
    assert (answer.status_code, entry.actor, "doan-mo" in str(vars(entry))) == (200, "vanthu", False)


def test_what_no_keyboard_types_is_refused_before_anything_is_done_with_it(line: Line) -> None:
    client = signed_in(person("vanthu", (line.agency, "clerk")))
    answer = client.post(SCREENS["xác nhận"](line), values_of(line.items[0], subject="a\0b"))
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "target", ["https://noi-khac.example/", "//noi-khac.example", "/\\noi-khac.example", "javascript:alert(1)"]
)
def test_after_signing_in_nobody_is_sent_to_another_house(line: Line, target: str) -> None:
    one = person("vanthu", (line.agency, "clerk"))
    one.set_password("Mat-khau-dai-2026")
    one.save()
    data = {"username": "vanthu", "password": "Mat-khau-dai-2026", "next": target}
    answer = Client().post(reverse("identity:sign-in"), data)
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_every_answer_forbids_foreign_scripts_and_frames(line: Line) -> None:
    answer = signed_in(person("luutru", (line.agency, "archivist"))).get(SCREENS["tài liệu"](line))
    policy = answer["Content-Security-Policy"]
    assert {"script-src 'self'", "object-src 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
