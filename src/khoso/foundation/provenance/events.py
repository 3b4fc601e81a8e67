"""The words for what happens to a digital object, and how it ended: vocabularies of the Library of Congress.

http://id.loc.gov/vocabulary/preservation/eventType and …/eventOutcome: the label itself is stored, never a number.
"""

from __future__ import annotations

from enum import StrEnum

VOCABULARY = "http://id.loc.gov/vocabulary/preservation/eventType"


class EventType(StrEnum):
    """A preservation event type; the value is the vocabulary's own label."""

    ACCESSION = "accession"
    APPRAISAL = "appraisal"
    CAPTURE = "capture"
    COMPILING = "compiling"
    COMPRESSION = "compression"
    CREATION = "creation"
    DEACCESSION = "deaccession"
    DECOMPRESSION = "decompression"
    DECRYPTION = "decryption"
    DELETION = "deletion"
    DIGITAL_SIGNATURE_GENERATION = "digital signature generation"
    DIGITAL_SIGNATURE_VALIDATION = "digital signature validation"
    DISPLAYING = "displaying"
    DISSEMINATION = "dissemination"
    ENCRYPTION = "encryption"
    EXECUTION = "execution"
    EXPORTING = "exporting"
    EXTRACTION = "extraction"
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
    INTERPRETING = "interpreting"
    MESSAGE_DIGEST_CALCULATION = "message digest calculation"
    METADATA_EXTRACTION = "metadata extraction"
    METADATA_MODIFICATION = "metadata modification"
    MIGRATION = "migration"
    MODIFICATION = "modification"
    NORMALIZATION = "normalization"
    PACKING = "packing"
    POLICY_ASSIGNMENT = "policy assignment"
    PRINTING = "printing"
    QUARANTINE = "quarantine"
    RECOVERY = "recovery"
    REDACTION = "redaction"
    REFRESHMENT = "refreshment"
    RENDERING = "rendering"
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


class Outcome(StrEnum):
    """How an event ended; the value is the vocabulary's own label."""

    FAIL = "fail"
    SUCCESS = "success"
    WARNING = "warning"
