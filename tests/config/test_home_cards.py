"""What each role finds on the home page: late, waiting, done, figures, out of the cards the rooms declare."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.house import person, register_gates
from tests.line import Line

from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.kernel.figures import CardKind, HomeCard, cards_for
from khoso.stages.catalogue.models import Dossier, Fonds, Item
from khoso.stages.digitisation.models import Delivery, DeliveryFile, Gate, GateKind
from khoso.stages.inspection.models import Passing
from khoso.stages.packages.models import Package
from khoso.stages.recognition.models import ItemFields
from khoso.stages.repository import storage
from khoso.stages.repository.models import Replica, StoredObject

pytestmark = [pytest.mark.mission("A6"), pytest.mark.django_db]


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(code="HOME.01", name="Cơ quan kiểm thử")


class Stock:
    """Rows of the line put straight into the tables: what the cards count, without the work behind it."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self.fonds = Fonds.objects.create(id=uuid.uuid4(), code="P1", title="Phông", agency=agency)

    def delivery(self, name: str, *, days_ago: int = 0, **fields: Any) -> Delivery:
        return Delivery.objects.create(
            id=uuid.uuid4(),
            agency=self.agency,
            folder=f"/{self.agency.code}/{name}",
            folder_name=name,
            registered_at=clock.now() - timedelta(days=days_ago),
            file_count=0,
            **fields,
        )

    def dossier(self, number: str) -> Dossier:
        code = f"{self.agency.code}.{number}"
        return Dossier.objects.create(
            id=uuid.uuid4(), fonds=self.fonds, number=number, reference_code=code, title=f"Hồ sơ {number}"
        )

    def items(self, delivery: Delivery, count: int, *, state: str = "waiting", dossier: Dossier | None = None) -> None:
        dossier = dossier or self.dossier(uuid.uuid4().hex[:6])
        for ordinal in range(1, count + 1):
            item = Item.objects.create(
                id=uuid.uuid4(), dossier=dossier, ordinal=ordinal, reference_code=f"{dossier.reference_code}.{ordinal}"
            )
            ItemFields.objects.create(item=item, delivery=delivery, state=state)

    def files(self, delivery: Delivery, count: int, state: str) -> None:
        for number in range(count):
            DeliveryFile.objects.create(
                id=uuid.uuid4(), delivery=delivery, path=f"{state}-{number}.pdf", role="item", size=1, state=state
            )

    def passing(self, delivery: Delivery, state: str, *, days_ago: int = 0) -> None:
        dossier = self.dossier(uuid.uuid4().hex[:6])
        since = clock.now() - timedelta(days=days_ago)
        Passing.objects.create(dossier=dossier, delivery=delivery, state=state, changed_at=since)


@pytest.fixture
def stock(agency: Agency) -> Stock:
    return Stock(agency)


def cards_of(agency: Agency, *roles: str) -> dict[str, HomeCard]:
    """The cards of somebody with these roles, by name; the kind says where they stand."""
    someone = person(f"home-{'-'.join(roles)}", *((agency, role) for role in roles))
    return {card.name: card for cards in cards_for(someone).values() for card in cards}


def shown(card: HomeCard) -> tuple[CardKind, int | None, list[str]]:
    return card.kind, card.count, [line.title for line in card.lines]


def test_items_to_confirm_are_told_oldest_first_and_late_after_a_report_period(stock: Stock, agency: Agency) -> None:
    stock.items(stock.delivery("moi", days_ago=1), 1)
    stock.items(stock.delivery("cu", days_ago=13), 2)
    stock.items(stock.delivery("muon", days_ago=15), 3)
    stock.items(stock.delivery("xong", days_ago=30), 4, state="confirmed")
    cards = cards_of(agency, Role.CLERK)
    assert shown(cards["confirm"]) == (CardKind.WAITING, 3, ["cu", "moi"])
    assert shown(cards["confirm-late"]) == (CardKind.LATE, 3, ["muon"])


