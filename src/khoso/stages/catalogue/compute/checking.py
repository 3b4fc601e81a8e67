"""What the Circular has to say about one description: too long, unknown, impossible, missing.

The fields themselves stand in `fields`. What is wrong is an ERROR. What the law wants and nobody has written yet is a
WARNING while a description is being made, and an ERROR when the dossier is handed over to an archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from khoso.kernel import clock, dates
from khoso.kernel.findings import Finding, Severity
from khoso.kernel.words import Sentence, noop
from khoso.stages.catalogue.compute import fields, identifiers
from khoso.stages.catalogue.compute.fields import Field, Need, Shape

LEVELS: Mapping[str, tuple[Field, ...]] = {"fonds": fields.FONDS, "dossier": fields.DOSSIER, **fields.OF_MATERIAL}
CLAUSES = {
    "fonds": "TT 05/2025 Đ.4.1.a",
    "dossier": "TT 05/2025 Phụ lục I.II.2.a",
    "text": "TT 05/2025 Phụ lục I.II.2.b",
    "photo": "TT 05/2025 Phụ lục I.II.2.b (phim âm bản, ảnh)",
    "audiovisual": "TT 05/2025 Phụ lục I.II.2.b (ghi âm, ghi hình)",
}
# Luật: TT 05/2025 Phụ lục I (01 gốc điện tử, 02 số hóa, 03 hỗn hợp)
DIGITISED = frozenset({"02", "03"})
BORN_DIGITAL = frozenset({"01", "03"})

_DURATION = re.compile(r"(\d{2}):([0-5]\d):([0-5]\d)")
# True is 1 and False is 0 to a set.
_FLAGS = frozenset({"0", "1", 0, 1})


def check(
    level: str, values: Mapping[str, Any], *, is_transfer: bool = False, today: date | None = None
) -> list[Finding]:
    """Everything the Circular finds about `values` of one fonds, dossier or item.

    `level`: "fonds", "dossier", "text", "photo" or "audiovisual". `values` by the names of `fields`; what is not there
    is empty. `where` of a finding is the field's name. `is_transfer`: as for handing over (SIP). Raises KeyError for an
    unknown level.
    """
    table = LEVELS[level]
    found: list[Finding] = []
    for field in table:
        value = _plain(values.get(field.name))
        if _is_empty(value):
            found += _missing(level, field, values, is_transfer)
        else:
            found += _of_shape(field, value, today or clock.today(), is_transfer=is_transfer)
    found += _of_period(level, values, today or clock.today())
    found += _together(level, values)
    if is_transfer:
        found += _for_transfer(level, values)
    return found


def check_field(field: Field, values: Mapping[str, Any], *, today: date | None = None) -> list[Finding]:
    """What is wrong with one field that no annex asks for; the law misses nothing there, but what must be must."""
    value = _plain(values.get(field.name))
    if not _is_empty(value):
        return list(_of_shape(field, value, today or clock.today(), is_transfer=False))
    if field.need is not Need.MUST:
        return []
    return [Finding("field.missing", Severity.ERROR, Sentence("Chưa có «{label}».", label=field.label), field.name)]


def is_needed(level: str, field: Field, values: Mapping[str, Any]) -> bool:
    """Whether the law wants this field of a description that says `values`."""
    if field.need is not Need.WHEN:
        return field.need is Need.MUST
    # Luật: TT 05/2025 Phụ lục I.II.2.a (bắt buộc nhập với hồ sơ số hóa; chế độ dự phòng là có thì …)
    if field.name in ("declared_sheet_count", "paper_reference_code"):
        return values.get("trust_code") in DIGITISED
    if field.name == "reserve_status":
        return _is_true(values.get("has_reserve"))
    # Luật: TT 05/2025 Phụ lục I.II.2.b (quy trình xử lý đi kèm của văn bản điện tử)
    return field.name == "has_process" and values.get("trust_code") in BORN_DIGITAL


def field_of(level: str, name: str) -> Field | None:
    """The field of this name at a level; None when the Circular has none."""
    return next((field for field in LEVELS.get(level, ()) if field.name == name), None)


def _missing(level: str, field: Field, values: Mapping[str, Any], is_transfer: bool) -> Iterator[Finding]:
    if field.name == "period" or not is_needed(level, field, values):
        return
    yield Finding(
        "field.missing",
        Severity.ERROR if is_transfer else Severity.WARNING,
        Sentence("Chưa có «{label}». {clause} yêu cầu.", label=field.label, clause=CLAUSES[level]),
        field.name,
    )


def _of_shape(field: Field, value: Any, today: date, *, is_transfer: bool) -> Iterator[Finding]:
    checks = {
        Shape.NUMBER: _of_number,
        Shape.FLAG: _of_flag,
        Shape.CODE: _of_code,
        Shape.CODES: _of_codes,
        Shape.DURATION: _of_duration,
        Shape.TEXT: _of_text,
    }
    if field.shape is Shape.DATE:
        yield from _of_date(field, value, today, is_transfer)
    else:
        yield from checks[field.shape](field, value)


def _wrong(code: str, field: Field, message: str) -> Finding:
    return Finding(code, Severity.ERROR, message, field.name)


def _of_text(field: Field, value: Any) -> Iterator[Finding]:
    length = len(str(value))
    if field.most and length > field.most:
        yield _wrong(
            "field.too_long",
            field,
            Sentence("Dài {length} ký tự; nhiều nhất {most}. Hãy rút gọn.", length=length, most=field.most),
        )


def _of_number(field: Field, value: Any) -> Iterator[Finding]:
    text = str(value).strip()
    if not re.fullmatch(r"[0-9]+", text):
        yield _wrong("field.not_a_number", field, noop("Hãy ghi một số nguyên, từ 0 trở lên."))
    elif field.most and len(text) > field.most:
        yield _wrong("field.number_too_long", field, Sentence("Nhiều nhất {most} chữ số.", most=field.most))


def _of_flag(field: Field, value: Any) -> Iterator[Finding]:
    if value not in _FLAGS:
        yield _wrong("field.not_a_flag", field, noop("Hãy ghi 1 (có) hoặc 0 (không)."))


def _of_code(field: Field, value: Any) -> Iterator[Finding]:
    if str(value) not in (field.table or {}):
        yield _unknown(field, str(value))


def _of_codes(field: Field, value: Any) -> Iterator[Finding]:
    said = value if isinstance(value, list | tuple) else [part.strip() for part in str(value).split(";")]
    for code in said:
        if str(code) not in (field.table or {}):
            yield _unknown(field, str(code))


def _unknown(field: Field, said: str) -> Finding:
    codes = ", ".join(field.table or {})
    message = Sentence("«{said}» không có trong bảng mã; hãy chọn một trong: {codes}.", said=said[:60], codes=codes)
    return _wrong("field.unknown_code", field, message)


def _of_duration(field: Field, value: Any) -> Iterator[Finding]:
    if not _DURATION.fullmatch(str(value)):
        yield _wrong("field.not_a_duration", field, noop("Hãy ghi giờ:phút:giây, mỗi phần hai chữ số: 01:25:30."))


def _of_date(field: Field, value: Any, today: date, is_transfer: bool) -> Iterator[Finding]:
    read = dates.parse(value)
    if read is None:
        message = noop("Không đọc được ngày này. Hãy ghi ngày, tháng hoặc năm: 05/07/2010, 07/2010, 2010.")
        yield _wrong("field.not_a_date", field, message)
        return
    if (read.year, read.month or 0, read.day or 0) > (today.year, today.month, today.day):
        yield _wrong("field.date_in_future", field, noop("Thời gian này chưa đến. Hãy xem lại năm, tháng, ngày."))
    # Luật: TT 05/2025 Phụ lục III.II.2 (gói nộp chỉ nhận DD/MM/YYYY)
    if is_transfer and (read.day is None or read.is_uncertain):
        yield _wrong("field.not_a_day", field, noop("Gói nộp vào lưu trữ chỉ nhận đủ ngày, tháng, năm và chắc chắn."))


def _of_period(level: str, values: Mapping[str, Any], today: date) -> Iterator[Finding]:
    """Start and end together; those of a fonds stand in one field of the Circular."""
    start, end = values.get("start"), values.get("end")
    if level == "fonds":
        for name, value in (("start", start), ("end", end)):
            if not _is_empty(value):
                yield from _of_date(Field(name, "", "", Shape.DATE), value, today, is_transfer=False)
    first, last = dates.parse(start), dates.parse(end)
    if first is not None and last is not None and _begins_after(first, last):
        message = noop("Kết thúc trước khi bắt đầu. Hãy xem lại hai mốc thời gian.")
        yield Finding("field.dates_reversed", Severity.ERROR, message, "end")


def _begins_after(first: dates.ArchivalDate, last: dates.ArchivalDate) -> bool:
    """Compared as exactly as both are known: from 07/2010 to 2010 may be right."""
    for one, other in ((first.year, last.year), (first.month, last.month), (first.day, last.day)):
        if one is None or other is None:
            return False
        if one != other:
            return one > other
    return False


def _together(level: str, values: Mapping[str, Any]) -> Iterator[Finding]:
    """What two fields say against each other."""
    sheets, pages = _number(values.get("declared_sheet_count")), _number(values.get("declared_page_count"))
    if sheets is not None and pages is not None and not sheets <= pages <= 2 * sheets:
        disagree = Sentence(
            "{sheets} tờ mà {pages} trang: một tờ có một hoặc hai trang. Hãy đếm lại.", sheets=sheets, pages=pages
        )
        yield Finding("field.pages_disagree", Severity.WARNING, disagree, "declared_page_count")
    if not _is_empty(values.get("reserve_status")) and not _is_true(values.get("has_reserve")):
        message = noop("Có tình trạng dự phòng mà chế độ dự phòng là không.")
        yield Finding("field.reserve_disagrees", Severity.WARNING, message, "reserve_status")
    paper = str(values.get("paper_reference_code") or "")
    if paper and identifiers.split_paper_code(paper) is None:
        message = noop("Cần dạng [mã cơ quan lưu trữ].[số kho/giá/hộp].[số hồ sơ giấy], ví dụ H19.12.K1/G02/15.07.")
        yield Finding("field.wrong_paper_code", Severity.WARNING, message, "paper_reference_code")
    code = str(values.get("reference_code") or "")
    if level in fields.OF_MATERIAL and code and identifiers.split_item_code(code) is None:
        message = noop("Mã lưu trữ tài liệu kết thúc bằng số thứ tự 7 chữ số, ví dụ .0000001.")
        yield Finding("field.wrong_item_code", Severity.ERROR, message, "reference_code")


def _for_transfer(level: str, values: Mapping[str, Any]) -> Iterator[Finding]:
    # Luật: TT 05/2025 Phụ lục I.II.2.a (với nguồn nộp và sưu tầm chỉ nhận giá trị 01: vĩnh viễn)
    if level != "fonds" and values.get("retention_code") not in (None, "", "01"):
        message = noop("Chỉ hồ sơ, tài liệu bảo quản vĩnh viễn được nộp vào lưu trữ lịch sử.")
        yield Finding("field.not_permanent", Severity.ERROR, message, "retention_code")


def _plain(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], ())


def _is_true(value: Any) -> bool:
    return value in (True, 1, "1")


def _number(value: Any) -> int | None:
    text = str(value).strip()
    return int(text) if re.fullmatch(r"[0-9]{1,10}", text) else None
