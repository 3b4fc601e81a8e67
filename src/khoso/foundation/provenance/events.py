"""The words for what happens to a digital object: the Library of Congress vocabulary of preservation event types.

http://id.loc.gov/vocabulary/preservation/eventType — the label itself is stored, never a number.
"""

from __future__ import annotations

from enum import StrEnum

from khoso.kernel.words import noop

VOCABULARY = "http://id.loc.gov/vocabulary/preservation/eventType"


class EventType(StrEnum):
    """A preservation event type; the value is the vocabulary's own label."""

    ACCESSION = "accession"
    APPRAISAL = "appraisal"
    CAPTURE = "capture"
    COMPRESSION = "compression"
    CREATION = "creation"
    DEACCESSION = "deaccession"
    DECOMPRESSION = "decompression"
    DECRYPTION = "decryption"
    DELETION = "deletion"
    DIGITAL_SIGNATURE_GENERATION = "digital signature generation"
    DIGITAL_SIGNATURE_VALIDATION = "digital signature validation"
    DISSEMINATION = "dissemination"
    ENCRYPTION = "encryption"
    FILENAME_CHANGE = "filename change"
    FIXITY_CHECK = "fixity check"
    FORENSIC_FEATURE_ANALYSIS = "forensic feature analysis"
    FORMAT_IDENTIFICATION = "format identification"
    IMAGING = "imaging"
    INFORMATION_PACKAGE_CREATION = "information package creation"
    INFORMATION_PACKAGE_MERGING = "information package merging"
    INFORMATION_PACKAGE_SPLITTING = "information package splitting"
    INGESTION = "ingestion"
    INGESTION_END = "ingestion end"
    INGESTION_START = "ingestion start"
    MESSAGE_DIGEST_CALCULATION = "message digest calculation"
    METADATA_EXTRACTION = "metadata extraction"
    METADATA_MODIFICATION = "metadata modification"
    MIGRATION = "migration"
    MODIFICATION = "modification"
    NORMALIZATION = "normalization"
    PACKING = "packing"
    POLICY_ASSIGNMENT = "policy assignment"
    QUALITY_REVIEW = "quality review"
    QUARANTINE = "quarantine"
    RECOVERY = "recovery"
    REDACTION = "redaction"
    REFRESHMENT = "refreshment"
    REPLICATION = "replication"
    TRANSFER = "transfer"
    UNPACKING = "unpacking"
    UNQUARANTINE = "unquarantine"
    VALIDATION = "validation"
    VIRUS_CHECK = "virus check"


# Luật: TT 05/2025 Phụ lục I (PREMIS, eventType: số hóa lấy giá trị "transfer")
DIGITISATION = EventType.TRANSFER
# Luật: TT 05/2025 Phụ lục I (PREMIS, eventType: chuyển SIP thành AIP lấy "information package creation")
SIP_TO_AIP = EventType.INFORMATION_PACKAGE_CREATION

_VIETNAMESE = {
    EventType.ACCESSION: noop("Nhập kho"),
    EventType.APPRAISAL: noop("Xác định giá trị"),
    EventType.CAPTURE: noop("Thu nhận"),
    EventType.COMPRESSION: noop("Nén"),
    EventType.CREATION: noop("Tạo lập"),
    EventType.DEACCESSION: noop("Xuất khỏi kho"),
    EventType.DECOMPRESSION: noop("Giải nén"),
    EventType.DECRYPTION: noop("Giải mã"),
    EventType.DELETION: noop("Hủy"),
    EventType.DIGITAL_SIGNATURE_GENERATION: noop("Ký số"),
    EventType.DIGITAL_SIGNATURE_VALIDATION: noop("Kiểm tra chữ ký số"),
    EventType.DISSEMINATION: noop("Cung cấp sử dụng"),
    EventType.ENCRYPTION: noop("Mã hóa"),
    EventType.FILENAME_CHANGE: noop("Đổi tên tệp"),
    EventType.FIXITY_CHECK: noop("Kiểm tra tính nguyên vẹn"),
    EventType.FORENSIC_FEATURE_ANALYSIS: noop("Phân tích dấu vết số"),
    EventType.FORMAT_IDENTIFICATION: noop("Nhận dạng định dạng"),
    EventType.IMAGING: noop("Chụp, quét ảnh"),
    EventType.INFORMATION_PACKAGE_CREATION: noop("Tạo gói tin"),
    EventType.INFORMATION_PACKAGE_MERGING: noop("Gộp gói tin"),
    EventType.INFORMATION_PACKAGE_SPLITTING: noop("Tách gói tin"),
    EventType.INGESTION: noop("Tiếp nhận"),
    EventType.INGESTION_END: noop("Kết thúc tiếp nhận"),
    EventType.INGESTION_START: noop("Bắt đầu tiếp nhận"),
    EventType.MESSAGE_DIGEST_CALCULATION: noop("Tính mã băm"),
    EventType.METADATA_EXTRACTION: noop("Trích siêu dữ liệu"),
    EventType.METADATA_MODIFICATION: noop("Sửa siêu dữ liệu"),
    EventType.MIGRATION: noop("Chuyển đổi định dạng"),
    EventType.MODIFICATION: noop("Sửa đổi"),
    EventType.NORMALIZATION: noop("Chuẩn hóa"),
    EventType.PACKING: noop("Đóng gói"),
    EventType.POLICY_ASSIGNMENT: noop("Gán chính sách"),
    EventType.QUALITY_REVIEW: noop("Kiểm tra chất lượng"),
    EventType.QUARANTINE: noop("Cách ly"),
    EventType.RECOVERY: noop("Phục hồi"),
    EventType.REDACTION: noop("Che thông tin"),
    EventType.REFRESHMENT: noop("Thay vật mang tin"),
    EventType.REPLICATION: noop("Sao lưu"),
    EventType.TRANSFER: noop("Chuyển giao, số hóa"),
    EventType.UNPACKING: noop("Mở gói"),
    EventType.UNQUARANTINE: noop("Bỏ cách ly"),
    EventType.VALIDATION: noop("Kiểm tra hợp lệ"),
    EventType.VIRUS_CHECK: noop("Quét mã độc"),
}


def vietnamese(event: EventType) -> str:
    """The event as a person reads it."""
    return _VIETNAMESE[event]
