"""The pages of the directory: who sees what, what a form does, what is asked twice, what leaves as a file."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.house import person

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity import actions, queries
from khoso.foundation.identity.figures import home_cards, navigation
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P3")]

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def loaded(db: None) -> int:
    return actions.load_reference()


def _signed_in(role: Role, agency: str = "DN.SNV") -> Client:
    client = Client()
    client.force_login(person(f"nguoi-{role}", (queries.agency_by_code(agency), role)), backend=BACKEND)
    return client


@pytest.fixture
def officer() -> Client:
    return _signed_in(Role.HOME_AFFAIRS)


def _page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_tells_how_many_there_are_and_pages_them(officer: Client) -> None:
    first = _page(officer, "/co-quan")
    assert "33 phường, 62 xã; 14 sở, ban, ngành" in first
    assert "116 cơ quan" in first
    assert "UBND phường Trấn Biên" in first + _page(officer, "/co-quan?trang=2")
    assert "UBND thành phố Biên Hòa" not in first


def test_a_search_shows_the_ward_and_the_former_city_with_its_heirs() -> None:
    page = _page(_signed_in(Role.READER), "/co-quan?q=bien+hoa&loai=&con=&ngay=")
    assert "2 cơ quan" in page
    assert page.index("UBND phường Biên Hòa") < page.index("UBND thành phố Biên Hòa") < page.index("nay là")
    assert "Thêm cơ quan" not in page


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        ("loai=ward", "33"),
        ("loai=ward&con=ended", "51"),
        ("con=ended", "287"),
        ("con=all", "403"),
        ("cho=1", "16"),
        ("loai=commune&nop=1", "62"),
        ("ngay=2020-01-01&loai=province", "2"),
        ("ngay=khong-phai-ngay&loai=nothing&con=x&trang=x", "116"),
    ],
)
def test_the_list_is_narrowed(officer: Client, narrowed: str, count: str) -> None:
    assert f">{count} cơ quan<" in _page(officer, f"/co-quan?{narrowed}")


def test_a_long_list_asks_no_more_questions_than_a_short_one(officer: Client) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as questions:
            _page(officer, address)
        return len(questions)

    asked("/co-quan")
    assert asked("/co-quan?con=all") == asked("/co-quan?loai=department")


def test_a_page_shows_names_through_time_and_kin_both_ways(officer: Client) -> None:
    ward = _page(officer, "/co-quan/75.26116?ngay=2025-10-01")
    for told in (
        "Ủy ban nhân dân xã Tân Phú / Ủy ban nhân dân phường Tân Phú",
        "không rõ ngày cuối",
        "/co-quan/75C.26149",
        "chưa được cấp",
    ):
        assert told in ward
    former = _page(officer, "/co-quan/75C.26149")
    assert "Hoạt động đến hết ngày 30/06/2025" in former
    assert "/co-quan/75.26116" in former
    assert officer.get("/co-quan/KHONG.CO").status_code == 404


def test_facts_are_edited_and_a_wrong_code_is_refused_in_words(officer: Client) -> None:
    address = "/co-quan/75.26068/sua"
    told = {"parent": "H19", "phone": "0251 111", "must_transfer": "1", "statistics_code": "26068", "source": ""}
    refused = officer.post(address, told | {"identifier_code": "K19"})
    assert refused.status_code == 422
    assert "đã thuộc về" in refused.content.decode()
    assert officer.post(address, told | {"identifier_code": "H19.45"}).status_code == 302
    ward = queries.agency_by_code("H19.45")
    assert (ward.code, ward.phone, ward.must_transfer) == ("75.26068", "0251 111", True)
    entry = AuditEntry.objects.get(verb="identity.agency.describe")
    assert (entry.actor, entry.details["identifier_code"]) == ("nguoi-home_affairs", ["", "H19.45"])


def test_a_contractor_is_added_from_the_screen(officer: Client) -> None:
    told = {"name": "Công ty Mẫu", "kind": "contractor", "code": "nt.01", "head_name": "Lê Mẫu"}
    assert officer.post("/co-quan/them", told)["Location"] == "/co-quan/NT.01"
    assert officer.post("/co-quan/them", told).status_code == 422
    assert officer.post("/co-quan/them", told | {"parent": "KHONG"}).status_code == 422


def test_a_name_is_changed_from_a_day_or_put_right(officer: Client) -> None:
    address, told = "/co-quan/75.26068/doi-ten", {"name": "Ủy ban nhân dân phường Mẫu", "kind": "ward"}
    assert officer.post(address, told | {"how": "from"}).status_code == 422
    assert officer.post(address, told | {"how": "from", "from_day": "2026-08-01"}).status_code == 302
    assert officer.post(address, told | {"name": "UBND phường Mẫu", "how": "correct"}).status_code == 302
    names = [row.name for row in queries.names_through_time(queries.agency_by_code("75.26068"))]
    assert names == ["Ủy ban nhân dân phường Biên Hòa", "UBND phường Mẫu"]


def test_an_end_is_asked_twice(officer: Client) -> None:
    address = "/co-quan/75.26068/ket-thuc"
    told = {
        "last_day": "2026-10-31",
        "decision": "NQ 3/2026",
        "ke-thua-TOTAL_FORMS": "4",
        "ke-thua-INITIAL_FORMS": "0",
        "ke-thua-0-heir": "75.26041",
        "ke-thua-1-heir": "75.26020",
        "ke-thua-0-in_part": "on",
        "ke-thua-1-in_part": "on",
    }
    asked = officer.post(address, told).content.decode()
    assert "không hoàn lại được" in asked and "Ủy ban nhân dân phường Trấn Biên" in asked
    assert queries.agency_by_code("75.26068").valid_to is None
    assert officer.post(address, told | {"chac": "1"}).status_code == 302
    ended = queries.agency_by_code("75.26068")
    assert str(ended.valid_to) == "2026-10-31"
    assert [(row.heir.code, row.is_partial) for row in queries.heirs_of(ended)] == [
        ("75.26020", True),
        ("75.26041", True),
    ]
    assert officer.post(address, told | {"chac": "1"}).status_code == 422


def test_an_agency_of_a_delivery_is_confirmed_or_recognised(officer: Client) -> None:
    for code in ("A.1", "A.2"):
        actions.register_agency(code, f"Cơ quan {code} (chưa xác nhận)", kind="unconfirmed")
    assert officer.post("/co-quan/A.1/xac-nhan", {"name": "Trường Mẫu", "kind": ""}).status_code == 422
    assert officer.post("/co-quan/A.1/xac-nhan", {"name": "Trường Mẫu", "kind": "public_service"}).status_code == 302
    assert officer.post("/co-quan/A.2/la-co-quan-da-co", {"known": "75.26068"}).status_code == 302
    assert [row.heir.code for row in queries.heirs_of(queries.agency_by_code("A.2"))] == ["75.26068"]
    assert officer.get("/co-quan/A.1/xac-nhan").status_code == 302


@pytest.mark.parametrize("role", [Role.CLERK, Role.READER, Role.HEAD])
def test_others_read_and_change_nothing(role: Role) -> None:
    client = _signed_in(role, "75.26068")
    assert client.get("/co-quan/75.26068").status_code == 200
    for what in ("sua", "doi-ten", "ket-thuc", "xac-nhan", "la-co-quan-da-co"):
        assert client.post(f"/co-quan/75.26068/{what}", {"name": "x"}).status_code == 403
    assert client.post("/co-quan/them", {}).status_code == 403
    assert Client().get("/co-quan").status_code == 302


def test_the_list_before_the_reader_leaves_as_a_file_and_that_is_on_record(officer: Client) -> None:
    actions.add_agency("NT.02", "=HYPERLINK(1)", by=None, kind="contractor")
    text = officer.get("/co-quan/tai/csv?loai=contractor").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in text] == [["Mã", "Tên"], ["NT.02", "'=HYPERLINK(1)"]]
    book = officer.get("/co-quan/tai/xlsx?con=all").content
    with ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert sheet.count("<row ") == 405
        assert "<f>" not in sheet
        assert "Ủy ban nhân dân tỉnh Bình Phước" in parts.read("xl/sharedStrings.xml").decode()
    assert officer.get("/co-quan/tai/pdf").status_code == 404
    rows = AuditEntry.objects.filter(verb="identity.agency.export").order_by("position")
    assert [row.details for row in rows] == [{"form": "csv", "agencies": 1}, {"form": "xlsx", "agencies": 404}]


def test_home_affairs_sees_what_waits_to_be_confirmed_and_nobody_else_does() -> None:
    at_home = person("noivu", (queries.agency_by_code("DN.SNV"), Role.HOME_AFFAIRS))
    [card] = [card for card in home_cards(at_home) if card.name == "agencies"]
    assert (card.count, len(card.lines), card.url) == (16, 5, "/co-quan?cho=1")
    clerk = person("vanthu", (queries.agency_by_code("75.26068"), Role.CLERK))
    assert [card for card in home_cards(clerk) if card.name == "agencies"] == []
    assert [item.url for item in navigation(clerk) if item.url == "/co-quan"] == ["/co-quan"]
    Agency.objects.update(is_unconfirmed=False)
    assert [card for card in home_cards(at_home) if card.name == "agencies"] == []
