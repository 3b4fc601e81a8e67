"""What findings and fields of an import are called on a screen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.foundation.web.words import told
from khoso.stages.catalogue.compute import fields, sheets

# What only the catalogue knows; what a sheet says of itself is named where it is checked.
FINDINGS: dict[str, Any] = {
    "catalogue.already_there": _("Đã có trong danh mục, như nhau"),
    "catalogue.code_elsewhere": _("Mã hồ sơ đã dùng ở cơ quan khác"),
    "catalogue.no_fonds": _("Không rõ phông nào"),
    "catalogue.differs": _("Đã có trong danh mục, ghi khác"),
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
    return FINDINGS[code] if code in FINDINGS else told(sheets.LABELS.get(code, code))


def field_label(kind: str, name: str) -> Any:
    """What a field of a dossier or an item is called."""
    known = (_OF_DOSSIERS if kind == "dossier" else _OF_ITEMS).get(name)
    return known.label if known else _MORE_FIELDS.get((kind, name), name)
