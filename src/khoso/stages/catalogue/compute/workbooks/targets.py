"""What a column may be mapped to, with the words people head such columns with."""

from __future__ import annotations

from collections.abc import Mapping

from khoso.kernel.words import noop
from khoso.stages.catalogue.compute import columns, fields

IGNORE = "ignore"
ROW_NUMBER = "row_number"

_DOSSIER = {
    "fonds_title": noop("Hồ sơ: tên phông"),
    "fonds_code": noop("Hồ sơ: mã phông"),
    "series_title": noop("Hồ sơ: nhóm, đề mục"),
    "register_number": noop("Hồ sơ: mục lục số"),
    "store": noop("Hồ sơ: kho"),
    "shelf": noop("Hồ sơ: giá"),
    "box": noop("Hồ sơ: hộp số"),
    "number": noop("Hồ sơ: số và ký hiệu"),
    "reference_code": noop("Hồ sơ: mã hồ sơ"),
    "title": noop("Hồ sơ: tiêu đề"),
    "retention_code": noop("Hồ sơ: thời hạn lưu trữ"),
    "access_code": noop("Hồ sơ: chế độ sử dụng"),
    "secrecy_mark": noop("Hồ sơ: độ mật"),
    "language_code": noop("Hồ sơ: ngôn ngữ"),
    "start": noop("Hồ sơ: thời gian bắt đầu"),
    "end": noop("Hồ sơ: thời gian kết thúc"),
    "span": noop("Hồ sơ: thời gian (từ … đến …)"),
    "start_day": noop("Hồ sơ: ngày bắt đầu"),
    "start_month": noop("Hồ sơ: tháng bắt đầu"),
    "start_year": noop("Hồ sơ: năm bắt đầu"),
    "end_day": noop("Hồ sơ: ngày kết thúc"),
    "end_month": noop("Hồ sơ: tháng kết thúc"),
    "end_year": noop("Hồ sơ: năm kết thúc"),
    "declared_item_count": noop("Hồ sơ: tổng số tài liệu"),
    "declared_sheet_count": noop("Hồ sơ: số lượng tờ"),
    "declared_page_count": noop("Hồ sơ: số lượng trang"),
    "keywords": noop("Hồ sơ: từ khóa"),
    "information_mark": noop("Hồ sơ: ký hiệu thông tin"),
    "physical_condition_code": noop("Hồ sơ: tình trạng vật lý"),
    "trust_code": noop("Hồ sơ: mức độ tin cậy"),
    "paper_reference_code": noop("Hồ sơ: mã hồ sơ gốc giấy"),
    "has_reserve": noop("Hồ sơ: chế độ dự phòng"),
    "reserve_status": noop("Hồ sơ: tình trạng dự phòng"),
    "annotation": noop("Hồ sơ: chú giải"),
    "note": noop("Hồ sơ: ghi chú"),
}
_ITEM = {
    "ordinal": noop("Tài liệu: số thứ tự trong hồ sơ"),
    "material": noop("Tài liệu: loại hình"),
    "kind_code": noop("Tài liệu: tên loại"),
    "number": noop("Tài liệu: số"),
    "notation": noop("Tài liệu: ký hiệu"),
    "number_notation": noop("Tài liệu: số và ký hiệu"),
    "issued_date": noop("Tài liệu: ngày, tháng, năm"),
    "issued_day": noop("Tài liệu: ngày"),
    "issued_month": noop("Tài liệu: tháng"),
    "issued_year": noop("Tài liệu: năm"),
    "issuer": noop("Tài liệu: cơ quan ban hành, tác giả"),
    "signer": noop("Tài liệu: người ký"),
    "subject": noop("Tài liệu: trích yếu nội dung"),
    "kind_and_subject": noop("Tài liệu: tên loại và trích yếu"),
    "language_code": noop("Tài liệu: ngôn ngữ"),
    "page_count": noop("Tài liệu: số lượng trang"),
    "sheet_count": noop("Tài liệu: số lượng tờ"),
    "sheet": noop("Tài liệu: tờ số, trang số"),
    "retention_code": noop("Tài liệu: thời hạn lưu trữ"),
    "access_code": noop("Tài liệu: chế độ sử dụng"),
    "secrecy_mark": noop("Tài liệu: độ mật"),
    "urgency": noop("Tài liệu: độ khẩn"),
    "keywords": noop("Tài liệu: từ khóa"),
    "information_mark": noop("Tài liệu: ký hiệu thông tin"),
    "autograph": noop("Tài liệu: bút tích"),
    "trust_code": noop("Tài liệu: mức độ tin cậy"),
    "physical_condition_code": noop("Tài liệu: tình trạng vật lý"),
    "has_process": noop("Tài liệu: quy trình xử lý"),
    "has_reserve": noop("Tài liệu: chế độ dự phòng"),
    "reserve_status": noop("Tài liệu: tình trạng dự phòng"),
    "reference_code": noop("Tài liệu: mã lưu trữ"),
    "identifier": noop("Tài liệu: mã định danh"),
    "file": noop("Tài liệu: đường dẫn tệp"),
    "type_pic": noop("Phim, ảnh: loại"),
    "photographer": noop("Phim, ảnh: tác giả"),
    "photo_place": noop("Phim, ảnh: địa điểm chụp"),
    "colour": noop("Phim, ảnh: màu sắc"),
    "film_size": noop("Phim, ảnh: cỡ"),
    "type_media": noop("Ghi âm, ghi hình: loại"),
    "recorder": noop("Ghi âm, ghi hình: tác giả"),
    "record_place": noop("Ghi âm, ghi hình: địa điểm ghi"),
    "play_time": noop("Ghi âm, ghi hình: thời lượng"),
    "quality": noop("Ghi âm, ghi hình: chất lượng"),
    "archives_number": noop("Phim, ảnh, ghi âm: số lưu trữ đặc thù"),
    "event_name": noop("Phim, ảnh, ghi âm: tên sự kiện"),
    "doc_attached": noop("Phim, ảnh, ghi âm: tài liệu đi kèm"),
    "note": noop("Tài liệu: ghi chú"),
}
FIELDS: Mapping[str, str] = {
    **{f"dossier.{name}": label for name, label in _DOSSIER.items()},
    **{f"item.{name}": label for name, label in _ITEM.items()},
    ROW_NUMBER: noop("Số thứ tự dòng (không nhập)"),
    IGNORE: noop("Không nhập cột này"),
}

