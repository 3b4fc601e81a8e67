"""Permanent records that go to the Centre: when they are due, and the list that is made of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.house import person, signed_in
from tests.stages.selection.selection_house import agency as agency_of
from tests.stages.selection.selection_house import dossier

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.catalogue.models import Dossier
from khoso.stages.selection import queries as selection
from khoso.stages.selection.handover import actions, papers, queries, rules
from khoso.stages.selection.handover.errors import (
    AlreadyReplaced,
    MayNotHandOver,
    NotASource,
    NothingChanged,
    NothingToHandOver,
)
from khoso.stages.selection.handover.rules import Due
from khoso.stages.selection.models import HandoverList

pytestmark = [pytest.mark.django_db, pytest.mark.luat("KH82 III.2.a; TT05 Đ.20")]


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.frozen_at(datetime(2026, 11, 22, 3, 0, tzinfo=UTC)):
        yield


def clerk(agency: Agency) -> Any:
    return person("van-thu", (agency, "clerk"))


def permanent(agency: Agency, ended: int | None, **facts: Any) -> Dossier:
    said = {"retention_code": "01", "start": "2000", "end": str(ended) if ended else "", **facts}
    return dossier(agency, **said)


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (2019, Due.OVERDUE),
        # Ended in 2020: into the archive of the agency by 2021, into the Centre by the end of 2026.
        (2020, Due.TO_REGISTER),
        # By the end of 2027: registered twelve months before, hence now.
        (2021, Due.TO_REGISTER),
        (2022, Due.NOT_YET),
        (None, Due.NO_YEAR),
    ],
)
def test_when_a_permanent_dossier_is_due(ended: int | None, said: Due) -> None:
    assert rules.due_of(ended, year=2026) == said


@given(ended=st.integers(1900, 2100), year=st.integers(1950, 2100))
def test_a_dossier_never_becomes_less_due(ended: int, year: int) -> None:
    order = [Due.NOT_YET, Due.TO_REGISTER, Due.OVERDUE]
    now, later = rules.due_of(ended, year=year), rules.due_of(ended, year=year + 1)
    assert order.index(later) >= order.index(now)
    assert (now in rules.IS_DUE) == (ended <= rules.latest_due_work(year))


def test_the_list_takes_what_is_due_freezes_it_and_is_numbered(commune: Agency) -> None:
    by = clerk(commune)
    due, near = permanent(commune, 2010, note="Cần phục chế"), permanent(commune, 2021)
    early, unknown = permanent(commune, 2024), permanent(commune, None)
    permanent(commune, 2010, arrangement="unarranged")
    dossier(commune, retention_code="05", end="2010")
    [standing] = queries.standings(by, 2026)
    assert standing.counts == {
        Due.OVERDUE: 1, Due.TO_REGISTER: 1, Due.NOT_YET: 1, Due.NO_YEAR: 1, "listed": 0
    }  # fmt: skip
    made = actions.make_handover_list(commune, by=by)
    assert [entry.dossier_id for entry in queries.entries_of(made)] == [due.pk, near.pk]
    assert made.number == "01/MLNL-UBND-L01-2026"
    assert selection.listed_for_handover([due.pk, early.pk, unknown.pk]) == {due.pk}
    with pytest.raises(NothingToHandOver):
        actions.make_handover_list(commune, by=by)
    second = actions.make_handover_list(commune, with_early=True, by=by)
    assert {entry.dossier_id for entry in queries.entries_of(second)} == {early.pk, unknown.pk}
    assert second.number == "02/MLNL-UBND-L02-2026"
    assert [entry.details["dossiers"] for entry in AuditEntry.objects.filter(verb="selection.handover.make")] == [2, 2]


def test_a_change_of_the_catalogue_is_a_new_version_and_the_old_one_stays(commune: Agency) -> None:
    by = clerk(commune)
    first, second = permanent(commune, 2010), permanent(commune, 2011)
    made = actions.make_handover_list(commune, by=by)
    with pytest.raises(NothingChanged):
        actions.make_handover_version(made, by=by)
    was = first.title
    Dossier.objects.filter(pk=first.pk).update(title="Tiêu đề đã sửa")
    Dossier.objects.filter(pk=second.pk).update(retention_code="05")
    renewed = actions.make_handover_version(made, by=by)
    assert (renewed.number, renewed.version, renewed.replaces) == (made.number, 2, made)
    assert [entry.snapshot["title"] for entry in queries.entries_of(made)] == [was, second.title]
    assert [entry.snapshot["title"] for entry in queries.entries_of(renewed)] == ["Tiêu đề đã sửa"]
    # What left the list is on none now.
    assert selection.listed_for_handover([first.pk, second.pk]) == {first.pk}
    with pytest.raises(AlreadyReplaced):
        actions.make_handover_version(made, by=by)


def test_the_centre_and_whoever_does_not_transfer_make_no_list(commune: Agency) -> None:
    centre = agency_of("TT.01", "historical_archive")
    archivist = person("luu-tru", (centre, "archivist"))
    permanent(centre, 2000)
    assert queries.standings(archivist, 2026) == []
    with pytest.raises(NotASource):
        actions.make_handover_list(centre, by=archivist)
    permanent(commune, 2000)
    Agency.objects.filter(pk=commune.pk).update(must_transfer=False)
    commune.refresh_from_db()
    with pytest.raises(NotASource):
        actions.make_handover_list(commune, by=archivist)
    with pytest.raises(MayNotHandOver):
        actions.make_handover_list(commune, by=person("giam-sat", (commune, "supervisor")))


@pytest.mark.luat("TT05 Đ.20.3.k; NĐ30 Phụ lục V")
def test_the_list_goes_out_in_the_columns_of_either_form(commune: Agency, tmp_path: Path) -> None:
    import openpyxl

    permanent(commune, 2010, number="7.VP", declared_page_count=9, declared_sheet_count=4)
    made = actions.make_handover_list(commune, by=clerk(commune))
    told = {}
    for form in papers.FORMS:
        path = tmp_path / f"{form}.xlsx"
        papers.write(made, form, "xlsx", path)
        rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
        told[form] = rows[-2:]
        for paper in ("docx", "pdf"):
            assert papers.write(made, form, paper, tmp_path / f"a.{paper}") == 1
    assert told == {
        "tt05": [
            ("Số TT", "Mã hồ sơ", "Tiêu đề hồ sơ", "Thời gian bắt đầu", "Thời gian kết thúc", "Số trang",
             "Mức độ tiếp cận", "Ghi chú"),
            (1, "H19.99.2015.7.VP.1", "Hồ sơ 7.VP", "2000", "2010", 9, "Sử dụng có điều kiện", None),
        ],
        "nd30": [
            ("Số TT", "Số, ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời gian tài liệu", "Thời hạn lưu trữ", "Số tờ/trang",
             "Ghi chú"),
            (1, "7.VP", "Hồ sơ 7.VP", "2000 - 2010", "Vĩnh viễn", "4/9", None),
        ],
    }  # fmt: skip


def test_the_screens_tell_what_is_due_and_make_the_list(commune: Agency, neighbour: Agency) -> None:
    kept = permanent(commune, 2010)
    permanent(neighbour, 2010)
    client = signed_in(Client(), clerk(commune))
    page = client.get(reverse("selection:handovers"))
    assert (page.context["chosen"].agency, page.context["page"].paginator.count) == (commune, 1)
    assert "Chưa xác định cơ quan này có thuộc nguồn nộp lưu" in page.content.decode()
    assert client.post(reverse("selection:handover-make"), {"co-quan": neighbour.pk}).status_code == 404
    answer = client.post(reverse("selection:handover-make"), {"co-quan": commune.pk})
    made = HandoverList.objects.get()
    assert answer["Location"] == reverse("selection:handover", args=[made.pk])
    Dossier.objects.filter(pk=kept.pk).update(title="Đã sửa")
    assert "đã sửa sau khi lập" in client.get(answer["Location"]).content.decode()
    renewed = client.post(reverse("selection:handover-version", args=[made.pk]))
    assert client.get(renewed["Location"]).status_code == 200
    file = reverse("selection:handover-file", args=[made.pk, "xlsx"])
    assert (client.get(file).status_code, client.get(file, {"mau": "khac"}).status_code) == (200, 404)
    assert AuditEntry.objects.filter(verb="selection.handover.fetch").count() == 1
    others = signed_in(Client(), person("ben", (neighbour, "clerk")))
    assert others.get(answer["Location"]).status_code == 404
