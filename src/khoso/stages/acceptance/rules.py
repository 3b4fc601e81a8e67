"""When a dossier may be accepted, as a pure decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# What may stand against accepting a dossier, in the order it is told. Kept by code: whoever reads it later reads it in
# their own language.
REASONS = {
    "legacy": gettext_noop("Tài liệu số hóa trước đây không nghiệm thu như khối lượng mới."),
    "of_batch": gettext_noop("Hồ sơ thuộc một đợt số hóa: nghiệm thu trong đợt nghiệm thu, không nghiệm thu lẻ."),
    "not_stored": gettext_noop("Gói tin chưa được lưu và kiểm tra trong kho."),
    "no_items": gettext_noop("Hồ sơ chưa có tài liệu nào."),
    "not_confirmed": gettext_noop("{count} tài liệu chưa có người xác nhận trường thông tin."),
    "without_file": gettext_noop("{count} tài liệu trong bảng kê không có tệp."),
    "unchecked": gettext_noop("{count} tệp chưa qua kiểm tra máy."),
    "quarantined": gettext_noop("{count} tệp bị từ chối hoặc cách ly."),
    "open_defects": gettext_noop("{count} lỗi kiểm tra chưa sửa xong."),
    "not_inspected": gettext_noop("Lô giao nộp chưa được người kiểm tra theo mẫu."),
    "lot_not_passed": gettext_noop("Lô kiểm tra chưa đạt."),
    "not_backed_up": gettext_noop("Gói tin chưa có đủ bản sao nguyên vẹn ở mọi nơi lưu trữ."),
}


@dataclass(frozen=True)
class AcceptanceFacts:
    """What the decision looks at."""

    is_stored: bool
    items: int
    items_not_confirmed: int  # fields that no person confirmed
    items_without_file: int
    is_legacy: bool
    is_of_batch: bool = False


@dataclass(frozen=True)
class RoundFacts:
    """What a round looks at besides, for one dossier."""

    files_unchecked: int = 0
    files_stopped: int = 0
    open_defects: int = 0
    is_inspected: bool = True
    is_lot_passed: bool = True
    is_backed_up: bool = True


def codes_against(facts: AcceptanceFacts) -> list[tuple[str, int]]:
    """Why the dossier cannot be accepted, as (code of REASONS, how many); [] when it can.

    # Luật: TT 05/2025 Đ.9.8; KH 82 VI.4
    """
    found = {
        "legacy": int(facts.is_legacy),
        "of_batch": int(facts.is_of_batch),
        "not_stored": int(not facts.is_stored),
        "no_items": int(not facts.items),
        "not_confirmed": facts.items_not_confirmed,
        "without_file": facts.items_without_file,
    }
    return [(code, count) for code, count in found.items() if count]


def codes_against_in_round(facts: AcceptanceFacts, more: RoundFacts) -> list[tuple[str, int]]:
    """Why a round rejects the dossier: the same, and what its inspection and its copies say.

    # Luật: TT 05/2025 Đ.9.5, Đ.9.8 (kiểm tra, sửa, sao lưu rồi mới nghiệm thu)
    """
    found = {
        "unchecked": more.files_unchecked,
        "quarantined": more.files_stopped,
        "open_defects": more.open_defects,
        "not_inspected": int(not more.is_inspected),
        "lot_not_passed": int(more.is_inspected and not more.is_lot_passed),
        # What is not stored has no copies either: said once.
        "not_backed_up": int(facts.is_stored and not more.is_backed_up),
    }
    return [*codes_against(facts), *((code, count) for code, count in found.items() if count)]


def worded(reasons: Iterable[Sequence[Any]]) -> list[str]:
    """Reasons as sentences in the reader's language."""
    return [_(REASONS[code]).format(count=count) for code, count in reasons if code in REASONS]


def in_vietnamese(reasons: Iterable[Sequence[Any]]) -> list[str]:
    """Reasons as an official paper says them, whoever draws it."""
    return [REASONS[code].format(count=count) for code, count in reasons if code in REASONS]


def reasons_against(facts: AcceptanceFacts) -> list[str]:
    """Why the dossier cannot be accepted, in sentences; [] when it can."""
    return worded(codes_against(facts))
