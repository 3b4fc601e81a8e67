"""When a dossier may be accepted, as a pure decision."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class AcceptanceFacts:
    """What the decision looks at."""

    is_stored: bool
    items: int
    items_not_confirmed: int  # fields that no person confirmed
    items_without_file: int
    is_legacy: bool


def reasons_against(facts: AcceptanceFacts) -> list[str]:
    """Why the dossier cannot be accepted; [] when it can.

    # Luật: TT 05/2025 Đ.9.8; KH 82 VI.4
    """
    reasons = []
    if facts.is_legacy:
        reasons.append(_("Tài liệu số hóa trước đây không nghiệm thu như khối lượng mới."))
    if not facts.is_stored:
        reasons.append(_("Gói tin chưa được lưu và kiểm tra trong kho."))
    if not facts.items:
        reasons.append(_("Hồ sơ chưa có tài liệu nào."))
    if facts.items_not_confirmed:
        reasons.append(
            _("{count} tài liệu chưa có người xác nhận trường thông tin.").format(count=facts.items_not_confirmed)
        )
    if facts.items_without_file:
        reasons.append(_("{count} tài liệu trong bảng kê không có tệp.").format(count=facts.items_without_file))
    return reasons
