"""Every hard block, with the clause it comes from; the database and the pure rules say the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stages.selection.selection_house import MOMENT, agency, assess, dossier, judge_same

from khoso.kernel import clock
from khoso.stages.catalogue.actions import register_item
from khoso.stages.selection.assessing import queries
from khoso.stages.selection.assessing.blocks import KINDS, Facts, blocked

pytestmark = pytest.mark.mission("S1")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.frozen_at(MOMENT):
        yield


@pytest.fixture
def centre(db: None) -> Any:
    return agency("H19.70", kind="historical_archive")


def codes(one: Any) -> list[str]:
    """What blocks it, as both ways of asking say."""
    told = [block.code for block in queries.blocks_of([one.pk])[one.pk]]
    asked = queries.asked(dossier_ids=[one.pk])
    assert [code for code, when in queries.conditions().items() if asked.filter(when).exists()] == told
    assert (one.pk in set(queries.selectable(None))) is (told == [])
    return told


def clause(one: Any) -> str:
    """The clause of the only block there is."""
    (block,) = queries.blocks_of([one.pk])[one.pk]
    assert block.message
    return block.clause


def test_what_is_arranged_has_a_term_and_no_mark_may_be_selected(commune: Any) -> None:
    assert codes(dossier(commune)) == []
    assert codes(dossier(commune, origin="former_district")) == []
    assert codes(dossier(commune, information_mark="A1", trust_code="01")) == []


@pytest.mark.luat("KH 82 III.1.a")
@pytest.mark.parametrize("arrangement", ["unarranged", "arranging"])
def test_what_is_not_wholly_arranged_is_blocked(commune: Any, arrangement: str) -> None:
    one = dossier(commune, arrangement=arrangement)
    assert (codes(one), clause(one)) == (["unarranged"], "KH 82 III.1.a")


@pytest.mark.luat("KH 82 II")
@pytest.mark.mission("S3")
@pytest.mark.parametrize(
    "sign",
    [
        {"access_code": "03"},
        {"secrecy_mark": "Mật"},
        {"information_mark": "TỐI MẬT"},
        {"information_mark": "mật"},
    ],
)
def test_a_state_secret_is_blocked_by_level_stamp_or_marking_field(commune: Any, sign: dict[str, str]) -> None:
    one = dossier(commune, **sign)
    assert (codes(one), clause(one)) == (["secret"], "KH 82 II")


@pytest.mark.luat("KH 82 II")
@pytest.mark.mission("S3")
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"access_code": "03"}, ["secret"]),
        ({"information_mark": "Tuyệt mật"}, ["secret"]),
        ({"notation": "QĐ-UBND(M)"}, ["secret"]),
        ({"notation": "TM-UBND"}, ["secret"]),
        ({"notation": "M-UBND"}, ["secret"]),
        ({"notation": "KH-UBND-MẬT"}, ["secret"]),
        ({"notation": "KH-UBND-Mat"}, ["secret"]),
        ({"notation": "BC-UBND-TỐI MẬT"}, ["secret"]),
        ({"notation": "TM-XNK"}, ["held"]),
        ({"notation": "TM.UBND"}, ["held"]),
        ({"notation": "QĐM-UBND"}, []),
        ({"notation": "TTr-MTTQ"}, []),
        ({"notation": "BC-ĐM"}, []),
        ({"information_mark": "Mật độ xây dựng"}, []),
    ],
)
def test_a_secret_item_blocks_its_dossier_and_a_doubtful_one_holds_it(
    commune: Any, fields: dict[str, str], told: list[str]
) -> None:
    one = dossier(commune)
    register_item(one, ordinal=1, subject="Văn bản", **fields)
    assert codes(one) == told


@pytest.mark.luat("KH 82 II")
@pytest.mark.mission("S3")
def test_a_word_of_secrecy_in_a_title_only_holds_the_dossier_for_a_person(commune: Any) -> None:
    one = dossier(commune, secrecy_held_for="mật")
    (block,) = queries.blocks_of([one.pk])[one.pk]
    assert (codes(one), block.is_hold, block.clause) == (["held"], True, "KH 82 II")
    one.secrecy_cleared_at, one.secrecy_cleared_by = MOMENT, "thutruong"
    one.save()
    assert codes(one) == []


@pytest.mark.luat("KH 82 III.2.a")
@pytest.mark.luat("KH 82 III.2.c")
@pytest.mark.mission("S2b")
def test_permanent_records_of_an_agency_go_to_the_centre(commune: Any, centre: Any) -> None:
    one = dossier(commune, retention_code="01")
    assert (codes(one), clause(one)) == (["permanent"], "KH 82 III.2.a, c")
    assert queries.blocks_of([one.pk])[one.pk][0].link == "selection:handovers"
    assert codes(dossier(commune, retention_code="01", origin="former_district")) == ["permanent"]
    for origin in ("created", "historical", "former_district"):
        assert codes(dossier(centre, retention_code="01", origin=origin)) == []


@pytest.mark.luat("KH 82 III.2.c")
@pytest.mark.mission("S2b")
def test_historical_material_is_digitised_by_the_centre_only(commune: Any, centre: Any) -> None:
    one = dossier(commune, origin="historical", retention_code="02")
    assert (codes(one), clause(one)) == (["historical"], "KH 82 III.2.c")
    assert codes(dossier(centre, origin="historical", retention_code="02")) == []


@pytest.mark.luat("CV 7197 2.1.b")
@pytest.mark.parametrize(("end", "is_over"), [("2005", True), ("2006", False), ("2005-12-31", True), ("", False)])
def test_what_passed_its_retention_is_blocked(commune: Any, end: str, is_over: bool) -> None:
    one = dossier(commune, start="", end=end)
    assert codes(one) == (["expired"] if is_over else [])
    if is_over:
        assert clause(one) == "CV 7197 2.1.b"


@pytest.mark.luat("CV 7197 2.1.b")
@pytest.mark.parametrize(
    ("trust_code", "is_signed", "is_blocked"), [("01", True, True), ("01", False, False), ("03", True, False)]
)
def test_what_was_born_digital_and_signed_is_blocked(
    commune: Any, trust_code: str, is_signed: bool, is_blocked: bool
) -> None:
    one = dossier(commune, trust_code=trust_code, is_digitally_signed=is_signed)
    assert codes(one) == (["born_signed"] if is_blocked else [])
    if is_blocked:
        assert clause(one) == "CV 7197 2.1.b"


@pytest.mark.luat("KH 82 I.2.e")
@pytest.mark.luat("CV 7197 2.1.b")
@pytest.mark.mission("S6")
def test_what_is_digitised_is_blocked_and_so_is_its_twin(commune: Any, neighbour: Any) -> None:
    first, second, third = dossier(commune), dossier(neighbour), dossier(neighbour)
    judge_same(first, second)
    assert (codes(first), codes(second)) == ([], [])
    first.digitised_at = MOMENT
    first.save()
    assert (codes(first), clause(first)) == (["digitised"], "KH 82 I.2.e; CV 7197 2.1.b")
    assert (codes(second), clause(second)) == (["twin"], "KH 82 I.2.e; CV 7197 2.1.b")
    assert codes(third) == []


@pytest.mark.luat("CV 7197 2.2.a")
@pytest.mark.parametrize(
    ("risk_class", "conditions", "told"),
    [
        *(("A", "", []), ("B", "", []), ("C", "Phục chế trước", []), ("C", " ", ["class_c"])),
        *(("D", "", ["class_d"]), ("D", "Đã phục chế", ["class_d"])),
    ],
)
def test_class_d_is_never_digitised_and_class_c_under_conditions_only(
    commune: Any, risk_class: str, conditions: str, told: list[str]
) -> None:
    one = dossier(commune)
    assess(one, risk_class=risk_class, conditions=conditions)
    assert codes(one) == told
    if told:
        assert clause(one) == "CV 7197 2.2.a"


@pytest.mark.luat("CV 7197 2.1.b")
def test_group_2_is_not_digitised_until_it_is_assessed_again(commune: Any) -> None:
    one = dossier(commune)
    assess(one, group=2)
    assert (codes(one), clause(one)) == (["group_2"], "CV 7197 2.1.b")
    assess(one, group=1)
    assert codes(one) == []


@pytest.mark.luat("CV 7197 2.1.c")
@pytest.mark.parametrize(("conditions", "told"), [("", ["group_3"]), ("QĐ 12/QĐ-UBND", [])])
def test_group_3_is_digitised_by_a_special_decision_only(commune: Any, conditions: str, told: list[str]) -> None:
    one = dossier(commune)
    assess(one, group=3, conditions=conditions)
    assert codes(one) == told
    if told:
        assert clause(one) == "CV 7197 2.1.c"


def test_reasons_are_counted_for_each_agency(commune: Any, neighbour: Any) -> None:
    dossier(commune, retention_code="01", arrangement="unarranged")
    dossier(commune, retention_code="01")
    dossier(commune)
    dossier(neighbour, access_code="03")
    dossier(neighbour, secrecy_held_for="mật")
    assert queries.block_counts([commune.pk, neighbour.pk]) == {
        commune.pk: {"unarranged": 1, "permanent": 2},
        neighbour.pk: {"secret": 1, "held": 1},
    }


def test_any_number_of_dossiers_costs_the_same_questions(
    commune: Any, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = [dossier(commune).pk for _ in range(12)]
    with django_assert_num_queries(2):
        assert len(queries.blocks_of(every)) == 12
    with django_assert_num_queries(1):
        assert queries.current_assessments(every) == {}
    monkeypatch.setattr(queries, "_AT_ONCE", 5)
    assert list(queries.blocks_of(every)) and len(queries.blocks_of(every)) == 12


@given(
    st.builds(
        Facts,
        arrangement=st.sampled_from(["arranged", "arranging", "unarranged"]),
        secret_by=st.sampled_from(["", "mark", "item_notation"]),
        is_held=st.booleans(),
        retention_code=st.sampled_from(["01", "05"]),
        origin=st.sampled_from(["created", "historical", "former_district"]),
        held_by_centre=st.booleans(),
        must_transfer=st.sampled_from([None, True, False]),
        retention_ends=st.sampled_from([None, 2025, 2026]),
        trust_code=st.sampled_from(["01", "02"]),
        is_digitally_signed=st.booleans(),
        is_digitised=st.booleans(),
        has_digitised_twin=st.booleans(),
        group=st.sampled_from([None, 1, 2, 3]),
        risk_class=st.sampled_from(["", "A", "C", "D"]),
        conditions=st.sampled_from(["", "có"]),
    )
)
def test_every_block_names_its_clause_and_says_what_to_do(facts: Facts) -> None:
    told = blocked(facts, 2026)
    assert [block.code for block in told] == [code for code in KINDS if code in {block.code for block in told}]
    for block in told:
        assert block.clause == KINDS[block.code].clause
        assert len(block.message) > 20