# Names the older reader gives its fields.
_RENAMED = {
    "dossier.fonds_name": "dossier.fonds_title",
    "dossier.dossier_number": "dossier.number",
    "dossier.dossier_code": "dossier.reference_code",
    "item.kind": "item.kind_code",
    "item.issued": "item.issued_date",
    "item.process": "item.has_process",
    "item.item_code": "item.reference_code",
}
# Luật: TT 02/2019 (tên phần tử cũ); NĐ 30/2020 Phụ lục V, VI; TT 05/2025 Phụ lục I.II.2.c, d
_MORE = {
    ROW_NUMBER: "số tt; stt hồ sơ; sttt",
    "dossier.fonds_title": "fondName",
    "dossier.series_title": "đề mục; nhóm; nhóm hồ sơ; nhóm tài liệu; mặt hoạt động; đề mục phân loại; khung phân loại",
    "dossier.register_number": "catalogue; số mục lục hồ sơ; mục lục hồ sơ số; fileCatalog",
    "dossier.store": "kho; kho số; số kho; kho lưu trữ",
    "dossier.shelf": "giá; giá số; số giá; kệ; kệ số; giá kệ",
    "dossier.box": "hộp cặp số; số hộp cặp; hộp lưu trữ; boxNumber",
    "dossier.number": "số ký hiệu hs; số hồ sơ đvbq; số đvbq; đvbq số; fileNotation; hs số; số hs; "
    "số ký hiệu đơn vị bảo quản; mã số hồ sơ; số lưu trữ",
    "dossier.reference_code": "mã định danh hồ sơ; mã hs",
    "dossier.title": "tiêu đề hs; nội dung hồ sơ; tên nhóm hồ sơ; tiêu đề hồ sơ tài liệu; "
    "tiêu đề hồ sơ đơn vị bảo quản",
    "dossier.retention_code": "thời hạn bq; thời gian bảo quản; thời gian lưu trữ; thời hạn bảo quản hồ sơ",
    "dossier.access_code": "mức độ truy cập; quyền truy cập; mức độ sử dụng",
    "dossier.secrecy_mark": "độ mật; mức độ mật; độ mật hồ sơ",
    "dossier.start": "từ ngày; bắt đầu; thời gian từ; ngày mở; ngày mở hồ sơ; thời gian từ ngày; "
    "thời gian bắt đầu hồ sơ; "
    "ngày bắt đầu hồ sơ; ngày đầu; thời gian tài liệu từ; thời gian tài liệu bắt đầu",
    "dossier.end": "đến ngày; kết thúc; thời gian đến; ngày đóng; ngày đóng hồ sơ; thời gian đến ngày; ngày cuối; "
    "thời gian kết thúc hồ sơ; ngày kết thúc hồ sơ; thời gian tài liệu đến; thời gian tài liệu kết thúc",
    "dossier.span": "thời gian hồ sơ; thời gian của tài liệu; ngày tháng bắt đầu kết thúc; ngày tháng bd kt; "
    "thời gian bđ kt; thời gian bắt đầu kết thúc; thời gian từ đến; thời gian hình thành",
    "dossier.start_year": "năm hình thành; năm",
    "dossier.declared_item_count": "số văn bản; slvb; tổng số vb; số lượng tài liệu trong hồ sơ",
    "dossier.declared_sheet_count": "slt; tổng số tờ trong hồ sơ; tổng tờ; số tờ trong hồ sơ; sl tờ; "
    "số lượng tờ trang; "
    "số tờ trang",
    "dossier.declared_page_count": "tổng trang; số trang hồ sơ; sl trang",
    "dossier.paper_reference_code": "mã hồ sơ giấy; mã hồ sơ gốc giấy nếu có",
    "dossier.has_reserve": "chế độ dự phòng; riskRecovery",
    "dossier.reserve_status": "tình trạng dự phòng; riskRecoveryStatus",
    "item.ordinal": "số thứ tự trong hồ sơ; số thứ tự tài liệu trong hs; stt vb",
    "item.kind_code": "tên loại vb; thể loại văn bản; thể loại",
    "item.number": "số vb; số đi; số của vb",
    "item.notation": "ký hiệu; ký hiệu vb",
    "item.number_notation": "số ký hiệu vb; số và ký hiệu của văn bản; số ký hiệu của văn bản; số vb ký hiệu; "
    "số ký hiệu tài liệu văn bản",
    "item.issued_date": "ngày tháng vb; ngày ký; ngày vb; thời gian ban hành; ngày tháng năm vb; ngày bh; "
    "ngày tháng tài liệu",
    "item.issuer": "tác giả tài liệu; cơ quan bh; đơn vị ban hành; cơ quan soạn thảo; cơ quan tổ chức cá nhân",
    "item.signer": "người ký; họ tên người ký; signerName; fullName; người ký văn bản",
    "item.subject": "nội dung; nội dung văn bản; trích yếu vb; trích yếu nội dung vb; imageTitle; movieTitle; "
    "tiêu đề phim ảnh; tiêu đề phim âm thanh; tên tài liệu; tiêu đề tài liệu; tiêu đề văn bản",
    "item.kind_and_subject": "tên loại và trích yếu; tên loại và trích yếu nội dung; "
    "tên loại và trích yếu nội dung văn bản; tên loại và trích yếu nội dung của văn bản; tên loại trích yếu; "
    "tên loại trích yếu nội dung; tên loại và trích yếu nội dung tài liệu; tên loại trích yếu nội dung văn bản",
    "item.page_count": "sl trang văn bản; số trang của văn bản; số trang vb",
    "item.sheet": "tờ; từ tờ; trang tờ số; tờ số trang; vị trí tờ; tờ số đến tờ số; trang",
    "item.access_code": "mức độ truy cập; quyền truy cập; rights",
    "item.secrecy_mark": "độ mật; mức độ mật; độ mật văn bản",
    "item.urgency": "độ khẩn; mức độ khẩn; priority",
    "item.has_reserve": "chế độ dự phòng; riskRecovery",
    "item.reserve_status": "tình trạng dự phòng; riskRecoveryStatus",
    "item.identifier": "docIdentifier",
    "item.type_pic": "typePic; loại phim ảnh; loại phim âm bản ảnh",
    "item.photographer": "photographer; người chụp; tác giả ảnh",
    "item.photo_place": "photoPlace; địa điểm chụp; nơi chụp",
    "item.colour": "colour; màu sắc; color",
    "item.film_size": "filmSize; cỡ phim ảnh; kích thước; cỡ ảnh",
    "item.type_media": "typeMedia; loại ghi âm ghi hình",
    "item.recorder": "recorder; người ghi; người quay",
    "item.record_place": "recordPlace; địa điểm ghi; nơi ghi",
    "item.play_time": "playTime; thời lượng",
    "item.quality": "quality; chất lượng",
    "item.archives_number": "archivesNumber; số lưu trữ đặc thù",
    "item.event_name": "eventName; tên sự kiện; sự kiện",
    "item.doc_attached": "docAttached; tài liệu đi kèm",
}
_DATES_OF_DETAILS = {"item.issued_date": "photoTime; recordDate; thời gian chụp; thời gian ghi; ngày chụp"}
_SHARED = {
    "số ký hiệu": "dossier.number",
    "số và ký hiệu": "dossier.number",
    "nội dung": "dossier.title",
    "tiêu đề": "item.subject",
    "title": "item.subject",
}
# Words of one language that say which Circular a workbook follows.
TT05_ONLY = {
    "arcfilecode",
    "numberofpaper",
    "riskrecovery",
    "docid",
    "arcdoccode",
    "paperfilecode",
    "riskrecoverystatus",
}
TT02_ONLY = {
    "filenotation",
    "filecatalog",
    "rights",
    "sheetnumber",
    "pagenumber",
    "pageamount",
    "identifier",
    "organid",
}
# Added by `mark`; known again when the mended workbook comes back.
ORIGINAL_ROW = noop("Dòng gốc (Kho Số)")
FAULTS_SHEET = noop("Lỗi")


