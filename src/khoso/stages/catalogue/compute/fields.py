"""The fields of the Circular, level by level: names, lengths, code tables, when each must be filled.

One table for forms, checks, columns, imports, registers and comparisons; what is not here is no field of the Circular.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from khoso.kernel import codes
from khoso.kernel.words import noop


class Shape(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    CODE = "code"
    # Several codes of a table.
    CODES = "codes"
    # hh:mm:ss
    DURATION = "duration"


class Need(StrEnum):
    MUST = "must"
    MAY = "may"
    # Must be filled under a condition that `checks` knows.
    WHEN = "when"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `name` is ours (a column, or a key of `details`), `element` the Circular's; `most` in characters.

    For a number `most` is the count of digits. `element` is empty where the Circular gives the field no name.
    """

    name: str
    element: str
    label: str
    shape: Shape = Shape.TEXT
    most: int = 0
    need: Need = Need.MUST
    table: Mapping[str, str] | None = None


T, N, D, F, C = Shape.TEXT, Shape.NUMBER, Shape.DATE, Shape.FLAG, Shape.CODE
MAY, WHEN = Need.MAY, Need.WHEN

NEGATIVE_OR_PHOTO = {"01": noop("Phim âm bản"), "02": noop("Ảnh")}
SOUND_OR_FILM = {"01": noop("Ghi âm"), "02": noop("Ghi hình")}
COLOUR = {"01": noop("Màu"), "02": noop("Đen trắng")}
RESERVE_STATUS = {"01": noop("Đã dự phòng"), "02": noop("Chưa dự phòng")}

# Luật: TT 05/2025 Đ.4.1.a; the Circular gives no lengths, ours are those of the columns
FONDS = (
    Field("code", "", noop("Mã phông, công trình, sưu tập"), T, 100),
    Field("title", "", noop("Tên phông"), T, 300),
    Field("is_closed", "", noop("Phông đóng"), F),
    Field("history", "", noop("Lịch sử đơn vị hình thành phông"), T, 0, MAY),
    Field("period", "", noop("Thời gian tài liệu"), D, 0, MAY),
    Field("declared_item_count", "", noop("Tổng số tài liệu"), N, 10, MAY),
    Field("classification", "", noop("Phương án phân loại, các nhóm tài liệu chủ yếu"), T, 0, MAY),
    Field("languages", "", noop("Ngôn ngữ"), Shape.CODES, 100, MAY, codes.LANGUAGE),
    Field("has_reserve", "", noop("Chế độ dự phòng"), F),
    Field("note", "", noop("Ghi chú"), T, 2000, MAY),
)

# Luật: TT 05/2025 Phụ lục I.II.2.a, Phụ lục III.II.2.a
DOSSIER = (
    Field("reference_code", "arcFileCode", noop("Mã hồ sơ"), T, 100),
    Field("title", "title", noop("Tiêu đề hồ sơ"), T, 1000),
    Field("retention_code", "maintenance", noop("Thời hạn lưu trữ"), C, 100, table=codes.MAINTENANCE),
    Field("access_code", "mode", noop("Chế độ sử dụng"), C, 30, table=codes.MODE),
    Field("language_code", "language", noop("Ngôn ngữ"), C, 100, table=codes.LANGUAGE),
    Field("start", "startDate", noop("Thời gian bắt đầu"), D, 10),
    Field("end", "endDate", noop("Thời gian kết thúc"), D, 10),
    Field("keywords", "keyword", noop("Từ khóa"), T, 100, MAY),
    Field("declared_item_count", "totalDoc", noop("Tổng số tài liệu trong hồ sơ"), N, 10),
    Field("declared_sheet_count", "numberOfPaper", noop("Số lượng tờ"), N, 10, WHEN),
    Field("declared_page_count", "numberOfPage", noop("Số lượng trang"), N, 10),
    Field("physical_condition_code", "format", noop("Tình trạng vật lý"), C, 50, MAY, codes.FORMAT),
    Field("information_mark", "inforSign", noop("Ký hiệu thông tin"), T, 30, MAY),
    Field("trust_code", "confidenceLevel", noop("Mức độ tin cậy"), C, 40, table=codes.CONFIDENCE_LEVEL),
    Field("paper_reference_code", "paperFileCode", noop("Mã hồ sơ gốc giấy"), T, 100, WHEN),
    Field("has_reserve", "riskRecovery", noop("Chế độ dự phòng"), F, 1),
    Field("reserve_status", "riskRecoveryStatus", noop("Tình trạng dự phòng"), C, 2, WHEN, RESERVE_STATUS),
    Field("note", "description", noop("Ghi chú"), T, 2000, MAY),
)

_MODE = Field("access_code", "mode", noop("Chế độ sử dụng"), C, 20, table=codes.MODE)
_CONDITION = Field("physical_condition_code", "format", noop("Tình trạng vật lý"), C, 50, MAY, codes.FORMAT)
_MARK = Field("information_mark", "inforSign", noop("Ký hiệu thông tin"), T, 30, MAY)
_TERM = Field("retention_code", "maintenance", noop("Thời hạn lưu trữ"), C, 100, table=codes.MAINTENANCE)
_CODE = Field("reference_code", "arcDocCode", noop("Mã lưu trữ tài liệu"), T, 100)
_RESERVE = (
    Field("has_reserve", "riskRecovery", noop("Chế độ dự phòng"), F, 1),
    Field("reserve_status", "riskRecoveryStatus", noop("Tình trạng dự phòng"), C, 2, WHEN, RESERVE_STATUS),
)

