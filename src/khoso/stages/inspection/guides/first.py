"""The checking guide a house begins with: agencies make it their own.

# Luật: TT 05/2025 Đ.9.5
"""

from __future__ import annotations

from typing import Any

TITLE = "Hướng dẫn kiểm tra sản phẩm số hóa"

SCAN_ERRORS = """\
Mở ảnh ở cỡ vừa khung, rồi phóng 100 % ở chỗ có chữ nhỏ, dấu và chữ ký. So với bản gốc khi còn nghi ngờ.
Nghiêm trọng: thiếu trang; không đọc được chữ; trang của tài liệu khác; thấy dấu chỉ mức độ mật (dừng ngay, không \
sao chép, báo người phụ trách tài liệu mật).
Nặng: mất chữ ở mép; mờ, nhòe; quá tối, viền đen lớn; quá nhạt, mất nét; trang xoay hoặc ngược; sai thứ tự; trang \
trùng; bị che bởi ngón tay, kẹp giấy, giấy gập; mất màu của dấu, chữ ký; độ phân giải dưới 200 dpi (bản đồ, bản vẽ \
dưới 300 dpi); không đúng tỷ lệ 100 %.
Nhẹ: nghiêng nhìn thấy được nhưng không mất chữ; sọc máy quét ngoài vùng chữ; bóng chữ mặt sau; thừa lề; trang trắng.
Lỗi có sẵn ở bản gốc (giấy ố, rách, chữ phai) không phải lỗi quét: ghi chú và chọn «không phải lỗi», nêu lý do."""

CATALOGUING_ERRORS = """\
Đọc giá trị bên cạnh ảnh, không đoán. So từng chữ, từng dấu, từng số.
Nghiêm trọng: trường thuộc tài liệu khác, tệp không liên kết đúng; sai ranh giới giữa hai tài liệu.
Nặng: sai số, ký hiệu; sai ngày hoặc sai cách ghi ngày (ngày/tháng/năm); sai cơ quan ban hành; sai tên loại hoặc \
mã danh mục; bỏ trống trường bắt buộc (tên loại, ngày, cơ quan ban hành, trích yếu) dù bản gốc có; \
ghi giá trị mà bản gốc không có.
Nhẹ: sai chính tả, đặt sai dấu thanh; viết hoa không đúng; viết tắt hoặc lược bớt trích yếu.
Bản gốc không ghi thì để trống: để trống như vậy không phải lỗi."""

FREQUENT_CASES = """\
Chữ dấu bị nhận nhầm: «hỏi» với «ngã», «ô» với «ơ», số 1 với chữ l, số 0 với chữ O.
Ngày chỉ có tháng và năm: ghi như bản gốc, không tự thêm ngày.
Công văn không có tên loại: tên loại là «Công văn».
Cơ quan đã đổi tên: ghi tên theo văn bản tại thời điểm ban hành.
Văn bản nhiều chữ ký: người ký là người ký chính, không ghi người ký nháy.
Mặt sau có bút phê, dấu đến: là trang phải quét dù gần như trắng."""

RISKY_CASES = """\
Hồ sơ dày trên 200 tờ: đếm lại số trang với mục lục văn bản.
Giấy pơ-luya, bản đánh máy, chữ chép tay, giấy than: phóng to để đọc dấu.
Bản đồ, bản vẽ, khổ lớn quét nhiều mảnh: kiểm tra mối ghép, tỷ lệ và độ phân giải 300 dpi.
Đầu ca, sau khi đổi người hoặc đổi máy quét: xem thêm ít nhất 20 trang liền nhau.
Trang máy nghi ngờ: xem cả trang trước và trang sau.
Tài liệu có thông tin cá nhân: không chụp màn hình, không chép ra ngoài."""


def texts() -> dict[str, Any]:
    """The first version, as columns of a guide."""
    return {
        "title": TITLE,
        "scan_errors": SCAN_ERRORS,
        "cataloguing_errors": CATALOGUING_ERRORS,
        "frequent_cases": FREQUENT_CASES,
        "risky_cases": RISKY_CASES,
    }


def planted() -> Any:
    """The guide of the house, laid down the first time somebody asks for it: no table is filled before."""
    from khoso.kernel import clock
    from khoso.stages.inspection.models import CheckingGuide

    made, _is_new = CheckingGuide.objects.get_or_create(
        agency=None, version=1, defaults={**texts(), "issued_at": clock.now()}
    )
    return made
