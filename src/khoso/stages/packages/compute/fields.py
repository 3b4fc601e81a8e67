"""The description fields of Circular 05/2025 as data: one table for writer, schema, validator and reader.

# Luật: TT 05/2025 Phụ lục I mục II.2, Phụ lục III mục II.2
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from khoso.kernel import codes

YES_NO = {"1": "Có", "0": "Không"}
BACKUP_STATE = {"01": "Đã dự phòng", "02": "Chưa dự phòng"}
PICTURE_KIND = {"01": "Phim âm bản", "02": "Ảnh"}
COLOUR = {"01": "Màu", "02": "Đen trắng"}
MEDIA_KIND = {"01": "Ghi âm", "02": "Ghi hình"}


class Kind(StrEnum):
    """How a field's text is written."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    WORDS = "words"
    DATE = "date"
    NUMBER = "number"
    FLAG = "flag"


class Need(StrEnum):
    """M: always there; O: may be empty; C: needed under the condition a rule states."""

    ALWAYS = "M"
    OPTIONAL = "O"
    CONDITIONAL = "C"


@dataclass(frozen=True, slots=True)
class Field:
    """One element of a description.

    `element` is the Circular's name, `attribute` ours. `length` counts characters.
    `aliases` are names the Circular's own printed schemas use for the same thing.
    """

    element: str
    attribute: str
    label: str
    length: int
    need: Need = Need.OPTIONAL
    kind: Kind = Kind.TEXT
    codes: Mapping[str, str] | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """All elements of one description, in the Circular's order. `full_dates`: only DD/MM/YYYY is allowed."""

    name: str
    clause: str
    fields: tuple[Field, ...]
    full_dates: bool = False

    def field(self, element: str) -> Field | None:
        """The field of an element name, by its name or an alias; None when the Circular knows no such element."""
        return next((f for f in self.fields if f.element == element or element in f.aliases), None)


_M, _O, _C = Need.ALWAYS, Need.OPTIONAL, Need.CONDITIONAL
_BACKUP = (
    Field("riskRecovery", "has_backup", "Chế độ dự phòng", 1, _M, Kind.FLAG, YES_NO),
    Field("riskRecoveryStatus", "backup_state", "Tình trạng dự phòng", 2, _C, Kind.CODE, BACKUP_STATE),
)


def _maintenance() -> Field:
    return Field("maintenance", "retention_code", "Thời hạn lưu trữ", 100, _M, Kind.CODE, codes.MAINTENANCE)


def _language() -> Field:
    return Field("language", "languages", "Ngôn ngữ", 100, _M, Kind.CODES, codes.LANGUAGE)


def _mode(length: int) -> Field:
    return Field("mode", "access_code", "Chế độ sử dụng", length, _M, Kind.CODE, codes.MODE)


def _condition() -> Field:
    return Field("format", "physical_condition_code", "Tình trạng vật lý", 50, _O, Kind.CODE, codes.FORMAT)


def _sign() -> Field:
    return Field("inforSign", "information_mark", "Ký hiệu thông tin", 30)


def _item_code(aip: bool) -> Field:
    if aip:
        return Field("arcDocCode", "reference_code", "Mã lưu trữ tài liệu", 100, _M, aliases=("docCode",))
    return Field("docCode", "reference_code", "Mã lưu trữ của tài liệu", 100, _M, aliases=("arcDocCode",))


def _dossier(aip: bool) -> Table:
    code = (
        Field("arcFileCode", "reference_code", "Mã hồ sơ lưu trữ", 100, _M, aliases=("fileCode",))
        if aip
        else Field("fileCode", "reference_code", "Mã hồ sơ", 100, _M, aliases=("arcFileCode",))
    )
    trust = Field(
        "confidenceLevel", "trust_code", "Mức độ tin cậy", 40, _M if aip else _O, Kind.CODE, codes.CONFIDENCE_LEVEL
    )
    return Table(
        "EAD",
        f"TT05 Phụ lục {'I' if aip else 'III'} mục II.2.a",
        (
            code,
            Field("title", "title", "Tiêu đề hồ sơ", 1000, _M),
            _maintenance(),
            _mode(30),
            _language(),
            Field("startDate", "start", "Thời gian bắt đầu", 10, _M, Kind.DATE),
            Field("endDate", "end", "Thời gian kết thúc", 10, _M, Kind.DATE),
            Field("keyword", "keywords", "Từ khóa", 100, _O, Kind.WORDS),
            Field("totalDoc", "item_count", "Tổng số tài liệu trong hồ sơ", 10, _M, Kind.NUMBER),
            Field("numberOfPaper", "sheet_count", "Số lượng tờ", 10, _C, Kind.NUMBER),
            Field("numberOfPage", "page_count", "Số lượng trang", 10, _M, Kind.NUMBER),
            _condition(),
            _sign(),
            trust,
            Field("paperFileCode", "paper_reference_code", "Mã hồ sơ gốc giấy", 100, _C),
            *_BACKUP,
            Field("description", "note", "Ghi chú", 2000),
        ),
        full_dates=not aip,
    )


