"""Numbers, dates and tones as a Vietnamese screen writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from khoso.foundation.web import formats
from khoso.foundation.web.templatetags import khoso_web as tags
from khoso.kernel.dates import ArchivalDate


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1284, "1.284"),
        (18452.5, "18.452,5"),
        ("1000000", "1.000.000"),
        (None, ""),
        ("–", "–"),
        (-1200, "-1.200"),
    ],
)
def test_a_number_has_points_between_thousands(value: object, text: str) -> None:
    assert formats.number(value) == text


def test_decimals_can_be_fixed() -> None:
    assert formats.number(3.14159, 2) == "3,14"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 11, 22, 17, 30, tzinfo=UTC), "23/11/2026"),
        (date(2026, 11, 22), "22/11/2026"),
        (ArchivalDate(1999, 7), "07/1999"),
        ("1999-07-05", "05/07/1999"),
        ("khoảng 1999", "khoảng 1999"),
        (None, ""),
    ],
)
def test_a_day_is_written_day_first_in_vietnams_zone(value: object, text: str) -> None:
    assert formats.day(value) == text


def test_a_moment_is_told_in_vietnams_zone() -> None:
    assert formats.moment(datetime(2026, 11, 22, 17, 30, tzinfo=UTC)) == "23/11/2026 00:30"
    assert formats.moment("2026-11-22T10:05:00+00:00") == "22/11/2026 17:05"
    assert formats.moment(date(2026, 11, 22)) == "22/11/2026"


def test_all_but_one_page_is_not_a_hundred_per_cent() -> None:
    assert [tags.percent_of(done, 1284) for done in (0, 1283, 1284)] == [0, 99, 100]
    assert tags.percent_of(0, 0) == 0


def test_confidence_is_rounded_down_and_absent_when_unknown() -> None:
    assert [tags.confidence(value) for value in (0.999, 0.61, 0, None)] == ["99 %", "61 %", "0 %", ""]


def test_an_unknown_state_is_never_shown_as_good() -> None:
    assert [tags.tone(state) for state in ("stored", "failed", "something_new", None)] == [
        "good",
        "bad",
        "calm",
        "calm",
    ]


def test_initials_are_of_the_family_and_the_given_name() -> None:
    assert [tags.initials(name) for name in ("Lê Thị Minh Hạnh", "Khôi", "")] == ["LH", "K", ""]
