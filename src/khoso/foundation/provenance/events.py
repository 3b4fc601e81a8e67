"""The words for what happens to a digital object: the Library of Congress vocabulary of preservation event types.

http://id.loc.gov/vocabulary/preservation/eventType — the label itself is stored, never a number.
"""

from __future__ import annotations

from enum import StrEnum

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
    EventType.ACCESSION: "Nhập kho",
    EventType.APPRAISAL: "Xác định giá trị",
    EventType.CAPTURE: "Thu nhận",
    EventType.COMPRESSION: "Nén",
    EventType.CREATION: "Tạo lập",
    EventType.DEACCESSION: "Xuất khỏi kho",
    EventType.DECOMPRESSION: "Giải nén",
    EventType.DECRYPTION: "Giải mã",
    EventType.DELETION: "Hủy",
    EventType.DIGITAL_SIGNATURE_GENERATION: "Ký số",
    EventType.DIGITAL_SIGNATURE_VALIDATION: "Kiểm tra chữ ký số",
    EventType.DISSEMINATION: "Cung cấp sử dụng",
    EventType.ENCRYPTION: "Mã hóa",
    EventType.FILENAME_CHANGE: "Đổi tên tệp",
    EventType.FIXITY_CHECK: "Kiểm tra tính nguyên vẹn",
    EventType.FORENSIC_FEATURE_ANALYSIS: "Phân tích dấu vết số",
    EventType.FORMAT_IDENTIFICATION: "Nhận dạng định dạng",
    EventType.IMAGING: "Chụp, quét ảnh",
    EventType.INFORMATION_PACKAGE_CREATION: "Tạo gói tin",
    EventType.INFORMATION_PACKAGE_MERGING: "Gộp gói tin",
    EventType.INFORMATION_PACKAGE_SPLITTING: "Tách gói tin",
    EventType.INGESTION: "Tiếp nhận",
    EventType.INGESTION_END: "Kết thúc tiếp nhận",
    EventType.INGESTION_START: "Bắt đầu tiếp nhận",
    EventType.MESSAGE_DIGEST_CALCULATION: "Tính mã băm",
    EventType.METADATA_EXTRACTION: "Trích siêu dữ liệu",
    EventType.METADATA_MODIFICATION: "Sửa siêu dữ liệu",
    EventType.MIGRATION: "Chuyển đổi định dạng",
    EventType.MODIFICATION: "Sửa đổi",
    EventType.NORMALIZATION: "Chuẩn hóa",
    EventType.PACKING: "Đóng gói",
    EventType.POLICY_ASSIGNMENT: "Gán chính sách",
    EventType.QUALITY_REVIEW: "Kiểm tra chất lượng",
    EventType.QUARANTINE: "Cách ly",
    EventType.RECOVERY: "Phục hồi",
    EventType.REDACTION: "Che thông tin",
    EventType.REFRESHMENT: "Thay vật mang tin",
    EventType.REPLICATION: "Sao lưu",
    EventType.TRANSFER: "Chuyển giao, số hóa",
    EventType.UNPACKING: "Mở gói",
    EventType.UNQUARANTINE: "Bỏ cách ly",
    EventType.VALIDATION: "Kiểm tra hợp lệ",
    EventType.VIRUS_CHECK: "Quét mã độc",
}


def vietnamese(event: EventType) -> str:
    """The event as a person reads it."""
    return _VIETNAMESE[event]
