"""Facts of an agency that Home Affairs fills in: codes, contact, what is above; and agencies a delivery named first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.house import person

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity import actions, queries
from khoso.foundation.identity.agencies.errors import AgencyRefused, AgencyUnknown
from khoso.foundation.identity.agencies.reading import Asked
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P3")]


@pytest.fixture
def officer(db: None) -> Any:
    department = actions.register_agency("DN.SNV", "Sở Nội vụ", kind="department")
    return person("noivu", (department, Role.HOME_AFFAIRS))


@pytest.fixture
def ward(officer: Any) -> Agency:
    return actions.add_agency("75.00001", "Ủy ban nhân dân xã Mẫu", by=officer, kind="commune")


def _entries(verb: str) -> list[dict[str, Any]]:
    return [entry.details for entry in AuditEntry.objects.filter(verb=verb).order_by("position")]


def test_facts_change_with_what_they_were_before(officer: Any, ward: Agency) -> None:
    above = actions.register_agency("H19", "Thành phố", kind="city")
    facts = {"head_name": " Trần  Mẫu ", "email": "xa@mau.test", "must_transfer": True, "parent": above}
    actions.describe_agency(ward, by=officer, **facts)
    actions.describe_agency(ward, by=officer, **facts)
    ward.refresh_from_db()
    assert (ward.head_name, ward.email, ward.must_transfer, ward.parent) == ("Trần Mẫu", "xa@mau.test", True, above)
    assert _entries("identity.agency.describe") == [
        {
            "head_name": ["", "Trần Mẫu"],
            "email": ["", "xa@mau.test"],
            "must_transfer": [None, True],
            "parent": [None, "H19"],
        }
    ]


@pytest.mark.luat("QĐ 20/2020/QĐ-TTg Đ.4")
@pytest.mark.parametrize("code", ["H19.12", "h19.1.2", "K19", "G09.03.01", "Z01.ABC", "3600253105", "3600253105-001"])
def test_an_identifier_of_a_form_the_law_gives_is_kept(officer: Any, ward: Agency, code: str) -> None:
    actions.describe_agency(ward, by=officer, identifier_code=code)
    assert queries.agency_by_code(code) == ward
    assert [hit.agency for hit in queries.search_agencies(code)] == [ward]


@pytest.mark.luat("QĐ 20/2020/QĐ-TTg Đ.4")
@pytest.mark.parametrize(
    "code", ["19", "H1", "L19", "H19.", "H19..1", "H19-1", "Z00.1", "75.26041", "H10.1", "H19." + "1" * 32]
)
def test_an_identifier_no_register_can_have_issued_is_refused(officer: Any, ward: Agency, code: str) -> None:
    with pytest.raises(AgencyRefused):
        actions.describe_agency(ward, by=officer, identifier_code=code, phone="1")
    ward.refresh_from_db()
    assert (ward.identifier_code, ward.phone) == ("", "")


def test_an_identifier_belongs_to_one_agency(officer: Any, ward: Agency) -> None:
    actions.describe_agency(ward, by=officer, identifier_code="H19.12")
    other = actions.add_agency("75.00002", "Xã Bên", by=officer, kind="commune")
    with pytest.raises(AgencyRefused, match="xã Mẫu"):
        actions.describe_agency(other, by=officer, identifier_code="H19.12")


@pytest.mark.luat("QĐ 20/2020/QĐ-TTg Đ.4")
def test_our_own_key_never_looks_like_a_code_of_the_state(officer: Any) -> None:
    for code in ("H19.77", "h19", "Xã 1", "x" * 36, ""):
        with pytest.raises(AgencyRefused):
            actions.add_agency(code, "Cơ quan Mẫu", by=officer)
    issued = actions.add_agency("H19.77", "Cơ quan Mẫu", by=officer, identifier_code="H19.77")
    assert (issued.code, issued.identifier_code) == ("H19.77", "H19.77")
    with pytest.raises(AgencyRefused, match="đã có"):
        actions.add_agency("H19.77", "Tên khác", by=officer, identifier_code="H19.77")


def test_nothing_is_above_itself(officer: Any, ward: Agency) -> None:
    below = actions.add_agency("75.00001.1", "Phòng Mẫu", by=officer, parent=ward)
    for parent in (ward, below):
        with pytest.raises(AgencyRefused, match="cấp trên"):
            actions.describe_agency(ward, by=officer, parent=parent)


@pytest.mark.parametrize("facts", [{"email": "khong"}, {"statistics_code": "26a"}, {"phone": "1" * 41}])
def test_facts_that_cannot_be_are_refused(officer: Any, ward: Agency, facts: dict[str, str]) -> None:
    with pytest.raises(AgencyRefused):
        actions.describe_agency(ward, by=officer, **facts)


def test_a_contractor_is_an_organisation_here_too(officer: Any) -> None:
    made = actions.add_agency(
        "NT.01", "Công ty số hóa Mẫu", by=officer, kind="contractor", head_name="Lê Mẫu", phone="0900 000 000"
    )
    assert [hit.agency for hit in queries.search_agencies("cong ty so hoa", kinds=["contractor"])] == [made]
    assert not queries.directory(Asked(only_transfer_unknown=True)).filter(pk=made.pk).exists()


def test_an_agency_named_by_a_delivery_waits_to_be_confirmed(officer: Any) -> None:
    named = actions.register_agency("H19.55", "Cơ quan H19.55 (chưa xác nhận)", kind="unconfirmed")
    assert list(queries.directory(Asked(only_unconfirmed=True))) == [named]
    with pytest.raises(AgencyRefused, match="loại"):
        actions.confirm_agency(named, by=officer)
    for _twice in range(2):
        actions.confirm_agency(named, by=officer, name="Trung tâm Mẫu", kind="public_service")
    named.refresh_from_db()
    assert (named.name, named.kind, named.is_unconfirmed) == ("Trung tâm Mẫu", "public_service", False)
    assert [row.name for row in queries.names_through_time(named)] == ["Trung tâm Mẫu"]
    assert _entries("identity.agency.confirm") == [
        {
            "is_unconfirmed": [True, False],
            "name": ["Cơ quan H19.55 (chưa xác nhận)", "Trung tâm Mẫu"],
            "kind": ["unconfirmed", "public_service"],
        }
    ]


def test_an_agency_known_under_another_code_is_recognised_and_its_records_reached(officer: Any, ward: Agency) -> None:
    named = actions.register_agency("XA.MAU", "Cơ quan XA.MAU (chưa xác nhận)", kind="unconfirmed")
    with pytest.raises(AgencyRefused):
        actions.recognise_agency(ward, named, by=officer)
    actions.recognise_agency(named, ward, by=officer)
    named.refresh_from_db()
    assert (named.is_unconfirmed, named.valid_to) == (False, clock.today())
    assert [row.heir for row in queries.heirs_of(named)] == [ward]
    assert agencies_of(person("vanthu", (ward, Role.CLERK))) == {ward.pk, named.pk}
    with pytest.raises(AgencyRefused):
        actions.recognise_agency(named, ward, by=officer)


def test_a_delivery_of_an_unknown_agency_is_told_to_home_affairs(officer: Any) -> None:
    from khoso.config.intake import _agency

    taken_in, notes = _agency("75.99999")
    assert (taken_in.is_unconfirmed, taken_in.kind, len(notes)) == (True, "unconfirmed", 1)
    assert list(queries.awaiting_confirmation()) == [taken_in]


def test_a_code_nobody_has_is_said_so() -> None:
    with pytest.raises(AgencyUnknown):
        queries.agency_by_code("KHONG.CO")


def test_registering_in_passing_keeps_the_name_and_a_day_later_too(ward: Agency) -> None:
    made = actions.register_agency("75.7", "Xã Bảy", kind="commune", parent=ward)
    again = actions.register_agency("75.7", "Tên khác")
    assert (again, again.name, again.parent) == (made, "Xã Bảy", ward)
    told = queries.agency_name_on(made, date(2020, 1, 1))
    assert told and told.name == "Xã Bảy"
