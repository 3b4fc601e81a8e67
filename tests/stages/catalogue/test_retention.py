"""Clocks of retention: the rule and the database say the same; the yearly list is frozen and nothing is lost by it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.house import person, signed_in
from tests.stages.catalogue.registers_house import fonds_of, item, one

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.kernel.codes import MAINTENANCE
from khoso.kernel.dates import ArchivalDate
from khoso.stages.catalogue.models import Dossier, ExpiryList
from khoso.stages.catalogue.retention import actions, cards, papers, queries, rules
from khoso.stages.catalogue.retention.errors import MayNotList, NothingExpired
from khoso.stages.catalogue.retention.jobs import list_expired
from khoso.stages.catalogue.retention.rules import Standing

pytestmark = [pytest.mark.django_db, pytest.mark.luat("TT05 Đ.48")]
YEARS = st.none() | st.integers(1900, 2100)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.frozen_at(datetime(2026, 11, 22, 3, 0, tzinfo=UTC)):
        yield


def clerk(agency: Agency) -> Any:
    return person("van-thu", (agency, "clerk"))


@given(
    code=st.sampled_from(sorted(MAINTENANCE)),
    own=st.none() | st.integers(1, 99),
    begun=YEARS,
    ended=YEARS,
    month=st.none() | st.integers(1, 12),
    unsure=st.booleans(),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_rule_and_the_database_reckon_the_same_year(
    commune: Agency, code: str, own: int | None, begun: int | None, ended: int | None, month: int | None, unsure: bool
) -> None:
    end = ArchivalDate(ended, month, None, unsure).iso if ended else ""
    fonds = fonds_of(commune)
    Dossier.objects.filter(fonds=fonds).delete()
    made = one(fonds, "1", retention_code=code, retention_years=own, retention_from=begun, end=end)
    kept = Dossier.objects.get(pk=made.pk)
    assert kept.retention_ends == rules.ends_in(code, own, begun, ended)
    told = queries.overview(Dossier.objects.filter(fonds=fonds), 2026)
    counts = {
        Standing.PERMANENT: told.permanent,
        Standing.NO_TERM: told.no_term,
        Standing.NO_YEAR: told.no_year,
        Standing.EXPIRED: told.expired,
        Standing.ENDS_NOW: told.ends_now,
        Standing.RUNNING: sum(count for year, count in told.by_year.items() if year > 2026),
    }
    assert [name for name, count in counts.items() if count] == [rules.standing(code, own, begun, ended, year=2026)]


@pytest.mark.parametrize(
    ("code", "own", "begun", "ended", "said"),
    [
        ("01", None, None, 1945, Standing.PERMANENT),
        ("04", None, None, 1995, Standing.EXPIRED),
        # Thirty years from 1996 are over when 2026 is over, no day before.
        ("04", None, None, 1996, Standing.ENDS_NOW),
        ("04", None, None, 1997, Standing.RUNNING),
        # The work may end later than the last paper.
        ("04", None, 1998, 1995, Standing.RUNNING),
        ("07", 5, None, 2019, Standing.EXPIRED),
        ("07", None, None, 1950, Standing.NO_TERM),
        ("06", None, None, None, Standing.NO_YEAR),
    ],
)
def test_where_a_clock_stands(code: str, own: int | None, begun: int | None, ended: int | None, said: str) -> None:
    assert rules.standing(code, own, begun, ended, year=2026) == said


def test_the_list_keeps_what_it_said_and_says_what_changed(commune: Agency, neighbour: Agency) -> None:
    fonds, by = fonds_of(commune), clerk(commune)
    old = one(fonds, "1", end="1990", paper_reference_code="A.1.1", declared_page_count=9)
    item(old, 1, page_count=4)
    born = one(fonds, "2", end="1991", trust_code="01")
    one(fonds, "3", end="1996")
    one(fonds, "4", retention_code="01", end="1950")
    one(fonds_of(neighbour), "5", end="1990")
    made = actions.make_list(commune, by=by)
    rows = list(queries.entries_of(made))
    assert [(row.dossier_id, row.ended_in, row.items, row.pages, row.reason, row.note) for row in rows] == [
        (old.pk, 2020, 1, 9, "Hết thời hạn lưu trữ 30 năm, tính từ năm 1990, hết năm 2020", "Có bản gốc giấy: A.1.1"),
        (born.pk, 2021, None, None, "Hết thời hạn lưu trữ 30 năm, tính từ năm 1991, hết năm 2021", ""),
    ]
    assert actions.make_list(commune, by=by) == made
    assert AuditEntry.objects.get(verb="catalogue.expiry_list.make").details["dossiers"] == 2
    # Nothing is destroyed, and the list stays when the term is lengthened.
    assert Dossier.objects.filter(fonds=fonds).count() == 4
    assert queries.under_review([old.pk, born.pk]) == {old.pk, born.pk}
    Dossier.objects.filter(pk=old.pk).update(retention_code="01")
    assert [row.retention_code for row in queries.entries_of(made)] == ["04", "04"]
    assert [row.dossier_id for row in queries.entries_of(made).filter(queries.CHANGED)] == [old.pk]
    assert queries.under_review([old.pk, born.pk]) == {born.pk}


def test_what_came_to_be_known_later_is_added_or_stands_on_the_next_list(commune: Agency) -> None:
    fonds, by = fonds_of(commune), clerk(commune)
    one(fonds, "1")
    made = actions.make_list(commune, by=by)
    late = one(fonds, "2")
    with pytest.raises(MayNotList):
        actions.supplement_list(made, by=person("thu-truong", (commune, "head")))
    assert actions.supplement_list(made, by=by) == 1
    with pytest.raises(NothingExpired):
        actions.supplement_list(made, by=by)
    next_year = one(fonds, "3", end="1996")
    with clock.frozen_at(datetime(2027, 1, 2, 3, 0, tzinfo=UTC)):
        following = actions.make_list(commune, by=by)
    assert [row.dossier_id for row in queries.entries_of(following)] == [next_year.pk]
    # A term that was lengthened and has passed again is listed again.
    Dossier.objects.filter(pk=late.pk).update(retention_from=1997)
    with clock.frozen_at(datetime(2028, 1, 2, 3, 0, tzinfo=UTC)):
        again = actions.make_list(commune, by=by)
    assert [row.dossier_id for row in queries.entries_of(again)] == [late.pk]


def test_the_clock_makes_the_lists_in_january_and_tells_who_is_in_charge(commune: Agency, neighbour: Agency) -> None:
    one(fonds_of(commune), "1")
    one(fonds_of(neighbour), "2", end="2020")
    by = clerk(commune)
    list_expired()
    assert ExpiryList.objects.count() == 0
    assert [card.name for card in cards.home_cards(by)] == ["expired-not-listed"]
    with clock.frozen_at(datetime(2027, 1, 1, 1, 0, tzinfo=UTC)):
        list_expired()
        list_expired()
        made = ExpiryList.objects.get()
        assert (made.agency, made.year, made.made_by, made.received_at) == (commune, 2027, None, None)
        assert [card.name for card in cards.home_cards(by)] == ["expiry-lists"]
        assert cards.home_cards(person("ben", (neighbour, "clerk"))) == []
        actions.receive_list(made, by=by)
        actions.receive_list(made, by=by)
        assert cards.home_cards(by) == []
    assert AuditEntry.objects.filter(verb="catalogue.expiry_list.receive").count() == 1


def test_the_screens_show_make_and_export_the_list(commune: Agency, neighbour: Agency) -> None:
    fonds = fonds_of(commune)
    one(fonds, "1", title="Hồ sơ đã hết hạn")
    one(fonds, "2", end="")
    client = signed_in(Client(), clerk(commune))
    page = client.get(reverse("catalogue:expired"))
    counts = page.context["counts"]
    assert (counts.expired, counts.ends_now, counts.no_term, counts.no_year) == (1, 0, 0, 1)
    assert "Hồ sơ đã hết hạn" in page.content.decode()
    assert client.get(reverse("catalogue:expired"), {"khi": "thieu-nam"}).context["page"].paginator.count == 1
    assert client.post(reverse("catalogue:expired-make"), {"co-quan": neighbour.pk}).status_code == 404
    answer = client.post(reverse("catalogue:expired-make"), {"co-quan": commune.pk})
    made = ExpiryList.objects.get()
    assert answer["Location"] == reverse("catalogue:expiry-list", args=[made.pk])
    Dossier.objects.filter(fonds=fonds, number="1").update(retention_code="03")
    shown = client.get(answer["Location"])
    assert "nay: 50 năm, hết năm 2040" in shown.content.decode()
    for paper in ("xlsx", "docx", "pdf"):
        assert client.get(reverse("catalogue:expiry-file", args=[made.pk, paper])).status_code == 200
    assert AuditEntry.objects.filter(verb="catalogue.expiry_list.fetch").count() == 3
    assert client.get(reverse("catalogue:expiry-file", args=[made.pk, "pdf"]), {"quyen": "2"}).status_code == 404
    others = signed_in(Client(), person("ben", (neighbour, "clerk")))
    assert others.get(answer["Location"]).status_code == 404
    head = signed_in(Client(), person("thu-truong", (commune, "head")))
    assert head.get(answer["Location"]).status_code == 200
    assert head.post(reverse("catalogue:expiry-supplement", args=[made.pk])).status_code == 403


@pytest.mark.luat("TT05 Đ.48.4.b")
def test_the_list_has_the_columns_of_the_circular(commune: Agency, tmp_path: Path) -> None:
    import openpyxl

    one(fonds_of(commune), "1", title="Hồ sơ A", declared_page_count=7)
    made = actions.make_list(commune, by=clerk(commune))
    path = tmp_path / "a.xlsx"
    assert papers.write(made, "xlsx", path) == 1
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    at = rows.index(papers.HEADINGS)
    assert papers.HEADINGS == (
        "Số TT", "Mã lưu trữ hồ sơ", "Tiêu đề hồ sơ", "Thời hạn lưu trữ", "Tổng số tài liệu", "Tổng số trang",
        "Lý do hủy", "Ghi chú",
    )  # fmt: skip
    assert rows[at + 1] == (
        1, "H19.99.P01.1", "Hồ sơ A", "30 năm", None, 7,
        "Hết thời hạn lưu trữ 30 năm, tính từ năm 1990, hết năm 2020", "Có bản gốc giấy",
    )  # fmt: skip
