"""Which column is which field: by name, and by place when one name stands twice.

Contractors' sheets put the dossier's columns before the item's and use the same words in both
("Ghi chú", "Ngôn ngữ", "Từ khóa"), so a shared word belongs to the part its neighbours belong to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from khoso.kernel.text_vi import fold, one_space
from khoso.stages.catalogue.compute.rows import ColumnMatch

# Names as `heading_key` makes them. A word under two fields is shared: its place decides.
# Luật: TT 05/2025 Phụ lục I, III (tên phần tử); NĐ 30/2020 Phụ lục V (mục lục); TT 02/2019 (tên cũ)
NAMES: dict[str, str] = {
    "row_number": "stt; số thứ tự; tt; no",
    "dossier.fonds_name": "phông; tên phông; phông lưu trữ; tên phông lưu trữ; fond name; fonds name",
    "dossier.fonds_code": "mã phông; phông số; số phông; fonds code; mã phông lưu trữ; identifier",
    "dossier.register_number": "mục lục; mục lục số; số mục lục; mục lục hồ sơ; mục lục số năm",
    "dossier.box": "hộp số; hộp; số hộp; cặp số; hộp cặp số; hộp cặp; box",
    "dossier.dossier_number": "số và ký hiệu hồ sơ; số ký hiệu hồ sơ; hồ sơ số; số hồ sơ; ký hiệu hồ sơ; "
    "đơn vị bảo quản; đvbq; file notation; hồ sơ số và ký hiệu; hồ sơ",
    "dossier.dossier_code": "mã hồ sơ; mã hồ sơ lưu trữ; arcFileCode; fileCode",
    "dossier.title": "tiêu đề hồ sơ; tên hồ sơ; tiêu đề; title; tiêu đề đơn vị bảo quản",
    "dossier.retention_code": "thời hạn bảo quản; thời hạn lưu trữ; thời hạn; thbq; maintenance",
    "dossier.access_code": "chế độ sử dụng; mức độ tiếp cận; mode; rights; chế độ sử dụng hồ sơ",
    "dossier.language_code": "ngôn ngữ; language; ngôn ngữ hồ sơ",
    "dossier.start": "thời gian bắt đầu; ngày tháng bắt đầu; ngày tháng năm bắt đầu; startDate",
    "dossier.end": "thời gian kết thúc; ngày tháng kết thúc; ngày tháng năm kết thúc; endDate",
    "dossier.span": "thời gian; thời gian tài liệu; thời gian bắt đầu và kết thúc; ngày tháng bắt đầu và kết thúc",
    "dossier.start_day": "ngày bắt đầu",
    "dossier.start_month": "tháng bắt đầu",
    "dossier.start_year": "năm bắt đầu",
    "dossier.end_day": "ngày kết thúc",
    "dossier.end_month": "tháng kết thúc",
    "dossier.end_year": "năm kết thúc",
    "dossier.declared_item_count": "tổng số văn bản trong hồ sơ; tổng số tài liệu trong hồ sơ; tổng số văn bản; "
    "tổng số tài liệu; số lượng văn bản; số lượng tài liệu; totalDoc; docTotal; số văn bản trong hồ sơ",
    "dossier.declared_sheet_count": "số lượng tờ; số tờ; tổng số tờ; numberOfPaper; sheetNumber; số lượng tờ của hồ sơ",
    "dossier.declared_page_count": "số lượng trang; số trang; tổng số trang; numberOfPage; pageNumber; pageTotal; "
    "số lượng trang của hồ sơ",
    "dossier.annotation": "chú giải",
    "dossier.note": "ghi chú; description; ghi chú hồ sơ",
    "dossier.information_mark": "ký hiệu thông tin; inforSign",
    "dossier.keywords": "từ khóa; từ khoá; keyword",
    "dossier.physical_condition_code": "tình trạng vật lý; format; tình trạng vật lý hồ sơ",
    "dossier.trust_code": "mức độ tin cậy; confidenceLevel",
    "dossier.paper_reference_code": "mã hồ sơ giấy gốc; mã hồ sơ gốc giấy; paperFileCode",
    "item.ordinal": "số thứ tự văn bản trong hồ sơ; số thứ tự văn bản; số thứ tự tài liệu trong hồ sơ; "
    "số thứ tự tài liệu; stt văn bản; stt tài liệu; stt văn bản trong hồ sơ; stt trong hồ sơ; docOrdinal",
    "item.kind": "tên loại văn bản; tên loại tài liệu; tên loại; loại văn bản; loại tài liệu; typeName",
    "item.material": "loại tài liệu; loại hình tài liệu",
    "item.number": "số của văn bản; số văn bản; số của tài liệu; số tài liệu; codeNumber",
    "item.notation": "ký hiệu của văn bản; ký hiệu văn bản; ký hiệu của tài liệu; ký hiệu tài liệu; codeNotation",
    "item.number_notation": "số ký hiệu; số và ký hiệu; số ký hiệu văn bản; số và ký hiệu văn bản; "
    "số ký hiệu tài liệu; số và ký hiệu tài liệu; số hiệu văn bản; số kí hiệu",
    "item.issued": "ngày tháng năm văn bản; ngày tháng văn bản; ngày ban hành; ngày tháng năm; ngày tháng; issuedDate; "
    "ngày tháng năm ban hành; ngày tháng năm tài liệu; ngày tháng năm của văn bản; thời gian văn bản",
    "item.issued_day": "ngày văn bản; ngày tài liệu; ngày của văn bản",
    "item.issued_month": "tháng văn bản; tháng tài liệu; tháng của văn bản",
    "item.issued_year": "năm văn bản; năm tài liệu; năm của văn bản",
    "item.issuer": "tên cơ quan tổ chức ban hành văn bản; cơ quan ban hành; cơ quan tổ chức ban hành; tác giả; "
    "organName; tác giả văn bản; tên cơ quan ban hành; tên cơ quan tổ chức cá nhân ban hành; "
    "cơ quan tổ chức cá nhân ban hành; cơ quan ban hành văn bản; tên cơ quan tổ chức ban hành; nơi ban hành",
    "item.subject": "trích yếu nội dung; trích yếu; trích yếu nội dung văn bản; tên loại và trích yếu; subject; "
    "tên loại và trích yếu nội dung; tên loại và trích yếu nội dung văn bản; nội dung trích yếu; "
    "trích yếu văn bản; trích yếu nội dung tài liệu",
    "item.language_code": "ngôn ngữ; language; ngôn ngữ văn bản",
    "item.page_count": "số lượng trang của văn bản; số lượng trang; số trang; numberOfPage; pageAmount; "
    "số trang văn bản; số lượng trang văn bản; số lượng trang của tài liệu",
    "item.sheet_count": "số lượng tờ; số tờ; số lượng tờ của văn bản; số lượng tờ của tài liệu",
    "item.sheet": "tờ số; tờ trang số; trang số; tờ số trang số; số tờ trang; từ tờ đến tờ",
    "item.note": "ghi chú; description; ghi chú văn bản",
    "item.information_mark": "ký hiệu thông tin; inforSign",
    "item.keywords": "từ khóa; từ khoá; keyword",
    "item.retention_code": "thời hạn bảo quản; thời hạn lưu trữ; maintenance",
    "item.access_code": "chế độ sử dụng; mức độ tiếp cận; mode",
    "item.trust_code": "mức độ tin cậy; confidenceLevel",
    "item.autograph": "bút tích; autograph",
    "item.physical_condition_code": "tình trạng vật lý; format",
    "item.process": "quy trình xử lý; process; quy trình xử lý đi kèm",
    "item.item_code": "mã lưu trữ tài liệu; mã tài liệu; docCode; arcDocCode; mã lưu trữ của văn bản",
    "item.identifier": "mã định danh tài liệu; docId; mã định danh văn bản; mã định danh",
    "item.file": "đường dẫn file; đường dẫn tệp; đường dẫn; tên file; tên tệp; tệp tin; file; đường dẫn tập tin; tệp; "
    "tên tệp tin; file đính kèm; link file; đường dẫn tệp tin; file path; path",
}
HEADER_ROWS = 10
_FILE_NAME = re.compile(r"\.(pdf|jpe?g|tiff?|png|mp3|mp4|wav|avi|wm[av])\s*$", re.IGNORECASE)


def heading_key(heading: object) -> str:
    """A heading without accents, case, spaces, signs and remarks in brackets: `Số, ký hiệu (nếu có)` → `sokyhieu`."""
    text = re.sub(r"\([^)]*\)", " ", one_space(str(heading if heading is not None else "")))
    return re.sub(r"[^a-z0-9]", "", fold(text).replace("ki hieu", "ky hieu"))


def _index() -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for name, words in NAMES.items():
        for word in words.split(";"):
            fields = index.setdefault(heading_key(word), [])
            if name not in fields:
                fields.append(name)
    return index


_BY_HEADING = _index()


def label(name: str) -> str:
    """The Vietnamese heading a person would write for a field: `item.subject` → `trích yếu nội dung`."""
    return NAMES[name].split(";")[0]


def header_score(cells: Sequence[object]) -> int:
    """How many different fields the cells of a row name."""
    keys = {heading_key(cell) for cell in cells if isinstance(cell, str)}
    return sum(1 for key in keys if key in _BY_HEADING)


def find_header(first_rows: Sequence[Sequence[object]]) -> int | None:
    """Index of the heading row among the first rows; None when no row names at least three fields."""
    scores = [header_score(row) for row in first_rows[:HEADER_ROWS]]
    best = max(scores, default=0)
    return scores.index(best) if best >= 3 else None


def is_column_numbering(cells: Sequence[object]) -> bool:
    """Whether a row below the headings only numbers the columns: (1) (2) (3)…"""
    texts = [re.sub(r"[()\s]|\.0$", "", str(cell)) for cell in cells if cell is not None and str(cell).strip()]
    return len(texts) >= 3 and texts == [str(n) for n in range(1, len(texts) + 1)]


def _part(name: str | None) -> str | None:
    return name.split(".")[0] if name and "." in name else None


def _nearest_part(chosen: list[str | None], at: int) -> str | None:
    """The part (dossier, item) of the nearest understood column to the left, or else to the right."""
    left = (part for name in reversed(chosen[:at]) if (part := _part(name)))
    right = (part for name in chosen[at + 1 :] if (part := _part(name)))
    return next(left, None) or next(right, None)


def match_columns(headings: Sequence[object], samples: Sequence[Sequence[object]] = ()) -> list[ColumnMatch]:
    """Understand the headings of one row; `samples` are some rows below it, for a file column without a known name."""
    options = [_BY_HEADING.get(heading_key(heading), []) for heading in headings]
    chosen: list[str | None] = [None] * len(headings)
    sure = [0.0] * len(headings)
    for at, names in enumerate(options):
        if len(names) == 1 and names[0] not in chosen:
            chosen[at], sure[at] = names[0], 1.0
    for at, names in enumerate(options):
        if len(names) < 2:
            continue
        part = _nearest_part(chosen, at)
        free = [name for name in names if name not in chosen]
        here = [name for name in free if _part(name) == part]
        if here:
            chosen[at], sure[at] = here[0], 0.9
        elif free:
            chosen[at], sure[at] = free[0], 0.7
    if "item.file" not in chosen and (file_at := _file_column(chosen, samples)) is not None:
        chosen[file_at], sure[file_at] = "item.file", 0.6
    return [
        ColumnMatch(get_column_letter(at + 1), one_space(str(heading)), chosen[at], sure[at])
        for at, heading in enumerate(headings)
        if (heading is not None and str(heading).strip()) or chosen[at]
    ]


def _file_column(chosen: list[str | None], samples: Sequence[Sequence[object]]) -> int | None:
    """The first column not understood so far whose filled cells all end like file names."""
    for at, name in enumerate(chosen):
        cells = [str(row[at]) for row in samples if at < len(row) and row[at] is not None]
        if name is None and cells and all(_FILE_NAME.search(cell) for cell in cells):
            return at
    return None


def missing_headings(fields: set[str]) -> list[str]:
    """Fields a catalogue cannot do without and that no column gives.

    A sheet without any item column is a register of dossiers and needs only the dossier's own.
    """
    # Luật: TT 05/2025 Phụ lục I mục II.2.a, II.2.b (trường bắt buộc)
    wanted: list[tuple[str, ...]] = [
        ("dossier.dossier_number", "dossier.dossier_code"),
        ("dossier.title",),
        ("dossier.retention_code",),
        ("dossier.start", "dossier.start_year", "dossier.span"),
        ("dossier.end", "dossier.end_year", "dossier.span"),
    ]
    if any(name.startswith("item.") for name in fields):
        wanted += [
            ("item.kind",),
            ("item.issued", "item.issued_year"),
            ("item.issuer",),
            ("item.subject",),
            ("item.file",),
        ]
    return [label(names[0]) for names in wanted if not fields & set(names)]
