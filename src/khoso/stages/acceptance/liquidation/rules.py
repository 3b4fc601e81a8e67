"""What liquidation asks, as a pure decision over facts. Words are told where they are read.

# Luật: TT 05/2025 Đ.9.8, Đ.10 (hoàn trả tài liệu), NĐ 31/2026 Đ.12 (xóa dữ liệu trên thiết bị); KH 82 III.2.d
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found of a batch, counted."""

    sheets_out: int = 0
    sheets_back: int = 0
    dossiers_out: int = 0
    dossiers_back: int = 0
    # Out, and neither back nor concluded on.
    dossiers_away: int = 0
    is_paper_back: bool = False
    was_paper_counted: bool = False
    open_differences: int = 0
    unwiped_devices: int = 0
    open_defects: int = 0
    open_rounds: int = 0
    certified_rounds: int = 0
    # Dossiers the batch brought, and those nobody accepted: no condition, for both may agree that they are not paid.
    dossiers: int = 0
    not_accepted: int = 0
    not_backed_up: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: whether it holds, what was found, who must act."""

    code: str
    is_met: bool
    count: int
    # The key of its words where it has others than its code's.
    words: str = ""


# Code → (what is asked, what was found when it is not met, what was found when it is, who must act).
WORDS = {
    "paper": (
        gettext_noop("Tài liệu giấy đã trả đủ"),
        gettext_noop("Còn {count} hồ sơ hoặc tờ chưa trả."),
        gettext_noop("Mọi tờ đã giao đều đã nhận lại."),
        gettext_noop("Bên số hóa trả; văn thư, lưu trữ của cơ quan đếm và nhận"),
    ),
    "paper_unwritten": (
        gettext_noop("Tài liệu giấy đã trả đủ"),
        gettext_noop("Chưa có biên bản giao nhận."),
        gettext_noop("Mọi tờ đã giao đều đã nhận lại."),
        gettext_noop("Bên số hóa và văn thư, lưu trữ của cơ quan lập biên bản giao nhận"),
    ),
    "paper_unsettled": (
        gettext_noop("Tài liệu giấy đã trả đủ"),
        gettext_noop("Còn lần giao nhận chưa đủ hai bên xác nhận, hoặc chênh lệch chưa kết luận."),
        gettext_noop("Mọi tờ đã giao đều đã nhận lại."),
        gettext_noop("Bên số hóa và văn thư, lưu trữ của cơ quan"),
    ),
    "differences": (
        gettext_noop("Chênh lệch khi giao nhận bản gốc đã giải quyết"),
        gettext_noop("Còn {count} chênh lệch chưa giải quyết."),
        gettext_noop("Không còn chênh lệch nào."),
        gettext_noop("Người được giao từng chênh lệch"),
    ),
    "devices": (
        gettext_noop("Thiết bị đã xóa dữ liệu và rời đi"),
        gettext_noop("Còn {count} thiết bị chưa xóa hoặc chưa rời nơi số hóa."),
        gettext_noop("Mọi thiết bị đã có biên bản xóa và đã rời đi."),
        gettext_noop("Bên số hóa xóa; Tổ Quản lý, Giám sát chứng kiến"),
    ),
    "defects": (
        gettext_noop("Không còn lỗi kiểm tra"),
        gettext_noop("Còn {count} lỗi chưa sửa xong."),
        gettext_noop("Mọi lỗi đã sửa xong hoặc kết luận không phải lỗi."),
        gettext_noop("Bên số hóa sửa; người kiểm tra xem lại"),
    ),
    "rounds": (
        gettext_noop("Mọi đợt nghiệm thu đã xác nhận hoặc hủy"),
        gettext_noop("Còn {count} đợt chưa xác nhận, hoặc chưa có đợt nào được xác nhận."),
        gettext_noop("Không còn đợt nghiệm thu dở dang."),
        gettext_noop("Các bên ký biên bản; thủ trưởng xác nhận khối lượng"),
    ),
    "backup": (
        gettext_noop("Gói tin đã lưu và sao đủ"),
        gettext_noop("Còn {count} gói tin chưa đủ bản sao nguyên vẹn."),
        gettext_noop("Mọi gói tin có đủ bản sao nguyên vẹn ở mọi nơi lưu trữ."),
        gettext_noop("Lưu trữ viên, quản trị hệ thống"),
    ),
}


def conditions(facts: Facts) -> list[Condition]:
    """Every condition in the order it is told."""
    wanting = max(facts.dossiers_away, 0) or max(facts.sheets_out - facts.sheets_back, 0)
    how = "" if wanting else "paper_unsettled"
    words = {"paper": how if facts.was_paper_counted else "paper_unwritten"}
    found = {
        "paper": (facts.was_paper_counted and facts.is_paper_back, wanting),
        "differences": (facts.open_differences == 0, facts.open_differences),
        "devices": (facts.unwiped_devices == 0, facts.unwiped_devices),
        "defects": (facts.open_defects == 0, facts.open_defects),
        "rounds": (facts.open_rounds == 0 and facts.certified_rounds > 0, facts.open_rounds),
        "backup": (facts.not_backed_up == 0, facts.not_backed_up),
    }
    return [Condition(code, is_met, count, words.get(code, "")) for code, (is_met, count) in found.items()]


def worded(one: Condition) -> dict[str, Any]:
    """A condition in the reader's language."""
    asked, not_met, met, who = WORDS[one.words or one.code]
    found = _(met) if one.is_met else _(not_met).format(count=one.count)
    return {"code": one.code, "is_met": one.is_met, "asked": _(asked), "found": found, "who": _(who)}


def in_vietnamese(one: Condition) -> tuple[str, str, str]:
    """(what is asked, what was found, who must act) as an official paper says it."""
    asked, not_met, met, who = WORDS[one.words or one.code]
    return asked, met if one.is_met else not_met.format(count=one.count), who
