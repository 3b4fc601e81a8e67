"""Which value an item gets when machine and catalogue meet."""

from __future__ import annotations

import pytest

from khoso.stages.catalogue.actions import DESCRIPTION_FIELDS
from khoso.stages.recognition.choosing import (
    BESIDE,
    FIELDS,
    FORM,
    LABELS,
    MANDATORY,
    MORE,
    PROPOSED_BY,
    Choice,
    choose,
    refusals,
    same,
)


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


def test_the_form_asks_for_everything_once_and_each_has_its_name_and_its_proposer():
    assert sorted(FORM) == sorted([*FIELDS, *MORE, *BESIDE])
    assert sorted(LABELS) == sorted(FORM)
    assert set(FORM) <= set(PROPOSED_BY)
    assert [name for name, column in FORM.items() if column == ""] == ["place", "superior", "post", "recipients"]
    assert sorted(column for column in FORM.values() if column) == sorted(DESCRIPTION_FIELDS)
    assert set(MANDATORY) <= set(FIELDS)


@pytest.mark.luat("TT05 Phụ lục I.II.2.b")
def test_what_the_dossier_decides_is_no_field_of_the_page():
    assert set(FORM) & {"retention", "access", "trust", "physical_condition", "sheet_count"} == set()


def test_what_nobody_has_to_say_stops_nobody():
    assert choose("note", proposed=None, confidence=0, catalogued="") == Choice("note", "", is_doubt=False)
    assert choose("language", proposed=None, confidence=0, catalogued="01") == Choice("language", "01", is_doubt=False)
    assert choose("place", proposed="Xã Mẫu", confidence=0.3, catalogued="") == Choice(
        "place", "Xã Mẫu", is_doubt=False
    )


def test_a_language_read_for_sure_against_the_preset_one_is_looked_at():
    assert choose("language", proposed="03", confidence=0.95, catalogued="01") == Choice(
        "language", "03", is_doubt=True
    )
    assert choose("language", proposed="03", confidence=0.5, catalogued="01") == Choice(
        "language", "01", is_doubt=False
    )


def test_further_values_must_fit_too():
    good = {"kind": "15", "issued_date": "07/2010", "issuer": "UBND", "subject": "Xin xe"}
    assert sorted(refusals({**good, "language": "99", "keywords": "x" * 101, "information_mark": "x" * 31})) == [
        "information_mark",
        "keywords",
        "language",
    ]
