"""Finding an agency by what a person remembers of it."""

from __future__ import annotations

from datetime import date

import pytest

from khoso.foundation.identity import actions, queries
from khoso.foundation.identity.agencies.searching import AgencyHit

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P3")]


@pytest.fixture(autouse=True)
def loaded(db: None) -> int:
    return actions.load_reference()


def _codes(hits: list[AgencyHit]) -> list[str]:
    return [hit.agency.code for hit in hits]


@pytest.mark.parametrize("text", ["Biên Hòa", "Biên Hoà", "bien hoa", "BIEN HOA", "  biên   hòa "])
def test_bien_hoa_shows_the_ward_of_today_and_the_former_city_with_its_heirs(text: str) -> None:
    hits = queries.search_agencies(text)
    assert _codes(hits) == ["75.26068", "75C.731"]
    assert [hit.is_present for hit in hits] == [True, False]
    assert len(hits[1].heirs) == 11
    assert hits[1].heirs[0].heir.code == "75.26068"


@pytest.mark.parametrize("text", ["Bình Phước", "binh phuoc"])
def test_binh_phuoc_shows_the_ward_of_today_and_the_former_province_with_its_heir(text: str) -> None:
    ward, province, *_ = queries.search_agencies(text)
    assert _codes([ward, province]) == ["75.25195", "70C"]
    assert [(row.heir.code, row.is_partial) for row in province.heirs] == [("H19", False)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("26041", ["75.26041", "75C.26041"]),
        ("75.26041", ["75.26041", "75C.26041"]),
        ("H19", ["H19"]),
        ("k19", ["K19"]),
        ("so noi vu", ["DN.SNV"]),
        ("ubnd phuong tran bien", ["75.26041"]),
        ("Trần Biên", ["75.26041"]),
        ("tran bie", ["75.26041"]),
        ("không có nơi này", []),
    ],
)
def test_codes_beginnings_of_words_and_short_names_find(text: str, codes: list[str]) -> None:
    assert _codes(queries.search_agencies(text)) == codes


def test_a_name_of_before_finds_the_agency_and_is_told() -> None:
    [hit] = queries.search_agencies("UBND xã Nhơn Trạch")
    assert (hit.agency.code, hit.earlier_name) == ("75.26485", "Ủy ban nhân dân xã Nhơn Trạch")


def test_the_whole_name_comes_before_a_part_and_the_present_before_what_ended() -> None:
    hits = queries.search_agencies("Tân Phú")
    exact = [hit for hit in hits if hit.agency.name.endswith(" Tân Phú")]
    assert hits[: len(exact)] == exact
    assert [hit.is_present for hit in exact] == [True, False, False, False, False]


def test_a_search_keeps_to_kinds_days_and_what_is_there_today() -> None:
    assert _codes(queries.search_agencies("Long Khánh", kinds=["district_city"])) == ["75C.732"]
    assert _codes(queries.search_agencies("Biên Hòa", include_ended=False)) == ["75.26068"]
    assert _codes(queries.search_agencies("Biên Hòa", on=date(2020, 1, 1))) == ["75C.731"]
    assert _codes(queries.search_agencies("Biên Hòa", on=date(2026, 1, 1))) == ["75.26068"]


def test_signs_that_mean_something_to_a_database_mean_nothing() -> None:
    assert _codes(queries.search_agencies("100%_")) == []
    assert len(queries.search_agencies("%")) == len(queries.search_agencies("")) == 403
