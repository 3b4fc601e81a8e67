"""Which value an item gets when machine and catalogue meet."""

from __future__ import annotations

import pytest

from khoso.stages.recognition.choosing import Choice, choose, refusals, same


def test_agreement_is_no_doubt_whatever_the_typing():
    chosen = choose("notation", proposed="TTr-CC", confidence=0.5, catalogued="ttr - cc")
    assert chosen == Choice("notation", "ttr - cc", is_doubt=False)


def test_a_sure_reading_wins_over_a_different_row_but_a_person_looks():
    chosen = choose("subject", proposed="Xin mua xe mô tô", confidence=0.95, catalogued="Xin mua xe ô tô")
    assert chosen == Choice("subject", "Xin mua xe mô tô", is_doubt=True)


def test_an_unsure_reading_loses_to_the_row():
    chosen = choose("issuer", proposed="Chi cuc", confidence=0.4, catalogued="Chi cục An toàn thực phẩm")
    assert chosen == Choice("issuer", "Chi cục An toàn thực phẩm", is_doubt=True)


def test_what_nobody_knows_is_a_doubt_only_where_the_law_wants_it():
    assert choose("subject", proposed=None, confidence=0, catalogued="").is_doubt
    assert not choose("urgency", proposed=None, confidence=0, catalogued="").is_doubt


@pytest.mark.luat("TT05 Phụ lục I.II.2.b")
def test_mandatory_fields_and_codes_are_asked_for():
    assert sorted(refusals({"kind": "99", "issued_date": "31/02/2010", "issuer": " ", "subject": "Có"})) == [
        "issued_date",
        "issuer",
        "kind",
    ]
    assert refusals({"kind": "15", "issued_date": "07/2010", "issuer": "UBND", "subject": "Xin xe"}) == {}


def test_same_compares_what_is_said_not_how_it_is_typed():
    assert same("/ QĐ-CCATVSTP", "QĐ-CCATVSTP")
    assert not same("QĐ-CC", "QĐ-CCATVSTP")
