"""What an edit of many dossiers may set, and why a dossier is left as it is. Decisions without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from khoso.kernel import codes
from khoso.kernel.text_vi import one_space
from khoso.kernel.words import Sentence, noop
from khoso.stages.catalogue.compute.fields import DOSSIER
from khoso.stages.catalogue.models import Dossier, Origin

NOTE = "note_append"
SERIES = "series_id"
SECRET = "03"  # noqa: S105 -- a code of the table of modes of use
OTHER_TERM = "07"
_TABLES: dict[str, Mapping[str, Any]] = {
    # Luật: KH 82 II (không bao gồm tài liệu bí mật nhà nước): nobody makes many dossiers secret here
    "access_code": {code: label for code, label in codes.MODE.items() if code != SECRET},
    "retention_code": codes.MAINTENANCE,
    "language_code": codes.LANGUAGE,
    "physical_condition_code": codes.FORMAT,
    "origin": dict(Origin.choices),
}
_LENGTHS = {"store": 40, "shelf": 40, "box": 40} | {field.name: field.most for field in DOSSIER if field.most}
TEXTS = ("store", "shelf", "box", "keywords")
FIELDS = (*_TABLES, *TEXTS, "retention_years", SERIES, NOTE)


def table(name: str) -> Mapping[str, Any]:
    """The codes a field may be set to; empty for text."""
    return _TABLES.get(name, {})


def wrong(changes: Mapping[str, Any]) -> dict[str, str]:
    """What of `changes` cannot be set, by field."""
    found: dict[str, str] = {}
    for name, value in changes.items():
        if name not in FIELDS:
            found[name] = noop("Không có trường này.")
        elif name == "access_code" and value == SECRET:
            found[name] = noop("Không đặt chế độ Mật hàng loạt: tài liệu mật không đưa vào hệ thống này (KH 82 II).")
        elif name in _TABLES and value not in _TABLES[name]:
            found[name] = noop("Mã này không có trong bảng mã của Thông tư 05/2025.")
        elif name in _LENGTHS and len(str(value)) > _LENGTHS[name]:
            found[name] = Sentence("Dài quá {most} ký tự.", most=_LENGTHS[name])
        elif name == NOTE and not 0 < len(str(value)) <= 500:
            found[name] = noop("Phần ghi thêm dài tối đa 500 ký tự.")
    if changes.get("retention_code") == OTHER_TERM and not changes.get("retention_years"):
        found["retention_years"] = noop("Thời hạn «Khác» cần số năm.")
    if "retention_years" in changes and changes.get("retention_code") != OTHER_TERM:
        found["retention_years"] = noop("Số năm chỉ dùng với thời hạn «Khác».")
    return found


@dataclass(frozen=True)
class Circumstances:
    """What the tables say around a dossier: who changed it meanwhile, whether its new place is taken."""

    may_describe: bool = True
    changed_since_by: str = ""
    is_new: bool = False
    is_place_taken: bool = False
    is_series_of_fonds: bool = True


def wanted_of(dossier: Dossier, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of this dossier that would change, with what they would say."""
    wanted: dict[str, Any] = {}
    for name, value in changes.items():
        if name == NOTE:
            note = dossier.note
            wanted["note"] = f"{note}\n{value}" if note else str(value)
        elif name == SERIES:
            wanted[name] = value
        elif name in TEXTS:
            wanted[name] = one_space(str(value))
        else:
            wanted[name] = value
    if "retention_code" in wanted and wanted["retention_code"] != OTHER_TERM:
        wanted["retention_years"] = None
    return {name: value for name, value in wanted.items() if plain(getattr(dossier, name)) != plain(value)}


def plain(value: Any) -> Any:
    """A value as a revision keeps it."""
    return value if isinstance(value, str | int | bool | type(None)) else str(value)


def refusal(dossier: Dossier, wanted: Mapping[str, Any], around: Circumstances) -> str:
    """Why this dossier stays as it is; "" when nothing stands against it."""
    if not around.may_describe:
        return noop("Ngoài phạm vi anh/chị được mô tả.")
    # Luật: KH 82 II (không bao gồm tài liệu bí mật nhà nước): a secret is looked at one by one
    if dossier.access_code == SECRET or dossier.secrecy_mark:
        return noop("Có dấu hoặc chế độ Mật: không sửa hàng loạt, hãy xem riêng hồ sơ này.")
    if around.is_new:
        return noop("Mới đăng ký sau khi anh/chị xem trước.")
    if around.changed_since_by:
        return Sentence("{who} đã sửa hồ sơ này sau khi anh/chị xem trước.", who=around.changed_since_by)
    if not around.is_series_of_fonds:
        return noop("Mục lục được chọn thuộc phông khác.")
    if around.is_place_taken:
        return noop("Hộp đó đã có hồ sơ cùng mục lục và số.")
    if len(str(wanted.get("note", ""))) > 2000:
        return noop("Ghi chú sẽ dài quá 2000 ký tự.")
    return ""
