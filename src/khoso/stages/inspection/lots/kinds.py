"""What can be wrong with a page or with an index field: name, usual weight, and the law that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

CRITICAL, MAJOR, MINOR = "critical", "major", "minor"
PAGE, FIELD = "page", "field"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of defect. `severity` is what a checker is offered first and may change."""

    code: str
    units: str
    label: Any
    severity: str
    law: str


_IMAGE = "TT 05/2025 Đ.8.1.a"
_COMPARE = "TT 05/2025 Đ.9.4"
_ORDER = "TT 05/2025 Đ.9.1"
_DATA = "TT 05/2025 Đ.4.1"
_RULE = "NĐ 31/2026 Đ.12"

KINDS = (
    # Lỗi quét
    Kind("missing_page", PAGE, _("Thiếu trang"), CRITICAL, _COMPARE),
    Kind("unreadable", PAGE, _("Không đọc được chữ"), CRITICAL, _IMAGE),
    Kind("wrong_document", PAGE, _("Trang của tài liệu khác"), CRITICAL, _COMPARE),
    Kind("secrecy", PAGE, _("Có dấu chỉ mức độ mật"), CRITICAL, "KH 82 II"),
    Kind("cut", PAGE, _("Mất chữ ở mép"), MAJOR, _IMAGE),
    Kind("blur", PAGE, _("Mờ, nhòe"), MAJOR, _IMAGE),
    Kind("dark", PAGE, _("Quá tối hoặc viền đen"), MAJOR, _IMAGE),
    Kind("faint", PAGE, _("Quá nhạt, mất nét"), MAJOR, _IMAGE),
    Kind("orientation", PAGE, _("Trang bị xoay, ngược"), MAJOR, _IMAGE),
    Kind("order", PAGE, _("Sai thứ tự trang"), MAJOR, _ORDER),
    Kind("duplicate", PAGE, _("Trang trùng"), MAJOR, _COMPARE),
    Kind("covered", PAGE, _("Bị che: ngón tay, kẹp, giấy gập"), MAJOR, _IMAGE),
    Kind("colour", PAGE, _("Sai màu, mất dấu đỏ"), MAJOR, "TT 05/2025 Đ.8.2.a"),
    Kind("resolution", PAGE, _("Độ phân giải thấp"), MAJOR, _RULE),
    Kind("scale", PAGE, _("Sai tỷ lệ 100 %"), MAJOR, _IMAGE),
    Kind("skew", PAGE, _("Nghiêng"), MINOR, _IMAGE),
    Kind("streak", PAGE, _("Sọc, vệt máy quét"), MINOR, _IMAGE),
    Kind("bleed", PAGE, _("Bóng chữ mặt sau"), MINOR, _IMAGE),
    Kind("margin", PAGE, _("Thừa lề, lệch khung"), MINOR, _IMAGE),
    Kind("blank", PAGE, _("Trang trắng không cần quét"), MINOR, _COMPARE),
    Kind("other_page", PAGE, _("Lỗi khác của trang"), MINOR, _IMAGE),
    # Lỗi biên mục
    Kind("not_linked", FIELD, _("Không liên kết đúng tệp"), CRITICAL, _RULE),
    Kind("item_boundary", FIELD, _("Sai ranh giới tài liệu"), CRITICAL, _DATA),
    Kind("wrong_value", FIELD, _("Sai giá trị"), MAJOR, _DATA),
    Kind("missing_value", FIELD, _("Bỏ trống dù bản gốc có"), MAJOR, _DATA),
    Kind("invented_value", FIELD, _("Có giá trị mà bản gốc không có"), MAJOR, _DATA),
    Kind("wrong_code", FIELD, _("Sai mã danh mục"), MAJOR, _DATA),
    Kind("wrong_date", FIELD, _("Sai ngày, sai cách ghi ngày"), MAJOR, _DATA),
    Kind("spelling", FIELD, _("Sai chính tả, sai dấu"), MINOR, _DATA),
    Kind("abbreviated", FIELD, _("Viết tắt, lược bớt không đúng quy định"), MINOR, _DATA),
    Kind("other_field", FIELD, _("Lỗi khác của trường"), MINOR, _DATA),
)
BY_CODE = {kind.code: kind for kind in KINDS}


def kinds_of(units: str) -> list[Kind]:
    """The kinds of defects a page, or a field, can have."""
    return [kind for kind in KINDS if kind.units == units]


def label_of(code: str) -> Any:
    """The name of a kind; the code itself for one that is no more."""
    kind = BY_CODE.get(code)
    return kind.label if kind else code
