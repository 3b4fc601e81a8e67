"""What each cross-check is worth, as one table: read it beside the bench, which prints how often each was right.

A weight is added to the logarithm of the odds (0.69: twice as likely; 3: twenty times). Positive lifts, negative
lowers. Only a source of its own may carry a reading over the line from which it counts as sure: what merely fits
does not make a doubtful reading certain.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One cross-check: what it adds, whether it may make sure what was not, and what a person reads."""

    weight: float
    may_make_sure: bool
    says: str


RULES = {
    # The register's row: typed from the paper by somebody else.
    "register-agrees": Rule(+3.2, True, "bảng kê ghi giống"),
    "register-nearly": Rule(-1.2, False, "bảng kê ghi hơi khác"),
    "register-differs": Rule(-2.8, False, "bảng kê ghi «{other}»"),
    "register-copied": Rule(0.0, False, "bảng kê chép từ bản đọc, không tính là khớp"),
    # The run of numbers of one notation in one year.
    "gap-of-one": Rule(+2.5, True, "điền đúng chỗ trống giữa số {before} và số {after}"),
    "fits-the-run": Rule(+0.8, False, "số và ngày thuận với số {other}"),
    "out-of-run": Rule(-2.2, False, "số {number} ngày {day} ngược với số {other} ngày {other_day}"),
    "out-of-run-unsure": Rule(-1.2, False, "số {number} ngày {day} ngược với số {other} ngày {other_day} của bảng kê"),
    "same-number": Rule(-1.8, False, "trùng số, ký hiệu với tài liệu khác ngày {other_day}"),
    # The dates of the dossier.
    "within-dossier": Rule(+0.4, False, "trong thời gian của hồ sơ"),
    "outside-dossier": Rule(-2.4, False, "ngoài thời gian của hồ sơ ({start}–{end})"),
    "order-of-time": Rule(+0.8, False, "thuận với ngày của tài liệu trước và sau"),
    "breaks-order": Rule(-1.4, False, "hồ sơ xếp theo ngày, ngày này ngược"),
    # The calendar. Offices do date papers on days off: a little, and it says so.
    "sunday": Rule(-0.6, False, "ngày ấy là Chủ nhật (giảm ít)"),
    "day-off": Rule(-0.6, False, "ngày ấy là ngày nghỉ lễ (giảm ít)"),
    "future": Rule(-5.0, False, "ngày còn chưa tới"),
    # What this agency wrote that year, as people confirmed it.
    "used-often": Rule(+2.4, True, "cơ quan này năm ấy đã dùng {times} lần"),
    "used-before": Rule(+1.0, False, "cơ quan này năm ấy đã dùng"),
    "nearly-used": Rule(-2.0, False, "gần giống «{other}» đã dùng {times} lần"),
    # The directory of agencies by day.
    "name-then": Rule(+2.2, True, "đúng tên cơ quan vào ngày ấy"),
    "name-not-then": Rule(-1.2, False, "vào ngày ấy cơ quan chưa có hoặc đã thôi tên này"),
    "nearly-a-name": Rule(-1.5, False, "gần giống tên cơ quan «{other}»"),
}
# Rules of one group say the same thing in other words: only the strongest of a group counts for a field.
GROUPS = {
    "gap-of-one": "run",
    "fits-the-run": "run",
    "used-often": "used",
    "used-before": "used",
    "name-then": "used",
    "within-dossier": "time",
    "order-of-time": "time",
    "outside-dossier": "late",
    "breaks-order": "late",
}
# From here on a reading counts as sure; see `choosing.SURE`.
LINE = 0.9
# No cross-check makes certain or impossible.
MOST, LEAST = 0.995, 0.02
# What was used at least so often is a habit of the agency; one fewer may be the same mistake made again.
OFTEN = 3
