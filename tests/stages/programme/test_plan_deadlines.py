"""Every way in which a plan says when."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoso.stages.programme.models.plan import DeadlineKind
from khoso.stages.programme.plan import deadlines
from khoso.stages.programme.plan.builtin import plan_82

pytestmark = [pytest.mark.mission("P2"), pytest.mark.luat("KH 82 Phụ lục II")]
JUNE, YEAR = (date(2026, 6, 1), date(2026, 6, 30)), (date(2026, 1, 1), date(2026, 12, 31))
DEC15 = date(2026, 12, 15)
# Key → (kind, from, to, whether that day itself is too late), each read by hand from the print.
ALL = {
    "I.1": ("day", date(2026, 6, 12), date(2026, 6, 12), False),
    "I.2": ("month", *JUNE, False),
    "I.3": ("before", None, date(2026, 6, 15), True),
    "I.4": ("months", date(2026, 6, 1), date(2026, 11, 30), False),
    "I.6": ("regularly_before", None, DEC15, True),
    "I.7": ("before", date(2026, 10, 1), DEC15, True),
    "I.8": ("before", None, date(2026, 12, 31), True),
    "I.9": ("regularly", None, None, False),
    "I.10": ("every_two_weeks", None, None, False),
    "II.1": ("before", None, date(2026, 6, 15), True),
    "II.2": ("before", None, date(2026, 6, 30), True),
    "II.3": ("regularly_before", None, DEC15, True),
    "II.4": ("month", *JUNE, False),
    "II.5": ("month", *JUNE, False),
    "II.6": ("before", None, date(2026, 6, 15), True),
    "II.7": ("before", None, date(2026, 7, 15), True),
    "II.8": ("before", None, date(2026, 7, 15), True),
    "II.9": ("after", None, None, False),
    "II.10": ("none", None, None, False),
    "II.11": ("month", date(2026, 9, 1), date(2026, 9, 30), False),
    "II.12": ("month", date(2026, 9, 1), date(2026, 9, 30), False),
    "II.13": ("before", None, DEC15, True),
    "II.14": ("regularly_before", None, DEC15, True),
    "II.15": ("regularly", None, None, False),
    "II.16": ("regularly", None, None, False),
    "II.17": ("after", None, DEC15, True),
    "II.18": ("after", None, DEC15, True),
    "II.19": ("after", None, DEC15, True),
    "II.20": ("every_two_weeks", None, None, False),
    "III.1": ("year", *YEAR, False),
    "III.2": ("year", *YEAR, False),
    "III.3": ("regularly", None, None, False),
    "III.4": ("regularly", None, None, False),
    "III.5": ("year", *YEAR, False),
    "III.6": ("month", date(2026, 10, 1), date(2026, 10, 31), False),
    "IV.1": ("regularly", *YEAR, False),
    "IV.2": ("before", None, date(2026, 6, 15), True),
    "IV.3": ("regularly", None, None, False),
    "V.1": ("year", *YEAR, False),
    "V.2": ("before", None, date(2026, 6, 30), True),
    "V.3": ("before", None, None, True),
    "V.4": ("regularly", None, None, False),
    "V.5": ("when_arising", None, None, False),
}


def read(text: str) -> tuple[str, date | None, date | None, bool]:
    one = deadlines.read(text)
    assert one.text == text.strip()
    return one.kind, one.from_day, one.to_day, one.is_before


def test_every_deadline_of_the_plan() -> None:
    assert {row.key: read(row.deadline.text) for row in plan_82().rows} == ALL


def test_every_kind_is_known_to_the_database_and_each_occurs() -> None:
    ours = {value for name, value in vars(deadlines).items() if name.isupper() and isinstance(value, str)}
    assert ours == set(DeadlineKind.values)
    assert {kind for kind, *_ in ALL.values()} == ours


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("15/6/2027", ("day", date(2027, 6, 15), date(2027, 6, 15), False)),
        ("Chậm nhất ngày 05-07-2027", ("day", date(2027, 7, 5), date(2027, 7, 5), False)),
        ("TRƯỚC NGÀY 1.2.2027", ("before", None, date(2027, 2, 1), True)),
        ("Trước tháng 9/2027", ("before", None, date(2027, 9, 1), True)),
        ("Từ 01/3/2027 đến 15/4/2027", ("months", date(2027, 3, 1), date(2027, 4, 15), False)),
        ("Tháng 11/2026 – tháng 02/2027", ("months", date(2026, 11, 1), date(2027, 2, 28), False)),
        ("Quý II/2028", ("months", date(2028, 4, 1), date(2028, 6, 30), False)),
        ("Tháng 02/2028", ("month", date(2028, 2, 1), date(2028, 2, 29), False)),
        ("Hai tuần một lần", ("every_two_weeks", None, None, False)),
        ("Hằng tháng", ("regularly", None, None, False)),
        ("Thường xuyên, hoàn thành trong tháng 11/2027", ("regularly_before", None, date(2027, 11, 30), False)),
        ("Sau khi nghiệm thu", ("after", None, None, False)),
        ("Theo yêu cầu", ("when_arising", None, None, False)),
        ("Đột xuất", ("when_arising", None, None, False)),
        ("Dữ liệu sau số hóa", ("none", None, None, False)),
        ("31/6/2027", ("none", None, None, False)),
        ("tháng 13/2027", ("none", None, None, False)),
        ("Báo cáo kiểm tra", ("none", None, None, False)),
        ("   ", ("none", None, None, False)),
    ],
)
def test_other_ways_of_saying_it(text: str, kind: tuple[object, ...]) -> None:
    assert read(text) == kind


DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(DAYS, st.booleans(), st.booleans())
def test_a_day_is_read_however_it_is_written(day: date, padded: bool, before: bool) -> None:
    written = f"{day:%d/%m/%Y}" if padded else f"{day.day}/{day.month}/{day.year}"
    found = read(f"Trước ngày {written}" if before else f"Ngày {written}")
    assert found == (("before", None, day, True) if before else ("day", day, day, False))


@given(DAYS)
def test_a_month_has_its_own_first_and_last_day(day: date) -> None:
    kind, first, last, _ = read(f"Tháng {day.month}/{day.year}")
    assert kind == "month" and first == day.replace(day=1) and last is not None
    assert (last.month, (last - first).days + 1) == (day.month, last.day)


@given(st.text(max_size=200))
def test_no_words_break_it_and_days_come_in_order(text: str) -> None:
    one = deadlines.read(text)
    assert one.kind in DeadlineKind.values and one.text == text.strip()
    if one.from_day and one.to_day:
        assert one.from_day <= one.to_day


@given(DAYS, DAYS)
def test_a_span_never_ends_before_it_begins(first: date, last: date) -> None:
    one = deadlines.read(f"Từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}")
    assert one.from_day is not None and one.to_day is not None and one.from_day <= one.to_day
