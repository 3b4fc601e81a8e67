"""What a dossier says of itself in four places."""

from __future__ import annotations

import pytest

from khoso.stages.recognition.compute.comparing import DossierClaims, compare_dossier_papers
from khoso.stages.recognition.compute.covers import CoverFacts, InventoryRow
from khoso.stages.recognition.compute.reading import FieldReading


def _claims(**changes: object) -> DossierClaims:
    facts: dict[str, object] = {
        "name": "Hồ sơ 01",
        "catalogue_items": 2,
        "catalogue_sheets": 279,
        "files": 2,
        "cover": None,
        "inventory": [],
    }
    return DossierClaims(**{**facts, **changes})  # type: ignore[arg-type]


def _row(ordinal: int | None, number_notation: str | None) -> InventoryRow:
    return InventoryRow(ordinal, number_notation, None, None, None, 1, 0.9)


def _codes(claims: DossierClaims) -> list[str]:
    return [finding.code for finding in compare_dossier_papers(claims)]


def test_four_places_that_agree_give_no_finding():
    cover = CoverFacts(sheet_count=FieldReading("279", 0.9), item_count=FieldReading("2", 0.9))
    assert compare_dossier_papers(_claims(cover=cover, inventory=[_row(1, "01/QĐ"), _row(2, "02/QĐ")])) == []


@pytest.mark.luat("TT05 Đ.9.1")
def test_cover_and_catalogue_that_count_otherwise_are_both_named():
    cover = CoverFacts(sheet_count=FieldReading("219", 0.9))
    (finding,) = compare_dossier_papers(_claims(cover=cover))
    assert finding.code == "count.sheets_disagree"
    assert "bìa ghi 219 tờ, bảng kê ghi 279 tờ" in finding.message


def test_a_count_written_by_hand_is_shown_to_a_person_not_guessed():
    assert _codes(_claims(cover=CoverFacts())) == ["count.cover_unread"]


def test_files_that_were_not_delivered_are_counted():
    assert _codes(_claims(catalogue_items=83)) == ["count.files_disagree"]


def test_a_number_used_twice_near_by_is_told_and_far_away_is_taken_for_a_misreading():
    near = [_row(29, "60/ATTP-NĐTP"), _row(30, "60/KH-ATTP")]
    far = [_row(8, "29/TTr-CC"), *[_row(n, f"{n + 30}/BC") for n in range(9, 28)], _row(28, "29/KH-CC")]
    assert _codes(_claims(inventory=near)) == ["inventory.duplicate_number"]
    assert _codes(_claims(inventory=far)) == []


def test_an_ordinal_used_twice_is_told():
    assert _codes(_claims(inventory=[_row(5, None), _row(5, None)])) == ["inventory.duplicate_ordinal"]