# Luật: TT 05/2025 Phụ lục I.II.2.b, Phụ lục III.II.2.b
TEXT = (
    Field("identifier", "docId", noop("Mã định danh tài liệu"), T, 25),
    _CODE,
    _TERM,
    Field("kind_code", "typeName", noop("Tên loại tài liệu"), C, 10, table=codes.KIND),
    Field("number", "codeNumber", noop("Số của tài liệu"), T, 11, MAY),
    Field("notation", "codeNotation", noop("Ký hiệu của tài liệu"), T, 30, MAY),
    Field("issued_date", "issuedDate", noop("Ngày, tháng, năm tài liệu"), D, 10),
    Field("issuer", "organName", noop("Cơ quan, tổ chức, cá nhân ban hành"), T, 200),
    Field("subject", "subject", noop("Trích yếu nội dung"), T, 500),
    Field("language_code", "language", noop("Ngôn ngữ"), C, 100, table=codes.LANGUAGE),
    Field("page_count", "numberOfPage", noop("Số lượng trang"), N, 4),
    _MARK,
    Field("keywords", "keyword", noop("Từ khóa"), T, 100, MAY),
    _MODE,
    Field("trust_code", "confidenceLevel", noop("Mức độ tin cậy"), C, 30, MAY, codes.CONFIDENCE_LEVEL),
    Field("autograph", "autograph", noop("Bút tích"), T, 2000, MAY),
    _CONDITION,
    Field("has_process", "process", noop("Quy trình xử lý đi kèm"), F, 1, WHEN),
    *_RESERVE,
    Field("note", "description", noop("Ghi chú"), T, 500, MAY),
)

# Luật: TT 05/2025 Phụ lục I.II.2.c (phim âm bản, ảnh)
PHOTO = (
    _CODE,
    _TERM,
    Field("type_pic", "typePic", noop("Loại phim, ảnh"), C, 2, table=NEGATIVE_OR_PHOTO),
    Field("archives_number", "archivesNumber", noop("Số lưu trữ đặc thù"), T, 50),
    _MARK,
    Field("event_name", "eventName", noop("Tên sự kiện"), T, 500),
    Field("subject", "imageTitle", noop("Tiêu đề phim, ảnh"), T, 500),
    Field("photographer", "photographer", noop("Tác giả"), T, 300),
    Field("photo_place", "photoPlace", noop("Địa điểm chụp"), T, 300),
    Field("issued_date", "photoTime", noop("Thời gian chụp"), D, 10),
    Field("colour", "colour", noop("Màu sắc"), C, 50, table=COLOUR),
    Field("film_size", "filmSize", noop("Cỡ phim, ảnh"), T, 30),
    Field("doc_attached", "docAttached", noop("Tài liệu đi kèm"), F, 1, MAY),
    _MODE,
    _CONDITION,
    *_RESERVE,
    Field("note", "description", noop("Ghi chú"), T, 500, MAY),
)

# Luật: TT 05/2025 Phụ lục I.II.2.d (ghi âm, ghi hình)
AUDIOVISUAL = (
    _CODE,
    _TERM,
    Field("type_media", "typeMedia", noop("Loại ghi âm, ghi hình"), C, 2, table=SOUND_OR_FILM),
    Field("archives_number", "archivesNumber", noop("Số lưu trữ đặc thù"), T, 50),
    _MARK,
    Field("event_name", "eventName", noop("Tên sự kiện"), T, 500),
    Field("subject", "movieTitle", noop("Tiêu đề phim, âm thanh"), T, 500),
    Field("recorder", "recorder", noop("Tác giả"), T, 300),
    Field("record_place", "recordPlace", noop("Địa điểm ghi"), T, 300),
    Field("issued_date", "recordDate", noop("Thời gian ghi"), D, 10),
    Field("language_code", "language", noop("Ngôn ngữ"), C, 100, table=codes.LANGUAGE),
    Field("play_time", "playTime", noop("Thời lượng"), Shape.DURATION, 8),
    Field("doc_attached", "docAttached", noop("Tài liệu đi kèm"), F, 1, MAY),
    _MODE,
    Field("quality", "quality", noop("Chất lượng"), T, 50),
    _CONDITION,
    *_RESERVE,
    Field("note", "description", noop("Ghi chú"), T, 500, MAY),
)

# The fields of an item by its material; names of `Material`.
OF_MATERIAL = {"text": TEXT, "photo": PHOTO, "audiovisual": AUDIOVISUAL}
# Kept in `Item.details`: fields only photos or recordings have.
IN_DETAILS = frozenset(
    {"type_pic", "type_media", "archives_number", "event_name", "photographer", "photo_place", "colour", "film_size"}
    | {"doc_attached", "recorder", "record_place", "play_time", "quality"}
)
