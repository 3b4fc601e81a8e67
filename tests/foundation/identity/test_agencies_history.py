"""Names through time, ends and heirs: what can be true of an agency, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.house import person

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity import actions, queries
from khoso.foundation.identity.agencies.errors import AgencyNotAllowed, AgencyRefused
from khoso.foundation.identity.models import Agency, AgencyName, Succession
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P3")]

START = date(2025, 7, 1)


@pytest.fixture
def officer(db: None) -> Any:
    department = actions.register_agency("DN.SNV", "Sở Nội vụ", kind="department")
    return person("noivu", (department, Role.HOME_AFFAIRS))


@pytest.fixture
def ward(officer: Any) -> Agency:
    return actions.add_agency("75.00001", "Ủy ban nhân dân xã Mẫu", by=officer, kind="commune", valid_from=START)


def _name(agency: Agency, day: date) -> str | None:
    told = queries.agency_name_on(agency, day)
    return told.name if told else None


def _last_entry() -> tuple[str, str, dict[str, Any]]:
    entry = AuditEntry.objects.filter(chain="identity").order_by("-position")[0]
    return entry.verb, entry.subject_id, entry.details


def test_a_commune_that_becomes_a_ward_keeps_both_names_with_their_days(officer: Any, ward: Agency) -> None:
    day = date(2026, 5, 1)
    actions.rename_agency(
        ward, "Ủy ban nhân dân phường  Mẫu", by=officer, kind="ward", from_day=day, decision="NQ 1/2026"
    )
    ward.refresh_from_db()
    assert (ward.name, ward.kind) == ("Ủy ban nhân dân phường Mẫu", "ward")
    assert _name(ward, day - timedelta(days=1)) == "Ủy ban nhân dân xã Mẫu"
    assert _name(ward, day) == "Ủy ban nhân dân phường Mẫu"
    assert _name(ward, START - timedelta(days=1)) is None
    assert [(row.valid_from, row.valid_to) for row in queries.names_through_time(ward)] == [
        (START, date(2026, 4, 30)),
        (day, None),
    ]
    assert [hit.agency for hit in queries.search_agencies("xa mau")] == [ward]
    assert _last_entry() == (
        "identity.agency.rename",
        "75.00001",
        {
            "name": ["Ủy ban nhân dân xã Mẫu", "Ủy ban nhân dân phường Mẫu"],
            "kind": ["commune", "ward"],
            "from": [None, "2026-05-01"],
            "decision": [None, "NQ 1/2026"],
        },
    )


def test_without_the_day_of_a_change_both_names_are_told(officer: Any, ward: Agency) -> None:
    with pytest.raises(AgencyRefused, match="ghi chú"):
        actions.rename_agency(ward, "Phường Mẫu", by=officer, kind="ward", from_day=None)
    actions.rename_agency(ward, "Phường Mẫu", by=officer, kind="ward", from_day=None, note="giữa 2025 và 2026")
    ward.refresh_from_db()
    between = queries.agency_name_on(ward, date(2026, 1, 1))
    assert between and (between.is_certain, between.kinds) == (False, ("commune", "ward"))
    assert between.name == "Ủy ban nhân dân xã Mẫu / Phường Mẫu"
    assert _name(ward, START) == "Ủy ban nhân dân xã Mẫu"
    assert _name(ward, clock.today()) == "Phường Mẫu"


def test_a_later_change_after_an_unknown_day_keeps_the_order(officer: Any, ward: Agency) -> None:
    actions.rename_agency(ward, "Phường Mẫu", by=officer, kind="ward", from_day=None, note="không rõ ngày")
    actions.rename_agency(ward, "Phường Mẫu Mới", by=officer, from_day=date(2026, 9, 1))
    assert [row.name for row in queries.names_through_time(Agency.objects.get(pk=ward.pk))] == [
        "Ủy ban nhân dân xã Mẫu",
        "Phường Mẫu",
        "Phường Mẫu Mới",
    ]


_STEPS = st.lists(
    st.tuples(st.sampled_from(["rename", "rename", "rename", "end"]), st.integers(-400, 400), st.integers(0, 3)),
    max_size=7,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS, starts=st.booleans())
def test_names_never_overlap_and_leave_no_hole(steps: list[tuple[str, int, int]], starts: bool) -> None:
    AgencyName.objects.filter(agency__code="T.1").delete()
    Agency.objects.filter(code="T.1").delete()
    agency = actions.add_agency("T.1", "Tên 0", by=None, kind="commune", valid_from=START if starts else None)
    held: dict[int, str] = {}
    for verb, offset, number in steps:
        day = date(2026, 1, 1) + timedelta(days=offset)
        try:
            if verb == "end":
                actions.end_agency(agency, day, by=None)
            else:
                actions.rename_agency(agency, f"Tên {number}", by=None, from_day=day)
                held[day.toordinal()] = f"Tên {number}"
        except AgencyRefused:
            continue
    agency = Agency.objects.get(code="T.1")
    rows = queries.names_through_time(agency)
    for first, second in pairwise(rows):
        assert first.valid_to and second.valid_from
        assert first.valid_to + timedelta(days=1) == second.valid_from
    assert (rows[0].valid_from, rows[-1].valid_to) == (agency.valid_from, agency.valid_to)
    assert (rows[-1].name, rows[-1].kind) == (agency.name, agency.kind)
    day = date(2024, 10, 1)
    while day < date(2027, 3, 1):
        there = (agency.valid_from or day) <= day <= (agency.valid_to or day)
        began = [ordinal for ordinal in held if ordinal <= day.toordinal()]
        expected = held[max(began)] if began else "Tên 0"
        assert _name(agency, day) == (expected if there else None)
        day += timedelta(days=13)


@pytest.mark.parametrize(
    ("name", "day", "why"),
    [
        ("Ủy ban nhân dân xã Mẫu", date(2026, 1, 1), "như cũ"),
        ("Tên khác", START, "02/07/2025"),
        ("Tên khác", date(2099, 1, 1), "còn ở phía trước"),
        ("  ", date(2026, 1, 1), "Cần có tên"),
        ("x" * 301, date(2026, 1, 1), "300"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_changes(
    officer: Any, ward: Agency, name: str, day: date, why: str
) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(AgencyRefused, match=why):
        actions.rename_agency(ward, name, by=officer, from_day=day)
    assert [row.name for row in queries.names_through_time(ward)] == ["Ủy ban nhân dân xã Mẫu"]
    assert AuditEntry.objects.count() == before


def test_a_wrongly_written_name_is_put_right_without_history(officer: Any, ward: Agency) -> None:
    actions.correct_agency_name(ward, "Ủy ban nhân dân xã Mẫu An", by=officer)
    assert [row.name for row in queries.names_through_time(Agency.objects.get(pk=ward.pk))] == [
        "Ủy ban nhân dân xã Mẫu An"
    ]
    assert _last_entry()[2] == {"name": ["Ủy ban nhân dân xã Mẫu", "Ủy ban nhân dân xã Mẫu An"]}


def test_an_agency_that_ends_leaves_what_it_had_to_its_heirs(officer: Any, ward: Agency) -> None:
    heir = actions.add_agency("75.00002", "Ủy ban nhân dân xã Bên", by=officer, kind="commune")
    last_day = date(2026, 6, 30)
    actions.end_agency(ward, last_day, by=officer, heirs=[(heir, False)], decision="NQ 2/2026")
    ended = Agency.objects.get(pk=ward.pk)
    assert ended.valid_to == last_day
    assert [(row.heir, row.is_partial, row.on) for row in queries.heirs_of(ended)] == [(heir, False, date(2026, 7, 1))]
    assert [row.predecessor for row in queries.predecessors_of(heir)] == [ward]
    assert ward.pk in (agencies_of(person("vanthu", (heir, Role.CLERK))) or ())
    assert _last_entry()[2] == {
        "valid_to": [None, "2026-06-30"],
        "heirs": [None, {"75.00002": "whole"}],
        "decision": [None, "NQ 2/2026"],
    }
    with pytest.raises(AgencyRefused, match="đã kết thúc"):
        actions.end_agency(ended, last_day, by=officer)
    with pytest.raises(AgencyRefused, match="không đổi nữa"):
        actions.rename_agency(ended, "Tên khác", by=officer, from_day=date(2026, 7, 5))


def test_heirs_that_cannot_be_are_refused(officer: Any, ward: Agency) -> None:
    heir = actions.add_agency("75.00002", "Xã Bên", by=officer, kind="commune")
    gone = actions.add_agency("75.00003", "Xã Cũ", by=officer, kind="commune")
    actions.end_agency(gone, date(2026, 1, 31), by=officer, heirs=[(ward, False)])
    gone.refresh_from_db()
    day = date(2026, 6, 30)
    for heirs, why in (
        ([(ward, False)], "chính cơ quan này"),
        ([(gone, False)], "có trước nó"),
        ([(heir, False), (heir, True)], "hai lần"),
        ([(heir, False), (actions.register_agency("Y.1", "Một cơ quan"), True)], "toàn bộ"),
    ):
        with pytest.raises(AgencyRefused, match=why):
            actions.end_agency(ward, day, by=officer, heirs=heirs)
    with pytest.raises(AgencyRefused, match="không thể trước"):
        actions.end_agency(ward, START - timedelta(days=1), by=officer)
    actions.register_agency("75.00001.1", "Phòng", parent=ward)
    with pytest.raises(AgencyRefused, match="1 đơn vị trực thuộc"):
        actions.end_agency(ward, day, by=officer, heirs=[(heir, False)])
    assert Succession.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.HOME_AFFAIRS])
def test_nobody_but_home_affairs_changes_the_directory(ward: Agency, role: Role) -> None:
    one = person("nguoi-khac", (ward, role))
    for change in (
        lambda: actions.add_agency("X.1", "Tên", by=one),
        lambda: actions.rename_agency(ward, "Tên", by=one, from_day=date(2026, 1, 1)),
        lambda: actions.correct_agency_name(ward, "Tên", by=one),
        lambda: actions.end_agency(ward, date(2026, 1, 1), by=one),
        lambda: actions.describe_agency(ward, by=one, phone="1"),
        lambda: actions.confirm_agency(ward, by=one),
        lambda: actions.recognise_agency(ward, ward, by=one),
    ):
        with pytest.raises(AgencyNotAllowed):
            change()
    assert Agency.objects.get(pk=ward.pk).name == "Ủy ban nhân dân xã Mẫu"
