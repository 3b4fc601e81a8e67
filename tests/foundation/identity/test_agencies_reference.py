"""The directory a new Kho Số begins with, held against the published lists; and that people's changes stay theirs."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.house import person

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity import actions, queries
from khoso.foundation.identity.agencies.words import tidy_name
from khoso.foundation.identity.models import Agency, AgencyName, Succession
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P3")]

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
_PREDECESSOR = re.compile(r"(.+) \((\d+)(, một phần)?\)")


@pytest.fixture(autouse=True)
def loaded(db: None) -> int:
    return actions.load_reference()


@pytest.fixture
def published(shared: Path) -> list[dict[str, str]]:
    path = shared / "samples" / "don-vi-hanh-chinh-2026" / "dong-nai_95_don-vi.tsv"
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def _committee(full_name: str) -> str:
    return "Ủy ban nhân dân " + tidy_name(full_name[0].lower() + full_name[1:])


def test_there_are_95_communes_33_of_them_wards() -> None:
    counts = queries.counts_by_kind()
    assert (counts["ward"], counts["commune"], counts["city"]) == (33, 62, 1)


def test_a_commune_the_statistics_directory_does_not_know_is_not_counted() -> None:
    actions.register_agency("DEMO.01", "Ủy ban nhân dân xã Mẫu An", kind="commune")
    assert queries.counts_by_kind()["commune"] == 62


def test_every_commune_has_the_name_and_code_of_the_published_list(published: list[dict[str, str]]) -> None:
    told = {f"75.{row['ma']}": (row["ma"], _committee(row["ten_day_du"])) for row in published}
    kept = Agency.objects.filter(kind__in=["ward", "commune"], valid_to=None)
    assert {one.code: (one.statistics_code, one.name) for one in kept} == told
    assert {one.parent.code for one in kept.select_related("parent") if one.parent} == {"H19"}


def test_every_predecessor_is_kept_and_leads_to_its_heirs(published: list[dict[str, str]]) -> None:
    told = set()
    for row in published:
        merged = row["sap_nhap_tu"].split("; ")
        for one in merged:
            found = _PREDECESSOR.fullmatch(one)
            assert found
            # A unit that was not reordered is its own past, under one row.
            if len(merged) > 1:
                told.add((found[2], _committee(found[1]), row["ma"], bool(found[3])))
    rows = Succession.objects.filter(predecessor__kind__in=["ward", "commune", "township"])
    kept = {
        (row.predecessor.statistics_code, row.predecessor.name, row.heir.statistics_code, row.is_partial)
        for row in rows.select_related("predecessor", "heir")
    }
    assert kept == told
    assert {row.predecessor.valid_to for row in rows.select_related("predecessor")} == {BEFORE}


def test_former_districts_and_provinces_are_kept_with_those_below() -> None:
    ended = Agency.objects.filter(valid_to=BEFORE)
    assert Counter(ended.values_list("kind", flat=True)) == {
        "ward": 51,
        "commune": 198,
        "township": 14,
        "district": 16,
        "district_town": 3,
        "district_city": 3,
        "province": 2,
    }
    districts = ended.filter(kind__startswith="district")
    assert Counter(districts.values_list("parent__name", flat=True)) == {
        "Ủy ban nhân dân tỉnh Bình Phước": 11,
        "Ủy ban nhân dân tỉnh Đồng Nai": 11,
    }
    assert not ended.filter(kind__in=["ward", "commune", "township"], parent=None).exists()
    assert all(one.heirs.exists() for one in ended)


def test_a_former_city_leads_to_the_wards_of_today_and_to_where_its_records_lie() -> None:
    bien_hoa = queries.agency_by_code("75C.731")
    assert sorted(row.heir.code for row in queries.heirs_of(bien_hoa)) == [
        "75.25993",
        "75.26005",
        "75.26017",
        "75.26020",
        "75.26041",
        "75.26068",
        "75.26188",
        "75.26374",
        "75.26377",
        "75.26380",
        "DN.TTLTLS",
    ]


@pytest.mark.luat("QĐ 20/2020/QĐ-TTg")
def test_no_identifier_code_is_invented() -> None:
    kept = Agency.objects.exclude(identifier_code="").values_list("identifier_code", flat=True)
    assert sorted(kept) == ["H19", "K19"]
    assert [code for code in Agency.objects.values_list("code", flat=True) if re.match(r"[A-K]\d\d\.", code)] == []


def test_the_list_of_departments_is_marked_unconfirmed() -> None:
    departments = Agency.objects.filter(kind="department")
    assert departments.count() == 14
    assert {one.is_unconfirmed for one in departments} == {True}
    assert not Agency.objects.filter(kind__in=["ward", "commune"], is_unconfirmed=True).exists()


def test_ten_communes_became_wards_on_a_day_nobody_wrote_down() -> None:
    changed = [one for one in Agency.objects.filter(kind="ward", valid_to=None) if one.names.count() == 2]
    assert len(changed) == 10
    for ward in changed:
        first, last = queries.names_through_time(ward)
        assert (first.kind, first.valid_from, first.valid_to, bool(first.note)) == ("commune", AFTER, None, True)
        assert (last.name, last.kind, last.valid_from, last.valid_to) == (ward.name, "ward", None, None)


def test_loading_again_asks_one_question_and_changes_nothing(loaded: int) -> None:
    assert loaded == 403
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert actions.load_reference() == 0
    assert len(asked) == 1
    rows = AuditEntry.objects.filter(verb="identity.agency.load")
    assert [row.details for row in rows] == [{"added": [0, 403]}]


def test_what_a_person_changed_stays_when_missing_ones_are_added() -> None:
    officer = person("noivu", (queries.agency_by_code("DN.SNV"), Role.HOME_AFFAIRS))
    ward = queries.agency_by_code("75.26068")
    actions.describe_agency(ward, by=officer, phone="0251 000 000", must_transfer=True)
    actions.rename_agency(ward, "Ủy ban nhân dân phường Mẫu", by=officer, from_day=date(2026, 8, 1))
    Succession.objects.filter(predecessor__code="75C.26449").delete()
    AgencyName.objects.filter(agency__code="75C.26449").delete()
    Agency.objects.filter(code="75C.26449").delete()
    assert actions.load_reference() == 1
    kept = queries.agency_by_code("75.26068")
    assert (kept.name, kept.phone, kept.must_transfer) == ("Ủy ban nhân dân phường Mẫu", "0251 000 000", True)
    assert [row.name for row in queries.names_through_time(kept)][-1] == "Ủy ban nhân dân phường Mẫu"
    assert Succession.objects.filter(predecessor__code="75C.26449", is_partial=True).count() == 2


def test_the_city_of_an_older_house_gets_its_history() -> None:
    Succession.objects.all().delete()
    AgencyName.objects.all().delete()
    Agency.objects.update(parent=None)
    Agency.objects.all().delete()
    old = Agency.objects.create(code="H19", name="Ủy ban nhân dân thành phố Đồng Nai", kind="city")
    lone = Agency.objects.create(code="DEMO.07", name="Ủy ban nhân dân xã Mẫu", kind="unconfirmed")
    assert actions.load_reference() == 402
    assert [row.kind for row in queries.names_through_time(old)] == ["province", "city"]
    assert [row.name for row in queries.names_through_time(lone)] == [lone.name]
    assert [hit.agency for hit in queries.search_agencies("demo 07")] == [lone]
    assert Agency.objects.get(pk=lone.pk).is_unconfirmed


def test_whoever_works_for_a_ward_reaches_what_it_took_over_whole() -> None:
    clerk = person("vanthu", (queries.agency_by_code("75.26068"), Role.CLERK))
    reached = Agency.objects.filter(pk__in=agencies_of(clerk) or ()).values_list("code", flat=True)
    assert sorted(reached) == ["75.26068", "75C.26053", "75C.26059", "75C.26062", "75C.26068"]