def _text_item(aip: bool) -> Table:
    return Table(
        "EAD_doc",
        f"TT05 Phụ lục {'I' if aip else 'III'} mục II.2.b",
        (
            Field("docId", "doc_id", "Mã định danh tài liệu", 25, _M),
            _item_code(aip),
            _maintenance(),
            Field("typeName", "kind_code", "Tên loại tài liệu", 10, _M, Kind.CODE, codes.KIND),
            Field("codeNumber", "number", "Số của tài liệu", 11),
            Field("codeNotation", "notation", "Ký hiệu của tài liệu", 30),
            Field("issuedDate", "issued_date", "Ngày, tháng, năm tài liệu", 10, _M, Kind.DATE),
            Field("organName", "issuer", "Tên cơ quan, tổ chức, cá nhân ban hành", 200, _M),
            Field("subject", "subject", "Trích yếu nội dung", 500, _M),
            _language(),
            Field("numberOfPage", "page_count", "Số lượng trang", 4, _M, Kind.NUMBER),
            _sign(),
            Field("keyword", "keywords", "Từ khóa", 100, _O, Kind.WORDS),
            _mode(20),
            Field("confidenceLevel", "trust_code", "Mức độ tin cậy", 30, _O, Kind.CODE, codes.CONFIDENCE_LEVEL),
            Field("autograph", "handwritten_notes", "Bút tích", 2000),
            _condition(),
            Field("process", "has_workflow", "Quy trình xử lý", 1, _C, Kind.FLAG, YES_NO),
            *_BACKUP,
            Field("description", "note", "Ghi chú", 500),
        ),
        full_dates=not aip,
    )


def _picture(aip: bool) -> Table:
    return Table(
        "EAD_pic",
        f"TT05 Phụ lục {'I' if aip else 'III'} mục II.2.b",
        (
            _item_code(aip),
            _maintenance(),
            Field("typePic", "picture_kind_code", "Phân loại", 2, _M, Kind.CODE, PICTURE_KIND),
            Field("archivesNumber", "special_number", "Số lưu trữ", 50, _M),
            _sign(),
            Field("eventName", "event_name", "Tên sự kiện", 500, _M),
            Field("imageTitle", "title", "Tiêu đề phim/ảnh", 500, _M),
            Field("photographer", "author", "Tác giả", 300, _M),
            Field("photoPlace", "place", "Địa điểm chụp", 300, _M),
            Field("photoTime", "taken_date", "Thời gian chụp", 10, _M, Kind.DATE),
            Field("colour", "colour_code", "Màu sắc", 50, _M, Kind.CODE, COLOUR),
            Field("filmSize", "film_size", "Cỡ phim/ảnh", 30, _M),
            Field("docAttached", "has_attached_document", "Tài liệu đi kèm", 1, _O, Kind.FLAG, YES_NO),
            _mode(20),
            _condition(),
            *_BACKUP,
            Field("description", "note", "Ghi chú", 500),
        ),
    )


def _media(aip: bool) -> Table:
    return Table(
        "EAD_media",
        f"TT05 Phụ lục {'I' if aip else 'III'} mục II.2.b",
        (
            _item_code(aip),
            _maintenance(),
            Field("typeMedia", "media_kind_code", "Phân loại", 2, _M, Kind.CODE, MEDIA_KIND),
            Field("archivesNumber", "special_number", "Số lưu trữ", 50, _M),
            _sign(),
            Field("eventName", "event_name", "Tên sự kiện", 500, _M),
            Field("movieTitle", "title", "Tiêu đề phim/âm thanh", 500, _M),
            Field("recorder", "author", "Tác giả", 300, _M),
            Field("recordPlace", "place", "Địa điểm", 300, _M),
            Field("recordDate", "taken_date", "Thời gian", 10, _M, Kind.DATE),
            _language(),
            Field("playTime", "play_time", "Thời lượng", 8, _M),
            Field("docAttached", "has_attached_document", "Tài liệu đi kèm", 1, _O, Kind.FLAG, YES_NO),
            _mode(20),
            Field("quality", "quality", "Chất lượng", 50, _M),
            _condition(),
            *_BACKUP,
            Field("description", "note", "Ghi chú", 500),
        ),
    )


class PackageKind(StrEnum):
    """The two packages of a dossier."""

    AIP = "AIP"
    SIP = "SIP"


TABLES: dict[tuple[PackageKind, str], Table] = {
    (kind, table.name): table
    for kind in PackageKind
    for table in (make(kind is PackageKind.AIP) for make in (_dossier, _text_item, _picture, _media))
}


def table(kind: PackageKind, name: str) -> Table:
    """The table of `EAD`, `EAD_doc`, `EAD_pic` or `EAD_media` for a kind of package."""
    return TABLES[kind, name]
