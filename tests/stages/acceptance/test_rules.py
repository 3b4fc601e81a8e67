"""What may be accepted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from khoso.stages.acceptance.rules import AcceptanceFacts, reasons_against

GOOD = AcceptanceFacts(is_stored=True, items=3, items_not_confirmed=0, items_without_file=0, is_legacy=False)


@pytest.mark.luat("TT05 Đ.9.8")
@pytest.mark.mission("D8")
def test_stored_and_confirmed_by_a_person_is_accepted():
    assert reasons_against(GOOD) == []


@pytest.mark.mission("D5")
def test_what_no_person_confirmed_is_never_accepted():
    assert reasons_against(replace(GOOD, items_not_confirmed=2)) == [
        "2 tài liệu chưa có người xác nhận trường thông tin."
    ]


@pytest.mark.parametrize(
    "facts",
    [
        replace(GOOD, is_stored=False),
        replace(GOOD, items=0),
        replace(GOOD, items_without_file=1),
        replace(GOOD, is_legacy=True),
    ],
)
def test_each_gap_is_one_reason(facts: AcceptanceFacts):
    assert len(reasons_against(facts)) == 1
