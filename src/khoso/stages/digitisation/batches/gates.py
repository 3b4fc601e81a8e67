"""What the law wants on record before a batch starts: what it is called, who brings it, what it costs to lack it.

# Luật: TT 05/2025 Đ.5, Đ.7; NĐ 31/2026 Đ.12, Đ.14-15
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from khoso.kernel.words import noop

LIST = "list"
PROCEDURE, SITE, SURVEILLANCE, SECURITY_PLAN, RULES = "procedure", "site", "surveillance", "security_plan", "rules"
DEVICES, UNDERTAKING, LICENCE = "devices", "undertaking", "licence"


class Bringer(StrEnum):
    """Who must bring a paper."""

    HEAD = "head"
    CONTRACTOR = "contractor"
    POLICE = "police"


BRINGERS = {
    Bringer.HEAD: noop("Thủ trưởng cơ quan quản lý tài liệu"),
    Bringer.CONTRACTOR: noop("Phụ trách đơn vị số hóa"),
    Bringer.POLICE: noop("Công an thành phố (cơ quan mời kiểm tra, thẩm định)"),
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing the law wants. `fine`: what an organisation that lacks it pays; empty where no fine is set for it."""

    kind: str
    label: str
    asks: str
    bringer: Bringer
    law: str
    fine: str = ""


# In the order in which they are got.
REQUIREMENTS = (
    Requirement(
        LIST,
        noop("Danh mục tài liệu cần thiết số hóa được phê duyệt"),
        noop("Chọn danh mục đã được thủ trưởng phê duyệt bằng quyết định."),
        Bringer.HEAD,
        "TT 05/2025 Đ.5; KH 82 III.2.b",
    ),
    Requirement(
        PROCEDURE,
        noop("Quy trình đưa tài liệu ra khỏi kho được phê duyệt"),
        noop("Quy trình khép kín xuất tài liệu khỏi kho và hoàn trả, phê duyệt trước khi làm."),
        Bringer.HEAD,
        "TT 05/2025 Đ.7.1; NĐ 31/2026 Đ.12",
        noop("3–5 triệu đồng"),
    ),
    Requirement(
        SITE,
        noop("Địa điểm số hóa bảo đảm điều kiện"),
        noop("Biên bản kiểm tra địa điểm: bàn ghế, ánh sáng, điều hòa, không ngập, không ẩm, chữa cháy tốt."),
        Bringer.HEAD,
        "TT 05/2025 Đ.7.3.a, c; NĐ 31/2026 Đ.12",
        noop("3–5 triệu đồng"),
    ),
    Requirement(
        SURVEILLANCE,
        noop("Hệ thống giám sát 24/7 tại nơi số hóa"),
        noop("Biên bản nghiệm thu camera: ghi, lưu, trích xuất được cả lối vào, lối ra."),
        Bringer.HEAD,
        "TT 05/2025 Đ.7.3.b; NĐ 31/2026 Đ.12",
        noop("3–5 triệu đồng"),
    ),
    Requirement(
        DEVICES,
        noop("Biên bản kiểm tra an ninh thiết bị"),
        noop("Từng thiết bị: số máy, số ổ đĩa, số niêm phong, số biên bản kiểm tra."),
        Bringer.POLICE,
        "TT 05/2025 Đ.7.2.a; NĐ 31/2026 Đ.12",
        noop("5–10 triệu đồng"),
    ),
    Requirement(
        SECURITY_PLAN,
        noop("Phương án bảo đảm an toàn được thẩm định"),
        noop("Phương án chống mất, lộ dữ liệu, đã được Công an thành phố thẩm định."),
        Bringer.POLICE,
        "TT 05/2025 Đ.7.2.d; NĐ 31/2026 Đ.12",
        noop("25–40 triệu đồng"),
    ),
    Requirement(
        RULES,
        noop("Nội quy, quy chế khu vực số hóa"),
        noop("Cơ quan ban hành nội quy, quy chế thực hiện số hóa."),
        Bringer.HEAD,
        "TT 05/2025 Đ.7.5",
    ),
    Requirement(
        UNDERTAKING,
        noop("Văn bản cam kết bảo mật"),
        noop("Từng người làm việc tại nơi số hóa ký cam kết."),
        Bringer.CONTRACTOR,
        "TT 05/2025 Đ.7.4.a",
    ),
    Requirement(
        LICENCE,
        noop("Giấy chứng nhận đủ điều kiện kinh doanh dịch vụ lưu trữ"),
        noop("Giấy chứng nhận của đơn vị số hóa, còn hiệu lực."),
        Bringer.CONTRACTOR,
        "NĐ 113/2025 Đ.36-37; NĐ 31/2026 Đ.14-15",
        # The amounts of these Articles are not among the facts we hold: a figure made up is worse than none.
        noop("theo Nghị định 31/2026, tra mức tiền tại các điều đã dẫn"),
    ),
)
BY_KIND = {one.kind: one for one in REQUIREMENTS}
# Kinds that are a paper of the agency as a whole: what deliveries without a batch go on by. The others speak of one
# batch's site, people, devices or contractor and can only be asked where there is a batch.
OF_AGENCY = (PROCEDURE, SITE, DEVICES, SECURITY_PLAN, RULES, UNDERTAKING)
# Kinds a contractor brings itself.
OF_CONTRACTOR = (UNDERTAKING, LICENCE)
