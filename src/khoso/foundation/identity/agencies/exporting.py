"""The directory as a file: a workbook, or text with commas."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from khoso.foundation.identity.agencies import reading
from khoso.foundation.identity.agencies.searching import AgencyHit

Table = list[list[str]]
# What a spreadsheet would take for a formula instead of a text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(hits: Iterable[AgencyHit]) -> Table:
    """The agencies found as rows of text, under a row of titles."""
    titles = [
        _("Mã"),
        _("Tên"),
        _("Loại"),
        _("Mã thống kê"),
        _("Mã định danh"),
        _("Cấp trên"),
        _("Người đứng đầu"),
        _("Chức vụ"),
        _("Địa chỉ"),
        _("Điện thoại"),
        _("Thư điện tử"),
        _("Nộp lưu"),
        _("Từ ngày"),
        _("Đến ngày"),
        _("Chưa xác nhận"),
        _("Tên trước đây"),
        _("Cơ quan kế thừa"),
        _("Nguồn"),
    ]
    found = list(hits)
    reading.bring_relations(hit.agency for hit in found)
    return [titles, *(_row(hit) for hit in found)]


def _row(hit: AgencyHit) -> list[str]:
    one = hit.agency
    transfer = {True: _("có"), False: _("không"), None: ""}[one.must_transfer]
    earlier = [row.name for row in one.names.all() if row.name != one.name]
    heirs = [f"{row.heir.name} ({_('một phần')})" if row.is_partial else row.heir.name for row in hit.heirs]
    return [
        one.code,
        one.name,
        str(one.get_kind_display()),
        one.statistics_code,
        one.identifier_code,
        one.parent.name if one.parent else "",
        one.head_name,
        one.head_title,
        one.address,
        one.phone,
        one.email,
        transfer,
        f"{one.valid_from:%d/%m/%Y}" if one.valid_from else "",
        f"{one.valid_to:%d/%m/%Y}" if one.valid_to else "",
        "x" if one.is_unconfirmed else "",
        "; ".join(earlier),
        "; ".join(heirs),
        one.source,
    ]


def as_workbook(rows: Table) -> tuple[bytes, str]:
    """An .xlsx with one sheet; every cell is text, so that no code loses its noughts."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, bold = book.add_worksheet(pgettext("many", "Cơ quan")), book.add_format({"bold": True, "bottom": 1})
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text, bold if number == 0 else None)
        for column, width in enumerate((14, 46, 22, 12, 14, 38, 22, 16, 30, 16, 24, 9, 12, 12, 10, 40, 60, 60)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(rows) - 1, 1), len(rows[0]) - 1)
    return file.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_text(rows: Table) -> tuple[bytes, str]:
    """A .csv with the mark by which Excel knows UTF-8; nothing in it starts a formula."""
    text = io.StringIO()
    csv.writer(text).writerows([[f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"


FORMS: dict[str, Callable[[Table], tuple[bytes, str]]] = {"xlsx": as_workbook, "csv": as_text}
