"""Lots and defects: every state with every act, the draw done again, verdicts, and who may not judge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.house import person

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.instruments.quality import actions, queries
from khoso.instruments.quality.actions import Plan
from khoso.instruments.quality.errors import DefectRefused, InspectionRefused, MakerMayNotJudge
from khoso.instruments.quality.models import Defect, Inspection, SampleUnit
from khoso.instruments.quality.states import DEFECT_STATES, INSPECTION_STATES
from khoso.kernel import clock
from khoso.kernel.states import WrongState

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D7")]
KEYS = [f"f{number:03d}:{page}" for number in range(100) for page in range(1, 11)]
MAKER = "nguoiquet"


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(code="H19.77", name="Ủy ban nhân dân xã Mẫu", kind="commune")


def drawn(agency: Agency, keys: Any = KEYS, plan: Plan | None = None, **more: Any) -> Inspection:
    plan = plan or Plan(critical="0.10", major="2.5", minor="6.5")
    given = {"seed": "hat-giong", "doubts": {}, "makers": [MAKER], "by": person("giamsat"), **more}
    return actions.draw("lot", 7, agency, "page", keys, plan, **given)


def opened(agency: Agency, **more: Any) -> Inspection:
    return actions.open_inspection(drawn(agency, **more), person("giamsat"))


def seen_through(inspection: Inspection, *, bad: int = 0, severity: str = "major") -> None:
    """Everything looked at; the first `bad` units drawn have a defect."""
    for unit in queries.sample_of(inspection)[:bad]:
        mark(inspection, unit.key, severity)
    waiting = queries.sample_of(inspection).filter(verdict="").values_list("key", flat=True)
    actions.look_many(inspection, waiting, "good", person("kiemtra"))


def mark(inspection: Inspection | None, key: str, severity: str = "major", **more: Any) -> Defect:
    agency = inspection.agency if inspection else Agency.objects.get()
    by = more.pop("by", None) or person("kiemtra")
    return actions.mark_defect("thing", 3, agency, "page", key, "blur", severity, by, inspection=inspection, **more)


def in_state(agency: Agency, state: str) -> Inspection:
    inspection = drawn(agency)
    if state == "drawn":
        return inspection
    actions.open_inspection(inspection, person("giamsat"))
    if state == "cancelled":
        actions.cancel(inspection, "Ghép nhầm lô", person("giamsat"))
    elif state in ("passed", "failed"):
        seen_through(inspection, bad=0 if state == "passed" else 40)
        actions.decide(inspection, person("giamsat"))
    inspection.refresh_from_db()
    assert inspection.state == state
    return inspection


def _decide(bad: int) -> Callable[[Inspection], Any]:
    def act(inspection: Inspection) -> Any:
        if INSPECTION_STATES.allows(inspection.state, "look"):
            seen_through(inspection, bad=bad)
        return actions.decide(inspection, person("giamsat"))

    return act


ACTS: dict[str, Callable[[Inspection], Any]] = {
    "open": lambda one: actions.open_inspection(one, person("giamsat")),
    "look": lambda one: actions.look(one, one.sample.all()[0].key, "good", person("kiemtra")),
    "pass": _decide(0),
    "fail": _decide(40),
    "cancel": lambda one: actions.cancel(one, "Ghép nhầm lô", person("giamsat")),
}


@pytest.mark.parametrize("state", INSPECTION_STATES.states)
@pytest.mark.parametrize("act", INSPECTION_STATES.actions)
def test_every_state_of_a_lot_with_every_act(agency: Agency, state: str, act: str) -> None:
    inspection = in_state(agency, state)
    if INSPECTION_STATES.allows(state, act):
        ACTS[act](inspection)
        inspection.refresh_from_db()
        assert inspection.state == INSPECTION_STATES.next(state, act)
        return
    with pytest.raises(WrongState):
        ACTS[act](inspection)
    inspection.refresh_from_db()
    assert inspection.state == state


def defect_in(agency: Agency, state: str) -> Defect:
    defect = mark(None, "f1:1", seen_in="a" * 64)
    by = person("kiemtra")
    if state == "waived":
        return actions.waive_defect(defect.pk, "Trang gốc đã mờ sẵn", by)
    if state != "found":
        actions.return_defects([defect.pk], clock.today(), by)
    if state in ("mended", "closed"):
        actions.mend_defects([defect.pk], "b" * 64, person(MAKER))
    if state == "closed":
        actions.close_defect(defect.pk, by)
    defect.refresh_from_db()
    assert defect.state == state
    return defect


DEFECT_ACTS: dict[str, Callable[[Defect], Any]] = {
    "return": lambda one: actions.return_defects([one.pk], clock.today(), person("kiemtra")),
    "mend": lambda one: actions.mend_defects([one.pk], "c" * 64, person(MAKER)),
    "close": lambda one: actions.close_defect(one.pk, person("kiemtra")),
    "waive": lambda one: actions.waive_defect(one.pk, "Trang gốc như vậy", person("kiemtra")),
}


@pytest.mark.parametrize("state", DEFECT_STATES.states)
@pytest.mark.parametrize("act", DEFECT_STATES.actions)
def test_every_state_of_a_defect_with_every_act(agency: Agency, state: str, act: str) -> None:
    defect = defect_in(agency, state)
    if DEFECT_STATES.allows(state, act):
        DEFECT_ACTS[act](defect)
        defect.refresh_from_db()
        assert defect.state == DEFECT_STATES.next(state, act)
        return
    with pytest.raises(WrongState):
        DEFECT_ACTS[act](defect)
    defect.refresh_from_db()
    assert defect.state == state


def test_a_lot_is_drawn_with_its_doubts_and_can_be_drawn_again(agency: Agency) -> None:
    doubts = {KEYS[0]: ["page.skew"], "f099:10": ["page.blur", "page.dark"]}
    inspection = drawn(agency, doubts=doubts)
    assert (inspection.lot_size, inspection.sample_size, inspection.plan["letter"]) == (1000, 125, "J")
    sample = list(queries.sample_of(inspection))
    assert [one.reason for one in sample].count("sample") == 125
    assert {one.key: one.doubts for one in sample if one.doubts} == doubts
    assert [one.ordinal for one in sample] == list(range(1, len(sample) + 1))
    assert queries.is_same_draw(inspection, reversed(KEYS))
    assert not queries.is_same_draw(inspection, KEYS[1:])
    again = drawn(agency, doubts=doubts)
    assert [one.key for one in queries.sample_of(again)] == [one.key for one in sample]


@pytest.mark.parametrize(
    ("keys", "plan", "field"),
    [
        ([], Plan(), ""),
        (KEYS, Plan(level="IV"), "level"),
        (KEYS, Plan(kind="milder"), "kind"),
        (KEYS, Plan(major="1.1"), "major"),
        (KEYS, Plan(minor="25"), "minor"),
        (KEYS, Plan(major="", minor=""), "major"),
    ],
)
def test_what_is_no_plan_draws_nothing(agency: Agency, keys: list[str], plan: Plan, field: str) -> None:
    with pytest.raises(InspectionRefused) as told:
        drawn(agency, keys, plan)
    assert (told.value.field, Inspection.objects.count()) == (field, 0)


@pytest.mark.parametrize("bad", [5, 6])
def test_the_verdict_counts_bad_units_of_the_class_in_its_own_sample(agency: Agency, bad: int) -> None:
    """J at 2.5: 80 units, Ac 5; the sample is 125 for the critical class. The 81st unit drawn does not count."""
    inspection = opened(agency)
    units = list(queries.sample_of(inspection))
    mark(inspection, units[100].key)
    mark(inspection, units[0].key, "minor")
    seen_through(inspection, bad=bad)
    decided = actions.decide(inspection, person("giamsat"))
    assert decided.plan["found"] == {"major": bad}
    assert decided.state == ("passed" if bad == 5 else "failed")


def test_one_critical_defect_anywhere_fails_the_lot(agency: Agency) -> None:
    inspection = opened(agency, doubts={"f050:1": ["page.missing"]})
    mark(inspection, "f050:1", "critical")
    seen_through(inspection)
    assert actions.decide(inspection, person("giamsat")).state == "failed"


def test_a_unit_nobody_drew_comes_to_be_looked_at_when_marked_but_does_not_count(agency: Agency) -> None:
    inspection = opened(agency)
    stranger = next(iter(set(KEYS) - set(queries.sample_of(inspection).values_list("key", flat=True))))
    mark(inspection, stranger)
    assert SampleUnit.objects.get(inspection=inspection, key=stranger).reason == "asked"
    assert queries.bad_units(inspection) == {}


def test_nothing_is_decided_while_something_is_not_looked_at_or_not_named(agency: Agency) -> None:
    inspection = opened(agency)
    with pytest.raises(InspectionRefused, match="còn 125 đơn vị chưa xem"):
        actions.decide(inspection, person("giamsat"))
    seen_through(inspection)
    key = queries.sample_of(inspection)[0].key
    actions.look(inspection, key, "bad", person("kiemtra"))
    with pytest.raises(InspectionRefused, match="chưa ghi là lỗi gì"):
        actions.decide(inspection, person("giamsat"))


def test_a_unit_with_a_standing_defect_is_not_good(agency: Agency) -> None:
    inspection = opened(agency)
    key = queries.sample_of(inspection)[0].key
    defect = mark(inspection, key)
    with pytest.raises(InspectionRefused, match="đang có lỗi"):
        actions.look(inspection, key, "good", person("kiemtra"))
    actions.waive_defect(defect.pk, "Bóng của giấy mỏng", person("kiemtra"))
    assert SampleUnit.objects.get(inspection=inspection, key=key).verdict == ""
    assert actions.look(inspection, key, "good", person("kiemtra")).verdict == "good"


def test_a_unit_outside_the_lot_is_not_looked_at(agency: Agency) -> None:
    with pytest.raises(InspectionRefused, match="không nằm trong"):
        actions.look(opened(agency), "la:1", "good", person("kiemtra"))


def test_who_made_it_never_judges_whatever_they_are(agency: Agency) -> None:
    """The roles given here are the strongest of the house: the instrument asks who made it, not what they are."""
    maker = person(MAKER, (agency, "supervisor"), (agency, "head"), (agency, "admin"))
    inspection = opened(agency)
    key = queries.sample_of(inspection)[0].key
    defect = mark(inspection, key)
    for judge in (
        lambda: actions.open_inspection(drawn(agency), maker),
        lambda: actions.look(inspection, key, "bad", maker),
        lambda: actions.look_many(inspection, [key], "good", maker),
        lambda: mark(inspection, key, by=maker),
        lambda: mark(None, key, by=maker, makers=[MAKER.upper()]),
        lambda: actions.waive_defect(defect.pk, "Không phải lỗi", maker),
        lambda: actions.return_defects([defect.pk], None, maker),
        lambda: actions.decide(inspection, maker),
    ):
        with pytest.raises(MakerMayNotJudge):
            judge()
    actions.return_defects([defect.pk], None, person("kiemtra"))
    mender = person("nguoisua", (agency, "supervisor"))
    actions.mend_defects([defect.pk], "b" * 64, mender)
    for by in (mender, maker):
        with pytest.raises(MakerMayNotJudge):
            actions.close_defect(defect.pk, by)
    defect.refresh_from_db()
    assert defect.state == "mended"


def test_defects_go_back_come_again_and_go_back_once_more(agency: Agency) -> None:
    defect = mark(None, "f1:1", seen_in="a" * 64, box=[0.1, 0.2, 0.3, 0.4], note=" Mờ góc ")
    assert (defect.box, defect.note) == ([0.1, 0.2, 0.3, 0.4], "Mờ góc")
    with pytest.raises(DefectRefused, match="hạn sửa đã qua"):
        actions.return_defects([defect.pk], clock.today() - timedelta(days=1), person("kiemtra"))
    actions.return_defects([defect.pk], clock.today(), person("kiemtra"))
    with pytest.raises(DefectRefused, match="vẫn là tệp có lỗi"):
        actions.mend_defects([defect.pk], "a" * 64, person(MAKER))
    actions.mend_defects([defect.pk], {defect.pk: "b" * 64}, person(MAKER))
    actions.return_defects([defect.pk], None, person("kiemtra"))
    defect.refresh_from_db()
    assert (defect.state, defect.rounds, defect.mended_in) == ("returned", 2, "b" * 64)
    assert queries.open_defect_counts("thing", [3, 4]) == {"3": 1, "4": 0}
    assert list(queries.open_defects("thing", [3])) == [defect]


@pytest.mark.parametrize("box", [[0.5, 0, 0.6, 1], [0, 0, 0, 1], [-0.1, 0, 1, 1], [1, 2], ["a", 0, 1, 1]])
def test_a_box_outside_the_page_is_refused(agency: Agency, box: Any) -> None:
    with pytest.raises(DefectRefused):
        mark(None, "f1:1", box=box)
    assert Defect.objects.count() == 0


def _decided(agency: Agency, *, good: bool, stream: str = "a/b/page", kind: str = "normal", after: Any = None) -> Any:
    plan = Plan(critical="", major="2.5", minor="", stream=stream, kind=kind)
    inspection = actions.draw("lot", 1, agency, "page", KEYS[:60], plan, {}, [], person("giamsat"), after=after)
    actions.open_inspection(inspection, person("giamsat"))
    seen_through(inspection, bad=0 if good else 5)
    return actions.decide(inspection, person("giamsat"))


def test_two_lots_not_accepted_make_inspection_tighter_and_a_mended_lot_does_not_count(agency: Agency) -> None:
    first = _decided(agency, good=False)
    _decided(agency, good=False, after=first)
    assert queries.standing_of("a/b/page")[0].kind == "normal"
    _decided(agency, good=False)
    assert queries.standing_of("a/b/page")[0].kind == "tightened"
    assert AuditEntry.objects.filter(verb="quality.stream.switch").count() == 1
    for _lot in range(5):
        _decided(agency, good=True, kind="tightened")
    assert queries.standing_of("a/b/page")[0].kind == "normal"


def test_a_person_orders_how_strictly_and_says_why(agency: Agency) -> None:
    with pytest.raises(InspectionRefused):
        actions.override("a/b/page", "tightened", " ", agency, person("giamsat"))
    actions.override("a/b/page", "tightened", "Đổi máy quét", agency, person("giamsat"))
    standing, told = queries.standing_of("a/b/page")
    assert (standing.kind, told[0]["reason"], told[0]["by"]) == ("tightened", "Đổi máy quét", "giamsat")
