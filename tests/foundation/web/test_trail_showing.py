"""How the details of a row become words."""

from __future__ import annotations

import pytest

from khoso.foundation.web.trail.showing import change

pytestmark = pytest.mark.mission("R7")


def test_two_values_are_a_change_but_two_ways_of_signing_in_are_both_told() -> None:
    assert (change("name", ["a", "b"]).is_change, change("name", ["a", "b"]).before) == (True, "a")
    ways = change("by", ["password", "totp"])
    assert (ways.is_change, ways.after) == (False, "mật khẩu, mã của ứng dụng")
    assert change("by", "directory").after == "tài khoản của thành phố"
