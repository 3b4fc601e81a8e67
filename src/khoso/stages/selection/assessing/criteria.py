"""The three groups, the risks and the costs of the Circular letter as a table: codes, Vietnamese words, clauses.

The printed letter is damaged in places; where it is, KH 82 Phụ lục I repeats it. A test holds the table against both.
# Luật: CV 7197 2.1, 2.2; KH 82 Phụ lục I
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from khoso.kernel.words import noop

PRIORITY, UNSUITABLE, RESTRICTED = 1, 2, 3
# Luật: KH 82 Phụ lục I (xác định mốc thời gian; từ mốc trở đi số hóa triệt để; lùi dần về quá khứ)
CUTOFF = "1.10"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a group, or one risk."""

    code: str
    group: int
    text: str
    clause: str


def _group(number: int, clause: str, *texts: str) -> tuple[Criterion, ...]:
    return tuple(Criterion(f"{number}.{at}", number, text, clause) for at, text in enumerate(texts, 1))


GROUP_LABELS = {
    PRIORITY: noop("Ưu tiên số hóa"),
    UNSUITABLE: noop("Không phù hợp để số hóa"),
    RESTRICTED: noop("Hạn chế số hóa"),
}

CRITERIA: tuple[Criterion, ...] = (
    *_group(
        PRIORITY,
        "CV 7197 2.1.a",
        noop("Tài liệu lưu trữ vĩnh viễn; tài liệu phát huy giá trị, phục vụ quản lý và nhu cầu của người dân"),
        noop("Tần suất truy cập cao, sử dụng thường xuyên"),
        noop("Cần cho cung cấp dịch vụ, đơn giản hóa thủ tục hành chính"),
        noop("Cần lưu chuyển trong quy trình xử lý công việc"),
        noop("Nhiều người cùng khai thác, nhất là cùng một lúc"),
        noop("Người khai thác ở cách xa nhau"),
        noop("Cần khai thác, lưu chuyển ngay, trong thời gian ngắn"),
        noop("Khổ lớn, khó truy cập bản giấy nhưng nhu cầu sử dụng cao"),
        noop("Có nguy cơ hỏng, bị hủy hoại nếu truy cập trực tiếp"),
        noop("Chuỗi lớn đồng nhất: mốc thời gian (từ mốc trở đi số hóa triệt để, lùi dần về quá khứ)"),
    ),
    *_group(
        UNSUITABLE,
        "CV 7197 2.1.b",
        noop("Văn bản điện tử ngay từ khi khởi tạo và có chữ ký số"),
        noop("Sử dụng tạm thời, chỉ dùng một lần"),
        noop("Thời hạn lưu trữ ngắn"),
        noop("Chi phí số hóa cao so với lợi ích khai thác"),
        noop("Không có nhu cầu truy cập cao"),
        noop("Hết thời hạn lưu trữ"),
        noop("Trùng với tài liệu đã số hóa hoặc dữ liệu có giá trị pháp lý tương đương"),
        noop("Lượng thông tin thấp hoặc không chính thức (phiếu chuyển, bản dự thảo)"),
        noop("Kích thước quá lớn so với thiết bị số hóa hiện có"),
        noop("Số hóa sẽ làm hỏng, mất nguyên trạng bản gốc; hư hỏng nặng, mục nát"),
    ),
    *_group(
        RESTRICTED,
        "CV 7197 2.1.c",
        noop("Chứa thông tin mật (theo quy định riêng)"),
        noop("Thông tin nhạy cảm, dữ liệu cá nhân (cần quy định số hóa, quản lý riêng)"),
        noop("Tài liệu hạn chế khác theo quy định của pháp luật"),
    ),
)

_RISK = "CV 7197 2.2.a"
RISKS: tuple[Criterion, ...] = (
    Criterion("R1", 0, noop("Vật liệu: giòn, mủn, ăn mòn, mốc"), _RISK),
    Criterion("R2", 0, noop("Toàn vẹn: mất trang, mất góc, mất chữ, dính bết"), _RISK),
    Criterion("R3", 0, noop("Chịu tác động cơ học kém: giấy mỏng, dễ kẹt, bìa cứng, đóng quyển"), _RISK),
    Criterion("R4", 0, noop("Con người: chưa được đào tạo, thiếu dụng cụ cho tài liệu đặc biệt"), _RISK),
    Criterion("R5", 0, noop("Thiết bị, môi trường: kéo giấy, ánh sáng mạnh, ẩm, nhiệt"), _RISK),
    Criterion("R6", 0, noop("Vận chuyển, tháo rời: thất lạc, mất thứ tự, lẫn lộn"), _RISK),
    Criterion("R7", 0, noop("Xác thực, pháp lý: mất thứ tự trang, dấu niêm, liên kết bản gốc"), _RISK),
    Criterion("R8", 0, noop("Tài liệu đặc biệt: phim, ảnh, băng, bút phê, giấy đặc biệt; có thành phần mật"), _RISK),
)

# Luật: CV 7197 2.2.a (bốn mức độ rủi ro)
CLASSES = {
    "A": (noop("Rủi ro thấp"), noop("Số hóa bình thường")),
    "B": (noop("Rủi ro trung bình"), noop("Giám sát chặt chẽ, thiết bị chuyên dụng khi cần")),
    "C": (noop("Rủi ro cao"), noop("Cân nhắc, phục chế trước; thiết bị chuyên dụng, giám sát đặc biệt")),
    "D": (noop("Rủi ro rất cao"), noop("Không số hóa, chỉ bảo quản bản gốc")),
}

# Luật: CV 7197 2.2.b (các nhóm chi phí)
COSTS = (
    noop("Chuẩn bị: tháo gim, vệ sinh, phục chế, phân loại"),
    noop("Số hóa: quét, chụp, thiết bị"),
    noop("Xử lý sau: tách trang, làm sạch, nhận dạng, định dạng, đặc tả, mục lục, kiểm tra"),
    noop("Tích hợp vào hệ thống"),
    noop("Vận hành, lưu trữ bản số, sao lưu"),
    noop("Nhân lực, đào tạo"),
    noop("Chi phí khác"),
)

BY_CODE = {one.code: one for one in (*CRITERIA, *RISKS)}
CRITERION_CODES = frozenset(one.code for one in CRITERIA)
RISK_CODES = frozenset(one.code for one in RISKS)


def of_group(number: int) -> tuple[Criterion, ...]:
    """The criteria of one group, in the order of the letter."""
    return tuple(one for one in CRITERIA if one.group == number)


def groups_of(codes: Iterable[str]) -> set[int]:
    """The groups these criteria belong to."""
    return {BY_CODE[code].group for code in codes if code in CRITERION_CODES}
