"""PREMIS words as a person reads them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khoso.foundation.provenance.agents import AgentRole, AgentType
from khoso.foundation.provenance.events import EventType, Outcome

_EVENTS: dict[str, Promise] = {
    EventType.ACCESSION: _("Nhập kho"),
    EventType.APPRAISAL: _("Xác định giá trị"),
    EventType.CAPTURE: _("Thu nhận"),
    EventType.COMPILING: _("Biên dịch"),
    EventType.COMPRESSION: _("Nén"),
    EventType.CREATION: _("Tạo lập"),
    EventType.DEACCESSION: _("Xuất khỏi kho"),
    EventType.DECOMPRESSION: _("Giải nén"),
    EventType.DECRYPTION: _("Giải mã"),
    EventType.DELETION: _("Hủy"),
    EventType.DIGITAL_SIGNATURE_GENERATION: _("Ký số"),
    EventType.DIGITAL_SIGNATURE_VALIDATION: _("Kiểm tra chữ ký số"),
    EventType.DISPLAYING: _("Hiển thị"),
    EventType.DISSEMINATION: _("Cung cấp sử dụng"),
    EventType.ENCRYPTION: _("Mã hóa"),
    EventType.EXECUTION: _("Chạy chương trình"),
    EventType.EXPORTING: _("Xuất ra ngoài"),
    EventType.EXTRACTION: _("Trích xuất"),
    EventType.FILENAME_CHANGE: _("Đổi tên tệp"),
    EventType.FIXITY_CHECK: _("Kiểm tra tính nguyên vẹn"),
    EventType.FORENSIC_FEATURE_ANALYSIS: _("Phân tích dấu vết số"),
    EventType.FORMAT_IDENTIFICATION: _("Nhận dạng định dạng"),
    EventType.IMAGING: _("Sao ảnh vật mang tin"),
    EventType.INFORMATION_PACKAGE_CREATION: _("Tạo gói tin"),
    EventType.INFORMATION_PACKAGE_MERGING: _("Gộp gói tin"),
    EventType.INFORMATION_PACKAGE_SPLITTING: _("Tách gói tin"),
    EventType.INGESTION: _("Tiếp nhận"),
    EventType.INGESTION_END: _("Kết thúc tiếp nhận"),
    EventType.INGESTION_START: _("Bắt đầu tiếp nhận"),
    EventType.INTERPRETING: _("Thông dịch"),
    EventType.MESSAGE_DIGEST_CALCULATION: _("Tính mã băm"),
    EventType.METADATA_EXTRACTION: _("Trích siêu dữ liệu"),
    EventType.METADATA_MODIFICATION: _("Sửa siêu dữ liệu"),
    EventType.MIGRATION: _("Chuyển đổi định dạng"),
    EventType.MODIFICATION: _("Sửa đổi"),
    EventType.NORMALIZATION: _("Chuẩn hóa"),
    EventType.PACKING: _("Đóng gói"),
    EventType.POLICY_ASSIGNMENT: _("Gán chính sách"),
    EventType.PRINTING: _("In ra"),
    EventType.QUARANTINE: _("Cách ly"),
    EventType.RECOVERY: _("Phục hồi"),
    EventType.REDACTION: _("Che thông tin"),
    EventType.REFRESHMENT: _("Thay vật mang tin"),
    EventType.RENDERING: _("Dựng hình"),
    EventType.REPLICATION: _("Sao lưu"),
    EventType.TRANSFER: _("Chuyển giao, số hóa"),
    EventType.UNPACKING: _("Mở gói"),
    EventType.UNQUARANTINE: _("Bỏ cách ly"),
    EventType.VALIDATION: _("Kiểm tra hợp lệ"),
    EventType.VIRUS_CHECK: _("Quét mã độc"),
}

_OUTCOMES: dict[str, Promise] = {
    Outcome.FAIL: _("Không đạt"),
    Outcome.SUCCESS: _("Đạt"),
    Outcome.WARNING: _("Đạt, có điều cần lưu ý"),
}

_ROLES: dict[str, Promise] = {
    AgentRole.AUTHORIZER: _("Cho phép"),
    AgentRole.EXECUTING_PROGRAM: _("Phần mềm thực hiện"),
    AgentRole.IMPLEMENTER: _("Người, đơn vị thực hiện"),
    AgentRole.VALIDATOR: _("Người kiểm tra"),
}

_TYPES: dict[str, Promise] = {
    AgentType.HARDWARE: _("Thiết bị"),
    AgentType.ORGANIZATION: _("Cơ quan, tổ chức"),
    AgentType.PERSON: _("Người"),
    AgentType.SOFTWARE: _("Phần mềm"),
}

# The digital objects events are about; the kinds that rooms use in `subject`, `sources` and `outcomes`.
OBJECT_KINDS: dict[str, Promise] = {
    "file": _("Tệp giao nộp"),
    "item": _("Tài liệu"),
    "dossier": _("Hồ sơ"),
    "reading": _("Bản đọc"),
    "pdfa": _("PDF/A hai lớp"),
    "layer": _("Lớp văn bản cũ của tệp"),
    "pictures": _("Ảnh trang để xem"),
    "signed": _("Tệp đã ký số"),
    "package": _("Gói tin"),
    "object": _("Đối tượng trong kho"),
    "replica": _("Bản sao trong kho"),
}


def vietnamese(event: str) -> str:
    """The event as a person reads it; a word of no vocabulary of ours, told by a package, stays as it is."""
    return str(_EVENTS.get(event, event))


def vietnamese_outcome(outcome: str) -> str:
    """The outcome as a person reads it."""
    return str(_OUTCOMES.get(outcome, outcome))


def vietnamese_role(role: str) -> str:
    """An agent's part in an event."""
    return str(_ROLES.get(role, role or _("Tác nhân")))


def vietnamese_agent_type(kind: str) -> str:
    return str(_TYPES.get(kind, kind))


def vietnamese_object(kind: str) -> str:
    return str(OBJECT_KINDS.get(kind, kind))