def test_the_work_of_another_agency_is_not_told(stock: Stock, agency: Agency) -> None:
    delivery = stock.delivery("lo", failure="Hỏng bảng kê.")
    stock.items(delivery, 1)
    stock.files(delivery, 1, "refused")
    stock.passing(delivery, "with_errors")
    other = Agency.objects.create(code="HOME.02", name="Cơ quan khác")
    told = {"confirm", "confirm-late", "deliveries-failed", "files-refused", "dossiers-with-errors", "deliveries"}
    assert set(cards_of(agency, Role.CLERK)) >= told - {"confirm-late"}
    assert set(cards_of(other, Role.CLERK, Role.HEAD)) & told == set()


def test_stopped_files_and_failed_deliveries_wait_for_who_delivers(stock: Stock, agency: Agency) -> None:
    delivery = stock.delivery("lo-1")
    stock.files(delivery, 2, "refused")
    stock.files(delivery, 1, "quarantined")
    stock.files(delivery, 5, "checked")
    stock.delivery("lo-2", failure="Bảng kê thiếu cột.")
    cards = cards_of(agency, Role.CONTRACTOR_LEAD)
    assert shown(cards["files-refused"]) == (CardKind.WAITING, 2, ["lo-1"])
    assert shown(cards["files-quarantined"]) == (CardKind.WAITING, 1, ["lo-1"])
    assert [(line.title, line.about) for line in cards["deliveries-failed"].lines] == [("lo-2", "Bảng kê thiếu cột.")]


@pytest.mark.luat("TT 05/2025 Đ.7; NĐ 31/2026 Đ.12")
def test_papers_that_lack_are_late_and_papers_that_end_soon_wait(stock: Stock, agency: Agency) -> None:
    stock.delivery("lo")
    register_gates(agency)
    assert not {"papers-missing", "papers-expiring"} & set(cards_of(agency, Role.CLERK))
    today = clock.today()
    Gate.objects.filter(kind=GateKind.SITE).update(valid_to=today + timedelta(days=29))
    Gate.objects.filter(kind=GateKind.RULES).update(valid_to=today - timedelta(days=1))
    Gate.objects.filter(kind=GateKind.DEVICES).update(valid_to=today + timedelta(days=30))
    cards = cards_of(agency, Role.CLERK)
    assert [line.about for line in cards["papers-missing"].lines] == [GateKind.RULES.label]
    [line] = cards["papers-expiring"].lines
    assert line.about.startswith(f"{GateKind.SITE.label}: ")
    assert ";" not in line.about
    assert "papers-missing" not in cards_of(agency, Role.CONTRACTOR_LEAD)


def test_material_digitised_before_todays_rules_needs_no_papers(stock: Stock, agency: Agency) -> None:
    stock.delivery("cu", legacy_reason="Số hóa năm 2019")
    assert "papers-missing" not in cards_of(agency, Role.CLERK)


def test_dossiers_before_signing_are_told_by_what_they_wait_for(stock: Stock, agency: Agency) -> None:
    delivery = stock.delivery("lo")
    for state, days in (("lacking_gate", 1), ("with_errors", 1), ("with_errors", 1), ("collecting", 1)):
        stock.passing(delivery, state, days_ago=days)
    for _ in range(4):
        stock.passing(delivery, "signed")
    held = stock.delivery("giu-lau")
    stock.passing(held, "lacking_gate", days_ago=20)
    cards = cards_of(agency, Role.CONTRACTOR_OPERATOR)
    assert shown(cards["gates"]) == (CardKind.WAITING, 1, ["lo"])
    assert shown(cards["gates-late"]) == (CardKind.LATE, 1, ["giu-lau"])
    assert shown(cards["dossiers-with-errors"]) == (CardKind.WAITING, 2, ["lo"])
    assert [(line.title, line.percent) for line in cards["deliveries"].lines] == [("giu-lau", 0), ("lo", 50)]


