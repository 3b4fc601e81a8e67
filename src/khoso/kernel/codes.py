"""The code tables of Circular 05/2025 that more than one room speaks of.

# Luật: TT 05/2025 Phụ lục I–V
"""

from __future__ import annotations

from khoso.kernel.text_vi import fold, one_space

MAINTENANCE = {
    "01": "Vĩnh viễn",
    "02": "70 năm",
    "03": "50 năm",
    "04": "30 năm",
    "05": "20 năm",
    "06": "10 năm",
    "07": "Khác",
}
MODE = {"01": "Công khai", "02": "Sử dụng có điều kiện", "03": "Mật"}
LANGUAGE = {
    "01": "Tiếng Việt",
    "02": "Tiếng Anh",
    "03": "Tiếng Pháp",
    "04": "Tiếng Nga",
    "05": "Tiếng Trung",
    "06": "Tiếng Việt, Tiếng Anh",
    "07": "Tiếng Việt, Tiếng Nga",
    "08": "Tiếng Việt, Tiếng Pháp",
    "09": "Hán Nôm",
    "10": "Tiếng Việt, Tiếng Trung",
    "11": "Khác",
}
FORMAT = {"01": "Tốt", "02": "Bình thường", "03": "Hỏng"}
CONFIDENCE_LEVEL = {"01": "Gốc điện tử", "02": "Số hóa", "03": "Hỗn hợp"}
KIND = {
    "01": "Nghị quyết",
    "02": "Quyết định",
    "03": "Chỉ thị",
    "04": "Quy chế",
    "05": "Quy định",
    "06": "Thông cáo",
    "07": "Thông báo",
    "08": "Hướng dẫn",
    "09": "Chương trình",
    "10": "Kế hoạch",
    "11": "Phương án",
    "12": "Đề án",
    "13": "Dự án",
    "14": "Báo cáo",
    "15": "Tờ trình",
    "16": "Giấy ủy quyền",
    "17": "Phiếu gửi",
    "18": "Phiếu chuyển",
    "19": "Phiếu báo",
    "20": "Biên bản",
    "21": "Hợp đồng",
    "22": "Công văn",
    "23": "Công điện",
    "24": "Bản ghi nhớ",
    "25": "Bản thỏa thuận",
    "26": "Giấy mời",
    "27": "Giấy giới thiệu",
    "28": "Giấy nghỉ phép",
    "29": "Thư công",
    "30": "Bản đồ",
    "31": "Bản vẽ kỹ thuật",
    "32": "Khác",
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
