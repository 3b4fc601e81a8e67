"""The styles of the Word template, by the names staff see in Word, with the sizes the law gives.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục I
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """How a style looks: sizes in points, indents in millimetres. `keeps` holds it to the next paragraph."""

    name: str
    size: float = 14
    align: str = "center"
    is_bold: bool = False
    is_italic: bool = False
    first_mm: float = 0
    left_mm: float = 0
    before: float = 0
    after: float = 0
    lines: float = 1.0
    exactly: float = 0
    keeps: bool = False
    has_rule: bool = False
    # Space after only behind the last of its kind.
    is_list: bool = False


BODY = "VB Nội dung"
DASH = "VB Gạch đầu dòng"
BASIS = "VB Căn cứ"
HEADINGS = ("Heading 1", "Heading 2", "Heading 3")
TABLE = "VB Bảng"
CAPTION = "VB Tên bảng"
CELL_HEAD = "VB Đầu bảng"
CELL = "VB Ô bảng"
AFTER_TABLE = "VB Sau bảng"
ANNEX = "VB Phụ lục"
ANNEX_TITLE = "VB Tên phụ lục"
ANNEX_REFERENCE = "VB Dẫn phụ lục"
STATE = "VB Quốc hiệu"
MOTTO = "VB Tiêu ngữ"
SUPERIOR = "VB Cơ quan cấp trên"
AGENCY = "VB Cơ quan"
SHORT_RULE = "VB Kẻ ngắn"
LONG_RULE = "VB Kẻ dài"
NUMBER = "VB Số ký hiệu"
PLACE = "VB Địa danh"
LETTER_SUBJECT = "VB Trích yếu công văn"
KIND = "VB Tên loại"
SUBJECT = "VB Trích yếu"
TO = "VB Kính gửi"
TO_MANY = "VB Kính gửi nhiều nơi"
TO_LINE = "VB Nơi kính gửi"
POST = "VB Chức vụ"
SIGNER = "VB Người ký"
RECIPIENTS = "VB Nơi nhận"
RECIPIENT = "VB Dòng nơi nhận"
PAGE_NUMBER = "VB Số trang"

_TEXT = {"align": "justify", "first_mm": 12.7, "after": 6, "lines": 1.15}
LOOKS = (
    Look(BODY, **_TEXT),  # type: ignore[arg-type]
    Look(DASH, **_TEXT),  # type: ignore[arg-type]
    Look(BASIS, is_italic=True, **_TEXT),  # type: ignore[arg-type]
    Look("Heading 1", is_bold=True, keeps=True, before=6, **_TEXT),  # type: ignore[arg-type]
    Look("Heading 2", is_bold=True, keeps=True, **_TEXT),  # type: ignore[arg-type]
    Look("Heading 3", keeps=True, **_TEXT),  # type: ignore[arg-type]
    Look(CAPTION, 13, is_bold=True, before=6, after=4, keeps=True),
    Look(CELL_HEAD, 12, is_bold=True, before=2, after=2),
    Look(CELL, 12, "left", before=2, after=2),
    Look(AFTER_TABLE, 6, "left"),
    Look(ANNEX, is_bold=True, keeps=True),
    Look(ANNEX_TITLE, is_bold=True, keeps=True),
    Look(ANNEX_REFERENCE, is_italic=True, after=12, keeps=True),
    Look(STATE, 12, is_bold=True),
    Look(MOTTO, 13, is_bold=True),
    Look(SUPERIOR, 12),
    Look(AGENCY, 12, is_bold=True),
    Look(SHORT_RULE, 2, exactly=3, after=8, has_rule=True),
    Look(LONG_RULE, 2, exactly=3, has_rule=True),
    Look(NUMBER, 13, before=8),
    Look(PLACE, 13, is_italic=True, before=8),
    Look(LETTER_SUBJECT, 12, before=2),
    Look(KIND, is_bold=True, before=18),
    Look(SUBJECT, is_bold=True),
    Look(TO, before=14, after=8),
    Look(TO_MANY, align="left", left_mm=30, before=14),
    Look(TO_LINE, align="left", left_mm=42, first_mm=-3, after=10, is_list=True),
    Look(POST, is_bold=True),
    # The gap in which somebody signs and the seal is put.
    Look(SIGNER, is_bold=True, before=76),
    Look(RECIPIENTS, 12, "left", is_bold=True, is_italic=True),
    Look(RECIPIENT, 11, "left"),
    Look(PAGE_NUMBER, 13),
)
# What is set into the text by name: a template that lacks one of these cannot show every paper.
NEEDED = (
    BODY, DASH, *HEADINGS, TABLE, CAPTION, CELL_HEAD, CELL, AFTER_TABLE, ANNEX, ANNEX_TITLE, ANNEX_REFERENCE,
)  # fmt: skip
