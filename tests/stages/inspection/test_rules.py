"""When a dossier may be signed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from khoso.stages.inspection.rules import Decision, DossierFacts, decide

READY = DossierFacts(files_open=0, items_undecided=0, items_with_file=3, is_legacy=False, errors={}, missing_gates=())


@pytest.mark.luat("TT05 Đ.9.6")
def test_a_checked_confirmed_dossier_with_all_papers_is_signed():
    assert decide(READY) == Decision("complete")


def test_it_waits_for_files_that_are_not_read_then_for_items_nobody_confirmed():
    assert decide(replace(READY, files_open=2, items_undecided=1)) == Decision(
        "reopen", ("2 tệp chưa kiểm tra hoặc chưa đọc xong",)
    )
    assert decide(replace(READY, items_undecided=1)) == Decision(
        "reopen", ("1 tài liệu chờ xác nhận trường thông tin",)
    )


@pytest.mark.luat("TT05 Đ.7")
@pytest.mark.mission("D1")
def test_without_the_papers_of_the_law_nothing_is_signed():
    assert decide(replace(READY, missing_gates=("Nội quy",))) == Decision("lack_gate", ("Nội quy",))


def test_missing_papers_are_told_before_anybody_has_confirmed_a_field():
    facts = replace(READY, missing_gates=("Nội quy",), items_undecided=3)
    assert decide(facts) == Decision("lack_gate", ("Nội quy",))


@pytest.mark.luat("TT05 Đ.9.5")
def test_errors_are_mended_before_signing():
    assert decide(replace(READY, errors={"page.skewed": 2})) == Decision("find_errors", ("page.skewed: 2",))


@pytest.mark.mission("R5")
def test_material_digitised_before_goes_on_with_its_faults_on_record():
    assert decide(replace(READY, errors={"page.low_resolution": 2}, is_legacy=True)) == Decision("complete")


def test_a_dossier_without_a_single_readable_item_is_no_dossier_to_sign():
    assert decide(replace(READY, items_with_file=0, is_legacy=True)).move == "find_errors"
