"""What findings and fields of an import are called on a screen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.stages.catalogue.compute import fields

FINDINGS: dict[str, Any] = {
    "catalogue.already_there": _("Đã có trong danh mục, như nhau"),
    "catalogue.code_elsewhere": _("Mã hồ sơ đã dùng ở cơ quan khác"),
    "catalogue.differs": _("Đã có trong danh mục, ghi khác"),
    "catalogue.state_secret": _("Tài liệu mật, không được nạp"),
    "catalogue.missing_column": _("Bảng kê thiếu cột"),
    "catalogue.wrong_date": _("Ngày không đúng"),
    "catalogue.impossible_number": _("Số không thể có"),
    "catalogue.too_long": _("Dài hơn quy định"),
    "catalogue.unknown_code": _("Mã không có trong bảng"),
    "catalogue.duplicate_number": _("Trùng số thứ tự, số ký hiệu"),
    "catalogue.number_gap": _("Khuyết số thứ tự, số văn bản"),
    "catalogue.duplicate_file": _("Hai dòng ghi cùng đường dẫn"),
    "catalogue.unsafe_path": _("Đường dẫn trong bảng kê không an toàn"),
    "catalogue.total_disagrees": _("Tổng số khai và số dòng không khớp"),
    "catalogue.empty_row": _("Dòng trống"),
    "catalogue.no_dossier": _("Dòng không rõ thuộc hồ sơ nào"),
    "catalogue.missing_value": _("Ô bắt buộc để trống"),
    "catalogue.dossier_disagrees": _("Một hồ sơ khai khác nhau giữa các dòng"),
    "catalogue.date_outside_dossier": _("Ngày văn bản ngoài thời gian của hồ sơ"),
    "catalogue.excel_error": _("Ô Excel đang báo lỗi"),
    "catalogue.formula": _("Ô là công thức"),
    "catalogue.merged_cells": _("Ô bị gộp"),
    "catalogue.hidden": _("Dòng, cột đang ẩn"),
    "catalogue.look_alike_repaired": _("Chữ cái lạ đã sửa"),
    "catalogue.nfd_repaired": _("Dấu viết tách rời đã ghép lại"),
    "catalogue.control_removed": _("Ký tự không nhìn thấy đã bỏ"),
    "catalogue.dossier_inherited": _("Dòng không ghi hồ sơ, hiểu theo dòng trên"),
    "catalogue.ordinal_from_order": _("Số thứ tự lấy theo thứ tự dòng"),
    "catalogue.numbering_row": _("Dòng đánh số cột, bỏ qua"),
    "catalogue.total_row": _("Dòng tổng cộng, bỏ qua"),
}
_MORE_FIELDS = {
    ("dossier", "store"): _("Kho"),
    ("dossier", "shelf"): _("Giá"),
    ("dossier", "secrecy_mark"): _("Dấu chỉ độ mật"),
    ("dossier", "retention_years"): _("Số năm lưu trữ"),
    ("item", "sheet"): _("Tờ số"),
    ("item", "sheet_count"): _("Số lượng tờ"),
    ("item", "signer"): _("Người ký"),
    ("item", "urgency"): _("Độ khẩn"),
    ("item", "material"): _("Loại hình"),
}
_OF_ITEMS = {one.name: one for table in fields.OF_MATERIAL.values() for one in table}
_OF_DOSSIERS = {one.name: one for one in fields.DOSSIER}

LAYOUTS: dict[str, Any] = {
    "tt05": _("mẫu TT 05/2025"),
    "nd30-hoso": _("mục lục hồ sơ NĐ 30/2020"),
    "nd30-vanban": _("mục lục văn bản NĐ 30/2020"),
    "tt02": _("trường của TT 02/2019"),
    "delivery": _("bảng kê của đơn vị số hóa"),
    "other": _("mẫu riêng"),
}
ENCODINGS: dict[str, Any] = {
    "auto": _("Máy tự nhận"),
    "unicode": _("Unicode"),
    "tcvn3": _("TCVN3 (ABC)"),
    "vni": _("VNI"),
}


def finding_label(code: str) -> Any:
    """What a finding is called; its code when it has no name here."""
    return FINDINGS.get(code, code)


def field_label(kind: str, name: str) -> Any:
    """What a field of a dossier or an item is called."""
    known = (_OF_DOSSIERS if kind == "dossier" else _OF_ITEMS).get(name)
    return known.label if known else _MORE_FIELDS.get((kind, name), name)
