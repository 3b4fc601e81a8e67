"""When a report is due, whether it came in time, what it owes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from khoso.foundation.identity.agencies import issuing
from khoso.kernel.clock import VIETNAM
from khoso.stages.reporting.reports import rules
from khoso.stages.reporting.reports.rules import Came, Punctuality, punctuality


def weekdays(day: date, count: int) -> date:
    while count:
        day += timedelta(1)
        count -= day.weekday() < 5
    return day


def at(day: int, hour: int = 9, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=VIETNAM)


@pytest.mark.luat("KH 82 VI.6.a")
def test_periods_follow_each_other_and_the_last_is_cut_where_the_programme_ends() -> None:
    spans = rules.spans(date(2026, 6, 15), 14, date(2026, 7, 20))
    assert [(one.number, one.starts_on.day, one.ends_on.day) for one in spans] == [
        (1, 15, 28),
        (2, 29, 12),
        (3, 13, 20),
    ]
    assert rules.spans(date(2026, 8, 1), 14, date(2026, 7, 20)) == []
    assert rules.spans(date(2026, 7, 1), 0, date(2026, 7, 20)) == []


@pytest.mark.luat("KH 82 VI.6.a")
@pytest.mark.parametrize(("grace", "due"), [(0, 29), (1, 30)])
def test_a_report_is_due_when_offices_close_on_the_working_day_after(grace: int, due: int) -> None:
    assert rules.due_at(date(2026, 6, 28), grace, weekdays) == at(due, 17)


@pytest.mark.luat("KH 82 VI.6.d")
def test_before_the_fifteenth_is_until_the_last_second_of_the_fourteenth() -> None:
    assert rules.final_due_at(date(2026, 12, 14)) == datetime(2026, 12, 14, 23, 59, 59, tzinfo=VIETNAM)


@pytest.mark.mission("P7")
@pytest.mark.parametrize(
    ("submitted", "now", "came", "days"),
    [
        (None, at(27), Came.AWAITED, 2),
        (None, at(29, 17), Came.AWAITED, 0),
        (None, at(29, 18), Came.MISSING, 1),
        (None, at(2, month=7), Came.MISSING, 3),
        (at(29, 17), at(30), Came.IN_TIME, 0),
        (at(29, 18), at(30), Came.LATE, 1),
        (at(1, month=7), at(2, month=7), Came.LATE, 2),
    ],
)
def test_late_and_missing_are_facts_of_the_clock(
    submitted: datetime | None, now: datetime, came: Came, days: int
) -> None:
    assert punctuality(at(29, 17), submitted, now) == Punctuality(came, days, at(29, 17), submitted)


@pytest.mark.mission("P7")
def test_a_returned_report_stays_in_time_and_owes_to_come_again() -> None:
    again_due = rules.again_due_at(at(30), 3, weekdays)
    assert again_due == at(3, 17, month=7)
    facts = [
        punctuality(at(29, 17), at(29), now, returned_at=at(30), again_due=again_due, again_at=came)
        for now, came in [(at(2, month=7), None), (at(6, month=7), None), (at(6, month=7), at(3, month=7))]
    ]
    assert [(one.came, one.again and one.again.came, one.owes) for one in facts] == [
        (Came.IN_TIME, Came.AWAITED, False),
        (Came.IN_TIME, Came.MISSING, True),
        (Came.IN_TIME, Came.IN_TIME, False),
    ]


@pytest.mark.luat("KH 82 VI.6.b")
def test_what_is_late_must_be_explained() -> None:
    told = {"causes": "Thiếu máy", "responsible": "  ", "remedy": ""}
    assert rules.unexplained(True, told) == [rules.EXPLANATIONS["responsible"], rules.EXPLANATIONS["remedy"]]
    assert rules.unexplained(False, {}) == []


@pytest.mark.luat("KH 82 VI.6.b")
def test_procedures_are_made_of_the_tasks_of_their_part_of_the_road() -> None:
    def task(stage: str, state: str, *, is_contract: bool = False, late: int = 0) -> dict[str, object]:
        return {"stage": stage, "state": state, "is_contract": is_contract, "late_days": late}

    told = rules.procedures(
        [
            task("fund", "done"),
            task("fund", "waived"),
            task("contract", "under_way", late=2),
            task("contract", "not_begun", is_contract=True),
            task("organise", "done"),
        ]
    )
    assert [(one["name"], one["state"], one["done"], one["total"], one["late"]) for one in told] == [
        ("funding", rules.DONE, 1, 1, 0),
        ("bidding", rules.UNDER_WAY, 0, 1, 1),
        ("contract", rules.NOT_BEGUN, 0, 1, 0),
    ]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.250", 1250),
        (" 12 500 ", 12500),
        ("0", 0),
        ("-1", None),
        ("1,5", None),
        ("٣", None),
        ("", None),
        ("9" * 25, None),
    ],
)
def test_a_number_as_people_type_it(typed: str, value: int | None) -> None:
    found = rules.typed_number(typed)
    assert found == value


@pytest.mark.parametrize(
    ("name", "notation"),
    [
        ("Sở Nội vụ thành phố Đồng Nai", "SNV"),
        ("Văn phòng Ủy ban nhân dân thành phố Đồng Nai", "VPUBND"),
        ("Trung tâm Lưu trữ lịch sử thành phố Đồng Nai", "TTLTLS"),
        ("Sở Khoa học và Công nghệ thành phố Đồng Nai", "SKHCN"),
    ],
)
def test_a_report_without_a_number_has_a_notation_to_write_it_before(name: str, notation: str) -> None:
    assert issuing.initials(name) == notation
