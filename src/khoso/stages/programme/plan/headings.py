"""What a plan's spreadsheet says: its headings and the words its cells may hold. No database, no web."""

from __future__ import annotations

from khoso.kernel.text_vi import fold, one_space

# Facts above the table: name of the fact → what stands in the first column.
HEAD = {
    "code": "Mã kế hoạch",
    "title": "Tên kế hoạch",
    "number": "Số, ký hiệu",
    "issued_on": "Ngày ban hành",
    "city_code": "Mã cơ quan của thành phố",
    "starts_on": "Bắt đầu",
    "ends_on": "Kết thúc",
    "first_period_starts_on": "Kỳ báo cáo đầu tiên bắt đầu",
    "period_days": "Số ngày của một kỳ báo cáo",
    "agency_final_due": "Hạn cuối báo cáo tổng kết của cơ quan",
    "city_final_due": "Hạn cuối báo cáo tổng kết của thành phố",
    "notes": "Ghi chú về kế hoạch",
}
HEAD_NEEDED = ("code", "title", "starts_on", "ends_on")
HEAD_DAYS = ("issued_on", "starts_on", "ends_on", "first_period_starts_on", "agency_final_due", "city_final_due")

# Columns: name → heading.
COLUMNS = {
    "group": "Nhóm",
    "group_title": "Tên nhóm",
    "number": "Số",
    "title": "Nhiệm vụ",
    "lead": "Cơ quan chủ trì",
    "support": "Cơ quan phối hợp",
    "deadline": "Thời gian",
    "product": "Sản phẩm",
    "stage": "Giai đoạn",
    "agency_kinds": "Loại cơ quan thực hiện",
    "lead_code": "Mã cơ quan chủ trì",
    "duration_days": "Số ngày làm việc",
    "waits_for": "Chờ nhiệm vụ",
    "proof": "Hệ thống chứng minh",
    "products_wanted": "Loại sản phẩm phải có",
    "notes": "Ghi chú",
}
COLUMNS_NEEDED = ("group", "number", "title", "lead", "deadline", "product")

# The words of `Stage`, `AgencyKind` and `ProductKind`, which need the database's models to be asked themselves.
STAGES = {
    "organise": "Tổ chức",
    "review": "Rà soát, lựa chọn",
    "fund": "Kế hoạch, kinh phí",
    "prepare": "Chuẩn bị, an toàn",
    "contract": "Đấu thầu, hợp đồng",
    "digitise": "Số hóa",
    "accept": "Nghiệm thu, thanh lý",
    "load": "Nạp kho, giao nộp",
    "report": "Báo cáo",
}
KINDS = {
    "office": "Văn phòng Ủy ban nhân dân",
    "department": "Sở, ban, ngành",
    "public_service": "Đơn vị sự nghiệp công lập",
    "historical_archive": "Lưu trữ lịch sử",
    "police": "Công an",
    "ward": "Phường",
    "commune": "Xã",
    "agency": "Cơ quan, tổ chức khác",
    "must_transfer": "Chỉ nguồn nộp lưu",
}
# One word for all that do the work of group II.
EVERYBODY = "Mọi cơ quan"
EVERYBODY_KINDS = ("office", "department", "public_service", "historical_archive", "ward", "commune")
PRODUCTS = {
    "decision": "Quyết định",
    "minutes": "Biên bản",
    "contract": "Hợp đồng",
    "plan": "Kế hoạch, phương án",
    "notice": "Thông báo",
    "guidance": "Văn bản hướng dẫn",
    "report": "Báo cáo",
    "estimate": "Dự toán",
    "undertaking": "Văn bản cam kết",
    "record": "Hồ sơ",
    "data": "Dữ liệu",
    "letter": "Văn bản khác",
}

EXPLAINED = {
    "group": "Chữ số La Mã như trong kế hoạch: I, II, III… Bắt buộc.",
    "group_title": "Tên của nhóm; chỉ cần ghi ở dòng đầu của nhóm.",
    "number": "Số thứ tự trong nhóm. Số nào kế hoạch không có thì bỏ qua, không đánh lại. Bắt buộc.",
    "title": "Nguyên văn như trong kế hoạch. Bắt buộc.",
    "lead": "Nguyên văn như trong kế hoạch.",
    "support": "Nguyên văn như trong kế hoạch.",
    "deadline": "Nguyên văn: «Ngày 12/6/2027», «Trước 15/6/2027», «Tháng 6/2027», «Tháng 6/2027 - tháng 11/2027», "
    "«Thường xuyên», «Thường xuyên, hoàn thành trước 15/12/2027», «02 tuần/lần», «Sau nghiệm thu, trước 15/12/2027», "
    "«Năm 2027», «Khi phát sinh». Để trống nếu kế hoạch không ghi.",
    "product": "Nguyên văn như trong kế hoạch.",
    "stage": "Một trong: " + "; ".join(STAGES.values()) + ". Để trống: Tổ chức.",
    "agency_kinds": "Nhiệm vụ mà mỗi cơ quan đều làm: ghi các loại, cách nhau bằng dấu chấm phẩy. Một trong: "
    + "; ".join((EVERYBODY, *KINDS.values()))
    + ". Để trống nếu chỉ một cơ quan chủ trì.",
    "lead_code": "Mã trong danh bạ cơ quan của một cơ quan chủ trì, như DN.SNV. Để trống nếu đã ghi loại cơ quan.",
    "duration_days": "Số ngày làm việc cần để làm xong, để tính đường găng. Để trống: 0.",
    "waits_for": "Những nhiệm vụ phải xong trước, cách nhau bằng dấu chấm phẩy: II.1; II.2. Chờ thêm ngày: II.1 +3. "
    "Kế hoạch tự nói: thêm dấu * (II.1*). Lý do trong ngoặc: II.1 (sau khi có Hội đồng).",
    "proof": "Để trống nếu sản phẩm do người đính kèm.",
    "products_wanted": "Loại sản phẩm phải có thì mới xong, cách nhau bằng dấu chấm phẩy. Một trong: "
    + "; ".join(PRODUCTS.values())
    + ".",
    "notes": "Chỗ kế hoạch in sai hoặc thiếu. Mỗi ghi chú một dòng trong ô.",
}


def known_word(text: str) -> str:
    """A heading or word as it is compared: no accents, case or stray spaces."""
    return one_space(fold(text)).rstrip(":*").strip()
