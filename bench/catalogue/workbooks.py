"""Workbooks as contractors deliver them, of any length: 46 columns, a share of rows with a fault."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter

HEADINGS = [
    "STT", "Phông", "Mục lục", "Hộp số", "Số và ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời hạn bảo quản", "Chế độ sử dụng",
    "Ngôn ngữ", "Ngày bắt đầu", "Tháng bắt đầu", "Năm bắt đầu", "Ngày kết thúc", "Tháng kết thúc", "Năm kết thúc",
    "Tổng số văn bản trong hồ sơ", "Chú giải", "Ký hiệu thông tin", "Từ khóa", "Số lượng tờ", "Tình trạng vật lý",
    "Mức độ tin cậy", "Mã hồ sơ giấy gốc ( nếu có )", "Ghi chú", "Số thứ tự văn bản trong hồ sơ", "Tên loại văn bản",
    "Số của văn bản", "Ký hiệu của văn bản", "Ngày văn bản", "Tháng văn bản", "Năm văn bản",
    "Tên cơ quan, tổ chức ban hành văn bản", "Trích yếu nội dung", "Ngôn ngữ", "Số lượng trang của văn bản", "Ghi chú",
    "Ký hiệu thông tin", "Từ khóa", "Chế độ sử dụng", "Mức độ tin cậy", "Bút tích", "Tình trạng vật lý",
    "Quy trình xử lý ( nếu có )", "Tờ số", "Loại tài liệu", "Đường dẫn file",
]  # fmt: skip
ITEMS_PER_DOSSIER = 20
_KINDS = [("Quyết định", "QĐ"), ("Báo cáo", "BC"), ("Tờ trình", "TTr"), ("Kế hoạch", "KH"), ("Thông báo", "TB")]
_MATTERS = [
    "phê duyệt dự toán kinh phí", "kiểm tra công tác phòng cháy, chữa cháy", "thành lập tổ công tác",
    "điều chỉnh quy hoạch sử dụng đất", "khen thưởng tập thể có thành tích xuất sắc", "tuyển dụng công chức",
    "xây dựng nông thôn mới", "giải phóng mặt bằng tuyến đường liên xã", "tổng kết năm học", "quản lý chợ",
]  # fmt: skip
_PLACES = ["Thạnh Phú", "Bình Hòa", "Tân An", "Long Bình", "Phước Tân", "Xuân Mỹ", "Vĩnh Tân", "Phú Lý"]
_FAULTS: dict[int, Callable[[], object]] = {
    28: lambda: "31",
    29: lambda: "02",
    4: lambda: None,
    38: lambda: "Lâu dài",
    26: lambda: "không rõ",
    33: lambda: "Tiếng lạ",
}


def rows(count: int, seed: int = 1, faulty: float = 0.02) -> Iterator[list[object]]:
    """`count` rows of dossiers with twenty items each; about `faulty` of them have a wrong cell."""
    chance = random.Random(seed)
    for at in range(count):
        dossier, ordinal = divmod(at, ITEMS_PER_DOSSIER)
        row = _row(at, dossier, ordinal + 1, min(ITEMS_PER_DOSSIER, count - dossier * ITEMS_PER_DOSSIER))
        if chance.random() < faulty:
            place, value = chance.choice(list(_FAULTS.items()))
            row[place] = value()
        yield row


def _row(at: int, dossier: int, ordinal: int, items: int) -> list[object]:
    year = 1990 + dossier % 30
    kind, short = _KINDS[at % len(_KINDS)]
    place, matter = _PLACES[dossier % len(_PLACES)], _MATTERS[(at * 7) % len(_MATTERS)]
    box, sheet = dossier // 10 + 1, (ordinal - 1) * 3 + 1
    return [
        at + 1, "Ủy ban nhân dân huyện Thử Nghiệm", "01", f"{box:03d}", f"{dossier + 1:05d}",
        f"Tập lưu văn bản của xã {place} về {_MATTERS[dossier % len(_MATTERS)]} năm {year}, hồ sơ thứ {dossier + 1}",
        ("Vĩnh viễn", "70 năm", "20 năm")[dossier % 3], "Công khai", "Tiếng Việt", 1, 1, year, 31, 12, year, items,
        None, None, f"xã {place}", items * 3, "Bình thường", "Số hóa", None, None, ordinal, kind, f"{at % 900 + 1}",
        f"{short}-UBND", f"{at % 28 + 1:02d}", f"{at % 12 + 1:02d}", year, f"Ủy ban nhân dân xã {place}",
        f"{kind} về việc {matter} trên địa bàn xã {place} năm {year} (lần {at % 97})", "Tiếng Việt", at % 9 + 1, None,
        None, None, "Công khai", "Số hóa", None, "Tốt", None, f"{sheet}-{sheet + 2}", None,
        f"\\goc\\hop{box:03d}\\hoso{dossier + 1:05d}\\{at + 1:07d}.pdf",
    ]  # fmt: skip


def write(
    path: Path, count: int, *, seed: int = 1, faulty: float = 0.02, letters: Callable[[str], str] | None = None
) -> Path:
    """A workbook of `count` rows below the 46 headings; `letters` turns texts into those of an old font."""
    turn = letters or (lambda text: text)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("Mục lục")
        for at, values in enumerate(_table(count, seed, faulty)):
            sheet.write_row(at, 0, [turn(value) if isinstance(value, str) else value for value in values])
    return path


def _table(count: int, seed: int, faulty: float) -> Iterator[list[object]]:
    yield list(HEADINGS)
    yield from rows(count, seed, faulty)
