"""Approved lists: a dossier on paper is recognised in the catalogue however its number was typed."""

from __future__ import annotations

from datetime import date

import pytest

from khoso.foundation.identity.models import Agency
from khoso.kernel import news
from khoso.stages.catalogue.actions import register_dossier, register_fonds
from khoso.stages.selection.actions import approve_list
from khoso.stages.selection.models import SelectionList
from khoso.stages.selection.queries import is_approved
from khoso.stages.selection.rules import dossier_key

TITLE = "Ủy ban nhân dân xã Mẫu"


@pytest.fixture(autouse=True)
def heard(monkeypatch: pytest.MonkeyPatch) -> list[news.News]:
    told: list[news.News] = []
    monkeypatch.setattr(news, "_deliver", told.append)
    return told


def approve(agency: Agency, *entries: tuple[str, str, str], decision: str = "01/QĐ") -> SelectionList:
    return approve_list(
        agency,
        title="Danh mục",
        decision_number=decision,
        decision_date=date(2026, 6, 30),
        approved_by="Thủ trưởng",
        entries=entries,
    )


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (("UBND xã Mẫu", "3", "07.VP"), ("ubnd XÃ MẪU", "03", "7.vp"), True),
        (("UBND xã  Mẫu ", " 3 ", "7"), ("UBND xã Mẫu", "3", "007"), True),
        (("UBND xã Mẫu", "A", "7"), ("UBND xã Mẫu", "a", "7"), True),
        (("UBND xã Mẫu", "", "7"), ("UBND xã Mẫu", "0", "7"), True),
        (("UBND xã Mẫu", "1", "7"), ("UBND xã Mẫu", "2", "7"), False),
        (("UBND xã Mẫu", "1", "7"), ("UBND xã Mẫu", "1", "70"), False),
        (("UBND xã Mẫu", "1", "7"), ("UBND xã Bên", "1", "7"), False),
    ],
)
def test_case_accents_and_leading_zeros_of_typing_do_not_matter(
    left: tuple[str, str, str], right: tuple[str, str, str], same: bool
) -> None:
    assert (dossier_key(*left) == dossier_key(*right)) is same


@pytest.mark.django_db
@pytest.mark.luat("TT05 Đ.5")
def test_a_dossier_is_approved_by_a_list_of_its_own_agency_only(commune: Agency, neighbour: Agency) -> None:
    fonds = register_fonds(commune, code="P01", title=TITLE)
    dossier = register_dossier(fonds, number="7", box="3", year=2011, title="Hồ sơ")
    approve(neighbour, (TITLE, "3", "7"))
    assert not is_approved(dossier.pk)
    approve(commune, (TITLE, "03", "07"))
    assert is_approved(dossier.pk)


@pytest.mark.django_db
def test_a_list_that_names_a_dossier_twice_is_approved_all_the_same(commune: Agency, heard: list[news.News]) -> None:
    first = approve(commune, (TITLE, "3", "7"), (TITLE, "03", "07"), (TITLE, "3", "8"))
    assert approve(commune, (TITLE, "3", "9")) == first
    assert first.entries.count() == 2
    assert [one.payload() for one in heard] == [{"list_id": first.pk}]
