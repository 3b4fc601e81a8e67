"""The list behind a figure as a workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from khoso.foundation.identity.models import Agency
from khoso.foundation.web.formats import day, moment
from khoso.kernel.figures import EvidenceLine, Figure
from khoso.stages.reporting.readings.asked import Span

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A list longer than this is cut, and the workbook says so.
MOST = 20_000


def workbook(figure: Figure, agency: Agency, span: Span, lines: Sequence[EvidenceLine], value: int) -> bytes:
    """An .xlsx: what was counted, for whom, until when, every line, and their sum as a formula under them."""
    kept = lines[:MOST]
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("Bằng chứng"))
        bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        number, wrapped = (
            book.add_format({"num_format": "#,##0"}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        total = book.add_format({"bold": True, "top": 1, "num_format": "#,##0"})
        sheet.write_string(0, 0, str(figure.label), bold)
        sheet.write_string(1, 0, agency.name)
        sheet.write_string(2, 0, _days(span))
        sheet.write_string(3, 0, str(figure.about))
        titles = (_("STT"), _("Nội dung"), _("Chi tiết"), _("Tính từ"), _("Số lượng ({unit})").format(unit=figure.unit))
        for column, title in enumerate(titles):
            sheet.write_string(5, column, title, head)
        for place, line in enumerate(kept):
            row = 6 + place
            sheet.write_number(row, 0, place + 1)
            sheet.write_string(row, 1, line.title, wrapped)
            sheet.write_string(row, 2, str(line.about), wrapped)
            sheet.write_string(row, 3, moment(line.at) if line.at else "")
            sheet.write_number(row, 4, line.amount, number)
        below = 6 + len(kept)
        sheet.write_string(below, 1, _("Cộng"), bold)
        amount = sum(line.amount for line in kept)
        if kept:
            sheet.write_formula(below, 4, f"=SUM(E7:E{below})", total, amount)
        if len(lines) > MOST:
            sheet.write_string(below + 1, 1, _("Danh sách dài, chỉ ghi phần mới nhất. Tổng đúng ở dòng dưới."))
            sheet.write_number(below + 2, 4, value, total)
        for column, width in enumerate((6, 60, 50, 18, 14)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(6, 0)
        sheet.repeat_rows(5)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return file.getvalue()


def _days(span: Span) -> str:
    if span.since is None:
        return _("Đến hết ngày {day}").format(day=day(span.until))
    return _("Từ ngày {since} đến hết ngày {day}").format(since=day(span.since), day=day(span.until))
