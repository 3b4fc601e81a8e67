"""The names a template may use, and where on the paper each of them belongs."""

from __future__ import annotations

from khoso.kernel.words import noop

# What every template must show, in both forms.
FIELDS = {
    "co_quan_cap_tren": noop("đầu trang, ô bên trái, dòng thứ nhất: cơ quan chủ quản"),
    "co_quan": noop("đầu trang, ô bên trái: cơ quan ban hành"),
    "so_ky_hieu": noop("đầu trang, dưới tên cơ quan, sau «Số:»"),
    "dia_danh_ngay_thang": noop("đầu trang, dưới Tiêu ngữ"),
    "la_cong_van": noop("điều kiện để chọn giữa trích yếu công văn và tên loại văn bản"),
    "ten_loai": noop("giữa trang, tên loại văn bản"),
    "trich_yeu": noop("dưới tên loại; với công văn: dưới số, ký hiệu, sau «V/v»"),
    "kinh_gui_mot": noop("sau «Kính gửi:», khi chỉ gửi một nơi"),
    "kinh_gui_nhieu": noop("các dòng dưới «Kính gửi:», khi gửi nhiều nơi"),
    "can_cu": noop("các dòng căn cứ, trước nội dung"),
    "noi_dung": noop("nội dung văn bản, một đoạn riêng"),
    "quyen_han": noop("ô ký bên phải, dòng thứ nhất: TM., thẩm quyền"),
    "chuc_vu": noop("ô ký bên phải: các dòng chức vụ"),
    "ho_ten": noop("ô ký bên phải, dưới khoảng trống để ký"),
    "noi_nhan": noop("ô bên trái cuối văn bản, các dòng dưới «Nơi nhận:»"),
}
# What only the printed form places by itself; Word gets its annexes as sections behind the text.
PRINT_FIELDS = {"phu_luc": noop("sau ô ký: các phụ lục")}
# Who signs minutes at the left, beside the chair: may stand in a template, need not.
MINUTES_EXTRAS = frozenset({"ghi_chuc_vu", "ghi_ho_ten"})
# May be used by the printed form, need not be.
PRINT_EXTRAS = frozenset({"ten_tep", "tac_gia", "phong_chu"}) | MINUTES_EXTRAS