def _index() -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for table in (columns.NAMES, _MORE, _DATES_OF_DETAILS):
        for name, words in table.items():
            for word in words.split(";"):
                key = columns.heading_key(word)
                names = index.setdefault(key, [])
                target = _RENAMED.get(name, name)
                if target not in names:
                    names.append(target)
    for key in [key for key, names in index.items() if "item.kind_and_subject" in names]:
        index[key] = ["item.kind_and_subject"]
    # A register of dossiers heads its columns with the same words as a register of documents.
    for word, name in _SHARED.items():
        index[columns.heading_key(word)].append(name)
    index[columns.heading_key(ORIGINAL_ROW)] = [IGNORE]
    return index


BY_HEADING = _index()
_SPEC = {
    **{f"dossier.{field.name}": field for field in fields.DOSSIER},
    **{f"item.{field.name}": field for field in (*fields.AUDIOVISUAL, *fields.PHOTO, *fields.TEXT)},
}
# Lengths of columns the Circular does not speak of.
_OURS = {
    "dossier.number": 60,
    "dossier.register_number": 40,
    "dossier.box": 40,
    "dossier.store": 40,
    "dossier.shelf": 40,
    "dossier.fonds_code": 100,
    "dossier.fonds_title": 300,
    "dossier.series_title": 1000,
    "item.signer": 120,
    "item.urgency": 30,
    "item.sheet": 20,
}
LONGEST = {
    **{name: spec.most for name, spec in _SPEC.items() if spec.shape is fields.Shape.TEXT and spec.most},
    **_OURS,
}
MOST_DIGITS = {name: spec.most for name, spec in _SPEC.items() if spec.shape is fields.Shape.NUMBER}


def label(name: str) -> str:
    """The label of a field as messages say it: `dossier.title` → `tiêu đề hồ sơ`."""
    spec = _SPEC.get(name)
    text = spec.label if spec else FIELDS.get(name, name).split(": ")[-1]
    return text[:1].lower() + text[1:]
