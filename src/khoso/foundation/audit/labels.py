"""What the acts of the trail are called on a screen. Every verb the code records has its words here."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

# What somebody did, as it follows their name.
VERBS: dict[str, Any] = {
    "acceptance.dossier.accept": _("nghiệm thu hồ sơ"),
    "access.companion.show": _("xem bìa hoặc mục lục của hồ sơ"),
    "access.dossier.index": _("đưa hồ sơ vào tìm kiếm"),
    "access.file.fetch": _("tải tệp"),
    "access.page.show": _("xem trang tài liệu"),
    "access.search.run": _("tìm kiếm"),
    "audit.trail.export": _("xuất nhật ký"),
    "audit.trail.read": _("đọc nhật ký từ hệ thống kết nối"),
    "audit.trail.restore": _("khôi phục nhật ký từ bản cũ"),
    "audit.trail.review": _("xem xét nhật ký tuần này"),
    "audit.trail.search": _("tra nhật ký"),
    "audit.trail.verify": _("kiểm chứng nhật ký"),
    "catalogue.dossier.register": _("đăng ký hồ sơ"),
    "catalogue.dossier.restore": _("dựng lại hồ sơ từ kho"),
    "catalogue.fonds.register": _("đăng ký phông"),
    "catalogue.item.describe": _("sửa mô tả tài liệu"),
    "catalogue.item.register": _("đăng ký tài liệu"),
    "digitisation.delivery.fail": _("dừng lô giao nộp vì lỗi"),
    "digitisation.delivery.open": _("mở lô giao nộp"),
    "digitisation.delivery.register": _("nhận đủ lô giao nộp"),
    "digitisation.file.check": _("kiểm tra tệp"),
    "digitisation.file.place": _("xếp tệp vào tài liệu"),
    "digitisation.file.register": _("nhận tệp"),
    "digitisation.gate.record": _("ghi giấy tờ trước số hóa"),
    "digitisation.step.hinder": _("chưa làm được một bước"),
    "identity.person.lock": _("bị khóa tài khoản vì sai nhiều lần"),
    "identity.person.unlock": _("mở khóa tài khoản"),
    "identity.agency.confirm": _("xác nhận cơ quan"),
    "identity.agency.correct": _("sửa tên đã ghi sai của cơ quan"),
    "identity.agency.describe": _("sửa thông tin cơ quan"),
    "identity.agency.end": _("ghi cơ quan kết thúc"),
    "identity.agency.export": _("tải danh bạ cơ quan"),
    "identity.agency.load": _("nạp danh bạ cơ quan"),
    "identity.agency.recognise": _("nhận ra cơ quan"),
    "identity.agency.register": _("đăng ký cơ quan"),
    "identity.agency.rename": _("đổi tên cơ quan"),
    "identity.delegation.give": _("ủy quyền"),
    "identity.delegation.take_back": _("thu hồi ủy quyền"),
    "identity.directory.link": _("nối tài khoản với danh bạ của thành phố"),
    "identity.factor.add": _("thêm lớp xác thực thứ hai"),
    "identity.factor.forget": _("xóa lớp xác thực thứ hai của tài khoản"),
    "identity.factor.remove": _("gỡ lớp xác thực thứ hai"),
    "identity.factor.renew": _("làm lại lớp xác thực thứ hai"),
    "identity.password.change": _("đổi mật khẩu"),
    "identity.people.download": _("tải danh sách tài khoản"),
    "identity.people.review": _("rà soát tài khoản của quý"),
    "identity.person.disable": _("ngừng tài khoản"),
    "identity.person.edit": _("sửa thông tin tài khoản"),
    "identity.person.enable": _("cho dùng lại tài khoản"),
    "identity.person.register": _("cấp tài khoản"),
    "identity.person.reset_password": _("đặt lại mật khẩu cho tài khoản"),
    "identity.role.change": _("đổi thời hạn vai trò"),
    "identity.role.end": _("kết thúc vai trò"),
    "identity.role.grant": _("giao vai trò"),
    "identity.session.close": _("đăng xuất"),
    "identity.session.confirm": _("xác thực lại"),
    "identity.session.end": _("kết thúc phiên ở nơi khác"),
    "identity.session.expire": _("hết phiên vì để yên"),
    "identity.session.open": _("đăng nhập"),
    "identity.session.refuse": _("đăng nhập không được"),
    "identity.token.issue": _("cấp mã kết nối"),
    "identity.token.revoke": _("thu hồi mã kết nối"),
    "inspection.dossier.decide": _("quyết định hồ sơ đã được ký hay chưa"),
    "inspection.dossier.sign": _("ký số hồ sơ"),
    "packages.package.fail": _("chưa đóng được gói tin"),
    "packages.package.restore": _("dựng lại gói tin từ kho"),
    "packages.package.store": _("lưu gói tin vào kho"),
    "programme.plan.give": _("giao nhiệm vụ của kế hoạch cho các cơ quan"),
    "programme.plan.load": _("nạp kế hoạch"),
    "programme.attachment.fetch": _("tải tệp đính kèm"),
    "programme.attachment.keep": _("đính kèm tệp"),
    "recognition.fields.confirm": _("xác nhận trường thông tin"),
    "recognition.fields.pass_on": _("chuyển tiếp trường thông tin chưa ai xác nhận"),
    "recognition.file.read": _("đọc chữ trong tệp"),
    "repository.object.store": _("ghi đối tượng vào kho"),
    "repository.object.verify": _("đọc lại đối tượng trong kho"),
    "selection.list.approve": _("ghi danh mục được phê duyệt"),
    "signing.file.sign": _("ký số tệp"),
    "web.agency.choose": _("chọn cơ quan đang làm việc"),
    "web.job.retry": _("cho làm lại việc nền"),
}

ROOMS: dict[str, Any] = {
    "acceptance": _("Nghiệm thu"),
    "access": _("Tra cứu, xem tài liệu"),
    "audit": _("Nhật ký"),
    "catalogue": _("Mô tả hồ sơ, tài liệu"),
    "digitisation": _("Giao nộp, số hóa"),
    "identity": _("Tài khoản, cơ quan, đăng nhập"),
    "inspection": _("Kiểm tra trước khi ký"),
    "packages": _("Đóng gói"),
    "programme": _("Kế hoạch, nhiệm vụ"),
    "recognition": _("Nhận dạng, xác nhận"),
    "repository": _("Kho lưu trữ"),
    "selection": _("Danh mục phê duyệt"),
    "signing": _("Ký số"),
    "web": _("Vận hành"),
}

SUBJECTS: dict[str, Any] = {
    "address": _("địa chỉ mạng"),
    "agency": _("cơ quan"),
    "attachment": _("tệp đính kèm"),
    "delivery": _("lô giao nộp"),
    "dossier": _("hồ sơ"),
    "file": _("tệp"),
    "fonds": _("phông"),
    "gate": _("giấy tờ trước số hóa"),
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
    "selection_list": _("danh mục được phê duyệt"),
    "token": _("mã kết nối"),
    "trail": _("nhật ký"),
    "week": _("tuần"),
}

# What an act says beside its subject; what has no word here is shown as it was recorded.
FIELDS: dict[str, Any] = {
    "actor": _("tài khoản"),
    "agency": _("cơ quan"),
    "by": _("bằng"),
    "checked": _("số dòng"),
    "code": _("mã"),
    "days": _("số ngày"),
    "failures": _("số lần sai"),
    "fields": _("trường"),
    "files": _("số tệp"),
    "form": _("dạng"),
    "full_name": _("họ tên"),
    "kind": _("loại"),
    "message": _("thông báo"),
    "name": _("tên"),
    "note": _("ghi chú"),
    "number": _("số, ký hiệu"),
    "page": _("trang"),
    "pages": _("số trang"),
    "parent": _("cấp trên"),
    "reason": _("lý do"),
    "reference_code": _("mã hồ sơ"),
    "role": _("vai trò"),
    "rows": _("số dòng"),
    "state": _("trạng thái"),
    "subject": _("trích yếu"),
    "title": _("tiêu đề"),
    "total": _("số kết quả"),
    "valid_from": _("từ ngày"),
    "valid_to": _("đến ngày"),
    "why": _("lý do"),
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
