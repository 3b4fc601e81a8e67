"""The code tables of Circular 05/2025 that more than one room speaks of.

# Luật: TT 05/2025 Phụ lục I–V
"""

from __future__ import annotations

from khoso.kernel.text_vi import fold, one_space
from khoso.kernel.words import noop

MAINTENANCE = {
    "01": noop("Vĩnh viễn"),
    "02": noop("70 năm"),
    "03": noop("50 năm"),
    "04": noop("30 năm"),
    "05": noop("20 năm"),
    "06": noop("10 năm"),
    "07": noop("Khác"),
}
MODE = {"01": noop("Công khai"), "02": noop("Sử dụng có điều kiện"), "03": noop("Mật")}
LANGUAGE = {
    "01": noop("Tiếng Việt"),
    "02": noop("Tiếng Anh"),
    "03": noop("Tiếng Pháp"),
    "04": noop("Tiếng Nga"),
    "05": noop("Tiếng Trung"),
    "06": noop("Tiếng Việt, Tiếng Anh"),
    "07": noop("Tiếng Việt, Tiếng Nga"),
    "08": noop("Tiếng Việt, Tiếng Pháp"),
    "09": noop("Hán Nôm"),
    "10": noop("Tiếng Việt, Tiếng Trung"),
    "11": noop("Khác"),
}
FORMAT = {"01": noop("Tốt"), "02": noop("Bình thường"), "03": noop("Hỏng")}
CONFIDENCE_LEVEL = {"01": noop("Gốc điện tử"), "02": noop("Số hóa"), "03": noop("Hỗn hợp")}
KIND = {
    "01": noop("Nghị quyết"),
    "02": noop("Quyết định"),
    "03": noop("Chỉ thị"),
    "04": noop("Quy chế"),
    "05": noop("Quy định"),
    "06": noop("Thông cáo"),
    "07": noop("Thông báo"),
    "08": noop("Hướng dẫn"),
    "09": noop("Chương trình"),
    "10": noop("Kế hoạch"),
    "11": noop("Phương án"),
    "12": noop("Đề án"),
    "13": noop("Dự án"),
    "14": noop("Báo cáo"),
    "15": noop("Tờ trình"),
    "16": noop("Giấy ủy quyền"),
    "17": noop("Phiếu gửi"),
    "18": noop("Phiếu chuyển"),
    "19": noop("Phiếu báo"),
    "20": noop("Biên bản"),
    "21": noop("Hợp đồng"),
    "22": noop("Công văn"),
    "23": noop("Công điện"),
    "24": noop("Bản ghi nhớ"),
    "25": noop("Bản thỏa thuận"),
    "26": noop("Giấy mời"),
    "27": noop("Giấy giới thiệu"),
    "28": noop("Giấy nghỉ phép"),
    "29": noop("Thư công"),
    "30": noop("Bản đồ"),
    "31": noop("Bản vẽ kỹ thuật"),
    "32": noop("Khác"),
}


def code_of(table: dict[str, str], label: object) -> str | None:
    """The code of a label as people type it (any case, with or without accents) or of a code; None when unknown."""
    text = one_space(str(label or ""))
    if not text:
        return None
    if text.zfill(2) in table:
        return text.zfill(2)
    wanted = fold(text)
    return next((code for code, name in table.items() if fold(name) == wanted), None)
