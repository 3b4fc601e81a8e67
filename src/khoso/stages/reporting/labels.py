"""What reports' states, moves and facts are called."""

from __future__ import annotations

from khoso.kernel.words import noop
from khoso.stages.reporting.reports.rules import CAME_LABELS
from khoso.stages.reporting.states import REPORT_LABELS

__all__ = ["CAME_LABELS", "MOVE_LABELS", "REPORT_LABELS", "TEXT_LABELS"]

MOVE_LABELS = {
    "open": noop("Mở bản nháp"),
    "sign": noop("Ký"),
    "unsign": noop("Bỏ chữ ký"),
    "submit": noop("Gửi Sở Nội vụ"),
    "return": noop("Trả lại"),
    "lock": noop("Tiếp nhận, khóa"),
    "correct": noop("Lập bản thay"),
    "supersede": noop("Đã có bản mới thay"),
    "extend": noop("Gia hạn"),
}

TEXT_LABELS = {
    "done_text": noop("Đã hoàn thành"),
    "not_done_text": noop("Chưa hoàn thành"),
    "causes": noop("Nguyên nhân chậm"),
    "responsible": noop("Cơ quan, cá nhân chịu trách nhiệm"),
    "remedy": noop("Phương án, thời hạn khắc phục"),
}
