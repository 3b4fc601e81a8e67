"""Progress in a terminal: every stage and the rate, however narrow it is."""

from __future__ import annotations

import pytest

from khoso.config.bars import lines_of
from khoso.config.intake import Snapshot
from khoso.kernel.figures import StageProgress

SNAPSHOT = Snapshot(
    progress=[StageProgress("check", "Kiểm tra", 3, 6, "tệp"), StageProgress("read", "Đọc chữ", 9, 9, "trang")],
    reached=[],
    pages=9,
    seconds=6.0,
    is_settled=False,
)


def test_on_a_wide_terminal_all_stands_on_one_line():
    assert lines_of(SNAPSHOT, 100) == ["1.5 trang/giây  Kiểm tra ███░░░ 3/6  Đọc chữ ██████ 9/9"]


@pytest.mark.parametrize("width", [24, 40, 60])
def test_on_a_narrow_terminal_nothing_is_left_out(width: int):
    lines = lines_of(SNAPSHOT, width)
    assert max(map(len, lines)) <= width
    assert "  ".join(lines) == lines_of(SNAPSHOT, 100)[0]
