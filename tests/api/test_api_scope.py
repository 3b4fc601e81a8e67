"""What the API shows is what the screens show: nothing of another agency, nothing without a trace, nothing forged."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from tests.house import person, signed_in
from tests.line import Line, values_of

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.stages.digitisation.models import DeliveryFile

pytestmark = [pytest.mark.django_db, pytest.mark.mission("X1")]
API = "/api/v1"


def addresses(line: Line) -> dict[str, str]:
    """Every operation about something of the line."""
    item, file = line.items[0].pk, DeliveryFile.objects.filter(item=line.items[0]).values_list("pk", flat=True)[0]
    return {
        "delivery": f"{API}/deliveries/{line.delivery.pk}",
        "findings": f"{API}/deliveries/{line.delivery.pk}/findings",
        "dossier": f"{API}/dossiers/{line.dossier.pk}",
        "item": f"{API}/items/{item}",
        "page": f"{API}/items/{item}/pages/1",
        "fields": f"{API}/items/{item}/fields",
        "item events": f"{API}/items/{item}/events",
        "file events": f"{API}/files/{file}/events",
    }


@pytest.fixture
def conditional(line: Line) -> Line:
    """The line, its items not open to everybody."""
    from khoso.stages.catalogue.models import Item

    Item.objects.filter(dossier=line.dossier).update(access_code="02")
    return line


def test_the_clerk_of_another_agency_sees_nothing_of_it(conditional: Line, neighbour: Agency, caller: Any) -> None:
    own = caller("cua-minh", (conditional.agency, "clerk"))
    other = caller("hang-xom", (neighbour, "clerk"))
    asked = addresses(conditional)
    assert {name: own.get(address).status_code for name, address in asked.items()} == dict.fromkeys(asked, 200)
    assert {name: other.get(address).status_code for name, address in asked.items()} == dict.fromkeys(asked, 404)
    lists = ("deliveries", "confirmations", "search?q=xây dựng cầu")
    assert [other.get(f"{API}/{name}").json()["total"] for name in lists[:2]] == [0, 0]
    assert other.get(f"{API}/{lists[2]}").json()["items"] == []
    assert len(own.get(f"{API}/{lists[2]}").json()["items"]) == 2


def test_nothing_of_it_is_in_any_answer_to_another_agency(conditional: Line, neighbour: Agency, caller: Any) -> None:
    other = caller("hang-xom", (neighbour, "clerk"))
    said = [other.get(address).content.decode() for address in addresses(conditional).values()]
    said += [other.get(f"{API}/{name}").content.decode() for name in ("deliveries", "confirmations", "search?q=cầu")]
    words = [conditional.dossier.title, conditional.dossier.reference_code, conditional.delivery.folder_name]
    assert [word for word in words for answer in said if word in answer] == []


def test_a_guest_and_an_administrator_read_no_page(conditional: Line, caller: Any, client: Client) -> None:
    page = addresses(conditional)["page"]
    assert client.get(page).status_code == 404
    assert caller("quan-tri", (conditional.agency, "administrator")).get(page).status_code == 404


@pytest.mark.luat("KH 82 III.1.c")
def test_each_search_and_each_page_read_leaves_one_trace(line: Line, connected: Any) -> None:
    system, _ = connected("ket-noi", (line.agency, "clerk"))
    before = AuditEntry.objects.count()
    system.get(f"{API}/search", {"q": "xây dựng cầu"})
    system.get(addresses(line)["page"])
    system.get(addresses(line)["dossier"])
    rows = AuditEntry.objects.order_by("pk")[before:]
    assert [(row.verb, row.actor, row.agency) for row in rows] == [
        ("access.search.run", "ket-noi", line.agency.code),
        ("access.page.show", "ket-noi", line.agency.code),
    ]


def test_confirming_through_the_api_is_confirming(line: Line, connected: Any) -> None:
    system, _ = connected("ket-noi", (line.agency, "clerk"))
    item, address = line.items[0], addresses(line)["fields"]
    sent = values_of(item, subject="Tờ trình về việc lát vỉa hè phường Mẫu")
    assert system.put(address, {**sent, "subject": ""}, content_type="application/json").status_code == 422
    answer = system.put(address, sent, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")
    assert answer.json()["values"]["subject"] == sent["subject"]
    entry = AuditEntry.objects.filter(verb="recognition.fields.confirm").latest("pk")
    assert (entry.actor, entry.subject_id) == ("ket-noi", str(item.pk))


def test_what_is_refused_says_which_field_and_why(line: Line, caller: Any) -> None:
    own = caller("cua-minh", (line.agency, "clerk"))
    sent = {**values_of(line.items[0]), "subject": "", "issued_date": "hôm qua"}
    answer = own.put(addresses(line)["fields"], sent, content_type="application/json")
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "recognition.fields_refused")
    assert sorted(one["where"] for one in told["details"]) == ["issued_date", "subject"]
    assert len(told["request_id"]) == 16


def test_the_directory_is_changed_by_home_affairs_only(commune: Agency, connected: Any) -> None:
    keeper, _ = connected("so-noi-vu", (commune, "home_affairs"))
    clerk, _ = connected("van-thu", (commune, "clerk"))
    new = {"code": "DV.77", "name": "Trung tâm Mẫu", "kind": "public_service", "valid_from": "2026-01-01"}
    assert clerk.post(f"{API}/agencies", new, content_type="application/json").status_code == 403
    made = keeper.post(f"{API}/agencies", new, content_type="application/json")
    assert (made.status_code, made.json()["name"]) == (201, "Trung tâm Mẫu")
    again = keeper.post(f"{API}/agencies", new, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "identity.agency.refused")
    named = keeper.post(
        f"{API}/agencies/DV.77/names",
        {"name": "Trung tâm Mới", "from_day": "2026-06-01"},
        content_type="application/json",
    )
    assert [one["name"] for one in named.json()["names"]] == ["Trung tâm Mẫu", "Trung tâm Mới"]
    then = keeper.get(f"{API}/agencies/DV.77", {"on": "2026-03-01"}).json()
    assert (then["name"], then["name_on"]) == ("Trung tâm Mới", "Trung tâm Mẫu")
    assert [hit["code"] for hit in clerk.get(f"{API}/agencies", {"q": "trung tam mau"}).json()["items"]] == ["DV.77"]


def test_the_trail_is_read_page_after_page_without_gap(commune: Agency, caller: Any) -> None:
    from khoso.foundation.audit.actions import record

    for number in range(7):
        record("thu.viec.lam", subject=("viec", number))
    auditor = caller("kiem-toan", (commune, "auditor"))
    seen, before = [], None
    while True:
        asked = {"verb": "thu.viec.lam", "limit": 3} | ({"before": before} if before else {})
        told = auditor.get(f"{API}/audit/entries", asked).json()
        seen += [row["subject_id"] for row in told["items"]]
        before = told["next"]
        if before is None:
            break
    assert seen == [str(number) for number in reversed(range(7))]
    assert AuditEntry.objects.filter(verb="audit.trail.read").count() == 3
    state = auditor.get(f"{API}/audit/state").json()
    assert {one["chain"]: one["position"] for one in state["chains"]}["thu"] == 7


def test_a_browser_must_prove_that_its_own_page_asks(line: Line) -> None:
    strict = Client(enforce_csrf_checks=True)
    signed_in(strict, person("cua-minh", (line.agency, "clerk")))
    address, sent = addresses(line)["fields"], json.dumps(values_of(line.items[0]))
    forged = strict.put(address, sent, content_type="application/json")
    assert (forged.status_code, forged.json()["code"]) == (403, "api.denied")
    strict.get("/tim")
    token = strict.cookies["csrftoken"].value
    assert strict.put(address, sent, content_type="application/json", headers={"X-CSRFToken": token}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nothing", 404),
        ("items/x", 404),
        ("agencies/KHONG.CO", 404),
        ("agencies?q=%00", 400),
        ("agencies?limit=0", 422),
        ("agencies?limit=99999999999999999999", 422),
        ("agencies?on=hom-qua", 422),
        ("agencies?q=" + "a" * 301, 422),
        ("search?q=" + "%F0%9F%92%A9" * 100, 200),
        ("search?q=" + "(" * 200 + '"', 200),
        ("audit/entries", 403),
        ("alive", 200),
    ],
)
def test_whatever_is_typed_gets_an_answer_in_one_form(path: str, status: int, commune: Agency, caller: Any) -> None:
    answer = caller("cua-minh", (commune, "clerk")).get(f"{API}/{path}")
    assert answer.status_code == status, answer.content
    if status >= 400:
        assert set(answer.json()) == {"code", "message", "request_id", "details"}


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"code": "\\u0000"}', "application/json", 400),
        (b'{"code": "\\ud800", "name": "a", "kind": "office"}', "application/json", 422),
        (b"[" * 5000, "application/json", 400),
        (b"x" * (300 * 1024), "application/json", 413),
        (b"a=1", "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"code": "A", "name": "a", "kind": "khac"}', "application/json", 422),
        (b'{"code": "A", "name": "a", "kind": "office", "valid_from": "9999-99-99"}', "application/json", 422),
    ],
)
def test_whatever_is_sent_gets_an_answer_in_one_form(
    body: bytes, kind: str, status: int, commune: Agency, connected: Any
) -> None:
    keeper, _ = connected("so-noi-vu", (commune, "home_affairs"))
    answer = keeper.post(f"{API}/agencies", body, content_type=kind)
    assert answer.status_code == status, answer.content
    assert set(answer.json()) == {"code", "message", "request_id", "details"}


def test_another_method_than_those_there_are_is_refused(client: Client, commune: Agency, caller: Any) -> None:
    answer = caller("cua-minh", (commune, "clerk")).delete(f"{API}/agencies")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")