def test_what_is_stored_and_confirmed_waits_for_the_head_until_it_is_accepted(line: Line) -> None:
    from khoso.stages.acceptance.actions import accept_dossier

    assert shown(cards_of(line.agency, Role.HEAD)["accept"]) == (CardKind.WAITING, 1, [line.dossier.title])
    assert "accept" not in cards_of(line.agency, Role.CLERK)
    assert "accept" not in cards_of(line.agency, Role.SUPERVISOR, Role.CONTRACTOR_OPERATOR)
    accept_dossier(line.dossier.pk)
    assert "accept" not in cards_of(line.agency, Role.HEAD)


def test_what_nobody_confirmed_or_is_not_stored_waits_for_no_head(line: Line) -> None:
    ItemFields.objects.filter(item=line.items[0]).update(state="passed")
    assert "accept" not in cards_of(line.agency, Role.HEAD)
    ItemFields.objects.update(state="confirmed")
    assert "accept" in cards_of(line.agency, Role.HEAD)
    Package.objects.all().delete()
    assert "accept" not in cards_of(line.agency, Role.HEAD)


@pytest.mark.luat("TT 05/2025 Đ.27.1")
def test_copies_that_are_damaged_or_long_unread_are_late_for_who_keeps_them(agency: Agency) -> None:
    first = storage.names()[0]
    now = clock.now()
    for number, (is_whole, days) in enumerate(((True, 1), (True, 91), (True, 100), (False, 2))):
        stored = StoredObject.objects.create(
            object_id=f"o{number}", version="v1", files=1, bytes=1, stored_at=timezone.now()
        )
        Replica.objects.create(
            object=stored, root=first, path="x", verified_at=now - timedelta(days=days), is_whole=is_whole
        )
    for role in (Role.ARCHIVIST, Role.ADMINISTRATOR):
        cards = cards_of(agency, role)
        assert shown(cards["copies-damaged"]) == (CardKind.LATE, 1, [first])
        assert shown(cards["copies-overdue"]) == (CardKind.LATE, 2, [first])
    assert "copies-damaged" not in cards_of(agency, Role.CLERK)


def _page(client: Any, agency: Agency, *roles: str) -> str:
    client.force_login(
        person("trang", *((agency, role) for role in roles)), "django.contrib.auth.backends.ModelBackend"
    )
    answer = client.get("/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_page_asks_late_then_waiting_then_done_then_figures(client: Any, stock: Stock, agency: Agency) -> None:
    stock.items(stock.delivery("muon", days_ago=15), 1)
    stock.items(stock.delivery("moi"), 1)
    page = _page(client, agency, Role.CLERK)
    places = [
        page.index(word)
        for word in ("data-search-box", 'id="da-muon"', 'id="dang-cho"', 'id="gan-day"', 'id="so-lieu"')
    ]
    assert places == sorted(places)


def test_a_day_without_work_says_so_kindly(client: Any, agency: Agency) -> None:
    assert "Không có việc nào chờ anh/chị" in _page(client, agency, Role.CLERK)


def test_a_reader_finds_the_search_box_and_what_they_opened(client: Any, agency: Agency, stock: Stock) -> None:
    stock.items(stock.delivery("lo", days_ago=15), 1)
    page = _page(client, agency, Role.READER)
    assert [word in page for word in ("data-search-box", "da-muon", "dang-cho", "so-lieu", "Không có việc")] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_more_work_is_no_more_questions(stock: Stock, agency: Agency) -> None:
    def questions() -> int:
        someone = person("hoi", (agency, Role.CLERK), (agency, Role.HEAD))
        with CaptureQueriesContext(connection) as asked:
            cards_for(someone)
        return len(asked)

    def add(name: str) -> None:
        delivery = stock.delivery(name)
        stock.items(delivery, 2)
        stock.files(delivery, 2, "refused")
        stock.passing(delivery, "with_errors")

    add("lo-1")
    # The guide the house begins with is laid down when it is first asked for.
    questions()
    few = questions()
    for number in range(2, 8):
        add(f"lo-{number}")
    assert questions() == few
