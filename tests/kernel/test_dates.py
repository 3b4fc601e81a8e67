"""Archival dates: what people type, what the law's XML wants."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoso.kernel.dates import ArchivalDate, from_parts, parse


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("09/2/2010", "2010-02-09"),
        ("9-2-2010", "2010-02-09"),
        ("02/2010", "2010-02"),
        ("2010", "2010"),
        ("2010-07", "2010-07"),
        (date(1987, 5, 3), "1987-05-03"),
    ],
)
def test_a_date_is_read_as_far_as_it_is_known(typed: object, iso: str):
    read = parse(typed)
    assert read is not None
    assert read.iso == iso


@pytest.mark.parametrize("typed", ["31/02/2010", "13/2010", "", None, "hôm qua", "2010-13-01", "1/1/10"])
def test_what_is_no_date_is_none(typed: object):
    assert parse(typed) is None


@given(st.dates())
def test_the_vietnamese_form_reads_back(day: date):
    known = ArchivalDate(day.year, day.month, day.day)
    if day.year >= 1000:
        assert parse(known.vietnamese) == known
        assert parse(known.iso) == known


def test_parts_from_three_cells():
    assert from_parts("01", 7, 2010) == ArchivalDate(2010, 7, 1)
    assert from_parts(None, "7", "2010") == ArchivalDate(2010, 7)
    assert from_parts(None, None, 2010.0) == ArchivalDate(2010)
    assert from_parts(31, 2, 2010) is None
    assert from_parts(1, 1, None) is None


def test_a_day_without_a_month_is_refused():
    with pytest.raises(ValueError, match="tháng"):
        ArchivalDate(2010, None, 5)


def test_dates_of_different_sureness_are_in_order():
    days = [ArchivalDate(2010, 7), ArchivalDate(2010), ArchivalDate(2010, 7, 1), ArchivalDate(2009, 12, 31)]
    assert [day.iso for day in sorted(days)] == ["2009-12-31", "2010", "2010-07", "2010-07-01"]
