"""What the acts of the trail, and what they were done to, are called on a screen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.foundation.audit.verbs import VERBS as VERBS

ROOMS: dict[str, Any] = {
    "acceptance": _("Nghiệm thu"),
    "access": _("Tra cứu, xem tài liệu"),
    "approvals": _("Biểu quyết, quyết định"),
    "audit": _("Nhật ký"),
    "catalogue": _("Mô tả hồ sơ, tài liệu"),
    "digitisation": _("Giao nộp, số hóa"),
    "identity": _("Tài khoản, cơ quan, đăng nhập"),
    "inspection": _("Kiểm tra trước khi ký"),
    "packages": _("Đóng gói"),
    "programme": _("Kế hoạch, nhiệm vụ"),
    "quality": _("Kiểm tra chất lượng"),
    "recognition": _("Nhận dạng, xác nhận"),
    "reporting": _("Báo cáo"),
    "repository": _("Kho lưu trữ"),
    "selection": _("Danh mục phê duyệt"),
    "signing": _("Ký số"),
    "web": _("Vận hành"),
}

SUBJECTS: dict[str, Any] = {
    "acceptance_minutes": _("biên bản"),
    "acceptance_round": _("đợt nghiệm thu"),
    "liquidation": _("kiểm điều kiện thanh lý"),
    "difficulty": _("vướng mắc"),
    "notice": _("lời nhắc"),
    "address": _("địa chỉ mạng"),
    "agency": _("cơ quan"),
    "ballot": _("lần lấy ý kiến"),
    "batch": _("đợt số hóa"),
    "batch_document": _("giấy tờ của đợt số hóa"),
    "site_device": _("thiết bị tại nơi số hóa"),
    "site_person": _("người tại nơi số hóa"),
    "site_software": _("phần mềm tại nơi số hóa"),
    "council_session": _("phiên họp Hội đồng"),
    "decision": _("quyết định"),
    "attachment": _("tệp đính kèm"),
    "catalogue_import": _("lần nhập danh mục"),
    "arrangement_report": _("báo cáo tổng kết chỉnh lý"),
    "city_report": _("báo cáo tổng hợp"),
    "delivery": _("lô giao nộp"),
    "policy": _("chính sách nhận trường"),
    "term": _("từ đã học"),
    "bulk_edit": _("lần sửa hàng loạt"),
    "dossier": _("hồ sơ"),
    "expiry_list": _("danh mục hồ sơ hết thời hạn"),
    "handover_list": _("mục lục giao nộp"),
    "paper_difference": _("chênh lệch giao nhận"),
    "paper_hand_over": _("lần giao nhận tài liệu"),
    "register": _("mục lục đã xuất"),
    "figure": _("số liệu"),
    "file": _("tệp"),
    "upload": _("lần giao ảnh quét"),
    "accumulation": _("khối tài liệu"),
    "fonds": _("phông"),
    "series": _("mục lục"),
    "gate": _("giấy tờ trước số hóa"),
    "checking_guide": _("hướng dẫn kiểm tra"),
    "defect": _("lỗi"),
    "inspection": _("lô kiểm tra"),
    "inspection_plan": _("phương án kiểm tra"),
    "lot": _("lô kiểm tra"),
    "stream": _("chế độ kiểm tra"),
    "item": _("tài liệu"),
    "job": _("việc nền"),
    "list": _("danh mục"),
    "object": _("đối tượng lưu trữ"),
    "package": _("gói tin"),
    "person": _("tài khoản"),
    "programme": _("kế hoạch"),
    "quarter": _("quý"),
    "query": _("câu tìm"),
    "replica": _("bản sao lưu trữ"),
    "seal": _("niêm phong"),
    "assessment_batch": _("lần đánh giá hàng loạt"),
    "cutoff_scenario": _("phương án mốc thời gian"),
    "selection_list": _("danh mục số hóa"),
    "task": _("nhiệm vụ"),
    "token": _("mã kết nối"),
    "trail": _("nhật ký"),
    "week": _("tuần"),
    "body": _("Hội đồng, Tổ, Ban"),
    "day_off": _("ngày nghỉ, làm bù"),
    "finding": _("tồn tại"),
    "guidance": _("văn bản hướng dẫn"),
    "monitoring": _("biên bản giám sát"),
    "round": _("đợt kiểm tra"),
    "visit": _("chuyến kiểm tra"),
    "report": _("báo cáo"),
    "period": _("kỳ báo cáo"),
    "request": _("yêu cầu báo cáo"),
}

# What an act says beside its subject; what has no word here is shown as it was recorded.
FIELDS: dict[str, Any] = {
    "actor": _("tài khoản"),
    "agency": _("cơ quan"),
    "by": _("bằng"),
    "checked": _("số dòng"),
    "code": _("mã"),
    "day": _("ngày"),
    "days": _("số ngày"),
    "done_on": _("ngày xong"),
    "failures": _("số lần sai"),
    "fields": _("trường"),
    "files": _("số tệp"),
    "form": _("dạng"),
    "full_name": _("họ tên"),
    "head_name": _("người chịu trách nhiệm"),
    "kind": _("loại"),
    "message": _("thông báo"),
    "name": _("tên"),
    "note": _("ghi chú"),
    "number": _("số, ký hiệu"),
    "page": _("trang"),
    "owner": _("người phụ trách"),
    "owner_name": _("người phụ trách"),
    "pages": _("số trang"),
    "parent": _("cấp trên"),
    "percent": _("phần trăm"),
    "reason": _("lý do"),
    "reference_code": _("mã hồ sơ"),
    "result": _("kết quả"),
    "role": _("vai trò"),
    "rows": _("số dòng"),
    "state": _("trạng thái"),
    "subject": _("trích yếu"),
    "title": _("tiêu đề"),
    "total": _("số kết quả"),
    "valid_from": _("từ ngày"),
    "valid_to": _("đến ngày"),
    "why": _("lý do"),
    "body": _("Hội đồng, Tổ, Ban"),
    "decision": _("văn bản"),
    "duty": _("nhiệm vụ"),
    "findings": _("số tồn tại"),
    "members": _("số thành viên"),
    "present": _("số người có mặt"),
    "is_working": _("là ngày làm việc"),
    "agencies": _("cơ quan"),
    "since": _("từ ngày"),
    "until": _("đến ngày"),
}


# What people sign in with.
WAYS: dict[str, Any] = {
    "password": _("mật khẩu"),
    "totp": _("mã của ứng dụng"),
    "recovery_codes": _("mã dự phòng"),
    "webauthn": _("khóa truy cập"),
    "directory": _("tài khoản của thành phố"),
    "openid_connect": _("tài khoản của thành phố"),
}


def way_label(way: str) -> Any:
    return WAYS.get(way, way)


def field_label(name: str) -> Any:
    return FIELDS.get(name, name)


def verb_label(verb: str) -> Any:
    """What somebody did, in words; the verb itself when it has none."""
    return VERBS.get(verb, verb)


def subject_label(kind: str) -> Any:
    return SUBJECTS.get(kind, kind)
